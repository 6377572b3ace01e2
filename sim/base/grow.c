/* SPDX-License-Identifier: GPL-3.0-or-later
 * Growing by doubling. */
#include "sim/base/grow.h"

#include <stdlib.h>
#include <string.h>

bool sim_grow(void *array, size_t *room, size_t used, size_t size)
{
    size_t wanted = *room ? *room * 2 : 16;
    void *rows, *bigger;

    if (used < *room)
        return true;
    memcpy(&rows, array, sizeof(rows));
    bigger = realloc(rows, wanted * size);
    if (!bigger)
        return false;
    memcpy(array, &bigger, sizeof(bigger));
    *room = wanted;
    return true;
}
