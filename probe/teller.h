/* SPDX-License-Identifier: GPL-3.0-or-later
 * Who is told how far measuring has come. */
#ifndef INTERLOCK_PROBE_TELLER_H
#define INTERLOCK_PROBE_TELLER_H

#include <stdbool.h>

/* Called before each of what is measured, with its name and the share done so far of all that is to be
 * measured: `before` it, and `share` of it here. No more is measured once it says no. Where a pointer to
 * one is asked for, NULL is nobody. */
struct probe_teller {
    bool (*tell)(void *context, const char *name, double done);
    void *context;
    double before, share;
};

/* So much is done of what is measured here. */
static inline bool probe_tell(const struct probe_teller *teller, const char *name, double done)
{
    return !teller ||
           teller->tell(teller->context, name, teller->before + done * teller->share);
}

#endif
