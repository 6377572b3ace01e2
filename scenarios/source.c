/* SPDX-License-Identifier: GPL-3.0-or-later
 * Files, paths, and what counts as text. */
#include "scenarios/source.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- reading ---- */

/* All of an open file, or more than allowed of it. */
static bool read_all(struct sources *sources, FILE *file, struct source *source,
                     struct sim_text *why)
{
    char *bytes = NULL;
    size_t count = 0, got = 1;

    while (got && count <= SOURCE_BYTES_MAX) {
        size_t room = count ? count : BUFSIZ;
        char *longer = arena_take(sources->arena, count + room + 1, 1);

        memcpy(longer, bytes ? bytes : "", count);
        bytes = longer;
        got = fread(bytes + count, 1, room, file);
        count += got;
    }
    if (ferror(file)) {
        sim_text_put(why, strerror(errno));
        return false;
    }
    *source = (struct source){ bytes, count };
    return true;
}

static bool within_limits(struct sources *sources, size_t count, struct sim_text *why)
{
    sources->bytes += count;
    if (count > SOURCE_BYTES_MAX)
        sim_text_put(why, "longer than 1 MiB");
    else if (sources->bytes > SOURCE_ALL_BYTES_MAX)
        sim_text_put(why, "the files of this scenario are longer than 4 MiB together");
    else
        return true;
    return false;
}

static bool one_more(struct sources *sources, struct sim_text *why)
{
    if (sources->files++ < SOURCE_FILES_MAX)
        return true;
    sim_text_put(why, "this scenario is made of more than 64 files");
    return false;
}

/* What is held in memory is not looked for anywhere else. */
static bool read_held(const struct sources *sources, const char *path, struct source *source)
{
    const struct scenario_file *file = sources->held;

    while (file && file->name && strcmp(file->name, path))
        file++;
    if (!file || !file->name)
        return false;
    *source = (struct source){ file->bytes, file->count };
    return true;
}

bool source_read(struct sources *sources, const char *path, struct source *source,
                 struct sim_text *why)
{
    FILE *file;
    bool good;

    if (!one_more(sources, why))
        return false;
    if (read_held(sources, path, source))
        return within_limits(sources, source->count, why);
    file = fopen(path, "rb");
    if (!file) {
        sim_text_put(why, strerror(errno));
        return false;
    }
    sources->paths[sources->path_count++] = arena_text(sources->arena, path, strlen(path));
    good = read_all(sources, file, source, why);
    fclose(file);
    return good && within_limits(sources, source->count, why);
}

bool source_read_stdin(struct sources *sources, struct source *source, struct sim_text *why)
{
    return one_more(sources, why) && read_all(sources, stdin, source, why) &&
           within_limits(sources, source->count, why);
}

/* ---- paths ---- */

/* Takes "x/.." and "." out of a path, in place. */
static void normalise(char *path)
{
    char *root = path + (*path == '/'), *to = root;

    for (char *from = root, *end; *from; from = *end ? end + 1 : end) {
        size_t length;
        char *last = to > root ? to - 1 : root;

        end = from + strcspn(from, "/");
        length = (size_t)(end - from);
        while (last > root && last[-1] != '/')
            last--;
        if (!length || (length == 1 && *from == '.'))
            continue;
        if (length == 2 && !memcmp(from, "..", 2) && to > root && strncmp(last, "../", 3)) {
            to = last;
            continue;
        }
        memmove(to, from, length);
        to += length;
        if (*end)
            *to++ = '/';
    }
    if (to == path && *path)
        *to++ = '.';
    *to = '\0';
}

const char *source_beside(struct arena *arena, const char *from, const char *name)
{
    const char *slash = from ? strrchr(from, '/') : NULL;
    char *folder = slash && *name != '/' ? arena_text(arena, from, (size_t)(slash + 1 - from))
                                         : arena_text(arena, "", 0);
    char *path = arena_join(arena, folder, name, NULL);

    normalise(path);
    return path;
}

static bool can_be_read(const char *path)
{
    struct stat info; /* not by reading: of a pipe that would be lost */

    return access(path, R_OK) == 0 && stat(path, &info) == 0 && !S_ISDIR(info.st_mode);
}

bool source_is_path(const char *name)
{
    size_t length = strlen(name);

    return strchr(name, '/') || (length > 4 && !strcmp(name + length - 4, ".ini"));
}

/* Where shipped files stand in a folder of the search path. */
#define SCENARIOS "/"
#define PRESETS "/presets/"

static const char *search(struct sources *sources, const char *folder, const char *name)
{
    for (const char *const *at = sources->search; at && *at; at++) {
        char *path = arena_join(sources->arena, *at, folder, name, ".ini", NULL);

        normalise(path);
        if (can_be_read(path))
            return path;
    }
    return NULL;
}

const char *source_find(struct sources *sources, const char *from, const char *name)
{
    const char *path = source_beside(sources->arena, from, name), *shipped;

    if (source_is_path(name) || can_be_read(path))
        return path;
    shipped = search(sources, SCENARIOS, name);
    return shipped ? shipped : path;
}

const char *source_find_preset(struct sources *sources, const char *from, const char *name)
{
    if (source_is_path(name))
        return source_beside(sources->arena, from, name);
    return search(sources, PRESETS, name);
}

static void offer_folder(struct sources *sources, const char *path, struct nearest *nearest)
{
    DIR *folder = opendir(path);
    const struct dirent *file;

    while (folder && (file = readdir(folder))) {
        size_t length = strlen(file->d_name);

        if (length > 4 && !strcmp(file->d_name + length - 4, ".ini"))
            nearest_offer(nearest, arena_text(sources->arena, file->d_name, length - 4));
    }
    if (folder)
        closedir(folder);
}

static void offer_all(struct sources *sources, const char *folder, struct nearest *nearest)
{
    for (const char *const *at = sources->search; at && *at; at++)
        offer_folder(sources, arena_join(sources->arena, *at, folder, NULL), nearest);
}

void source_offer(struct sources *sources, struct nearest *nearest)
{
    offer_all(sources, SCENARIOS, nearest);
}

void source_offer_presets(struct sources *sources, struct nearest *nearest)
{
    offer_all(sources, PRESETS, nearest);
}

/* ---- text ---- */

size_t source_text_length(const char *bytes, size_t count)
{
    size_t i = 0, length;

    for (; i < count; i += length) {
        length =
            strchr("\t\r\n", bytes[i]) && bytes[i] ? 1 : sim_text_shown(bytes + i, count - i);
        if (!length)
            break;
    }
    return i;
}

size_t source_mark_length(const char *bytes, size_t count)
{
    static const char mark[] = "\xef\xbb\xbf";

    return count >= 3 && !memcmp(bytes, mark, 3) ? 3 : 0;
}
