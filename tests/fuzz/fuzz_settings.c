/* SPDX-License-Identifier: GPL-3.0-or-later
 * Any lines as what --set and --sweep are given. */
#include "scenarios/load.h"
#include "tests/fuzz/target.h"

#include <string.h>

/*
 * Each line is a setting over one scenario that has something of every kind. It may be refused, with
 * a word; what is taken must give a scenario that can be told from nothing else, and over which the
 * same may be laid again.
 */
#define LINES 16
#define WIDTH 200

static const char base[] = "[scenario]\n"
                           "format = 1\n"
                           "title = base\n"
                           "[machine]\n"
                           "cores = 2\n"
                           "[runtime]\n"
                           "python = 3.12\n"
                           "[values]\n"
                           "work = 5ms\n"
                           "[queue jobs]\n"
                           "capacity = 3\n"
                           "[barrier gate]\n"
                           "parties = 2\n"
                           "[region grid]\n"
                           "size = 64KiB\n"
                           "[pool crew]\n"
                           "workers = 2\n"
                           "[process house]\n"
                           "count = 2\n"
                           "[variable count]\n"
                           "shared = yes\n"
                           "[thread worker]\n"
                           "count = 2\n"
                           "process = house\n"
                           "program =\n"
                           "    python work\n"
                           "    put jobs\n"
                           "    barrier gate\n"
                           "[thread other]\n"
                           "start = exp(1ms)\n"
                           "program = shared\n"
                           "[program shared]\n"
                           "program =\n"
                           "    add count 100\n"
                           "    read grid[0]\n"
                           "    submit crew\n"
                           "        io uniform(1ms,2ms)\n"
                           "    end\n"
                           "    results crew\n"
                           "[map]\n"
                           "tasks = 4\n"
                           "workers = 2\n"
                           "program =\n"
                           "    python 1ms\n";

struct lines {
    char text[LINES][WIDTH];
    uint32_t count;
};

static void split(struct lines *lines, const uint8_t *data, size_t size)
{
    size_t used = 0;

    lines->count = 0;
    for (size_t i = 0; i < size && lines->count < LINES; i++) {
        if (data[i] == '\n' || data[i] == 0 || used == WIDTH - 1) {
            lines->text[lines->count++][used] = 0;
            used = 0;
        } else {
            lines->text[lines->count][used++] = (char)data[i];
        }
    }
    if (used && lines->count < LINES)
        lines->text[lines->count++][used] = 0;
}

/* They must be told of a scenario that has none, and of its variants, in the same way. */
static void vary(const struct scenario *plain, const struct lines *lines, bool taken)
{
    struct scenario_setting settings[LINES + 1];
    struct sim_errors errors = { .count = 0 };
    struct scenario *variant;

    for (uint32_t i = 0; i < lines->count; i++)
        settings[i] = (struct scenario_setting){ lines->text[i], "fuzz.ini", i + 1 };
    settings[lines->count] = (struct scenario_setting){ NULL, NULL, 0 };
    variant = scenario_variant(plain, settings, &errors);
    fuzz_require(!variant == (errors.count > 0));
    fuzz_require(!variant == !taken);
    scenario_free(variant);
    errors.count = 0;
    fuzz_require(scenario_may_set(plain, settings, &errors) || errors.count);
}

static struct scenario *load(const struct scenario_options *options, struct sim_errors *errors)
{
    struct scenario *scenario =
        scenario_parse(base, sizeof(base) - 1, "base.ini", options, errors);

    fuzz_require(!scenario == (errors->count > 0));
    for (uint32_t i = 0; i < errors->count; i++)
        fuzz_require(errors->list[i].text[0] && errors->list[i].file);
    return scenario;
}

/* As keys of [sweep]. */
static void sweep(const struct lines *lines)
{
    struct scenario_setting keys[LINES + 1];
    struct scenario_options options = { .sweep = keys };
    struct sim_errors errors = { .count = 0 };

    for (uint32_t i = 0; i < lines->count; i++)
        keys[i] = (struct scenario_setting){ lines->text[i], "--vary", 0 };
    keys[lines->count] = (struct scenario_setting){ NULL, NULL, 0 };
    scenario_free(load(&options, &errors));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct scenario *plain;
    const char *settings[LINES + 1] = { NULL };
    struct scenario_options options = { .settings = settings };
    struct sim_errors errors = { .count = 0 };
    struct scenario *scenario;
    struct lines lines;

    fuzz_begin();
    if (!plain)
        plain = load(NULL, &errors);
    split(&lines, data, size);
    for (uint32_t i = 0; i < lines.count; i++)
        settings[i] = lines.text[i];
    scenario = load(&options, &errors);
    vary(plain, &lines, scenario != NULL);
    scenario_free(scenario);
    sweep(&lines);
    return 0;
}
