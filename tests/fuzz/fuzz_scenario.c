/* SPDX-License-Identifier: GPL-3.0-or-later
 * Any bytes as a scenario file, and as an expression. */
#include "scenarios/arena.h"
#include "scenarios/load.h"
#include "tests/fuzz/target.h"

#include <string.h>

/*
 * The reader may refuse what it is given, but must not crash, hang or leak, must say at least
 * one thing about what it refuses, and must hand out nothing that breaks the rules of a
 * definition.
 */
static void check_op(const struct sim_scenario *sim, const struct sim_program *program,
                     uint32_t index)
{
    const struct sim_op *op = &sim->ops[index];
    uint32_t end = program->first + program->count;

    fuzz_require(op->kind < SIM_OP_COUNT);
    fuzz_require(op->depth <= program->depth);
    fuzz_require(op->amount.first + op->amount.entries <= sim->table_count);
    if (sim_op_table[op->kind].block) {
        fuzz_require(op->match > index && op->match < end && op->depth < program->depth);
        fuzz_require(sim->ops[op->match].kind == SIM_OP_END &&
                     sim->ops[op->match].match == index);
    }
    if (op->kind == SIM_OP_JOIN || op->kind == SIM_OP_START)
        fuzz_require(op->object < sim->group_count);
    if (op->kind == SIM_OP_PUT || op->kind == SIM_OP_GET)
        fuzz_require(op->object < sim->queues.count);
}

static void check(const struct scenario *scenario)
{
    const struct sim_scenario *sim = &scenario->sim;

    for (uint32_t p = 0; p < sim->program_count; p++) {
        const struct sim_program *program = &sim->programs[p];

        fuzz_require(program->first + program->count <= sim->op_count);
        for (uint32_t i = 0; i < program->count; i++)
            check_op(sim, program, program->first + i);
    }
    for (uint32_t g = 0; g < sim->group_count; g++)
        fuzz_require(sim->groups[g].program < sim->program_count && sim->groups[g].count > 0);
    for (uint32_t b = 0; b < sim->barriers.count; b++)
        fuzz_require(sim->barrier_defs[b].parties > 0);
    for (uint32_t i = 0; i < scenario->expectation_count; i++)
        fuzz_require(scenario->expectations[i].expr != NULL);
}

static void read_scenario(const uint8_t *data, size_t size)
{
    static const char *const settings[] = { "machine.cores=3", NULL };
    struct scenario_options options = { .settings = size & 1 ? settings : NULL };
    struct sim_errors errors = { 0 };
    struct scenario *scenario =
        scenario_parse((const char *)data, size, "fuzz.ini", &options, &errors);

    fuzz_require(!scenario == (errors.count > 0));
    for (uint32_t i = 0; i < errors.count; i++)
        fuzz_require(errors.list[i].text[0] && errors.list[i].file);
    if (scenario)
        check(scenario);
    scenario_free(scenario);
}

/* Each path is a number, a text or nothing, by its first letter. */
static struct expr_value look_up(void *context, const char *path)
{
    (void)context;
    if (*path < 'i')
        return (struct expr_value){ .kind = EXPR_NUMBER, .number = *path };
    if (*path < 's')
        return (struct expr_value){ .kind = EXPR_TEXT, .text = path };
    return (struct expr_value){ .kind = EXPR_UNKNOWN };
}

static void read_expression(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    char buffer[256];
    struct sim_text why = SIM_TEXT(buffer);
    const struct expr *expr =
        expr_parse(arena, arena_text(arena, (const char *)data, size), &why);
    struct expr_value value;

    fuzz_require(!expr == (why.used > 0));
    if (expr && !expr_evaluate(expr, look_up, NULL, &value, &why))
        fuzz_require(why.used > 0);
    arena_destroy(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_begin();
    read_scenario(data, size);
    read_expression(data, size);
    return 0;
}
