/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading the file of keys. */
#include "ui/play/rebind.h"

#include "scenarios/arena.h"
#include "scenarios/read.h"
#include "scenarios/source.h"

#include <string.h>

static bool rebind_one(struct play_bindings *bindings, const struct read_entry *entry,
                       struct sim_errors *errors)
{
    char action[64], why[256];
    struct sim_text text = SIM_TEXT(action), reason = SIM_TEXT(why);

    sim_text_put(&text, entry->key);
    for (char *at = action; *at; at++)
        *at = *at == '-' ? ' ' : *at;
    if (play_bind(bindings, action, entry->value, &reason))
        return true;
    return sim_error_add(errors, entry->file, entry->line, "[keys] ", entry->key, ": ", why,
                         NULL);
}

static bool rebind_all(struct play_bindings *bindings, const struct read_document *document,
                       struct sim_errors *errors)
{
    bool good = true;

    for (const struct read_section *section = document->sections; section;
         section = section->next) {
        if (strcmp(section->kind, "keys") != 0) {
            good = sim_error_add(errors, section->file, section->line, "[", section->kind,
                                 "]: a file of keys has the one section [keys]", NULL);
            continue;
        }
        for (const struct read_entry *entry = section->entries; entry; entry = entry->next)
            good &= rebind_one(bindings, entry, errors);
    }
    return good;
}

bool play_rebind(struct play_bindings *bindings, const char *path, struct sim_errors *errors)
{
    struct arena *arena = arena_create();
    struct sources sources = { .arena = arena };
    struct read_document document = { NULL };
    struct source source;
    char why[256];
    struct sim_text text = SIM_TEXT(why);
    bool good;

    if (source_read(&sources, path, &source, &text)) {
        good = read_text(arena, path, &source, &document, errors);
        good = rebind_all(bindings, &document, errors) && good;
    } else {
        good = sim_error_add(errors, path, 0, why, NULL);
    }
    arena_destroy(arena);
    return good;
}
