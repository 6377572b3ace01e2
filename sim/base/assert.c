/* SPDX-License-Identifier: GPL-3.0-or-later
 * The message of a failed assertion. */
#include "sim/base/assert.h"

#include <stdio.h>
#include <stdlib.h>

void sim_assert_failed(const char *condition, const char *file, int line,
                       const struct sim_where *where)
{
    fprintf(stderr, "interlock: internal error: %s:%d: %s does not hold\n", file, line,
            condition);
    if (where) {
        fprintf(stderr, "interlock: reproduce with '%s', seed %llu, step %llu, at %lld ns\n",
                where->title, (unsigned long long)where->seed, (unsigned long long)where->step,
                (long long)where->now);
    }
    abort();
}
