/* SPDX-License-Identifier: GPL-3.0-or-later
 * What can be asked of a definition, and what can be wrong with it as a whole. */
#include "sim/scenario/scenario.h"

#include "sim/base/text.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const struct sim_op_info sim_op_table[SIM_OP_COUNT] = {
#define OP(id, word_, first_, second_, as_, keyword_, block_, help_)                           \
    [SIM_OP_##id] = { .word = word_,                                                           \
                      .keyword = keyword_,                                                     \
                      .help = help_,                                                           \
                      .first = SIM_OP_ARG_##first_,                                            \
                      .second = SIM_OP_ARG_##second_,                                          \
                      .as = SIM_OP_ARG_##as_,                                                  \
                      .block = block_ },
#include "sim/scenario/ops.def"
#undef OP
};

const char *const sim_convention_names[SIM_CONVENTION_COUNT + 1] = {
    [SIM_BORROWED] = "borrowed",
    [SIM_MUTABLE] = "mutable",
    [SIM_OWNED] = "owned",
    [SIM_MOVED] = "moved",
};

const char *const sim_payload_names[SIM_PAYLOAD_COUNT + 1] = {
    [SIM_PAYLOAD_BYTES] = "bytes",
    [SIM_PAYLOAD_INTS] = "ints",
    [SIM_PAYLOAD_FLOATS] = "floats",
};

uint64_t sim_scenario_threads(const struct sim_scenario *scenario)
{
    uint64_t count = 0;

    for (uint32_t g = 0; g < scenario->group_count; g++)
        count += scenario->groups[g].count;
    return count;
}

uint32_t sim_group_number(const char *name, const char *group)
{
    size_t length = strlen(group);
    uint64_t number = 0;

    if (strncmp(name, group, length) || name[length] != '-' || name[length + 1] == '0')
        return 0;
    for (name += length + 1; *name; name++) {
        if (*name < '0' || *name > '9' || number > SIM_THREADS_MAX)
            return 0;
        number = number * 10 + (uint64_t)(*name - '0');
    }
    return (uint32_t)number;
}

uint32_t sim_scenario_first_thread(const struct sim_scenario *scenario, uint32_t group)
{
    uint32_t first = 1;

    for (uint32_t g = 0; g < group; g++)
        first += scenario->groups[g].count;
    return first;
}

/* How often what stands in a block is done, as far as that is known. */
static uint32_t mean_turns(const struct sim_scenario *scenario, const struct sim_op *head)
{
    if (head->kind == SIM_OP_ARRIVE)
        return head->times;
    return (uint32_t)sim_dist_mean(&head->amount, scenario->table);
}

/* Whoever draws draws once, a constant too, so that everybody's draws keep their places; for a
 * request each time. */
uint32_t sim_scenario_draws(const struct sim_scenario *scenario, uint32_t head)
{
    const struct sim_op *ops = scenario->ops;
    uint32_t draws = 0;

    for (uint32_t i = head + 1; i < ops[head].match; i++) {
        enum sim_op_arg first = sim_op_table[ops[i].kind].first;

        draws += first == SIM_OP_ARG_DURATION || first == SIM_OP_ARG_COUNT ||
                 first == SIM_OP_ARG_VAR || first == SIM_OP_ARG_REGION;
        if (sim_op_repeats(&ops[i])) {
            draws += mean_turns(scenario, &ops[i]) *
                     (sim_scenario_draws(scenario, i) + (ops[i].kind == SIM_OP_ARRIVE));
            i = ops[i].match;
        }
    }
    return draws;
}

static bool covers(const struct sim_argument *argument, const struct sim_op *op)
{
    return argument->region == op->object &&
           (argument->index == SIM_INDEX_WHOLE ||
            (argument->index == op->index && argument->at == op->at));
}

const struct sim_argument *sim_scenario_argument(const struct sim_scenario *scenario,
                                                 uint32_t group, const struct sim_op *op)
{
    const struct sim_argument *found = NULL;

    for (uint32_t i = 0; i < scenario->argument_count; i++) {
        if (scenario->arguments[i].group == group && covers(&scenario->arguments[i], op))
            found = &scenario->arguments[i];
    }
    return found;
}

