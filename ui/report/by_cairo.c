/* SPDX-License-Identifier: GPL-3.0-or-later
 * Finding the functions of cairo, and how files end that it writes. */
#include "config.h"

#include "ui/report/by_cairo.h"
#include "ui/report/picture_file.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* What programs that are linked with it ask for, since its release 1.0. */
#define LIBRARY "libcairo.so.2"

struct by_cairo by_cairo;

/* ISO C has no conversion from an object's pointer to a function's. */
static bool find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);

    memcpy(function, &found, sizeof(found));
    return found;
}

const char *picture_load_cairo(void)
{
    void *library;
    bool all = true;

    if (by_cairo.create)
        return NULL;
    library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return dlerror();
#define BY_CAIRO(name) all &= find(library, "cairo_" #name, &by_cairo.name);
#include "ui/report/by_cairo.def"
#undef BY_CAIRO
    if (all)
        return NULL;
    by_cairo.create = NULL;
    return LIBRARY " is older than the cairo that this program was built with";
}

cairo_status_t by_cairo_write(void *file, const unsigned char *bytes, unsigned count)
{
    return fwrite(bytes, 1, count, file) == count ? CAIRO_STATUS_SUCCESS
                                                  : CAIRO_STATUS_WRITE_ERROR;
}

/* Of the first thing that went wrong. */
static cairo_status_t failure;

static bool is_good(cairo_status_t status)
{
    if (!failure)
        failure = status;
    return !status;
}

const char *picture_failure(void)
{
    return by_cairo.status_to_string(failure ? failure : CAIRO_STATUS_NO_MEMORY);
}

bool by_cairo_end(cairo_t *cairo)
{
    bool good;

    by_cairo.show_page(cairo);
    good = is_good(by_cairo.status(cairo));
    by_cairo.destroy(cairo);
    return good;
}

bool by_cairo_close(cairo_surface_t *surface, bool good)
{
    by_cairo.surface_finish(surface);
    good &= is_good(by_cairo.surface_status(surface));
    by_cairo.surface_destroy(surface);
    return good;
}
