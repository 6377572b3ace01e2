/* SPDX-License-Identifier: GPL-3.0-or-later
 * The simulator inside a page: what its script calls. */
#ifndef INTERLOCK_UI_WASM_ENGINE_H
#define INTERLOCK_UI_WASM_ENGINE_H

#include "sim/state/record.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * `interlock report` of a build with --enable-wasm puts this into its pages: the same sources as
 * the program's, compiled to WebAssembly, so that who reads a page runs its scenario again with
 * other settings, with nothing installed. It has no files, no clock and no screen; texts go in
 * through a room that the page fills, and come out as JSON.
 *
 *     engine_room(n) <- text     engine_load()       the scenario (scenarios/flat.h)
 *     engine_room(n) <- lines    engine_change()     "machine.cores=2", one a line
 *                                engine_run()
 *                                engine_window(from, until, most), engine_state(step), ...
 *
 * Each of them but the plain getters says whether it went well; engine_text() is then what it has
 * to tell, and what is wrong in words otherwise. One instance of the module has one engine: whoever
 * wants two makes two instances.
 *
 * Numbers of 64 bits are doubles here, as all of JavaScript's are: exact up to 2^53.
 */

/* A run in a page has so many steps at most: some 31 bytes are kept of each. */
#define ENGINE_STEPS 2000000

/* Room for `count` bytes, for the next call; what was in it before is gone. */
char *engine_room(uint32_t count);

const char *engine_text(void);

/* A trace file: the room has its name, which ends in a zero byte, and what it holds. Files come
 * before the scenario that names them. */
bool engine_hold(void);

/* Tells the scenario's own settings, and the models there are. */
bool engine_load(void);
bool engine_change(void);

/* Runs what was loaded or changed; tells what `interlock run` says of it. */
bool engine_run(void);

/* The run's records, in chunks of SIM_RUN_CHUNK of which the last is another length; each is there
 * until the next is asked for. */
double engine_record_count(void);
const struct sim_record *engine_records(uint32_t chunk);

/* Tells `most` events from a time on, as the page has those of its own run (ui/report/page.h). */
bool engine_window(double from, double until, uint32_t most);

/* Tells for each thread what it does behind a step, in a sentence. */
bool engine_state(double step);

/* Runs it under the model that the room names, and tells what counts of it (sim/study/aim.h): its time,
 * and of another version its speedup under that, or how late answers are; or why it cannot. */
bool engine_model(void);

#endif
