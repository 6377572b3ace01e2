/* SPDX-License-Identifier: GPL-3.0-or-later
 * Following include, extends and preset, and laying documents over each other. */
#include "scenarios/gather.h"

#include "scenarios/complain.h"
#include "scenarios/nearest.h"
#include "scenarios/overlay.h"

#include <string.h>
#include <sys/stat.h>

/*
 * Every file is read the same way, whatever it is for; what differs is what may stand in it
 * (its role) and how its document joins the others. Files are followed depth first, and the
 * chain of those under way shows a cycle before it closes.
 */

/* Which files are being read, the innermost first: to find a cycle and to name it. */
struct chain {
    const char *file;
    const struct chain *from;
};

enum role {
    ROLE_SCENARIO,
    ROLE_PART, /* included: gives its sections to another */
    ROLE_PRESET,
};

static bool gather_at(struct gather *gather, const struct chain *chain, enum role role,
                      const struct source *source, struct read_document *document);

/* ---- one file ---- */

static struct place place_of(const struct read_section *section, const struct read_entry *entry)
{
    return (struct place){ entry->file, entry->line, section->kind, section->name, entry->key };
}

static bool is_of_preset(const char *kind)
{
    return !strcmp(kind, "machine") || !strcmp(kind, "runtime");
}

static bool check_format(struct gather *gather, const char *file,
                         const struct read_document *document)
{
    const struct read_section *first = document->sections;
    const struct read_entry *key = first ? first->entries : NULL;
    struct place place = { .file = file, .line = first ? first->line : 0 };
    char quoted[QUOTED];

    if (!first)
        return complain(gather->errors, &place,
                        "empty: a scenario begins with [scenario] and `format = 1`", NULL);
    if (strcmp(first->kind, "scenario") || !key || strcmp(key->key, "format"))
        return complain(gather->errors, &place,
                        "a scenario begins with [scenario] and `format = 1`",
                        is_of_preset(first->kind) ? "; is it a preset? [machine] preset = FILE "
                                                    "of a scenario reads one"
                                                  : "",
                        NULL);
    if (!strcmp(key->value, GATHER_FORMAT))
        return true;
    place = place_of(first, key);
    return complain(gather->errors, &place, "only format 1 can be read, not ",
                    quote(quoted, key->value), NULL);
}

/* A preset need not say that it is of format 1; then it is as if it did. */
static void begin_preset(struct gather *gather, const char *file,
                         struct read_document *document)
{
    struct read_section *first = ARENA_NEW(gather->arena, struct read_section);
    struct read_entry *format = ARENA_NEW(gather->arena, struct read_entry);

    if (document->sections && !strcmp(document->sections->kind, "scenario"))
        return;
    *format = (struct read_entry){ .key = "format", .value = GATHER_FORMAT, .file = file };
    *first = (struct read_section){ .next = document->sections,
                                    .kind = "scenario",
                                    .name = "",
                                    .file = file,
                                    .entries = format };
    document->sections = first;
}

/* What a file may say about itself, in [scenario], when it is not the scenario that is run. */
static bool is_about_itself(enum role role, const char *key)
{
    if (!strncmp(key, "x-", 2) || !strcmp(key, "format") || !strcmp(key, "title") ||
        !strcmp(key, "description"))
        return true;
    return !strcmp(key, role == ROLE_PART ? "include" : "extends");
}

static bool check_role(struct gather *gather, enum role role,
                       const struct read_document *document)
{
    const struct read_section *first = document->sections;
    bool good = true;

    for (const struct read_entry *key = first->entries; key; key = key->next) {
        struct place place = place_of(first, key);

        if (!is_about_itself(role, key->key))
            good = complain(gather->errors, &place,
                            role == ROLE_PART ? "cannot stand in a file that is included"
                                              : "cannot stand in a preset",
                            NULL);
    }
    for (const struct read_section *section = first->next; section; section = section->next) {
        struct place place = { section->file, section->line, section->kind, section->name,
                               NULL };

        if (role != ROLE_PRESET)
            break;
        if (!is_of_preset(section->kind))
            good = complain(gather->errors, &place,
                            "a preset holds only [machine] and [runtime]", NULL);
        else if (overlay_find(section, "preset"))
            good = complain(gather->errors, &place,
                            "a preset cannot name another; it can extend one", NULL);
    }
    return good;
}

/* ---- from file to file ---- */

static void put_chain(struct sim_text *text, const struct chain *chain)
{
    if (chain->from) {
        put_chain(text, chain->from);
        sim_text_put(text, " -> ");
    }
    sim_text_put(text, chain->file);
}

static bool check_chain(struct gather *gather, const struct chain *chain,
                        const struct place *place)
{
    const struct chain *above = chain->from;
    char buffer[SIM_ERROR_TEXT];
    struct sim_text text = SIM_TEXT(buffer);
    uint32_t depth = 1;

    for (; above && strcmp(above->file, chain->file); above = above->from)
        depth++;
    if (!above && depth <= GATHER_DEPTH_MAX)
        return true;
    put_chain(&text, chain);
    return complain(gather->errors, place,
                    above ? "goes round in a circle: " : "more than 16 files deep: ", buffer,
                    NULL);
}

