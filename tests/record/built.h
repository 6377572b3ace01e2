/* SPDX-License-Identifier: GPL-3.0-or-later
 * Recordings that are built word by word. */
#ifndef INTERLOCK_TESTS_RECORD_BUILT_H
#define INTERLOCK_TESTS_RECORD_BUILT_H

#include "recorder/format.h"
#include "recorder/recording.h"

/*
 * Each says exactly what happened, so that a test says what is to be made of it. Others take such a
 * recording and damage it.
 */
#define US 1000ull
#define MS 1000000ull
#define SIZE_MAX_ 65536

struct built {
    _Alignas(8) unsigned char bytes[SIZE_MAX_];
    size_t size;
    struct part_head *part;
    struct part_chunk *chunk;
};

extern struct built built;

void begin_recording(uint64_t began, uint64_t ended);
void add_part(uint32_t pid, uint64_t began, uint64_t ended);
void add_chunk(uint32_t thread, uint32_t order, uint32_t tid);
void add(enum part_kind kind, unsigned lock, uint64_t time);

/* Of the part that was added last: its interpreter, and whether its lock is one of ticks. */
void set_version(const char *version, bool ticks);

/* NULL, with one error, when it cannot be read. */
struct recording *parse(void);

/* What is derived from it, from its first thread on. */
char *derived(void);

void build_alone(void);
void build_gap(void);
void build_two(void);
void build_answers(void);
void build_interpreters(void);
void build_posts(void);
void build_long(void);
void build_pipe(void);
void build_cut_off(void);
void build_named(void);
void build_crowded(void);
void build_wakes(void);
void build_fight(void);
void build_unheard(void);

/* Main has a lock for 7 ms, asleep for most of them, and the other thread waits for it. */
enum built_sections {
    SECTIONS_SHARED,
    SECTIONS_OF_ONE,   /* of main alone is told that it had it */
    SECTIONS_AT_ONCE,  /* the other had it before main let it go */
    SECTIONS_WITH_WAIT /* main does not sleep there: the other thread lets it go on */
};

void build_sections(enum built_sections kind);
void build_locks(void);
void build_locks_with_wait(void);
void build_join(void);

#endif
