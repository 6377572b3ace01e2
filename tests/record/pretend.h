/* SPDX-License-Identifier: GPL-3.0-or-later
 * What the files of the pretended interpreter have in common. */
#ifndef INTERLOCK_TESTS_RECORD_PRETEND_H
#define INTERLOCK_TESTS_RECORD_PRETEND_H

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

/* Ends with status 9 where what must hold does not. */
void require(bool good, const char *what);
void require_child(pid_t child, int wanted, const char *what);

/* The lock, and what is done with it or without. */
void take(void);
void drop(void);
void pairs(int count);
void compute_without(long long wanted);
void rest(long nanoseconds);

/* The first of the two that guard it. */
pthread_mutex_t *lock_mutex(void);

pthread_t start(void *(*function)(void *), void *argument);
void join(const pthread_t *threads, int count);
long long now(clockid_t clock);

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

/* The lock as a semaphore: pretend_ticks.c. */
void mode_ticks(void);

/* What others must not notice: pretend_guest.c. */
void mode_cancel(void);
void mode_robust(void);
void mode_select(void);
void mode_streams(void);
void mode_descriptors(void);
void mode_stack(void);
void mode_arguments(void);
void mode_starved(void);

#endif
