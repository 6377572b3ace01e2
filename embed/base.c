/* SPDX-License-Identifier: GPL-3.0-or-later
 * The library's version, its errors, and text for the caller. */
#include "config.h"
#include "embed/handles.h"
#include "sim/base/text.h"

#include <stdlib.h>
#include <string.h>

const char *interlock_version(void)
{
    return PACKAGE_VERSION;
}

struct interlock_errors *embed_errors(void)
{
    return calloc(1, sizeof(struct interlock_errors));
}

bool embed_end(bool good, struct interlock_errors *found, struct interlock_errors **to)
{
    if (!good && found && !found->list.count)
        sim_error_add(&found->list, NULL, 0, "out of memory", NULL);
    if (!good && to)
        *to = found;
    else
        free(found);
    return good;
}

uint32_t interlock_errors_count(const struct interlock_errors *errors)
{
    return errors ? errors->list.count : 0;
}

struct interlock_error interlock_errors_at(const struct interlock_errors *errors, uint32_t i)
{
    const struct sim_error *error;

    if (i >= interlock_errors_count(errors))
        return (struct interlock_error){ .text = "" };
    error = &errors->list.list[i];
    return (struct interlock_error){ error->text, error->file, error->line };
}

void interlock_errors_free(struct interlock_errors *errors)
{
    free(errors);
}

size_t embed_copy(const struct sim_text *text, char *buffer, size_t size)
{
    size_t kept = text->used < size ? text->used : size - 1;

    if (size) {
        memcpy(buffer, text->at, kept);
        buffer[kept] = '\0';
    }
    return text->used;
}
