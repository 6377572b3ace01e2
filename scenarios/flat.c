/* SPDX-License-Identifier: GPL-3.0-or-later
 * Lines from a document, and a document from lines. */
#include "scenarios/flat.h"

#include "scenarios/complain.h"
#include "scenarios/gather.h"
#include "scenarios/names.h"
#include "scenarios/overlay.h"

#include <stdlib.h>
#include <string.h>

/* ---- writing ---- */

struct writer {
    FILE *to;
    struct arena *arena;
    const char *file;   /* of the line before; NULL: there was none */
    struct names paths; /* of trace files, by number */
};

static void put_file(struct writer *writer, const char *file)
{
    const char *slash;

    if (writer->file && !strcmp(writer->file, file))
        return;
    writer->file = file;
    slash = strrchr(file, '/');
    fprintf(writer->to, "0@%s\n", slash ? slash + 1 : file);
}

static const char *after_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

/* Behind the quote of `trace("` at `at`; NULL: that is none. */
static const char *trace_path(const char *at)
{
    static const char word[] = "trace";

    if (strncmp(at, word, strlen(word)))
        return NULL;
    at = after_blanks(at + strlen(word));
    if (*at != '(')
        return NULL;
    at = after_blanks(at + 1);
    return *at == '"' && strchr(at + 1, '"') ? at + 1 : NULL;
}

/* A text, in which trace files have their numbers. */
static void put_text(struct writer *writer, const char *file, const char *text)
{
    while (*text) {
        const char *path = trace_path(text), *end, *name;

        if (!path) {
            fputc(*text++, writer->to);
            continue;
        }
        end = strchr(path, '"');
        name = arena_text(writer->arena, path, (size_t)(end - path));
        name = source_beside(writer->arena, file, name);
        fprintf(writer->to, "trace(\"%u\"", names_add(&writer->paths, name));
        text = end + 1;
    }
}

static void put_entry(struct writer *writer, const struct read_entry *entry)
{
    put_file(writer, entry->file);
    fprintf(writer->to, "%u.%s=", entry->line, entry->key);
    put_text(writer, entry->file, entry->value);
    fputc('\n', writer->to);
    for (const struct read_line *line = entry->more; line; line = line->next) {
        fprintf(writer->to, "%u+", line->line);
        put_text(writer, entry->file, line->text);
        fputc('\n', writer->to);
    }
}

/* Has been done: files are together, and presets below what names them. */
static bool is_done(const struct read_section *section, const struct read_entry *entry)
{
    if (!strcmp(section->kind, "scenario"))
        return !strcmp(entry->key, "include") || !strcmp(entry->key, "extends");
    return !strcmp(entry->key, "preset") &&
           (!strcmp(section->kind, "machine") || !strcmp(section->kind, "runtime"));
}

static void begin_section(struct writer *writer, const struct read_section *section)
{
    put_file(writer, section->file);
    fprintf(writer->to, "%u[%s%s%s\n", section->line, section->kind, *section->name ? " " : "",
            section->name);
}

static void put_section(struct writer *writer, const struct read_section *section)
{
    begin_section(writer, section);
    for (const struct read_entry *entry = section->entries; entry; entry = entry->next) {
        if (!is_done(section, entry))
            put_entry(writer, entry);
    }
}

/* A text begins with [scenario] and `format`; behind `extends` they stand where the base had none. */
static void put_scenario(struct writer *writer, const struct read_section *section)
{
    begin_section(writer, section);
    for (int others = 0; others < 2; others++) {
        for (const struct read_entry *entry = section->entries; entry; entry = entry->next) {
            if (!is_done(section, entry) && !strcmp(entry->key, "format") == !others)
                put_entry(writer, entry);
        }
    }
}

static bool hold_file(struct writer *writer, struct sources *sources, uint32_t number,
                      struct scenario_file *file)
{
    char digits[24], buffer[160];
    struct sim_text why = SIM_TEXT(buffer);
    struct source source;