/* "; did you mean 'convoy'?", or where to look, for what could be the name of a shipped scenario. */
static const char *shipped_hint(struct gather *gather, const char *name,
                                char buffer[NEAREST_HINT])
{
    struct nearest nearest = nearest_to(name);
    bool is_path = source_is_path(name);

    if (strchr(name, '/') || !strcmp(name, "-"))
        return "";
    source_offer(&gather->sources, &nearest); /* also two-threads of two-threads.ini */
    if (is_path && !nearest.best)
        return "";
    if (!nearest.best)
        return "; `interlock list` names those that are shipped";
    return nearest_hint(&nearest, buffer);
}

static bool has_value(struct gather *gather, const struct read_entry *entry,
                      const struct place *place)
{
    if (*entry->value && !entry->more)
        return true;
    return complain(gather->errors, place, "must be the name of one file", NULL);
}

/* The file that a key names; NULL when there is no such preset. */
static const char *find(struct gather *gather, enum role role, const struct read_entry *key,
                        const struct place *place)
{
    const char *path;
    struct nearest nearest = nearest_to(key->value);
    char quoted[QUOTED], hint[NEAREST_HINT];

    if (role != ROLE_PRESET)
        return source_find(&gather->sources, key->file, key->value);
    path = source_find_preset(&gather->sources, key->file, key->value);
    if (path)
        return path;
    source_offer_presets(&gather->sources, &nearest);
    complain(gather->errors, place, "there is no preset ", quote(quoted, key->value),
             nearest_hint(&nearest, hint), NULL);
    return NULL;
}

/* Reads the file that a key names. */
static bool follow(struct gather *gather, const struct chain *from, enum role role,
                   const struct read_entry *key, const struct place *place,
                   struct read_document *document)
{
    struct chain chain = { NULL, from };
    struct source source;
    char buffer[128], quoted[QUOTED], hint[NEAREST_HINT];
    struct sim_text why = SIM_TEXT(buffer);
    bool good = has_value(gather, key, place);

    if (good)
        chain.file = find(gather, role, key, place);
    good = chain.file && check_chain(gather, &chain, place);
    if (good && !source_read(&gather->sources, chain.file, &source, &why))
        good = complain(gather->errors, place, "cannot read ", quote(quoted, chain.file), ": ",
                        buffer, shipped_hint(gather, key->value, hint), NULL);
    if (!good) {
        gather->incomplete = true;
        return false;
    }
    return gather_at(gather, &chain, role, &source, document);
}

/* Adds the sections of the files that [scenario] includes. */
static bool include(struct gather *gather, const struct chain *chain,
                    struct read_document *document)
{
    const struct read_section *first = document->sections;
    bool good = true;

    for (const struct read_entry *key = first->entries; key; key = key->next) {
        struct place place = place_of(first, key);
        struct read_document part = { NULL };

        if (strcmp(key->key, "include"))
            continue;
        good &= follow(gather, chain, ROLE_PART, key, &place, &part);
        if (part.sections)
            part.sections = part.sections->next; /* its [scenario] is about itself */
        overlay_append(document, &part);
    }
    return good;
}

bool gather_is_own(const char *kind)
{
    static const char *const kinds[] = { "expect", "question", "goal", "sweep" };

    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        if (!strcmp(kinds[i], kind))
            return true;
    }
    return false;
}

void gather_strip(struct read_document *document)
{
    struct read_section **link = &document->sections;

    while (*link) {
        if (gather_is_own((*link)->kind))
            *link = (*link)->next;
        else
            link = &(*link)->next;
    }
}

/* Puts the scenario that this one extends below it. */
static bool extend(struct gather *gather, const struct chain *chain, enum role role,
                   struct read_document *document)
{
    const struct read_entry *key = overlay_find(document->sections, "extends");
    struct read_document base = { NULL };
    struct place place;
    bool good;

    if (!key)
        return true;
    place = place_of(document->sections, key);
    good = follow(gather, chain, role, key, &place, &base);
    gather_strip(&base);
    overlay_documents(gather->arena, &base, document);
    *document = base;
    return good;
}

/* `sweep.machine.cores = 1..8` in [scenario] is a key of [sweep]. */
static void move_sweep(struct gather *gather, struct read_document *document)
{
    static const char prefix[] = "sweep.";
    struct read_section *first = document->sections;
    struct read_entry **link = &first->entries;
    struct read_document more = { NULL };

    while (*link) {
        struct read_entry *entry = *link;
        struct read_section *sweep = overlay_section(document, "sweep", "");

        if (strncmp(entry->key, prefix, strlen(prefix))) {
            link = &entry->next;
            continue;
        }
        if (!sweep) {
            sweep = ARENA_NEW(gather->arena, struct read_section);
            *sweep = (struct read_section){
                .kind = "sweep", .name = "", .file = entry->file, .line = entry->line
            };
            more.sections = sweep;
            overlay_append(document, &more);
        }
        *link = entry->next;
        entry->next = NULL;
        entry->key += strlen(prefix);
        overlay_add(sweep, entry);
    }
}

