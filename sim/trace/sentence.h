/* SPDX-License-Identifier: GPL-3.0-or-later
 * The sentence that says what a record means, and why it happened. */
#ifndef INTERLOCK_SIM_TRACE_SENTENCE_H
#define INTERLOCK_SIM_TRACE_SENTENCE_H

#include "sim/trace/fold.h"

/* Bytes that hold any sentence: the longest is of a deadlock, six threads with a clause of some 250
 * each where their names have all 48 letters that they may. */
#define SIM_SENTENCE 2048

/*
 * Each kind of record has a template in sim/state/records.def. In it
 *   {thread} {core}    whom and where it happened
 *   {arg}              what the record's arg holds: a thread's name, a time, an op as written, ...
 *   {arg:TEXT:OTHER}   TEXT and the name if arg is not 0, else OTHER
 *   {one:TEXT:OTHER}   TEXT if arg, a count, is 1, else OTHER
 *   {flag:TEXT:OTHER}  TEXT if SIM_RECORD_FLAG is set, else OTHER
 *   {lock}             the interpreter lock, and whose where there are several
 *   {owner}            who has it
 *   {holder}           who holds the program's lock that arg names
 *   {object}           what the op under way names
 *   {interval}         the switch interval
 *   {lost}             whether updates, as many as arg, are lost or come back (SIM_RECORD_FLAG)
 *   {late}             how long ago the request came
 *   {measured}         how long the measurement that ends here has taken
 *   {deadlock}         who waits for what
 *   {reason}           the thread's reason from now on
 * The fold is that of all records before this one, so that the sentence can say what led to it.
 */
void sim_sentence(struct sim_text *text, const struct sim_fold *before,
                  struct sim_record record);

/* What a thread is doing at the fold's moment, as a clause: "waits for the interpreter lock, which
 * cpu-1 has; 2.90 ms of its interval are left". Of one that is absent, whether it has ever been there. */
void sim_state_sentence(struct sim_text *text, const struct sim_fold *fold, uint32_t thread);

#endif
