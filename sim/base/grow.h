/* SPDX-License-Identifier: GPL-3.0-or-later
 * Arrays that grow. */
#ifndef INTERLOCK_SIM_BASE_GROW_H
#define INTERLOCK_SIM_BASE_GROW_H

#include <stdbool.h>
#include <stddef.h>

/* Makes room for one more than `used` rows of `size` bytes in the array at *array, which has room
 * for *room. False when out of memory; the array is then as it was. `array` is the address of a
 * pointer to the rows. */
bool sim_grow(void *array, size_t *room, size_t used, size_t size);

#endif
