/* SPDX-License-Identifier: GPL-3.0-or-later
 * Asking for huge pages, where there are any.
 *
 * On 1024 cores with 8192 threads the state is 3.3 MB, and an event's words lie anywhere in it. The
 * processor keeps the addresses of some 70 pages at hand: of 4 KiB each, that is a twelfth of it.
 */
#define _DEFAULT_SOURCE /* madvise */
#include "sim/base/pages.h"

#include <stdlib.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#define HUGE_PAGE ((size_t)2 << 20) /* of x86-64 and, with pages of 4 KiB, of ARM */

static size_t rounded(size_t size, size_t unit)
{
    return (size + unit - 1) / unit * unit;
}

void *sim_pages_new(size_t alignment, size_t size)
{
    size_t unit = size < SIM_PAGES_FROM ? alignment : HUGE_PAGE;
    void *pages = aligned_alloc(unit, rounded(size, unit));

#ifdef MADV_HUGEPAGE
    if (pages && unit == HUGE_PAGE)
        (void)madvise(pages, rounded(size, unit), MADV_HUGEPAGE); /* no page is a promise */
#endif
    return pages;
}
