/* SPDX-License-Identifier: GPL-3.0-or-later
 * Any bytes as a scenario file, and as an expression. */
#include "scenarios/arena.h"
#include "scenarios/load.h"

#include <string.h>

/*
 *     clang -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined -I. \
 *         tests/fuzz/fuzz_scenario.c $(find scenarios sim -name "*.c") -linih -lm -o
 * fuzz_scenario
 *     ./fuzz_scenario -dict=tests/fuzz/scenario.dict -max_len=4096 corpus/ tests/bad/
 *
 * The reader may refuse what it is given, but must not crash, hang or leak, must say at least
 * one thing about what it refuses, and must hand out nothing that breaks the rules of a
 * definition.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        __builtin_trap();
}

static void check_op(const struct sim_scenario *sim, const struct sim_program *program,
                     uint32_t index)
{
    const struct sim_op *op = &sim->ops[index];
    uint32_t end = program->first + program->count;

    require(op->kind < SIM_OP_COUNT);
    require(op->depth <= program->depth);
    require(op->amount.first + op->amount.entries <= sim->table_count);
    if (sim_op_table[op->kind].block) {
        require(op->match > index && op->match < end && op->depth < program->depth);
        require(sim->ops[op->match].kind == SIM_OP_END && sim->ops[op->match].match == index);
    }
    if (op->kind == SIM_OP_JOIN || op->kind == SIM_OP_START)
        require(op->object < sim->group_count);
    if (op->kind == SIM_OP_PUT || op->kind == SIM_OP_GET)
        require(op->object < sim->queues.count);
}

static void check(const struct scenario *scenario)
{
    const struct sim_scenario *sim = &scenario->sim;
    uint32_t ops = 0;

    for (uint32_t p = 0; p < sim->program_count; p++) {
        const struct sim_program *program = &sim->programs[p];

        require(program->first == ops);
        for (uint32_t i = 0; i < program->count; i++)
            check_op(sim, program, ops++);
    }
    require(ops == sim->op_count);
    for (uint32_t g = 0; g < sim->group_count; g++)
        require(sim->groups[g].program < sim->program_count && sim->groups[g].count > 0);
    for (uint32_t b = 0; b < sim->barriers.count; b++)
        require(sim->barrier_defs[b].parties > 0);
    for (uint32_t i = 0; i < scenario->expectation_count; i++)
        require(scenario->expectations[i].expr != NULL);
}

static void read_scenario(const uint8_t *data, size_t size)
{
    static const char *const settings[] = { "machine.cores=3", NULL };
    struct scenario_options options = { .settings = size & 1 ? settings : NULL };
    struct sim_errors errors = { 0 };
    struct scenario *scenario =
        scenario_parse((const char *)data, size, "fuzz.ini", &options, &errors);

    require(!scenario == (errors.count > 0));
    for (uint32_t i = 0; i < errors.count; i++)
        require(errors.list[i].text[0] && errors.list[i].file);
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

    require(!expr == (why.used > 0));
    if (expr && !expr_evaluate(expr, look_up, NULL, &value, &why))
        require(why.used > 0);
    arena_destroy(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_scenario(data, size);
    read_expression(data, size);
    return 0;
}
