/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a sweep has finished so far, on disk. */
#ifndef INTERLOCK_UI_CLI_JOURNAL_H
#define INTERLOCK_UI_CLI_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Points finish in any order and a sweep may be interrupted in any way, so what is done is appended
 * to a journal, one block a point:
 *
 *     interlock sweep 4d1f... 0.1.0 0 10000 1/1      which sweep it is
 *     @17 1480                                       point, bytes
 *     ...                                            the point's lines
 *
 * A block that is not whole is the last one, and is cut off when the journal is opened again. The
 * results are copied from here in the order of the points; so that order, and every byte, is the
 * same however they came to be. Not for several threads at once.
 */
struct journal;

/* Opens, or goes on with, the journal of the sweep that `title` names; `points` in all. NULL for a
 * path: one that is forgotten. NULL after having said what is wrong. */
struct journal *journal_open(const char *path, const char *title, uint32_t points);
void journal_close(struct journal *journal);
void journal_remove(struct journal *journal); /* closes it, and takes it from the disk */

bool journal_has(const struct journal *journal, uint32_t point);
uint32_t journal_count(const struct journal *journal);

/* False after having said what is wrong. Points count from 1. */
bool journal_add(struct journal *journal, uint32_t point, const char *lines, size_t length);

/* Copies the lines of a point that it has. */
bool journal_copy(const struct journal *journal, uint32_t point, FILE *to);

#endif
