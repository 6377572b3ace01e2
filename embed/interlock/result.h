/* SPDX-License-Identifier: GPL-3.0-or-later
 * A run from end to end, and what it came to. */
#ifndef INTERLOCK_RESULT_H
#define INTERLOCK_RESULT_H

#include <interlock/account.h>
#include <interlock/scenario.h>

#ifdef __cplusplus
extern "C" {
#endif

/* No event is kept, so a run of a thousand million needs no more memory than one of ten. */
struct interlock_result;

enum interlock_outcome {
    INTERLOCK_GOING,    /* not at an end yet */
    INTERLOCK_ENDED,    /* the last thread that is no daemon has ended */
    INTERLOCK_UNTIL,    /* [scenario] until was reached */
    INTERLOCK_DEADLOCK, /* threads are left, and nothing can happen any more */
    INTERLOCK_REFUSED,  /* the ownership check has refused the program */
    INTERLOCK_OVERLONG  /* longer than can be counted: 292 years for all threads, 73 for one */
};

/* Of one [measure] of the program: how long it took, each time. All zero: it never ended. */
struct interlock_latency {
    const char *name; /* NULL behind the last */
    uint64_t count;
    int64_t mean, median, p90, p99, most; /* ns */
};

/* Runs it, and returns when it has ended. `events`: it is given up, with an error, when it goes on
 * behind so many; 0: never. NULL with errors. A deadlock is an outcome, not an error. */
struct interlock_result *interlock_result_create(const struct interlock_scenario *scenario,
                                                 uint64_t events,
                                                 struct interlock_errors **errors);
void interlock_result_free(struct interlock_result *result);

enum interlock_outcome interlock_result_outcome(const struct interlock_result *result);

/* Of a deadlock: who waits for whom; of a refusal: what is wrong; of an overlong run: how long one may
 * be; else "". */
const char *interlock_result_why(const struct interlock_result *result);

/* How long it took, until the last thread ended that is no daemon; ns. */
int64_t interlock_result_makespan(const struct interlock_result *result);

/* Bytecode and C code executed by all threads; ns. */
int64_t interlock_result_work(const struct interlock_result *result);

uint64_t interlock_result_events(const struct interlock_result *result);
struct interlock_latency interlock_result_latency(const struct interlock_result *result,
                                                  uint32_t i);

/* At the end. It belongs to the result. */
const struct interlock_account *interlock_result_account(const struct interlock_result *result);

#ifdef __cplusplus
}
#endif

#endif