uint32_t sim_scenario_queue(const struct sim_scenario *scenario, uint32_t op, uint32_t group)
{
    const struct sim_op *of = &scenario->ops[op];

    switch ((enum sim_op_kind)of->kind) {
    case SIM_OP_PUT:
    case SIM_OP_GET:
    case SIM_OP_ACQUIRE:
    case SIM_OP_RELEASE:
    case SIM_OP_WATCH:
        return of->object + 1;
    case SIM_OP_LEAVE:
        return of->keyword ? of->object + 1 : 0;
    case SIM_OP_SEND:
        return scenario->groups[of->object].inbox;
    case SIM_OP_RECV:
        return scenario->groups[group].inbox;
    default:
        return 0;
    }
}

/* ---- processes ---- */

/* Is there a process that has no section? Whoever makes others lives there. */
static bool has_first_process(const struct sim_scenario *scenario)
{
    for (uint32_t g = 0; g < scenario->group_count; g++) {
        if (!scenario->groups[g].process || scenario->groups[g].birth != SIM_BORN_THREAD)
            return true;
    }
    return false;
}

/* The process before the `index`-th of those that have a section. */
static uint32_t before_process(const struct sim_scenario *scenario, uint32_t index)
{
    uint32_t count = has_first_process(scenario);

    for (uint32_t p = 0; p < index; p++)
        count += scenario->processes[p].count;
    return count;
}

uint32_t sim_scenario_processes(const struct sim_scenario *scenario)
{
    return before_process(scenario, scenario->process_count);
}

uint32_t sim_scenario_each(const struct sim_scenario *scenario, uint32_t group)
{
    const struct sim_group *of = &scenario->groups[group];

    return of->process ? of->count / scenario->processes[of->process - 1].count : of->count;
}

uint32_t sim_scenario_process_of(const struct sim_scenario *scenario, uint32_t group,
                                 uint32_t member)
{
    uint32_t process = scenario->groups[group].process;

    if (!process)
        return 1;
    return before_process(scenario, process - 1) + member / sim_scenario_each(scenario, group) +
           1;
}

bool sim_scenario_is_random(const struct sim_scenario *scenario)
{
    const struct sim_params *params = &scenario->params;

    for (uint32_t i = 0; i < scenario->op_count; i++) {
        if (sim_dist_is_random(&scenario->ops[i].amount))
            return true;
    }
    for (uint32_t g = 0; g < scenario->group_count; g++) {
        if (sim_dist_is_random(&scenario->groups[g].start))
            return true;
    }
    for (int i = 0; i < SIM_PARAM_COUNT; i++) {
        enum sim_param_type type = sim_param_table[i].type;
        enum sim_param_id id = (enum sim_param_id)i;

        if (type == SIM_TYPE_LATENCY && sim_dist_is_random(sim_param_latency(params, id)))
            return true;
        if (type == SIM_TYPE_CHANCE && sim_param_value(params, id) % 1000000)
            return true;
    }
    return false;
}

/* ---- pieces of work ---- */

/* Is what a block's program hands to the pool waited for in each turn of that block? */
static bool waits_for(const struct sim_scenario *scenario, uint32_t head, uint32_t pool)
{
    for (uint32_t i = head + 1; i < scenario->ops[head].match; i++) {
        const struct sim_op *op = &scenario->ops[i];

        if (op->kind == SIM_OP_RESULTS && op->object == pool &&
            op->depth == scenario->ops[head].depth + 1)
            return true;
    }
    return false;
}

/* How often a block is repeated; SIM_ITEMS_MAX if nobody knows. */
static uint64_t most_turns(const struct sim_scenario *scenario, const struct sim_op *head)
{
    if (head->kind == SIM_OP_ARRIVE)
        return head->times ? head->times : SIM_ITEMS_MAX;
    return (uint64_t)sim_dist_bound(&head->amount, scenario->table, SIM_ITEMS_MAX);
}

/* How many pieces of a `submit` there can be: that of the turn under way, and that of the turn
 * before, of each block that waits for them; all, of the others, and of those whose turns are taken at
 * the same time. Without an end if nobody knows how often a block is repeated. */
static uint64_t pieces_of(const struct sim_scenario *scenario, uint32_t submit)
{
    uint64_t pieces = 1;

    for (uint32_t i = submit; i-- > 0;) {
        const struct sim_op *op = &scenario->ops[i];
        uint64_t turns;

        if (!sim_op_loops(op) || op->match < submit)
            continue;
        turns = most_turns(scenario, op);
        if (turns > 2 && sim_op_repeats(op) &&
            waits_for(scenario, i, scenario->ops[submit].object))
            turns = 2;
        pieces = pieces * turns < SIM_ITEMS_MAX ? pieces * turns : SIM_ITEMS_MAX;
    }
    return pieces;
}

