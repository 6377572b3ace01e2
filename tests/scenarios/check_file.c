/* SPDX-License-Identifier: GPL-3.0-or-later
 * Loads one scenario file and prints what is wrong with it; for tests/bad.sh. */
#include "scenarios/load.h"

#include <stddef.h>

/* Beside the files of the corpus, their presets. */
static const char *const search[] = { ".", NULL };

int main(int argc, char **argv)
{
    struct scenario_options options = { .search = search };
    struct sim_errors errors = { 0 };
    struct scenario *scenario;

    if (argc < 2) {
        fputs("usage: check_file FILE [--set SETTING...]\n", stderr);
        return 2;
    }
    if (argc > 2)
        options.settings = (const char *const *)argv + 3;
    scenario = scenario_load(argv[1], &options, &errors);
    scenario_print_errors(stderr, &errors);
    if (!scenario)
        return 3;
    scenario_free(scenario);
    return 0;
}
