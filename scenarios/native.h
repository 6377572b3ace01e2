/* SPDX-License-Identifier: GPL-3.0-or-later
 * What native programs need beyond others: regions, arguments, teams. */
#ifndef INTERLOCK_SCENARIOS_NATIVE_H
#define INTERLOCK_SCENARIOS_NATIVE_H

#include "scenarios/build.h"

/*
 *     R  R[3]  R[self]  R[self+1]  R[chunk-1]      a region, or a part of it
 *     borrowed R, mutable S[self]                  arguments of a thread
 */
struct native_part {
    uint32_t region; /* index, NAMES_NONE when it made no sense */
    int32_t at;
    enum sim_index_kind index;
};

/* Most parts of all regions together: each has a row in the state of a run. */
#define NATIVE_PARTS_MAX 65536

/* Complains, and returns false, when the text is no region with or without an index. */
bool native_part(struct build *build, const struct place *place, const char *text,
                 struct native_part *part);

/* The place of a region in build->regions, with its row. */
uint32_t native_region(struct build *build, const struct place *place, const char *name);

/* Reads the arguments that a thread's section declares. */
bool native_arguments(struct build *build, const struct place *place, const char *text,
                      uint32_t group);

/* When all programs are known: regions of which nobody said how many parts they have get as many as
 * are asked for; threads with a `parallel` get their workers. */
bool native_complete(struct build *build);

#endif