static uint64_t pieces_of_program(const struct sim_scenario *scenario, uint32_t index)
{
    const struct sim_program *program = &scenario->programs[index];
    uint64_t pieces = 0;

    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        if (scenario->ops[i].kind == SIM_OP_SUBMIT)
            pieces += pieces_of(scenario, i);
    }
    return pieces;
}

uint32_t sim_scenario_items(const struct sim_scenario *scenario)
{
    uint64_t items = 0;

    for (uint32_t g = 0; g < scenario->group_count && items < SIM_ITEMS_MAX; g++)
        items += scenario->groups[g].count *
                 pieces_of_program(scenario, scenario->groups[g].program);
    return items < SIM_ITEMS_MAX ? (uint32_t)items : SIM_ITEMS_MAX;
}

/* ---- validation ---- */

static const char *number(char buffer[24], int64_t value)
{
    struct sim_text text = sim_text_over(buffer, 24);

    sim_text_put_int(&text, value);
    return buffer;
}

static bool check_size(const struct sim_scenario *scenario, struct sim_errors *errors)
{
    uint64_t threads = sim_scenario_threads(scenario);
    char have[24], most[24];

    if (!threads && !scenario->map)
        return sim_error_add(
            errors, scenario->file, 0,
            "no thread: a scenario needs at least one [thread NAME], or a [map]", NULL);
    if (scenario->map)
        threads += scenario->map->workers;
    if (threads > SIM_THREADS_MAX)
        return sim_error_add(errors, scenario->file, 0, number(have, (int64_t)threads),
                             " threads: at most ", number(most, SIM_THREADS_MAX),
                             " can be simulated", NULL);
    if (sim_scenario_processes(scenario) > SIM_INTERPS_MAX)
        return sim_error_add(errors, scenario->file, 0,
                             "more processes than can be simulated: at "
                             "most ",
                             number(most, SIM_INTERPS_MAX), NULL);
    if (scenario->params.slow_cores > scenario->params.cores)
        return sim_error_add(errors, scenario->file, 0, "[machine] slow_cores: there are only ",
                             number(have, scenario->params.cores), " cores", NULL);
    if (scenario->params.warmup && scenario->params.warmup >= scenario->params.until)
        return sim_error_add(errors, scenario->file, 0,
                             "[scenario] warmup: the run is over by then, and nothing would be "
                             "measured; it has to be shorter than `until`",
                             NULL);
    return true;
}

static bool check_group(const struct sim_scenario *scenario, const struct sim_group *group,
                        struct sim_errors *errors)
{
    char cores[24];

    if (!group->count)
        return sim_error_add(errors, scenario->file, group->line, "[thread ", group->name,
                             "] count: must be at least 1", NULL);
    if (group->first_core > group->last_core ||
        group->last_core > (uint64_t)scenario->params.cores)
        return sim_error_add(errors, scenario->file, group->line, "[thread ", group->name,
                             "] affinity: the machine has cores 1 to ",
                             number(cores, scenario->params.cores), NULL);
    return true;
}

/* A thread that joins its own group waits for itself. */
static bool check_joins(const struct sim_scenario *scenario, uint32_t g,
                        struct sim_errors *errors)
{
    const struct sim_group *group = &scenario->groups[g];
    const struct sim_program *program = &scenario->programs[group->program];
    bool good = true;

    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        const struct sim_op *op = &scenario->ops[i];

        if ((op->kind == SIM_OP_JOIN || op->kind == SIM_OP_START) && op->object == g)
            good = sim_error_add(
                errors, scenario->file, op->line, "[thread ", group->name, "] ", op->text,
                ": a thread cannot ",
                op->kind == SIM_OP_JOIN ? "wait for its own end" : "start itself", NULL);
    }
    return good;
}

/* Who receives has to be sent something, if only by itself. */
static bool check_messages(const struct sim_scenario *scenario, uint32_t g,
                           struct sim_errors *errors)
{
    const struct sim_group *group = &scenario->groups[g];
    const struct sim_program *program = &scenario->programs[group->program];
    bool good = true;

    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        const struct sim_op *op = &scenario->ops[i];

