/* SPDX-License-Identifier: GPL-3.0-or-later
 * Memory of one large piece. */
#ifndef INTERLOCK_SIM_BASE_PAGES_H
#define INTERLOCK_SIM_BASE_PAGES_H

#include <stddef.h>

/* At least `size` bytes, of no known content, beginning at a multiple of `alignment`, a power of two;
 * to be freed with free. NULL: out of memory. From SIM_PAGES_FROM on whole huge pages are asked for,
 * which the system may grant: who reads here and there in megabytes otherwise waits for the
 * addresses of pages as well. */
#define SIM_PAGES_FROM ((size_t)1 << 20)
void *sim_pages_new(size_t alignment, size_t size);

#endif
