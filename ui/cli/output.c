/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing beside, then renaming. */
#include "config.h"

#include "ui/cli/output.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- over what is read ---- */

static bool is_same(const char *written, const char *read)
{
    struct stat to, from;

    if (stat(written, &to) != 0 ||
        (strcmp(read, "-") ? stat(read, &from) : fstat(STDIN_FILENO, &from)) != 0)
        return false;
    return S_ISREG(to.st_mode) && to.st_dev == from.st_dev && to.st_ino == from.st_ino;
}

bool output_replaces(const struct cli *cli, const char *read)
{
    static const enum cli_option_id writes[] = { CLI_OPTION_OUTPUT, CLI_OPTION_PRESET_OUTPUT,
                                                 CLI_OPTION_PICTURE };

    for (size_t i = 0; i < sizeof(writes) / sizeof(*writes); i++) {
        const char *path = cli->value[writes[i]];

        if (!path || !strcmp(path, "-") || !is_same(path, read))
            continue;
        cli_say("--%s %s: would replace what is read; write to another file",
                cli_option_table[writes[i]].name, path);
        return true;
    }
    return false;
}

/* ---- beside ---- */

static const char *volatile under_way;

void output_give_up(int number)
{
    if (under_way)
        unlink(under_way);
    signal(number, SIG_DFL);
    raise(number);
}

static void watch(const char *fresh)
{
    static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction now;

    under_way = fresh;
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        if (sigaction(ends[i], NULL, &now) == 0 &&
            now.sa_handler == (fresh ? SIG_DFL : output_give_up))
            signal(ends[i], fresh ? output_give_up : SIG_DFL);
    }
}

FILE *output_beside(const char *path, char **fresh)
{
    mode_t mask = umask(0);
    FILE *file = NULL;
    int fd;

    umask(mask);
    if (asprintf(fresh, "%s.new-XXXXXX", path) < 0) {
        *fresh = NULL;
        return NULL;
    }
    fd = mkstemp(*fresh);
    if (fd < 0)
        return NULL;
    watch(*fresh);
    if (fchmod(fd, 0666 & ~mask) == 0)
        file = fdopen(fd, "w");
    if (!file) {
        unlink(*fresh);
        close(fd);
        output_settle();
    }
    return file;
}

void output_settle(void)
{
    watch(NULL);
}

/* ---- in steps ---- */

/* Whether a path is, or would be, a file of its own; /dev/stdout is not, whatever is behind it. */
static bool is_file(const char *path)
{
    struct stat file;

    if (!strncmp(path, "/dev/", 5) || !strncmp(path, "/proc/", 6))
        return false;
    return stat(path, &file) != 0 || S_ISREG(file.st_mode);
}

bool output_open(struct output *output, const char *path)
{
    *output = (struct output){ .path = path && strcmp(path, "-") ? path : NULL };
    if (!output->path || !is_file(output->path))
        return true;
    output->whole = realpath(path, NULL);
    if (asprintf(&output->part, "%s.part", path) >= 0)
        return true;
    output->part = NULL;
    cli_say("out of memory");
    return false;
}

static bool fail(const struct output *output)
{
    cli_say("%s: cannot be written: %s", output->path, strerror(errno));
    return false;
}

static const char *becomes(const struct output *output)
{
    return output->whole ? output->whole : output->path;
}

FILE *output_begin(struct output *output)
{
    if (!output->path)
        output->file = stdout;
    else if (output->part)
        output->file = output_beside(becomes(output), &output->fresh);
    else
        output->file = fopen(output->path, "w");
    if (!output->file)
        fail(output);
    return output->file;
}

static bool close_whole(struct output *output, FILE *file)
{
    bool good =
        fflush(file) == 0 && !ferror(file) && (!output->fresh || fsync(fileno(file)) == 0);

    good &= fclose(file) == 0;
    if (good && output->fresh)
        good = rename(output->fresh, becomes(output)) == 0;
    return good || fail(output);
}

int output_end(struct output *output, int code)
{
    FILE *file = output->file;

    output->file = NULL;
    if (!file)
        return CLI_WORLD;
    if (file == stdout)
        return code; /* main() closes it, and says if it cannot */
    if (code == CLI_GOOD) {
        if (!close_whole(output, file))
            code = CLI_WORLD;
    } else {
        if (ferror(file))
            fail(output);
        fclose(file);
    }
    if (output->fresh && code != CLI_GOOD)
        unlink(output->fresh);
    output_settle();
    return code;
}

void output_close(struct output *output)
{
    free(output->whole);
    free(output->part);
    free(output->fresh);
}

FILE *output_to(struct output *output, const char *path)
{
    return output_open(output, path) ? output_begin(output) : NULL;
}

int output_finish(struct output *output, int code)
{
    code = output_end(output, code);
    output_close(output);
    return code;
}
