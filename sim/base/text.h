/* SPDX-License-Identifier: GPL-3.0-or-later
 * Building a line of text in a buffer, without stdio and without allocation. */
#ifndef INTERLOCK_SIM_BASE_TEXT_H
#define INTERLOCK_SIM_BASE_TEXT_H

#include "sim/base/time.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The buffer is the caller's. It always ends in a zero byte; what does not fit is left out at
 * the end. Never fails. Text is UTF-8, but everything put here by libsim itself is ASCII.
 */
struct sim_text {
    char *at;
    size_t size;
    size_t used; /* without the zero byte; at most size - 1 */
};

/* A text over an array. */
#define SIM_TEXT(array) sim_text_over((array), sizeof(array))

struct sim_text sim_text_over(char *buffer, size_t size);

void sim_text_put(struct sim_text *text, const char *string);
void sim_text_put_bytes(struct sim_text *text, const char *bytes, size_t count);
void sim_text_put_int(struct sim_text *text, int64_t number);

/* A word as any shell reads it back, quoted where it must be. */
void sim_text_put_word(struct sim_text *text, const char *word);

/* A duration with a unit that leaves three to four digits: "31 ns", "5.09 ms", "1.234 s". Rounds
 * to nearest; "never" for SIM_TIME_NEVER. */
void sim_text_put_time(struct sim_text *text, sim_time time);

/* Bytes to a tenth of a binary unit: "912 B", "64.0 KiB", "1.3 GiB". */
void sim_text_put_size(struct sim_text *text, int64_t bytes);

/* Bytes of the UTF-8 letter that begins here, of `left`; 0: none does (RFC 3629: shortest form, no
 * surrogates, up to U+10FFFF). Before a zero byte `left` need not be known: SIZE_MAX. */
size_t sim_text_letter(const char *at, size_t left);

/* The code point of a letter of so many bytes. */
uint32_t sim_text_character(const char *at, size_t length);

/* The same as sim_text_letter; 0 also for what does something to a terminal, or to the text beside it,
 * instead of being seen: control characters, ends of lines, what turns the direction of writing; and for
 * code points that are no characters. */
size_t sim_text_shown(const char *at, size_t left);

/* Takes the first letter, or byte that is in none, off a string that has not ended: so many bytes at
 * *shown are to be shown of it, or a '?' in its place. */
size_t sim_text_take_shown(const char **from, const char **shown);

/* What can be shown of a string. */
void sim_text_put_shown(struct sim_text *text, const char *string);

#endif
