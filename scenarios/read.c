/* SPDX-License-Identifier: GPL-3.0-or-later
 * Through inih, with a reader of our own; the only file that includes <ini.h>. */
#include "scenarios/read.h"

#include "scenarios/complain.h"
#include "sim/base/assert.h"

#include <ini.h>
#include <stdio.h>
#include <string.h>

/*
 * inih asks a function of ours for each line and calls another for each key it finds:
 *
 *     bytes --hand_over()--> inih --take_key()--> document
 *
 * It keeps silent about much: the number of the line, an empty section, a line cut off because
 * it was too long, a header without its bracket, a line without '='. What it makes of ':',
 * of " ;" and of indented lines depends besides on how it was built. So hand_over() notes
 * sections and complains of malformed lines itself while they pass, and what it passes on is
 * read alike by every inih: an indented line is handed over as a key of its own, and characters
 * that inih would take for its own are shielded, that is, replaced by control characters (which
 * no text may contain) until take_key() puts them back.
 */
#define CONTINUED "+"

enum shape {
    SHAPE_NOTHING, /* blank, a comment, or refused: inih sees an empty line */
    SHAPE_HEADER,
    SHAPE_INDENTED,
    SHAPE_KEY,
};

struct reader {
    struct arena *arena;
    struct sim_errors *errors;
    bool good;

    const char *at, *end; /* what is still to be handed over */
    const char *file;
    uint32_t line;
    enum shape shape; /* of the line that inih has now */

    /* Ends of the lists of the document. */
    struct read_section **next_section;
    struct read_entry **next_entry; /* NULL: keys here belong to no section */
    struct read_entry *entry;       /* the last one */
    uint32_t keys;                  /* of the section so far */
    struct read_line **next_line;   /* NULL: an indented line here continues nothing */
    bool lists;                     /* the last key has its value in indented lines */
    bool dropping; /* the line above was refused, so what hangs on it is dropped */
};

/* ---- shielding ---- */

static const char shielded[] = ":;";

static void shield(char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *found = text[i] ? strchr(shielded, text[i]) : NULL;

        if (found)
            text[i] = (char)(1 + found - shielded);
    }
}

/* A copy with the shielded characters put back. */
static const char *unshield(struct reader *reader, const char *text)
{
    char *copy = arena_text(reader->arena, text, strlen(text));

    for (char *at = copy; *at; at++) {
        if (*at >= 1 && *at <= (char)strlen(shielded))
            *at = shielded[*at - 1];
    }
    return copy;
}

/* ---- lines ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* One line of the file, without its end and without blanks there. */
struct line {
    const char *text;
    size_t length;
};

static bool complain_of_line(struct reader *reader, const char *what, const char *more)
{
    struct place place = { .file = reader->file, .line = reader->line };

    reader->good = false;
    return complain(reader->errors, &place, what, more, NULL);
}

static struct line next_line(struct reader *reader)
{
    size_t left = (size_t)(reader->end - reader->at);
    const char *feed = memchr(reader->at, '\n', left);
    struct line line = { reader->at, feed ? (size_t)(feed - reader->at) : left };

    reader->at = feed ? feed + 1 : reader->end;
    reader->line++;
    if (line.length && line.text[line.length - 1] == '\r')
        line.length--;
    return line;
}

static bool may_go_on(struct reader *reader)
{
    if (reader->line < READ_LINES_MAX)
        return true;
    return complain_of_line(reader, "more than 100000 lines", "");
}

/* Who reads the file would not see it, and it might do something to what is beside it. */
static bool complain_of_hidden(struct reader *reader, const char *letter)
{
    char number[16];

    snprintf(number, sizeof(number), "U+%04X",
             (unsigned)sim_text_character(letter, sim_text_letter(letter, SIZE_MAX)));
    return complain_of_line(reader, number, " is a character that is not seen; leave it out");
}

