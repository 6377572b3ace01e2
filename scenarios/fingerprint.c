/* SPDX-License-Identifier: GPL-3.0-or-later
 * Telling scenarios apart by what they say. */
#include "scenarios/gather.h"
#include "scenarios/load.h"
#include "sim/base/hash.h"

#include <string.h>

/*
 * What is hashed is the text, section by section and key by key, once files and presets are put
 * together: whoever writes the same in another file has the same scenario. What a run does not
 * depend on is left out, and so is the seed, so that results of another seed can be called that.
 */

static uint64_t add(uint64_t hash, const char *text)
{
    uint64_t bytes[32]; /* a line at a time, so that words are whole and the rest is zero */

    do {
        size_t length = strlen(text);

        length = length < sizeof(bytes) ? length : sizeof(bytes);
        memset(bytes, 0, sizeof(bytes));
        memcpy(bytes, text, length);
        hash = sim_hash(bytes, sizeof(bytes), hash);
        text += length;
    } while (*text);
    return hash;
}

static bool ends_in(const char *text, const char *end)
{
    size_t length = strlen(text), its = strlen(end);

    return length > its && !strcmp(text + length - its, end);
}

static bool matters(const struct read_section *section, const struct read_entry *entry)
{
    static const char *const idle[] = { "format",  "title", "description", "caveat", "include",
                                        "extends", "seed",  "preset",      "code" };

    if (!strncmp(entry->key, "x-", 2))
        return false;
    if (!strcmp(section->kind, "sweep"))
        return true;
    for (size_t i = 0; i < sizeof(idle) / sizeof(*idle); i++) {
        if (!strcmp(entry->key, idle[i]))
            return false;
    }
    return !ends_in(entry->key, ".source") && !ends_in(entry->key, ".low") &&
           !ends_in(entry->key, ".high");
}

/* A section of which nothing matters is not there: who only adds a note has said nothing new. */
static uint64_t add_section(uint64_t hash, const struct read_section *section)
{
    bool begun = false;

    for (const struct read_entry *entry = section->entries; entry; entry = entry->next) {
        if (!matters(section, entry))
            continue;
        if (!begun)
            hash = add(add(hash, section->kind), section->name);
        begun = true;
        hash = add(add(hash, entry->key), entry->value);
        for (const struct read_line *line = entry->more; line; line = line->next)
            hash = add(hash, line->text);
    }
    return hash;
}

uint64_t scenario_fingerprint(const struct scenario *scenario)
{
    uint64_t hash = 0;

    for (const struct read_section *section = scenario->gathered->document.sections; section;
         section = section->next) {
        if (!gather_is_own(section->kind) || !strcmp(section->kind, "sweep"))
            hash = add_section(hash, section);
    }
    /* Traces: what stands in their files. */
    return sim_hash(scenario->sim.table,
                    scenario->sim.table_count * sizeof(*scenario->sim.table), hash);
}
