/* SPDX-License-Identifier: GPL-3.0-or-later
 * A run, one event at a time, forwards and backwards. */
#ifndef INTERLOCK_RUN_H
#define INTERLOCK_RUN_H

#include <interlock/account.h>
#include <interlock/result.h>
#include <interlock/scenario.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A step is one event, and what it does is told in one to eight records. The state at step n
 * follows from the scenario (its seed included), the commands so far, and n; so going back and
 * forth shows the same, always and on every machine.
 *
 * The cursor is the step that has been made last; 0: none yet. All records up to the furthest
 * step are kept, some 7 bytes each, and checkpoints for the way back: some 12 bytes a step in all, and
 * until they are that, 64 MiB at most for checkpoints where the state is large (ten thousand threads).
 */
struct interlock_run;

struct interlock_record {
    uint64_t step;    /* that it belongs to, from 1 */
    int64_t time;     /* ns */
    const char *kind; /* as in `interlock trace --format csv`; NULL: no such record */
    enum interlock_reason reason; /* the thread's from now on */
    uint32_t core, thread;        /* where, and to whom; 0: nowhere, nobody */
};

/* At step 0. NULL with errors, of what the model cannot run of the scenario. */
struct interlock_run *interlock_run_create(const struct interlock_scenario *scenario,
                                           struct interlock_errors **errors);
void interlock_run_free(struct interlock_run *run);

/* One step. False at the end of the run, or when memory has run out; the outcome tells which. */
bool interlock_run_step(struct interlock_run *run);

/* Moves the cursor to a step, or to the last one if there are fewer. False when memory has run out
 * on the way; the cursor then stands where that happened. UINT64_MAX: to the end, if there is one. */
bool interlock_run_seek(struct interlock_run *run, uint64_t step);

/* Where the cursor is: the step, and its time. */
uint64_t interlock_run_at(const struct interlock_run *run);
int64_t interlock_run_now(const struct interlock_run *run);

/* INTERLOCK_GOING as long as there are steps behind the cursor. */
enum interlock_outcome interlock_run_outcome(const struct interlock_run *run);

/* Changes a live parameter from the next step on, "runtime.switch_interval=1ms". What has been
 * played beyond the cursor is forgotten. False with errors: also when the parameter is not live, since
 * then it takes a run of its own (interlock_scenario_vary). */
bool interlock_run_set(struct interlock_run *run, const char *setting,
                       struct interlock_errors **errors);

/* How many records there are up to the cursor, and the i-th of them, from 0. One after the other, or
 * not far from the last one asked for, costs least. */
uint64_t interlock_run_records(const struct interlock_run *run);
struct interlock_record interlock_run_record(struct interlock_run *run, uint64_t i);

/* What the i-th record means, and why it happened, in a sentence. */
size_t interlock_run_sentence(struct interlock_run *run, uint64_t i, char *buffer, size_t size);

/* What a thread does at the cursor, as a clause: "waits for the interpreter lock, which cpu-1 has". */
size_t interlock_run_clause(struct interlock_run *run, uint32_t thread, char *buffer,
                            size_t size);

/* At the cursor. It belongs to the run, and is valid until the run is used again. */
const struct interlock_account *interlock_run_account(struct interlock_run *run);

/* Of the state at the cursor. Equal hashes, equal states: on every machine and from every compiler
 * with this version of the library. */
uint64_t interlock_run_hash(const struct interlock_run *run);

#ifdef __cplusplus
}
#endif

#endif
