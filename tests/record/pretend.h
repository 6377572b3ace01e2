/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the files of the pretended interpreter have in common. */
#ifndef INTERLOCK_TESTS_RECORD_PRETEND_H
#define INTERLOCK_TESTS_RECORD_PRETEND_H

#include <stdbool.h>
#include <sys/types.h>

/* Ends with status 9 where what must hold does not. */
void require(bool good, const char *what);
void require_child(pid_t child, int wanted, const char *what);

/* The lock, and what is done with it or without. */
void take(void);
void drop(void);
void pairs(int count);
void compute_without(long long wanted);
void rest(long nanoseconds);

/* This program, as it was called. */
extern const char *self_path;

/* Processes: pretend_processes.c. */
void mode_exec(void);
void mode_environment(void);
void mode_shell(void);
void mode_become(void);
void mode_killed(void);
void mode_signals(void);

/* Locks of the program: pretend_locks.c. */
void mode_sections(void);

#endif
