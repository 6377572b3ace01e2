/* SPDX-License-Identifier: GPL-3.0-or-later
 * A place in the course of lessons. */
#include "config.h"

#include "ui/cli/place.h"

#include "ui/cli/cli.h"

#include <stdlib.h>
#include <string.h>

bool place_find(struct place *place, const char *name)
{
    place->index = course_find(&place->course, name);
    if (place->index >= 0 || !*name || name[strspn(name, "0123456789")])
        return true;
    cli_say("lesson %s: the course has lessons 1 to %d; interlock list lessons names them",
            name, place->course.count);
    return false;
}

static void note(void *context, int n, int count, bool right)
{
    struct place *place = context;
    struct course_lesson *of = &place->course.lessons[place->index];

    of->right = n ? of->right + right : right;
    of->answered = n + 1;
    of->of = count;
    course_keep(&place->course);
}

static void put_title(const char *path, char *title, size_t size)
{
    struct scenario_options options = { .search = cli_search_path() };
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct scenario *scenario = errors ? scenario_load(path, &options, errors) : NULL;

    snprintf(title, size, "%s", scenario ? scenario->sim.title : path);
    scenario_free(scenario);
    free(errors);
}

void place_put(struct place *place, struct play_asker *play)
{
    const struct course *course = &place->course;

    if (place->index < 0)
        return;
    play->note = note;
    play->note_context = place;
    snprintf(place->heading, sizeof(place->heading), "Lesson %d of %d", place->index + 1,
             course->count);
    play->heading = place->heading;
    if (place->index + 1 == course->count)
        return;
    put_title(course->lessons[place->index + 1].path, place->next, sizeof(place->next));
    play->next = place->next;
}

void place_say(const struct place *place, const char *command)
{
    const struct course_lesson *of =
        place->index >= 0 ? &place->course.lessons[place->index] : NULL;

    if (of && of->answered)
        printf("Lesson %d of %d: %d of %d questions answered. %s goes on.\n", place->index + 1,
               place->course.count, of->answered, of->of, command);
}

void place_say_done(const struct place *place, const char *command)
{
    printf("All %d lessons are done. %s 1 begins again; interlock quiz makes new questions.\n",
           place->course.count, command);
}
