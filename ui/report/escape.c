/* SPDX-License-Identifier: GPL-3.0-or-later
 * Escaping, character by character. */
#include "ui/report/escape.h"

#include "sim/base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* Bytes from here on that are written as they are. */
static size_t plain_run(const char *text, const char *specials)
{
    size_t run = 0;

    while (text[run] >= ' ' && text[run] < 0x7f && !strchr(specials, text[run]))
        run++;
    return run;
}

/* Writes the text; `put_special` is asked for what is no letter of the English alphabet, and among
 * that for what is in `specials`: true when it has written it. */
static void escape(FILE *to, const char *text, const char *specials,
                   bool (*put_special)(FILE *to, char character))
{
    while (*text) {
        size_t length = plain_run(text, specials);

        if (!length) {
            length = sim_text_letter(text, SIZE_MAX);
            if (length == 1 && put_special(to, *text)) {
                text++;
                continue;
            }
        }
        if (length == 1 || sim_text_shown(text, SIZE_MAX))
            fwrite(text, 1, length, to);
        else
            fputs(REPLACEMENT, to);
        text += length ? length : 1;
    }
}

static bool special_json(FILE *to, char character)
{
    if (character == '"' || character == '\\')
        fprintf(to, "\\%c", character);
    else if ((unsigned char)character < ' ' || character == '<' || character == 0x7f)
        fprintf(to, "\\u%04x", character);
    else
        return false;
    return true;
}

void escape_json(FILE *to, const char *text)
{
    putc('"', to);
    escape(to, text, "\"\\<", special_json);
    putc('"', to);
}

static const char xml_specials[] = "&<>\"'";

static bool special_xml(FILE *to, char character)
{
    static const char *const names[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };
    const char *found = strchr(xml_specials, character);

    if (found)
        fputs(names[found - xml_specials], to);
    else if (((unsigned char)character < ' ' && !strchr("\t\n", character)) ||
             character == 0x7f)
        fputs(REPLACEMENT, to);
    else
        return false;
    return true;
}

void escape_xml(FILE *to, const char *text)
{
    escape(to, text, xml_specials, special_xml);
}

static bool special_csv(FILE *to, char character)
{
    if (character == '"')
        putc('"', to);
    return false;
}

void escape_csv(FILE *to, const char *text)
{
    putc('"', to);
    escape(to, text, "\"", special_csv);
    putc('"', to);
}

void escape_shown(FILE *to, const char *text)
{
    while (*text) {
        const char *shown;
        size_t length = sim_text_take_shown(&text, &shown);

        fwrite(shown, 1, length, to);
    }
}
