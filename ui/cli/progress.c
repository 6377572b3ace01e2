/* SPDX-License-Identifier: GPL-3.0-or-later
 * Keeping progress. */
#include "config.h"

#include "ui/cli/progress.h"

#include "ui/cli/folders.h"
#include "ui/cli/output.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- lessons ---- */

static int is_lesson(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return entry->d_name[0] >= '0' && entry->d_name[0] <= '9' && length > 4 && length < 64 &&
           !strcmp(entry->d_name + length - 4, ".ini");
}

static void find_lessons(struct course *course, const char *folder)
{
    char path[PATH_MAX];
    struct dirent **entries;
    int count = -1;

    if (snprintf(path, sizeof(path), "%s/lessons", folder) < (int)sizeof(path))
        count = scandir(path, &entries, is_lesson, alphasort);
    for (int i = 0; i < count; i++) {
        struct course_lesson *lesson = &course->lessons[course->count];
        char *name = entries[i]->d_name;

        if (course->count < COURSE_LESSONS &&
            snprintf(lesson->path, sizeof(lesson->path), "%s/lessons/%s", folder, name) <
                (int)sizeof(lesson->path)) {
            snprintf(lesson->name, sizeof(lesson->name), "%.*s", (int)strlen(name) - 4, name);
            course->count++;
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

int course_find(const struct course *course, const char *name)
{
    char *end;
    long number = strtol(name, &end, 10);
    int found = -1;

    if (*name && !*end)
        return number >= 1 && number <= course->count ? (int)number - 1 : -1;
    for (int i = 0; i < course->count; i++) {
        const char *its = course->lessons[i].name;

        if (!strcmp(its, name) || !strcmp(its + strcspn(its, "-") + 1, name))
            return i;
        if (*name && !strncmp(its, name, strlen(name)))
            found = found == -1 ? i : -2;
    }
    return found < 0 ? -1 : found;
}

int course_next(const struct course *course)
{
    int i = 0;

    while (i < course->count && course->lessons[i].of &&
           course->lessons[i].answered >= course->lessons[i].of)
        i++;
    return i;
}

/* ---- the state folder ---- */

/* A line that cannot be read is of a lesson that is gone, or was edited by hand. */
static void read_state(struct course *course)
{
    FILE *file = course->file[0] ? fopen(course->file, "r") : NULL;
    char line[256], name[64];
    int answered, of, right;

    while (file && fgets(line, sizeof(line), file)) {
        if (sscanf(line, "%63s %d of %d, %d right", name, &answered, &of, &right) != 4 ||
            of < 1 || answered < 0 || right < 0)
            continue;
        for (int i = 0; i < course->count; i++) {
            struct course_lesson *lesson = &course->lessons[i];

            if (!strcmp(lesson->name, name))
                lesson->answered = answered, lesson->of = of, lesson->right = right;
        }
    }
    if (file)
        fclose(file);
}

bool course_open(struct course *course)
{
    memset(course, 0, sizeof(*course));
    for (const char *const *folder = cli_search_path(); *folder && !course->count; folder++)
        find_lessons(course, *folder);
    if (!course->count) {
        cli_say("no lessons found; set INTERLOCK_DATA to the folder of the scenarios");
        return false;
    }
    folders_path(FOLDERS_STATE, "lessons", course->file);
    read_state(course);
    return true;
}

/* ---- writing ---- */

/* Beside the old one first, so that nothing half-written is ever there. */
static bool write_state(struct course *course)
{
    char *fresh;
    FILE *file;
    bool good;

    if (!folders_make(course->file))
        return false;
    file = output_beside(course->file, &fresh);
    for (int i = 0; file && i < course->count; i++) {
        const struct course_lesson *lesson = &course->lessons[i];

        if (lesson->of)
            fprintf(file, "%s %d of %d, %d right\n", lesson->name, lesson->answered, lesson->of,
                    lesson->right);
    }
    good = file && !ferror(file);
    good = file && fclose(file) == 0 && good && rename(fresh, course->file) == 0;
    if (file && !good)
        unlink(fresh);
    output_settle();
    free(fresh);
    return good;
}

void course_keep(struct course *course)
{
    course->failure = course->file[0] && write_state(course) ? 0 : errno;
}

void course_say_kept(const struct course *course)
{
    if (!course->file[0])
        cli_say("progress is not kept: neither XDG_STATE_HOME nor HOME is set");
    else if (course->failure)
        cli_say("progress is not kept: %s: %s", course->file, strerror(course->failure));
}
