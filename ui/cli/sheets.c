/* SPDX-License-Identifier: GPL-3.0-or-later
 * Opening results, and reading what is asked of them. */
#include "config.h"

#include "ui/cli/sheets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct sheet *sheets_open(const char *path, int *code)
{
    bool is_stdin = !strcmp(path, "-");
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    FILE *file = is_stdin ? stdin : fopen(path, "r");
    struct sheet *sheet = NULL;

    *code = CLI_WORLD;
    if (!file) {
        cli_say("%s: cannot be read: %s", path, strerror(errno));
    } else if (errors) {
        sheet = sheet_read(file, path, errors);
        scenario_print_errors(stderr, errors);
        *code = ferror(file) ? CLI_WORLD : CLI_INVALID;
    }
    if (file && !is_stdin)
        fclose(file);
    free(errors);
    return sheet;
}

bool sheets_against(const struct cli *cli, struct sheets_against *against)
{
    const char *text = cli->value[CLI_OPTION_AGAINST];
    char *sign;

    *against = (struct sheets_against){ .axis = NULL };
    if (!text)
        return true;
    snprintf(against->text, sizeof(against->text), "%s", text);
    sign = strchr(against->text, '=');
    if (!sign) {
        cli_say("--against %s: write KEY=VALUE, such as machine.cores=1", text);
        return false;
    }
    *sign = '\0';
    against->axis = against->text;
    against->value = sign + 1;
    return true;
}