    if (!source_read(sources, writer->paths.list[number], &source, &why))
        return false;
    in_digits(digits, number);
    *file = (struct scenario_file){ .name = arena_text(writer->arena, digits, strlen(digits)),
                                    .bytes = source.bytes,
                                    .count = source.count };
    return true;
}

int flat_write(FILE *to, struct arena *arena, const struct scenario *scenario,
               struct scenario_file files[FLAT_FILES])
{
    struct writer writer = { .to = to, .arena = arena };
    struct sources sources = { .arena = arena };
    struct read_document document = overlay_copy(arena, &scenario->gathered->document);
    int count = 0;

    names_init(&writer.paths, arena);
    gather_strip(&document);
    put_scenario(&writer, overlay_section(&document, "scenario", ""));
    for (const struct read_section *section = document.sections; section;
         section = section->next) {
        if (strcmp(section->kind, "scenario"))
            put_section(&writer, section);
    }
    for (; count < (int)writer.paths.count; count++) {
        if (count == FLAT_FILES ||
            !hold_file(&writer, &sources, (uint32_t)count, &files[count]))
            return -1;
    }
    return count;
}

/* ---- reading ---- */

struct reader {
    struct arena *arena;
    const char *file;
    struct read_section **next_section;
    struct read_entry **next_entry; /* NULL: there is no section yet */
    struct read_line **next_line;   /* NULL: there is no key yet in it */
};

static void read_section(struct reader *reader, char *text, uint32_t line)
{
    struct read_section *section = ARENA_NEW(reader->arena, struct read_section);
    char *blank = strchr(text, ' ');

    if (blank)
        *blank = '\0';
    *section = (struct read_section){
        .kind = text, .name = blank ? blank + 1 : "", .file = reader->file, .line = line
    };
    *reader->next_section = section;
    reader->next_section = &section->next;
    reader->next_entry = &section->entries;
    reader->next_line = NULL;
}

static bool read_entry(struct reader *reader, char *text, uint32_t line)
{
    struct read_entry *entry = ARENA_NEW(reader->arena, struct read_entry);
    char *sign = strchr(text, '=');

    if (!sign || !reader->next_entry)
        return false;
    *sign = '\0';
    *entry = (struct read_entry){
        .key = text, .value = sign + 1, .file = reader->file, .line = line
    };
    *reader->next_entry = entry;
    reader->next_entry = &entry->next;
    reader->next_line = &entry->more;
    return true;
}

static bool read_more(struct reader *reader, const char *text, uint32_t number)
{
    struct read_line *line = ARENA_NEW(reader->arena, struct read_line);

    if (!reader->next_line)
        return false;
    *line = (struct read_line){ .text = text, .line = number };
    *reader->next_line = line;
    reader->next_line = &line->next;
    return true;
}

static bool read_line(struct reader *reader, char *text)
{
    char *mark;
    uint32_t line = (uint32_t)strtoul(text, &mark, 10);

    switch (*mark) {
    case '@':
        reader->file = mark + 1;
        return true;
    case '[':
        read_section(reader, mark + 1, line);
        return true;
    case '.':
        return read_entry(reader, mark + 1, line);
    case '+':
        return read_more(reader, mark + 1, line);
    default:
        return false;
    }
}

bool flat_read(struct arena *arena, const char *file, const struct source *source,
               struct read_document *document, struct sim_errors *errors)
{
    struct reader reader = { .arena = arena,
                             .file = file,
                             .next_section = &document->sections };
    struct place place = { .file = file };
    char *text = arena_text(arena, source->bytes, source->count), *end;

    document->sections = NULL;
    for (; *text; text = end + 1) {
        end = strchr(text, '\n');
        place.line++;
        if (!end)
            return complain(errors, &place, "the text is cut off", NULL);
        *end = '\0';
        if (!read_line(&reader, text))
            return complain(errors, &place, "no line of a flat scenario", NULL);
    }
    return true;
}
