/* SPDX-License-Identifier: GPL-3.0-or-later
 * interlock merge: the parts of a sweep, put together. */
#include "config.h"

#include "ui/cli/cli.h"
#include "ui/cli/output.h"
#include "ui/cli/sheets.h"
#include "ui/report/sweep.h"

#include <stdlib.h>
#include <string.h>

struct merge {
    const struct cli *cli;
    struct sheet **parts;
    uint32_t count;
    struct sheet *whole;
    struct sim_errors errors;
};

static bool read_parts(struct merge *merge, int *code)
{
    merge->parts = calloc((size_t)merge->cli->arg_count, sizeof(*merge->parts));
    for (int i = 0; merge->parts && i < merge->cli->arg_count; i++) {
        merge->parts[i] = sheets_open(merge->cli->args[i], code);
        if (!merge->parts[i])
            return false;
        merge->count++;
    }
    return merge->parts;
}

/* A merged file is whole; a table may show what there is so far. */
static bool is_whole(const struct merge *merge)
{
    char buffer[128];
    struct sim_text text = SIM_TEXT(buffer);

    if (!sheet_put_missing(merge->whole, &text))
        return true;
    cli_say("of %u points these are missing: %s", merge->whole->points, buffer);
    return false;
}

static int print(struct merge *merge, FILE *to, bool csv)
{
    struct sheets_against against;
    struct sweep_table table = { .to = to,
                                 .unicode = cli_unicode(merge->cli),
                                 .width = cli_width_of(to) };

    if (csv) {
        sheet_write(merge->whole, to);
        return CLI_GOOD;
    }
    if (!sheets_against(merge->cli, &against))
        return CLI_USAGE;
    table.axis = against.axis;
    table.value = against.value;
    table.figure = merge->cli->value[CLI_OPTION_FIGURE];
    return report_sweep_table(&table, merge->whole, &merge->errors) ? CLI_GOOD : CLI_USAGE;
}

static int write_whole(struct merge *merge)
{
    const char *path = merge->cli->value[CLI_OPTION_OUTPUT];
    bool csv = path || merge->cli->given[CLI_OPTION_CSV];
    struct output output;
    FILE *to;
    int code = CLI_WORLD;

    if (!is_whole(merge) && csv)
        return CLI_INVALID;
    to = output_to(&output, path);
    if (to)
        code = print(merge, to, csv);
    return output_finish(&output, code);
}

static int verb(const struct cli *cli)
{
    struct merge *merge = calloc(1, sizeof(*merge));
    int code = CLI_WORLD;

    if (!merge) {
        cli_say("out of memory");
        return CLI_WORLD;
    }
    merge->cli = cli;
    if (read_parts(merge, &code)) {
        merge->whole = sheet_merge(merge->parts, merge->count, &merge->errors);
        code = merge->whole ? write_whole(merge) : CLI_INVALID;
        scenario_print_errors(stderr, &merge->errors);
    }
    sheet_free(merge->whole);
    while (merge->count)
        sheet_free(merge->parts[--merge->count]);
    free(merge->parts);
    free(merge);
    return code;
}

static const enum cli_option_id options[] = {
    CLI_OPTION_OUTPUT,  CLI_OPTION_CSV,   CLI_OPTION_FIGURE,
    CLI_OPTION_AGAINST, CLI_OPTION_ASCII, CLI_OPTION_END,
};

const struct cli_verb verb_merge = {
    .name = "merge",
    .arguments = "FILE...",
    .example = "part-1.csv part-2.csv -o merged.csv",
    .summary = "put the parts of a sweep together, or show one as a table",
    .least = 1,
    .most = -1,
    .options = options,
    .run = verb,
};
