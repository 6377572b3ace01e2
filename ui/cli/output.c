/* SPDX-License-Identifier: GPL-3.0-or-later
 * Writing beside, then renaming. */
#include "config.h"

#include "ui/cli/output.h"

#include "ui/cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether a path is, or would be, a file of its own. */
static bool is_file(const char *path)
{
    struct stat stat;

    return lstat(path, &stat) != 0 || S_ISREG(stat.st_mode);
}

bool output_open(struct output *output, const char *path)
{
    *output = (struct output){ .path = path && strcmp(path, "-") ? path : NULL };
    if (!output->path || !is_file(output->path))
        return true;
    if (asprintf(&output->part, "%s.part", path) >= 0 &&
        asprintf(&output->fresh, "%s.new", path) >= 0)
        return true;
    cli_say("out of memory");
    return false;
}

static bool fail(const struct output *output)
{
    cli_say("%s: cannot be written: %s", output->path, strerror(errno));
    return false;
}

FILE *output_begin(struct output *output)
{
    if (!output->path)
        output->file = stdout;
    else
        output->file = fopen(output->fresh ? output->fresh : output->path, "w");
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
        good = rename(output->fresh, output->path) == 0;
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
        if (close_whole(output, file))
            return CLI_GOOD;
        code = CLI_WORLD;
    } else {
        if (ferror(file))
            fail(output);
        fclose(file);
    }
    if (output->fresh)
        unlink(output->fresh);
    return code;
}

void output_close(struct output *output)
{
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
