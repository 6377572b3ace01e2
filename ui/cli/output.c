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
    if (!output->path || !is_file(path))
        return true;
    if (asprintf(&output->part, "%s.part", path) >= 0 &&
        asprintf(&output->fresh, "%s.new", path) >= 0)
        return true;
    cli_say("out of memory");
    return false;
}

static int fail(struct output *output)
{
    cli_say("%s: cannot be written: %s", output->path, strerror(errno));
    return CLI_WORLD;
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

int output_fail(struct output *output)
{
    if (output->file && output->file != stdout) {
        if (ferror(output->file))
            fail(output);
        fclose(output->file);
        if (output->fresh)
            unlink(output->fresh);
    }
    output->file = NULL;
    return CLI_WORLD;
}

int output_end(struct output *output)
{
    FILE *file = output->file;
    bool good;

    output->file = NULL;
    if (file == stdout)
        return CLI_GOOD; /* main() closes it, and says if it cannot */
    good = fflush(file) == 0 && !ferror(file) && (!output->fresh || fsync(fileno(file)) == 0);
    good &= fclose(file) == 0;
    if (good && output->fresh)
        good = rename(output->fresh, output->path) == 0;
    if (good)
        return CLI_GOOD;
    fail(output);
    if (output->fresh)
        unlink(output->fresh);
    return CLI_WORLD;
}

void output_close(struct output *output)
{
    free(output->part);
    free(output->fresh);
}