static bool gather_at(struct gather *gather, const struct chain *chain, enum role role,
                      const struct source *source, struct read_document *document)
{
    bool good = read_text(gather->arena, chain->file, source, document, gather->errors);

    if (!document->sections && !good) {
        gather->incomplete = true;
        return false;
    }
    if (role == ROLE_PRESET)
        begin_preset(gather, chain->file, document);
    if (!check_format(gather, chain->file, document)) {
        document->sections = NULL;
        gather->incomplete = true;
        return false;
    }
    if (role == ROLE_SCENARIO)
        move_sweep(gather, document);
    else
        good &= check_role(gather, role, document);
    if (role != ROLE_PRESET)
        good &= include(gather, chain, document);
    if (role != ROLE_PART)
        good &= extend(gather, chain, role, document);
    return good;
}

bool gather_text(struct gather *gather, const char *file, const struct source *source,
                 struct read_document *document)
{
    struct chain chain = { file, NULL };

    return gather_at(gather, &chain, ROLE_SCENARIO, source, document);
}

/* What newcomers try first: the simulator reads no Python, but other verbs do. */
static bool is_python(const char *name)
{
    size_t length = strlen(name);

    return length > 3 && !strcmp(name + length - 3, ".py");
}

/* What is to be done about a name that is not read. */
static const char *remedy(struct gather *gather, const char *name, char hint[NEAREST_HINT])
{
    struct stat about;

    if (strstr(name, "://"))
        return "; this is a URL, and files are read: fetch it first";
    if (stat(name, &about) == 0 && S_ISDIR(about.st_mode))
        return "; name a file in it";
    return shipped_hint(gather, name, hint);
}

bool gather_file(struct gather *gather, const char *name, struct read_document *document)
{
    bool is_stdin = !strcmp(name, "-");
    const char *path = is_stdin ? name : source_find(&gather->sources, NULL, name);
    struct place place = { .file = path };
    struct source source;
    char buffer[128], hint[NEAREST_HINT];
    struct sim_text why = SIM_TEXT(buffer);

    if (is_python(name))
        return complain(gather->errors, &(struct place){ .file = name },
                        "a Python source is no scenario; `interlock record -- python3 ", name,
                        "` records a run of it, `interlock points ", name,
                        "` shows where a switch can fall", NULL);
    if (is_stdin ? source_read_stdin(&gather->sources, &source, &why)
                 : source_read(&gather->sources, path, &source, &why))
        return gather_text(gather, path, &source, document);
    gather->incomplete = true;
    if (strstr(name, "://"))
        place.file = name; /* as it was written */
    return complain(gather->errors, &place, "cannot be read: ", buffer,
                    remedy(gather, name, hint), NULL);
}

/* ---- presets ---- */

static bool read_preset(struct gather *gather, const struct read_section *section,
                        const struct read_entry *key, struct read_document *preset)
{
    struct chain chain = { key->file, NULL };
    struct place place = place_of(section, key);

    return follow(gather, &chain, ROLE_PRESET, key, &place, preset);
}

bool gather_preset(struct gather *gather, const struct read_section *section,
                   const struct read_entry *key, struct read_section **lower)
{
    struct read_document preset = { NULL };
    bool good = read_preset(gather, section, key, &preset);

    *lower = overlay_section(&preset, section->kind, "");
    return good;
}

static const struct read_entry *key_of_runtime(const struct read_document *document,
                                               const char *key)
{
    struct read_section *runtime = overlay_section(document, "runtime", "");

    return runtime ? overlay_find(runtime, key) : NULL;
}

/* Costs of an interpreter go with its version, so whoever wants them asks for them; but who has left
 * it to the preset which one it is may think to have them with the machine's. */
static bool leaves_runtime(const struct read_document *document,
                           const struct read_document *preset)
{
    const struct read_entry *own = key_of_runtime(document, "python");
    const struct read_entry *its = key_of_runtime(preset, "python");

    return overlay_section(preset, "runtime", "") && !key_of_runtime(document, "preset") &&
           !(own && its && strcmp(own->value, its->value));
}

static bool fill_in(struct gather *gather, const struct read_document *document,
                    struct read_section *section, const struct read_entry *key)
{
    struct place place = place_of(section, key);
    struct read_document preset = { NULL };
    bool good = read_preset(gather, section, key, &preset);
    struct read_section *lower = overlay_section(&preset, section->kind, "");

    if (leaves_runtime(document, &preset))
        gather->left = key->value;
    if (lower) {
        overlay_entries(lower, section->entries);
        section->entries = lower->entries;
    } else if (good) {
        good =
            complain(gather->errors, &place, "the preset has no [", section->kind, "]", NULL);
    }
    return good;
}

bool gather_presets(struct gather *gather, struct read_document *document)
{
    static const char *const kinds[] = { "machine", "runtime" };
    bool good = true;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        struct read_section *section = overlay_section(document, kinds[i], "");
        const struct read_entry *key = section ? overlay_find(section, "preset") : NULL;

        if (key)
            good &= fill_in(gather, document, section, key);
    }
    return good;
}