        if (op->kind == SIM_OP_SUBMIT)
            i = op->match; /* what is in it is done by a worker */
        if (op->kind == SIM_OP_RECV && !group->inbox)
            good = sim_error_add(errors, scenario->file, op->line, "[thread ", group->name,
                                 "] ", op->text,
                                 ": nobody sends to this thread; write `send SIZE "
                                 "to ",
                                 group->name, "` in another", NULL);
    }
    return good;
}

/* More than twice is no matter. */
static uint8_t twice_at_most(uint64_t times)
{
    return (uint8_t)(times < 2 ? times : 2);
}

/* Python: RuntimeError, threads can only be started once. Which of several threads comes first is
 * known to the run alone. `times`, by group, is zero before and after. */
static bool check_starts(const struct sim_scenario *scenario, const struct sim_program *program,
                         uint8_t *times, struct sim_errors *errors)
{
    uint8_t turns[UINT8_MAX + 2] = { 1 }; /* by depth: how often what stands there is done */
    bool good = true;

    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        const struct sim_op *op = &scenario->ops[i];
        bool again = sim_op_loops(op);

        turns[op->depth + 1] = twice_at_most(
            turns[op->depth] * (again ? twice_at_most(most_turns(scenario, op)) : 1));
        if (op->kind != SIM_OP_START || !scenario->groups[op->object].manual)
            continue;
        times[op->object] = twice_at_most((uint64_t)times[op->object] + turns[op->depth]);
        if (times[op->object] > 1)
            good = sim_error_add(errors, scenario->file, op->line, op->text,
                                 ": a thread can be started only once", NULL);
    }
    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        if (scenario->ops[i].kind == SIM_OP_START)
            times[scenario->ops[i].object] = 0;
    }
    return good;
}

static bool check_all_starts(const struct sim_scenario *scenario, struct sim_errors *errors)
{
    uint8_t *times = calloc((size_t)scenario->group_count + 1, sizeof(*times));
    bool good = true;

    if (!times)
        return sim_error_add(errors, scenario->file, 0, "out of memory", NULL);
    for (uint32_t p = 0; p < scenario->program_count; p++)
        good &= check_starts(scenario, &scenario->programs[p], times, errors);
    free(times);
    return good;
}

static bool is_started(const struct sim_scenario *scenario, uint32_t g)
{
    for (uint32_t i = 0; i < scenario->op_count; i++) {
        if (scenario->ops[i].kind == SIM_OP_START && scenario->ops[i].object == g)
            return true;
    }
    return false;
}

/* Who waits for a `start` gets one, and nobody else does. */
static bool check_start(const struct sim_scenario *scenario, uint32_t g,
                        struct sim_errors *errors)
{
    const struct sim_group *group = &scenario->groups[g];
    bool started = is_started(scenario, g);

    if (group->pool) /* comes up when there is work */
        return true;
    if (started == group->manual || group->team)
        return true;
    return sim_error_add(errors, scenario->file, group->line, "[thread ", group->name,
                         started ? "] start: must be `manual`, since an op starts it"
                                 : "] start: is `manual`, but no op starts it",
                         NULL);
}

/* With all workers waiting for others, one that submits would wait for ever; an inbox is that of a
 * [thread NAME]. */
static const char *not_by_worker(const struct sim_op *op)
{
    if (op->kind == SIM_OP_SUBMIT || op->kind == SIM_OP_RESULTS)
        return "what a pool executes may not use pools";
    if (op->kind == SIM_OP_RECV)
        return "nobody sends to the workers of a pool; write `get`";
    return NULL;
}

static bool check_submit(const struct sim_scenario *scenario, const struct sim_op *submit,
                         struct sim_errors *errors)
{
    for (const struct sim_op *op = submit + 1; op < &scenario->ops[submit->match]; op++) {
        const char *why = not_by_worker(op);

        if (why)
            return sim_error_add(errors, scenario->file, op->line, op->text,
                                 ": within a `submit`; ", why, NULL);
    }
    return true;
}

static int64_t message_most(const struct sim_scenario *scenario)
{
    int64_t memory = scenario->params.ram;

    return memory < SIM_MESSAGE_MAX ? memory : SIM_MESSAGE_MAX;
}

