/* SPDX-License-Identifier: GPL-3.0-or-later
 * Sections: when which thread had which lock of the program. */
#ifndef INTERLOCK_RECORDER_SECTIONS_H
#define INTERLOCK_RECORDER_SECTIONS_H

#include "sim/base/time.h"

#include <stdbool.h>
#include <stdint.h>

struct recording;
struct walk_process;

/*
 * A section is told when it is over, so what is found here is told again where it belongs: a thread has
 * notes of taking and of letting go, in order of time. They come in pairs; pairs of one lock do not
 * overlap, whoever has them.
 */
struct section_note {
    sim_time time;
    uint64_t order;  /* of those at the same time */
    uint32_t thread; /* of the walk */
    uint32_t lock;   /* of the cast, from 1 */
    bool takes;
    bool waited; /* until it could take it */
};

/* Finds them, and names the locks, m1, m2, ..., when the recording has its streams. False when out of
 * memory. */
bool sections_make(struct recording *recording);

/* Are all sections of its threading.Locks told that are long or waited for? */
bool sections_are_told(const struct walk_process *process);

#endif
