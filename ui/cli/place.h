/* SPDX-License-Identifier: GPL-3.0-or-later
 * Where somebody is in the course of lessons: shared by the terminal and the window. */
#ifndef INTERLOCK_UI_CLI_PLACE_H
#define INTERLOCK_UI_CLI_PLACE_H

#include "ui/cli/progress.h"
#include "ui/play/quiz.h"

#include <stdbool.h>

/*
 * The painters only show pages; which lesson comes next, what stands over its questions and how
 * many of them are answered is said here, so that a course begun in a terminal goes on in a window.
 */
struct place {
    struct course course;
    int index; /* in the course; -1: some other scenario with questions */
    char heading[64], next[160];
};

/* Goes to the lesson of that name or number; any other name is that of a scenario with questions.
 * False after having said that the course has no such number. */
bool place_find(struct place *place, const char *name);

/* Says to who asks where in the course that is, and notes what is answered. `place` must outlive
 * it. */
void place_put(struct place *place, struct play_asker *asker);

/* What the terminal shows when the course is left; `command` goes on with it. Nothing has been
 * answered: nothing is said. */
void place_say(const struct place *place, const char *command);

/* All lessons are done; `command` NUMBER begins again. */
void place_say_done(const struct place *place, const char *command);

#endif