/* What has no bound is cut where the op begins, if it ever is that much; its mean is looked at. */
static int64_t largest(const struct sim_scenario *scenario, const struct sim_op *op)
{
    return sim_dist_bound(&op->amount, scenario->table,
                          sim_dist_mean(&op->amount, scenario->table));
}

static bool check_op(const struct sim_scenario *scenario, const struct sim_op *op,
                     struct sim_errors *errors)
{
    bool call = sim_op_is_call(op),
         lasts = call || sim_op_table[op->kind].first == SIM_OP_ARG_DURATION ||
                 sim_op_table[op->kind].as == SIM_OP_ARG_SPAN;
    int64_t amount = largest(scenario, op);
    char most[24];

    if (lasts && amount > SIM_DIST_MOST)
        return sim_error_add(errors, scenario->file, op->line, op->text, ": longer than a year",
                             NULL);
    if (op->index == SIM_INDEX_AT &&
        (op->at < 0 || (uint32_t)op->at >= scenario->region_defs[op->object].parts))
        return sim_error_add(errors, scenario->file, op->line, op->text, ": the region '",
                             scenario->regions.list[op->object], "' has parts 0 to ",
                             number(most, scenario->region_defs[op->object].parts - 1), NULL);
    if (op->kind == SIM_OP_SUBMIT)
        return check_submit(scenario, op, errors);
    if ((op->kind == SIM_OP_ADD || op->kind == SIM_OP_REF) && amount > SIM_UPDATES_MAX)
        return sim_error_add(errors, scenario->file, op->line, op->text,
                             ": at most 4000000000 turns in one op; use `repeat`", NULL);
    if ((op->kind == SIM_OP_SEND || op->kind == SIM_OP_PUT) && !call &&
        amount > message_most(scenario))
        return sim_error_add(errors, scenario->file, op->line, op->text,
                             ": larger than [machine] ram, or than 4 GiB", NULL);
    return true;
}

/* A name is that of a number which is added to, or of an object which is used. */
static bool check_use(const struct sim_scenario *scenario, const struct sim_op *op,
                      struct sim_errors *errors)
{
    for (uint32_t i = 0; op->kind == SIM_OP_REF && i < scenario->op_count; i++) {
        if (scenario->ops[i].kind == SIM_OP_ADD && scenario->ops[i].object == op->object)
            return sim_error_add(errors, scenario->file, op->line, op->text, ": ",
                                 scenario->vars.list[op->object],
                                 " is a variable that `add` updates; name an object of its own",
                                 NULL);
    }
    return true;
}

/* What a task may not do: the workers of a pool do it. */
static const char *not_in_task(const struct sim_op *op)
{
    if (op->kind == SIM_OP_PARALLEL)
        return "a task has no team; write a [thread NAME] with it";
    if (op->kind == SIM_OP_ARRIVE)
        return "requests come to a thread; write a [thread NAME] with it";
    return not_by_worker(op);
}

/* Tasks handed out together go in one message, and so do their results. */
static bool check_payload(const struct sim_scenario *scenario, const char *key, int64_t size,
                          struct sim_errors *errors)
{
    const struct sim_map *map = scenario->map;
    uint32_t chunk = sim_map_chunk(map) < map->tasks ? sim_map_chunk(map) : map->tasks;
    char tasks[24];

    if (size <= message_most(scenario) / chunk)
        return true;
    return sim_error_add(errors, scenario->file, map->line, "[map] ", key, ": of ",
                         number(tasks, chunk), chunk == 1 ? " task" : " tasks in a chunk",
                         ", larger than [machine] ram, or than 4 GiB", NULL);
}

static bool check_map(const struct sim_scenario *scenario, struct sim_errors *errors)
{
    const struct sim_program *task;
    bool good = true;

    if (!scenario->map)
        return true;
    good &= check_payload(scenario, "argument", scenario->map->argument, errors);
    good &= check_payload(scenario, "result", scenario->map->result, errors);
    task = &scenario->programs[scenario->map->program];
    for (uint32_t i = task->first; i < task->first + task->count; i++) {
        const struct sim_op *op = &scenario->ops[i];
        const char *why = not_in_task(op);

        if (why)
            good = sim_error_add(errors, scenario->file, op->line, "[map] ", op->text, ": ",
                                 why, NULL);
    }
    return good;
}

