/* SPDX-License-Identifier: GPL-3.0-or-later
 * An interpreter lock that goes to whoever is chosen, at places where a real one could. */
#ifndef INTERLOCK_SIM_MECH_HAND_H
#define INTERLOCK_SIM_MECH_HAND_H

#include "sim/mech/python.h"

/*
 * Under the other locks it follows from times and draws who goes on; here it is a command
 * (sim_choose). So all that a real machine could do can be done, one schedule after the other, and
 * a schedule is nothing but the commands that led to it.
 *
 * A choice is due when nobody has the lock and nothing else happens at that instant. It is between
 *  - the thread that has come to a point where the lock can be lost, and stands there;
 *  - the threads that are ready and wait for the lock;
 *  - the threads that sleep for a lock or a queue of the program that they could get now. Nobody
 *    wakes one of them: between waking up and trying any time can pass, so any of them, or
 *    whoever comes along, may be next;
 *  - the tasks of an event loop that await input or a timer, while the loop would see it: to choose
 *    one is to say that it has come. The loop itself is chosen by the task that has its turn then;
 *    in what order tasks have their turns is the loop's own affair, first come, first served.
 * With one of them only it goes on without a choice; without a command the thread that stands at a
 * point goes on, else the one that has waited longest.
 *
 * A thread comes to such a point
 *  - at the first check point of its bytecode after it has touched what other threads touch too: a
 *    shared variable read or written, a lock taken or let go. Switches elsewhere make no
 *    difference to anybody, nor do they where it will not touch any such thing again;
 *  - between two ops, if the first touched something;
 *  - at the first check point after somebody has waited for the switch interval. Then another one
 *    gets the lock, since a holder that was asked waits for that. (Each change of owner begins all
 *    intervals anew; under the real lock a waiter's may end up to an interval later.)
 * Where there is no interpreter lock, every access is such a point instead of the check points.
 * Under the lock of 3.1 and before every tick may be the one of a check, as it may with a check
 * interval of 1.
 *
 * Nothing here looks at a clock but the switch interval.
 */
struct hand_constants {
    struct python_bodies bodies; /* first: python_body() finds it there */
    bool daemons;                /* there are some: the end of others is theirs */
    struct hand_op {
        bool touches; /* what threads share */
        bool later;   /* its thread does so after it, or may */
    } ops[];
};

/* Where another can go on: at the version's check points; behind each access to a variable instead;
 * at check points, but not from task to task of an event loop. */
enum hand_points { HAND_CHECKS, HAND_ACCESSES, HAND_LOOP };

void *hand_prepare(const struct sim_scenario *scenario, enum hand_points points);

extern const struct interp_lock hand_lock;

/* Is a choice due, if only between one? */
bool hand_due(const struct sim *sim);

/* When a choice is due: may this thread be chosen? */
bool hand_may(const struct sim *sim, uint32_t thread);

/* It may not, only because it was asked to let the lock go and somebody else can take it. */
bool hand_must_yield(const struct sim *sim, uint32_t thread);

/* Who has come to a point and goes on unless another is chosen; 0 nobody. */
uint32_t hand_standing(const struct sim *sim);

/* Carries out a choice if one is due; for models. */
bool hand_grant(struct sim *sim);

#endif
