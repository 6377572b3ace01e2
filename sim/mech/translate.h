/* SPDX-License-Identifier: GPL-3.0-or-later
 * A scenario as a model runs it: with the threads that its idiom adds. */
#ifndef INTERLOCK_SIM_MECH_TRANSLATE_H
#define INTERLOCK_SIM_MECH_TRANSLATE_H

#include "sim/scenario/scenario.h"

/*
 * What a library does around the program's own work is a program too, so it is written as one: a
 * pool is a few more threads with programs of a few ops each, and engine, views and accounts need
 * to know nothing of it. Groups and ops of the scenario keep their places; what is added stands
 * behind them.
 *
 *     [map] under                  threads
 *     one interpreter after all    main: takes the chunks, one after the other
 *     threads                      main: submits the chunks and collects the results;
 *                                  pool: workers
 *     an event loop                main: a task that hands the chunks to the loop's executor and
 *                                  gathers what it returns; pool: its workers
 *     sub-interpreters             as threads; each worker calls an interpreter of its own
 *     processes, `pool`            main, task-handler, result-handler and worker-handler in the
 *                                  parent, whose one lock all four need; pool: worker processes
 *     processes, `executor`        main, manager and feeder; pool
 *
 * After Lib/multiprocessing/pool.py, Lib/concurrent/futures/process.py, thread.py and
 * interpreter.py. Between handlers and workers there are queues, which are pipes where they join
 * processes. Left out: that an executor starts its workers one by one as tasks come; that up to 3.6 the
 * word for the manager is a None among the results, and there is no pipe for it; the handlers of a
 * ThreadPool.
 *
 * A translation is one allocation, for whoever makes it to free; NULL when out of memory.
 */

/* [map] as a loop. */
struct sim_scenario *translate_sequential(const struct sim_scenario *scenario);

/* [map] as a pool of threads. */
struct sim_scenario *translate_threads(const struct sim_scenario *scenario);

/* [map] as a task of an event loop that gathers what its executor's threads return. */
struct sim_scenario *translate_asyncio(const struct sim_scenario *scenario);

/* [map] as a pool of threads, without an interpreter. */
struct sim_scenario *translate_native(const struct sim_scenario *scenario);

/* Each thread without a process gets an interpreter of its own, in its process; [map] as a pool
 * whose workers have one each. */
struct sim_scenario *translate_interps(const struct sim_scenario *scenario);

/* Each thread without a process gets one, which `parent` starts and waits for; [map] as a pool of
 * processes. */
struct sim_scenario *translate_processes(const struct sim_scenario *scenario);

/* The op as somebody wrote it: where a translation has copied [map]'s program, that of the
 * program. */
uint32_t translate_written(const struct sim_scenario *translated, uint32_t op);

#endif
