/* SPDX-License-Identifier: GPL-3.0-or-later
 * Interlock as a library: versions, time, errors. */
#ifndef INTERLOCK_BASE_H
#define INTERLOCK_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The library plays scenarios, as the command `interlock` does, within another program. It has five
 * headers, each of which compiles alone, in C11 and in C++17:
 *
 *   interlock/base.h      this one
 *   interlock/scenario.h  reading scenarios
 *   interlock/run.h       a run, one event at a time, forwards and backwards
 *   interlock/result.h    a run from end to end, and what it came to
 *   interlock/account.h   where everyone is and where the time went, of either
 *
 * Compile and link with what `pkg-config --cflags --libs interlock` prints.
 *
 * Time      integer nanoseconds of simulated time since the start of a run, from 0; INT64_MAX
 *           means never. Nothing here knows the time of day.
 * Ids       of threads, cores and interpreter locks count from 1; 0 is nobody. Variables, measures
 *           and records are counted from 0. Asking for one that there is not is no mistake: what
 *           comes back is all zero.
 * Text      UTF-8, ended by a zero byte. A pointer to text belongs to what was asked and lives as
 *           long. Functions that write text into the caller's buffer return its whole length without
 *           the zero byte, which is size or more if the end was left out; as snprintf does. The
 *           longest that they write is INTERLOCK_TEXT - 1 bytes.
 * Handles   are made by a function ending in _load, _parse, _create or the like, and belong to the
 *           caller, who gives them to the function ending in _free, which takes NULL, too. A run
 *           refers to its scenario, which must outlive it.
 * Threads   of the caller: the library has no state of its own. Several threads may use it at
 *           once, each its own handles; a scenario may be shared, since it never changes.
 * Failures  Functions that can fail return NULL or false, say why, and leave everything as it was.
 *           When memory runs out while a scenario is read or changed (_load, _parse, _vary, _set), the
 *           process ends with status 4, with a sentence on standard error; anywhere else that is an
 *           error like others. What cannot be (a defect of the library) is told on standard error
 *           and ends in abort().
 *
 * What stands in these headers stays as it is through all versions with the same major number,
 * once that is 1; kinds of records, reasons and outcomes may become more.
 */
#define INTERLOCK_VERSION_MAJOR 0
#define INTERLOCK_VERSION_MINOR 1
#define INTERLOCK_VERSION_PATCH 0

#define INTERLOCK_TEXT 2048 /* bytes that hold any text written here */

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library that was linked: "0.1.0". */
const char *interlock_version(void);

/*
 * What is wrong with what was asked for: one sentence each, in the order of the file, at most 32.
 * Errors are looked for in how lines are written, then in sections, keys and ops, then in how they fit
 * together, then in what the model can run; of the first of these that has any all are told.
 * A function that takes a `struct interlock_errors **` makes a list there when it fails, for the
 * caller to free (NULL when there is no memory even for that), and otherwise does not touch it;
 * NULL: nobody wants to know.
 */
struct interlock_errors;

struct interlock_error {
    const char *text; /* what is wrong, and what would be right; "" behind the last */
    const char *file; /* NULL: none */
    uint32_t line;    /* from 1; 0: the file as a whole */
};

uint32_t interlock_errors_count(const struct interlock_errors *errors);
struct interlock_error interlock_errors_at(const struct interlock_errors *errors, uint32_t i);
void interlock_errors_free(struct interlock_errors *errors);

#ifdef __cplusplus
}
#endif

#endif
