/* SPDX-License-Identifier: GPL-3.0-or-later
 * The table of findings. */
#include "sim/trace/finding.h"

struct finding_info {
    const char *name;
    const char *between; /* of the two tasks, NULL: there is one */
    const char *does;    /* what stands before the region, and behind it */
    const char *behind;
    const char *remedy;
};

static const struct finding_info infos[] = {
    [SIM_FINDING_WRITES] = { "both-write", " and ", " may write '", "' at the same time",
                             "give each its own part, hold one lock, or join one before the "
                             "other" },
    [SIM_FINDING_READS] = { "read-while-written", " may write '", "' while ", " reads it",
                            "give the reader a copy, hold one lock, or join one before the "
                            "other" },
    [SIM_FINDING_BORROWED] = { "borrowed", NULL, " writes '", "', which it has only borrowed",
                               "pass it as mutable" },
    [SIM_FINDING_NOT_PASSED] = { "not-passed", NULL, " touches '",
                                 "', which is none of its arguments",
                                 "name it under `arguments`" },
    [SIM_FINDING_MOVED] = { "moved", " touches '", "', which has been moved to ", "",
                            "touch it before that, or pass it as borrowed or mutable" },
    [SIM_FINDING_TOO_MANY] = { "too-many", NULL, NULL, NULL,
                               "use `repeat` and `parallel` in place of many ops" },
};

static const struct finding_info *info_of(const struct sim_finding *finding)
{
    return &infos[finding->kind];
}

void sim_finding_put_task(struct sim_text *text, const struct sim_cast *cast,
                          const struct sim_finding *finding, int which)
{
    if (finding->chunk[which] >= 0) {
        sim_text_put(text, "chunk ");
        sim_text_put_int(text, finding->chunk[which]);
        sim_text_put(text, " of ");
    }
    sim_cast_put_thread(cast, text, finding->thread[which]);
}

static void put_region(struct sim_text *text, const struct sim_cast *cast,
                       const struct sim_finding *finding)
{
    sim_text_put(text, cast->regions.list[finding->region]);
}

void sim_finding_put(struct sim_text *text, const struct sim_cast *cast,
                     const struct sim_finding *finding)
{
    const struct finding_info *info = info_of(finding);

    if (finding->kind == SIM_FINDING_TOO_MANY) {
        sim_text_put(text, "more reads and writes than the ownership check can compare (512)");
        return;
    }
    sim_finding_put_task(text, cast, finding, 0);
    if (finding->kind == SIM_FINDING_WRITES) {
        sim_text_put(text, info->between);
        sim_finding_put_task(text, cast, finding, 1);
        sim_text_put(text, info->does);
        put_region(text, cast, finding);
    } else if (info->between) {
        sim_text_put(text, info->between);
        put_region(text, cast, finding);
        sim_text_put(text, info->does);
        sim_finding_put_task(text, cast, finding, 1);
    } else {
        sim_text_put(text, info->does);
        put_region(text, cast, finding);
    }
    sim_text_put(text, info->behind);
}

const char *sim_finding_remedy(const struct sim_finding *finding)
{
    return info_of(finding)->remedy;
}

const char *sim_finding_name(const struct sim_finding *finding)
{
    return info_of(finding)->name;
}

bool sim_finding_is_pair(const struct sim_finding *finding)
{
    return finding->kind == SIM_FINDING_WRITES || finding->kind == SIM_FINDING_READS;
}
