/* SPDX-License-Identifier: GPL-3.0-or-later
 * Executing bytecode: stretches of turns that can be interrupted at check points. */
#ifndef INTERLOCK_SIM_MECH_PYTHON_H
#define INTERLOCK_SIM_MECH_PYTHON_H

#include "sim/mech/bytecode.h"
#include "sim/mech/interp.h"
#include "sim/mech/race.h"
#include "sim/mech/states.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

/* A variable that threads share. */
struct sim_var {
    int64_t value;        /* all start at 0 */
    int64_t updates;      /* done: what the value would be if none were lost */
    struct sim_race race; /* without an interpreter lock */
    uint64_t owner;       /* the thread that used it first: refs.c */
};

#pragma GCC diagnostic pop

/* The run's interpreter version as tables: one row for each body, constant. */
struct python_bodies {
    struct bytecode_body body[BODY_COUNT];
    struct bytecode_body counted[BODY_COUNT]; /* where turns count down: pypy.h */
    int64_t version; /* of `python`, in millionths of what it takes under that of `timed` */
    int64_t factor;  /* and beside that the model's */
};

/* Somebody wants something of the thread: if it executes bytecode just now, its lock is told. */
void python_interrupt(struct sim *sim, struct sim_thread *thread);

/* Somebody else wants the lock that a burst of `locked` updates takes and lets go in every turn:
 * if the burst is just then between the two, it holds the lock from now on as anyone would. */
void python_stop_wheeling(struct sim *sim, struct sim_thread *thread);

/* Lets go of the interpreter lock if the thread holds it; goes on in `after`. */
enum sim_flow python_detach(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                            uint16_t after);

/* Takes it, if the model has one and the thread does not belong outside; goes on in `after`. */
enum sim_flow python_attach(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                            uint16_t after);

/* At a call or a jump of the library's code: whoever is asked for something notices it there. */
enum sim_flow python_check(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                           uint16_t after);

/* Between two ops: whoever is asked for something notices it there, if not before. What the library does
 * for an op is bytecode, too, and has check points; its stretches are short, so they are not cut. */
enum sim_flow python_between(struct sim *sim, struct sim_thread *thread,
                             struct sim_frame *frame, uint16_t after);

/* The body under way, as this run's version executes it. */
static inline const struct bytecode_body *python_body(const struct sim *sim,
                                                      const struct sim_thread *thread)
{
    const struct python_bodies *bodies = sim->constants;
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];

    return &(tstate->counts ? bodies->counted : bodies->body)[tstate->body];
}

/* The variable that the op under way names, or its process's copy of it. */
struct sim_var *python_var(struct sim *sim, const struct sim_thread *thread);

/* Sets up the burst that begins at tstate->done. Returns how long it takes. */
sim_time python_burst(struct sim *sim, struct sim_thread *thread);

/* The interpreter's lock has been switched on, and the world stands still: updates under way, which
 * share.h has kept apart until now, go on as those under a lock. */
void python_lock_is_on(struct sim *sim, struct sim_interp_id interp);

/* The op's work is done up to `done`: counts the updates made meanwhile. */
void python_advance(struct sim *sim, struct sim_thread *thread, sim_time done);

/* Where an update stops: if it has read the shared variable and not yet written it, the thread
 * keeps the old value. */
void python_keep_read(struct sim *sim, struct sim_thread *thread);
/* Says so now, if it keeps one. */
void python_tell_stale(struct sim *sim, struct sim_thread *thread);

/* Where the thread stops, which is seldom in an update. The second says so at once, the first only
 * if it later overwrites something. */
SIM_INLINE void python_keep_stale(struct sim *sim, struct sim_thread *thread)
{
    if (sim->tstates[thread->self.i].adds)
        python_keep_read(sim, thread);
}

SIM_INLINE void python_note_stale(struct sim *sim, struct sim_thread *thread)
{
    if (!sim->tstates[thread->self.i].adds)
        return;
    python_keep_read(sim, thread);
    python_tell_stale(sim, thread);
}

/* Where the thread stops: whether it stands between taking the lock of a `locked` update and letting
 * it go. If it does, the lock is its own from then on, whoever comes meanwhile. */
void python_settle_lock(struct sim *sim, struct sim_thread *thread);

/* Begins the work of the op under way, which is made of turns of `body`. */
enum sim_flow python_op(struct sim *sim, struct sim_thread *thread, struct sim_frame *frame,
                        uint32_t body);

/* ---- for locks whose checks take no time: the rows of struct interp_lock ---- */

sim_time python_done(const struct sim *sim, const struct sim_thread *thread);

/* The burst ends at the next check point if the lock is requested, or where its `locked` update
 * takes or lets go its lock, if that is now wanted. */
void python_cut(struct sim *sim, struct sim_thread *holder);

/* ---- for models ---- */

/* The bodies in the scenario's version, for sim->constants. */
void *python_prepare(const struct sim_scenario *scenario);

#endif