/* A pool is a thing of its process: nobody else can hand it anything. */
static bool check_pools(const struct sim_scenario *scenario, const struct sim_group *group,
                        struct sim_errors *errors)
{
    const struct sim_program *program = &scenario->programs[group->program];
    bool good = true;

    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        const struct sim_op *op = &scenario->ops[i];

        if (sim_op_table[op->kind].first != SIM_OP_ARG_POOL ||
            scenario->groups[op->object].process == group->process)
            continue;
        good =
            sim_error_add(errors, scenario->file, op->line, op->text, ": [thread ", group->name,
                          "] is not in the pool's process; say by `process =` in [pool ",
                          scenario->groups[op->object].name, "] which process has it", NULL);
    }
    return good;
}

/* Is there a thread that the run waits for, beside those of a group? */
static bool is_waited_for(const struct sim_scenario *scenario, const struct sim_group *but)
{
    for (uint32_t g = 0; g < scenario->group_count; g++) {
        if (&scenario->groups[g] != but && !scenario->groups[g].daemon)
            return true;
    }
    return scenario->map;
}

/* The main thread ends, and with it the process, when only daemons are left. */
static bool check_daemons(const struct sim_scenario *scenario, struct sim_errors *errors)
{
    const struct sim_group *first = scenario->groups;

    if (!scenario->group_count || is_waited_for(scenario, NULL))
        return true;
    return sim_error_add(
        errors, scenario->file, first->line, "[thread ", first->name,
        "] daemon: all threads are daemons, and nobody waits for their end, so "
        "the run would be over before it begins; at least one has to be none",
        NULL);
}

/* A run lasts as long as its threads do. */
static bool check_requests(const struct sim_scenario *scenario, const struct sim_group *group,
                           struct sim_errors *errors)
{
    const struct sim_program *program = &scenario->programs[group->program];
    bool good = true, others = is_waited_for(scenario, group);

    if (group->daemon || scenario->params.until != SIM_TIME_NEVER)
        return true;
    for (uint32_t i = program->first; i < program->first + program->count; i++) {
        const struct sim_op *op = &scenario->ops[i];

        if (op->kind == SIM_OP_ARRIVE && !op->times)
            good = sim_error_add(errors, scenario->file, op->line, op->text,
                                 ": requests without end; say how many, or write `until` into "
                                 "[scenario]",
                                 others ? ", or `daemon = yes` into [thread " : NULL,
                                 group->name, "]", NULL);
    }
    return good;
}

/* Each thread has a copy of what it owns, with a row for each part. */
static bool check_copies(const struct sim_scenario *scenario, struct sim_errors *errors)
{
    uint64_t parts = 0;

    for (uint32_t i = 0; i < scenario->argument_count; i++) {
        const struct sim_argument *argument = &scenario->arguments[i];
        const struct sim_group *group = &scenario->groups[argument->group];

        if (argument->convention == SIM_OWNED)
            parts += (uint64_t)group->count * scenario->region_defs[argument->region].parts;
        if (parts > SIM_COPIES_MAX)
            return sim_error_add(errors, scenario->file, group->line, "[thread ", group->name,
                                 "] arguments: more than 1000000 parts of what is `owned`, a "
                                 "copy for each thread",
                                 NULL);
    }
    return true;
}

bool sim_scenario_validate(const struct sim_scenario *scenario, struct sim_errors *errors)
{
    bool good = check_size(scenario, errors) && check_daemons(scenario, errors);

    for (uint32_t g = 0; g < scenario->group_count; g++) {
        good &= check_group(scenario, &scenario->groups[g], errors);
        good &= check_joins(scenario, g, errors);
        good &= check_start(scenario, g, errors);
        good &= check_messages(scenario, g, errors);
        good &= check_requests(scenario, &scenario->groups[g], errors);
        good &= check_pools(scenario, &scenario->groups[g], errors);
    }
    good &= check_all_starts(scenario, errors);
    good &= check_copies(scenario, errors);
    for (uint32_t i = 0; i < scenario->op_count; i++) {
        good &= check_op(scenario, &scenario->ops[i], errors);
        good &= check_use(scenario, &scenario->ops[i], errors);
    }
    if (sim_scenario_items(scenario) == SIM_ITEMS_MAX)
        good = sim_error_add(errors, scenario->file, 0,
                             "`submit`: 100000 pieces of work or more could be waited for at a "
                             "time; put `results` into the `repeat`",
                             NULL);
    return check_map(scenario, errors) && good;
}
