/* SPDX-License-Identifier: GPL-3.0-or-later
 * The course of lessons, and how far somebody has come. */
#ifndef INTERLOCK_UI_CLI_PROGRESS_H
#define INTERLOCK_UI_CLI_PROGRESS_H

#include <limits.h>
#include <stdbool.h>

/*
 * A lesson is a scenario in the folder lessons/ of the shipped ones; the course is all of them
 * in the order of their names. How many questions of each are answered is kept in the state
 * folder ($XDG_STATE_HOME/interlock/lessons, or ~/.local/state/...), a line for each lesson:
 *
 *     01-taking-turns 2 of 2, 1 right
 *
 * What was answered is not kept, nor told to anybody. Where there is no place to keep it, one
 * sentence says so, and the course goes on.
 */
#define COURSE_LESSONS 32

struct course {
    struct course_lesson {
        char name[64];
        char path[PATH_MAX];
        int answered, of, right; /* of 0: never begun */
    } lessons[COURSE_LESSONS];
    int count;
    char file[PATH_MAX]; /* "": nowhere to keep anything */
    int failure;         /* errno of the last attempt to write it; 0: it is written */
};

/* False, having said so, when no lessons are found. */
bool course_open(struct course *course);

/* By name, by its beginning, or by number from 1; -1 when there is none. */
int course_find(const struct course *course, const char *name);

/* The first that is not done; `count` when all are. */
int course_next(const struct course *course);

/* Writes down how far one is; nothing is said, since a screen may be up. */
void course_keep(struct course *course);

/* Says so, if that could not be. */
void course_say_kept(const struct course *course);

#endif