/* A control character means that the file is no text, so there is no use in reading on. */
static bool is_text(struct reader *reader, struct line line)
{
    size_t length = source_text_length(line.text, line.length);
    unsigned char byte = length < line.length ? (unsigned char)line.text[length] : ' ';
    char number[8], more[48];
    struct sim_text text = SIM_TEXT(more);

    if (length == line.length && !memchr(line.text, '\r', line.length))
        return true;
    snprintf(number, sizeof(number), "0x%02x", byte);
    if (length < line.length && sim_text_letter(line.text + length, line.length - length) > 1)
        return complain_of_hidden(reader, line.text + length);
    if (length < line.length && byte >= 0x80) {
        sim_text_put(&text, number);
        sim_text_put(&text, "; save the file as UTF-8");
        return complain_of_line(reader, "not UTF-8 text: byte ", more);
    }
    reader->at = reader->end;
    return complain_of_line(reader, "not a text file: control character ",
                            length == line.length ? "0x0d" : number);
}

static bool is_short(struct reader *reader, struct line line)
{
    char have[24];

    if (line.length <= READ_LINE_MAX)
        return true;
    return complain_of_line(
        reader, "the line is longer than 195 bytes: ", in_digits(have, (int64_t)line.length));
}

static struct line stripped(struct line line)
{
    while (line.length && is_blank(line.text[line.length - 1]))
        line.length--;
    return line;
}

/* The line up to a comment. */
static struct line without_comment(struct line line)
{
    for (size_t i = 1; i < line.length; i++) {
        if (line.text[i] == ';' && is_blank(line.text[i - 1]))
            line.length = i;
    }
    return stripped(line);
}

/* ---- sections ---- */

static void open_section(struct reader *reader, const char *kind, size_t kind_length,
                         const char *name, size_t name_length)
{
    struct read_section *section = ARENA_NEW(reader->arena, struct read_section);

    *section = (struct read_section){ .kind = arena_text(reader->arena, kind, kind_length),
                                      .name = arena_text(reader->arena, name, name_length),
                                      .file = reader->file,
                                      .line = reader->line };
    *reader->next_section = section;
    reader->next_section = &section->next;
    reader->next_entry = &section->entries;
    reader->lists = false;
    reader->keys = 0;
    reader->next_line = NULL;
    reader->dropping = false;
}

/* "[thread worker]": a kind, and perhaps a name. */
static bool read_header(struct reader *reader, struct line line)
{
    struct line header = without_comment(line);
    const char *close = memchr(header.text, ']', header.length);
    const char *kind = header.text + 1, *end, *name;

    if (!close)
        return complain_of_line(reader, "the section's header lacks its ']'", "");
    if (close != header.text + header.length - 1)
        return complain_of_line(reader, "nothing may follow the ']' of a section's header", "");
    while (is_blank(*kind))
        kind++;
    for (end = kind; end < close && !is_blank(*end);)
        end++;
    for (name = end; is_blank(*name);)
        name++;
    while (close > name && is_blank(close[-1]))
        close--;
    if (kind == end)
        return complain_of_line(reader, "the section's name is missing", "");
    open_section(reader, kind, (size_t)(end - kind), name, (size_t)(close - name));
    return true;
}

/* ---- from the file to inih ---- */

/* What hangs on a refused line is dropped in silence; on a header hangs its whole section. */
static enum shape refuse(struct reader *reader, struct line line)
{
    reader->dropping = true;
    if (reader->next_line && line.length && is_blank(line.text[0]))
        reader->entry->lost = true;
    reader->next_line = NULL;
    if (line.length && line.text[0] == '[')
        reader->next_entry = NULL;
    return SHAPE_NOTHING;
}

static bool continues(struct reader *reader)
{
    if (!reader->next_line && !reader->dropping)
        complain_of_line(reader,
                         "indented, but there is no key above that it could continue; "
                         "sections and keys begin at the margin",
                         "");
    return reader->next_line;
}

