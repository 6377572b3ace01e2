/* SPDX-License-Identifier: GPL-3.0-or-later
 * Relinking the lists of documents. */
#include "scenarios/overlay.h"

#include "scenarios/names.h"

#include <string.h>

/* Whether a key makes what another says outdated: the same, or where its value came from. */
static bool outdates(const char *key, const char *other)
{
    size_t length = strlen(key);

    return !strncmp(key, other, length) && (!other[length] || other[length] == '.');
}

void overlay_entries(struct read_section *section, struct read_entry *upper)
{
    struct read_entry **link = &section->entries;

    while (*link) {
        const struct read_entry *entry = upper;

        while (entry && !outdates(entry->key, (*link)->key))
            entry = entry->next;
        if (entry)
            *link = (*link)->next;
        else
            link = &(*link)->next;
    }
    *link = upper;
}

static const char *identity(struct arena *arena, const struct read_section *section)
{
    return arena_join(arena, section->kind, " ", section->name, NULL);
}

void overlay_documents(struct arena *arena, struct read_document *lower,
                       const struct read_document *upper)
{
    struct read_section **sections = NULL, **link = &lower->sections, *next;
    struct names names;

    names_init(&names, arena);
    for (; *link; link = &(*link)->next) {
        uint32_t count = names.count;

        names_add(&names, identity(arena, *link));
        if (names.count == count)
            continue;
        sections = arena_more(arena, sections, count, sizeof(*sections));
        sections[count] = *link;
    }
    for (struct read_section *section = upper->sections; section; section = next) {
        uint32_t place = names_find(&names, identity(arena, section));

        next = section->next;
        section->next = NULL;
        if (place != NAMES_NONE && sections[place]) {
            overlay_entries(sections[place], section->entries);
            sections[place]->file = section->file;
            sections[place]->line = section->line;
            sections[place] = NULL;
        } else {
            *link = section;
            link = &section->next;
        }
    }
}

void overlay_add(struct read_section *section, struct read_entry *entry)
{
    struct read_entry **link = &section->entries;

    while (*link)
        link = &(*link)->next;
    *link = entry;
}

struct read_document overlay_copy(struct arena *arena, const struct read_document *document)
{
    struct read_document copy = { NULL };
    struct read_section **link = &copy.sections;

    for (const struct read_section *section = document->sections; section;
         section = section->next, link = &(*link)->next) {
        struct read_entry **entries;

        *link = ARENA_NEW(arena, struct read_section);
        **link = *section;
        (*link)->next = NULL;
        entries = &(*link)->entries;
        for (const struct read_entry *entry = section->entries; entry;
             entry = entry->next, entries = &(*entries)->next) {
            *entries = ARENA_NEW(arena, struct read_entry);
            **entries = *entry;
        }
        *entries = NULL;
    }
    return copy;
}

void overlay_append(struct read_document *document, const struct read_document *more)
{
    struct read_section **link = &document->sections;

    while (*link)
        link = &(*link)->next;
    *link = more->sections;
}

struct read_section *overlay_section(const struct read_document *document, const char *kind,
                                     const char *name)
{
    struct read_section *section = document->sections;

    while (section && (strcmp(section->kind, kind) || strcmp(section->name, name)))
        section = section->next;
    return section;
}

struct read_entry *overlay_find(const struct read_section *section, const char *key)
{
    struct read_entry *entry = section->entries;

    while (entry && strcmp(entry->key, key))
        entry = entry->next;
    return entry;
}
