/* SPDX-License-Identifier: GPL-3.0-or-later
 * Records in less than half of their room. */
#ifndef INTERLOCK_SIM_TRACE_PACK_H
#define INTERLOCK_SIM_TRACE_PACK_H

#include "sim/state/record.h"

#include <stddef.h>

/*
 * Most of a record is small or has been said: dt is 0 but for the first record of a step, arg is
 * mostly a thread or nothing, the thread is often that of the record before, and its core that of its
 * own last record. So a packed record is as long as it needs to be:
 *
 *     +-------+----+-----+- - - -+- - - - - -+- - - - - -+- - - - - -+
 *     |lengths|kind|flags| core  |    dt     |    arg    |   thread  |
 *     +-------+----+-----+- - - -+- - - - - -+- - - - - -+- - - - - -+
 *      1       1    1     0 or 2  0, 2 to 4   0 1 2 or 4  0 1 2 or 4 bytes
 *
 * The thread is told by the bits in which it differs from the one before; a missing core is what a
 * small table has for the thread. Both sides begin with nothing said, so each chunk can be unpacked
 * by itself.
 */

/* Bytes beyond the packed ones that unpacking takes to be there, whatever they are. */
#define SIM_RECORDS_PACK_SPARE 4

/* As many bytes as packing can take, with the spare ones. */
size_t sim_records_pack_most(size_t count);

/* Returns how many bytes the packed records take. */
size_t sim_records_pack(unsigned char *to, const struct sim_record *from, size_t count);

void sim_records_unpack(struct sim_record *to, const unsigned char *from, size_t count);

#endif