static bool is_key(struct reader *reader, struct line line)
{
    const char *sign = memchr(line.text, '=', line.length);
    char word[READ_LINE_MAX + 1] = "", quoted[QUOTED];

    if (!reader->next_entry) {
        if (!reader->dropping)
            complain_of_line(
                reader, "a key before the first section; a scenario begins with [scenario]",
                "");
        return false;
    }
    if (reader->keys++ == READ_KEYS_MAX)
        complain_of_line(reader, "more than 1024 keys in one section", "");
    if (reader->keys > READ_KEYS_MAX)
        return false;
    if (sign && sign > line.text)
        return true;
    memcpy(word, line.text, line.length);
    return complain_of_line(reader, quote(quoted, word),
                            reader->lists ? " is neither `key = value` nor a [section]; what "
                                            "belongs to the key above is indented"
                                          : " is neither `key = value` nor a [section]");
}

static enum shape shape_of(struct reader *reader, struct line line)
{
    size_t margin = 0;

    while (margin < line.length && is_blank(line.text[margin]))
        margin++;
    if (margin == line.length || line.text[margin] == '#' || line.text[margin] == ';')
        return SHAPE_NOTHING;
    if (margin)
        return continues(reader) ? SHAPE_INDENTED : SHAPE_NOTHING;
    if (line.text[0] == '[')
        return read_header(reader, line) ? SHAPE_HEADER : refuse(reader, line);
    return is_key(reader, line) ? SHAPE_KEY : refuse(reader, line);
}

/* Called by inih as if it were fgets(). */
static char *hand_over(char *string, int size, void *user)
{
    struct reader *reader = user;
    struct sim_text out = sim_text_over(string, (size_t)size);
    struct line line;

    SIM_REQUIRE((size_t)size > sizeof(CONTINUED "=") + READ_LINE_MAX);
    if (reader->at == reader->end || !may_go_on(reader))
        return NULL;
    line = next_line(reader);
    if (is_text(reader, line) && is_short(reader, line))
        reader->shape = shape_of(reader, line);
    else
        reader->shape = refuse(reader, line);

    if (reader->shape == SHAPE_KEY)
        line = without_comment(line);
    if (reader->shape == SHAPE_INDENTED)
        sim_text_put(&out, CONTINUED "=");
    if (reader->shape == SHAPE_INDENTED || reader->shape == SHAPE_KEY) {
        size_t first = out.used;

        sim_text_put_bytes(&out, line.text, line.length);
        shield(string + first, out.used - first);
    }
    sim_text_put(&out, "\n");
    return string;
}

/* ---- from inih to the document ---- */

static void take_line(struct reader *reader, const char *text)
{
    struct read_line *line = ARENA_NEW(reader->arena, struct read_line);

    *line = (struct read_line){ .text = text, .line = reader->line };
    *reader->next_line = line;
    reader->next_line = &line->next;
    reader->lists = true;
}

static int take_key(void *user, const char *section, const char *key, const char *value)
{
    struct reader *reader = user;
    struct read_entry *entry;

    (void)section;
    if (reader->shape == SHAPE_INDENTED) {
        take_line(reader, unshield(reader, value));
        return 1;
    }
    entry = ARENA_NEW(reader->arena, struct read_entry);
    *entry = (struct read_entry){ .key = unshield(reader, key),
                                  .value = unshield(reader, value),
                                  .file = reader->file,
                                  .line = reader->line };
    *reader->next_entry = entry;
    reader->next_entry = &entry->next;
    reader->entry = entry;
    reader->next_line = &entry->more;
    reader->lists = !*entry->value;
    reader->dropping = false;
    return 1;
}

bool read_text(struct arena *arena, const char *file, const struct source *source,
               struct read_document *document, struct sim_errors *errors)
{
    struct reader reader = { .arena = arena,
                             .errors = errors,
                             .good = true,
                             .at = source->bytes +
                                   source_mark_length(source->bytes, source->count),
                             .end = source->bytes + source->count,
                             .file = file,
                             .next_section = &document->sections };
    int refused;

    document->sections = NULL;
    refused = ini_parse_stream(hand_over, &reader, take_key, &reader);
    if (refused) {
        reader.line = refused > 0 ? (uint32_t)refused : 0;
        complain_of_line(&reader, "inih cannot read this line", "");
    }
    return reader.good;
}
