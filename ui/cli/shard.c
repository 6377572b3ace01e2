/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading --shard, and the variables of those who start many of us. */
#include "config.h"

#include "ui/cli/shard.h"

#include "ui/cli/cli.h"

#include <stdlib.h>
#include <string.h>

static const struct starter {
    const char *name, *variable;
    uint32_t first;    /* what the first of them has */
    const char *count; /* the variable that says how many there are; NULL: none does */
    const char *least, *step;
} starters[] = {
    { "Slurm", "SLURM_ARRAY_TASK_ID", 1, "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN",
      "SLURM_ARRAY_TASK_STEP" },
    { "Kubernetes", "JOB_COMPLETION_INDEX", 0, NULL, NULL, NULL },
    { "GNU parallel", "PARALLEL_SEQ", 1, NULL, NULL, NULL },
};

#define STARTER_COUNT (sizeof(starters) / sizeof(*starters))

/* A whole number up to `end`; false when it is none or too large. */
static bool number(const char *text, const char *end, uint32_t *value)
{
    uint64_t sum = 0;

    if (text == end)
        return false;
    for (; text < end; text++) {
        if (*text < '0' || *text > '9' || sum > SHARD_MAX)
            return false;
        sum = sum * 10 + (uint64_t)(*text - '0');
    }
    *value = (uint32_t)sum;
    return sum <= SHARD_MAX;
}

static bool variable(const char *name, uint32_t *value)
{
    const char *text = name ? getenv(name) : NULL;

    return text && number(text, text + strlen(text), value);
}

/* Who started us; NULL after having said that nobody did, or that it cannot be told. */
static const struct starter *find_starter(void)
{
    const struct starter *found = NULL;

    for (size_t i = 0; i < STARTER_COUNT; i++) {
        if (!getenv(starters[i].variable))
            continue;
        if (found) {
            cli_say("--shard auto: %s and %s are both set; say which part with --shard I/N",
                    found->variable, starters[i].variable);
            return NULL;
        }
        found = &starters[i];
    }
    if (!found)
        cli_say("--shard auto: none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and "
                "PARALLEL_SEQ is set; say which part with --shard I/N");
    return found;
}

/* Without a count the array is taken to be whole: then the first need not be 1, nor steps. */
static void use_array(const struct starter *starter, uint32_t id, struct shard *shard)
{
    uint32_t least = starter->first, step = 1;

    variable(starter->least, &least);
    variable(starter->step, &step);
    shard->index =
        id >= least && step && (id - least) % step == 0 ? (id - least) / step + 1 : 0;
}

static bool take_automatic(struct shard *shard)
{
    const struct starter *starter = find_starter();
    uint32_t id;

    if (!starter)
        return false;
    if (!variable(starter->variable, &id)) {
        cli_say("--shard auto: %s is no number", starter->variable);
        return false;
    }
    if (shard->count) {
        shard->index = id + 1 - starter->first;
    } else if (variable(starter->count, &shard->count)) {
        use_array(starter, id, shard);
    } else {
        cli_say("--shard auto: %s does not say how many parts there are; write --shard auto/N",
                starter->name);
        return false;
    }
    if (shard->index >= 1 && shard->index <= shard->count)
        return true;
    cli_say("--shard auto: %s=%u is not one of %u parts, which count from %u",
            starter->variable, id, shard->count, starter->first);
    return false;
}

static bool is_whole(const struct shard *shard)
{
    return shard->index >= 1 && shard->index <= shard->count;
}

bool shard_parse(const char *text, struct shard *shard)
{
    const char *slash;

    *shard = (struct shard){ 1, 1 };
    if (!text)
        return true;
    slash = strchr(text, '/');
    shard->count = 0;
    if (!strcmp(text, "auto"))
        return take_automatic(shard);
    if (slash && number(slash + 1, slash + 1 + strlen(slash + 1), &shard->count)) {
        if (slash - text == 4 && !strncmp(text, "auto", 4) && shard->count)
            return take_automatic(shard);
        if (number(text, slash, &shard->index) && is_whole(shard))
            return true;
    }
    cli_say("--shard %s: write I/N, from 1/N to N/N, or auto", text);
    return false;
}

uint32_t shard_size(const struct shard *shard, uint32_t points)
{
    return points < shard->index ? 0 : (points - shard->index) / shard->count + 1;
}
