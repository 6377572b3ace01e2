/* SPDX-License-Identifier: GPL-3.0-or-later
 * A setting is a document of one section with one key, laid over the scenario's. */
#include "scenarios/settings.h"

#include "scenarios/complain.h"
#include "scenarios/nearest.h"
#include "scenarios/overlay.h"
#include "scenarios/parameters.h"

#include <string.h>

struct setting {
    const char *kind, *name, *key, *value;
};

/* A copy without blanks at its ends. */
static const char *trimmed(struct arena *arena, const char *text, size_t length)
{
    for (; length && (*text == ' ' || *text == '\t'); length--)
        text++;
    while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    return arena_text(arena, text, length);
}

/* Cuts "thread.worker.count=4" into its parts. */
static bool cut(struct arena *arena, const char *text, settings_named_fn named,
                struct setting *setting)
{
    const char *sign = strchr(text, '='), *dot = strchr(text, '.'), *second;

    if (!sign || !dot || dot > sign)
        return false;
    setting->kind = trimmed(arena, text, (size_t)(dot - text));
    setting->name = "";
    if (named(setting->kind)) {
        second = strchr(dot + 1, '.');
        if (!second || second > sign)
            return false;
        setting->name = trimmed(arena, dot + 1, (size_t)(second - dot - 1));
        dot = second;
    }
    setting->key = trimmed(arena, dot + 1, (size_t)(sign - dot - 1));
    setting->value = trimmed(arena, sign + 1, strlen(sign + 1));
    return true;
}

static bool no_setting(struct arena *arena, const char *text, const struct place *place,
                       struct sim_errors *errors)
{
    const char *home = parameters_home(trimmed(arena, text, strcspn(text, "=")));
    char quoted[QUOTED];

    if (home)
        return complain(errors, place, quote(quoted, text), ": did you mean ", home, ".", text,
                        "?", NULL);
    return complain(errors, place, quote(quoted, text),
                    ": write section.key=value, such as machine.cores=8, "
                    "or section.name.key=value, such as thread.worker.count=4",
                    NULL);
}

static bool is_settled(const struct setting *setting)
{
    return !strcmp(setting->kind, "scenario") &&
           (!strcmp(setting->key, "format") || !strcmp(setting->key, "include") ||
            !strcmp(setting->key, "extends"));
}

/* A name must be one that the scenario has: a new thread would lack its program. */
static bool no_section(const struct read_document *document, const struct setting *setting,
                       const struct place *place, struct sim_errors *errors)
{
    struct nearest nearest = nearest_to(setting->name);
    char quoted[QUOTED], hint[NEAREST_HINT];

    for (const struct read_section *section = document->sections; section;
         section = section->next) {
        if (!strcmp(section->kind, setting->kind))
            nearest_offer(&nearest, section->name);
    }
    return complain(errors, place, "the scenario has no ", setting->kind, " ",
                    quote(quoted, setting->name), nearest_hint(&nearest, hint), NULL);
}

static bool is_one_line(const char *text, const struct place *place, struct sim_errors *errors)
{
    if (source_text_length(text, strlen(text)) == strlen(text) && !strchr(text, '\n'))
        return true;
    return complain(errors, place, "not one line of text", NULL);
}

bool settings_put(struct arena *arena, const struct scenario_setting *from,
                  settings_named_fn named, struct read_document *document,
                  struct sim_errors *errors)
{
    struct place place = { .file = from->file, .line = from->line };
    const char *text = from->text;
    struct read_section *section = ARENA_NEW(arena, struct read_section);
    struct read_entry *entry = ARENA_NEW(arena, struct read_entry);
    struct read_document upper = { section };
    struct setting setting;
    char quoted[QUOTED];

    if (!is_one_line(text, &place, errors))
        return false;
    if (!cut(arena, text, named, &setting))
        return no_setting(arena, text, &place, errors);
    if (is_settled(&setting))
        return complain(errors, &place, quote(quoted, setting.key), " cannot be set", NULL);
    if (*setting.name && !overlay_section(document, setting.kind, setting.name))
        return no_section(document, &setting, &place, errors);

    *entry = (struct read_entry){
        .key = setting.key, .value = setting.value, .file = from->file, .line = from->line
    };
    *section = (struct read_section){ .kind = setting.kind,
                                      .name = setting.name,
                                      .file = from->file,
                                      .line = from->line,
                                      .entries = entry };
    overlay_documents(arena, document, &upper);
    return true;
}

bool settings_apply(struct arena *arena, const char *const *settings, settings_named_fn named,
                    struct read_document *document, struct sim_errors *errors)
{
    bool good = true;

    for (; settings && *settings; settings++) {
        struct scenario_setting setting = { *settings, SETTINGS_FILE, 0 };

        good &= settings_put(arena, &setting, named, document, errors);
    }
    return good;
}

bool settings_put_sweep(struct arena *arena, const struct scenario_setting *settings,
                        struct read_document *document, struct sim_errors *errors)
{
    struct read_section *section = ARENA_NEW(arena, struct read_section);
    struct read_document upper = { section };
    bool good = true;

    if (!settings || !settings->text)
        return true;
    *section = (struct read_section){ .kind = "sweep", .name = "", .file = settings->file };
    for (; settings->text; settings++) {
        const char *sign = strchr(settings->text, '=');
        struct place place = { .file = settings->file };
        struct read_entry *entry = ARENA_NEW(arena, struct read_entry);

        if (!sign)
            good = complain(errors, &place, "'", settings->text,
                            "': write section.key=LIST, such as machine.cores=1,2,4..16", NULL);
        if (!sign || !is_one_line(settings->text, &place, errors)) {
            good = false;
            continue;
        }
        *entry = (struct read_entry){ .key = trimmed(arena, settings->text,
                                                     (size_t)(sign - settings->text)),
                                      .value = trimmed(arena, sign + 1, strlen(sign + 1)),
                                      .file = settings->file };
        overlay_add(section, entry);
    }
    overlay_documents(arena, document, &upper);
    return good;
}
