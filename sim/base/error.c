/* SPDX-License-Identifier: GPL-3.0-or-later
 * Collecting errors. */
#include "sim/base/error.h"

#include "sim/base/text.h"

#include <stdarg.h>
#include <string.h>

/* The list's own copy of a file's name. */
static const char *keep_name(struct sim_errors *errors, const char *file)
{
    size_t size = strlen(file) + 1;
    char *name = errors->names, *end = name + errors->names_used;

    for (; name < end; name += strlen(name) + 1) {
        if (!strcmp(name, file))
            return name;
    }
    if (size > SIM_ERROR_NAMES - errors->names_used)
        return "(a file with a long name)";
    errors->names_used += (uint32_t)size;
    return memcpy(end, file, size);
}

/* What several have of one place is said once: it is one mistake. */
static bool is_said(const struct sim_errors *errors, const struct sim_error *error)
{
    for (const struct sim_error *other = errors->list; other < error; other++) {
        if (other->file == error->file && other->line == error->line &&
            !strcmp(other->text, error->text))
            return true;
    }
    return false;
}

bool sim_error_add(struct sim_errors *errors, const char *file, uint32_t line, ...)
{
    struct sim_error *error;
    struct sim_text text;
    const char *piece;
    va_list pieces;

    if (errors->count == SIM_ERRORS_MAX) {
        errors->dropped++;
        return false;
    }
    error = &errors->list[errors->count++];
    error->file = file ? keep_name(errors, file) : NULL;
    error->line = line;
    text = SIM_TEXT(error->text);
    va_start(pieces, line);
    while ((piece = va_arg(pieces, const char *)))
        sim_text_put(&text, piece);
    va_end(pieces);
    if (is_said(errors, error))
        errors->count--;
    return false;
}
