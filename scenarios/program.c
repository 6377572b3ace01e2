/* SPDX-License-Identifier: GPL-3.0-or-later
 * From lines to ops. */
#include "scenarios/program.h"

#include "scenarios/native.h"
#include "scenarios/nearest.h"
#include "scenarios/values.h"
#include "sim/mech/bytecode.h"
#include "sim/scenario/costs.h"

#include <string.h>

/*
 * Each line is cut into words and matched against the row of its first word. Blocks are
 * flattened: a stack holds the heads of those that are open, and `end` joins itself and the
 * head on top.
 */
struct program {
    struct build *build;
    struct place place; /* of the line under way */
    struct sim_program made;
    uint32_t open[PROGRAM_NESTING_MAX]; /* ops */
    uint32_t depth;                     /* how many of them */
    bool good;
    bool full; /* a limit is reached, so the lines that follow are not read */
};

/* A line under way: words are cut off its beginning. */
struct line {
    struct program *program;
    const struct sim_op_info *info;
    struct sim_op *op;
    char *rest;
    bool sized; /* a SIZE was given */
};

static const char blanks[] = " \t";

/* ---- lines ---- */

/* What stands between parentheses or quotes is one word with what it hangs on. */
static size_t word_length(const char *text)
{
    size_t length = 0;
    int depth = 0;
    bool quoted = false;

    for (; text[length]; length++) {
        if (strchr(blanks, text[length]) && !quoted && depth <= 0)
            break;
        quoted ^= text[length] == '"';
        depth += (text[length] == '(') - (text[length] == ')');
    }
    return length;
}

/* Cuts off a comment, or what follows `code =`, which is returned. */
static const char *cut_tail(char *text)
{
    char *at = text, *end = text;
    const char *code = NULL;

    for (; *at; at += strspn(at, blanks)) {
        size_t length = word_length(at), blank = length == 4 ? strspn(at + 4, blanks) : 0;

        if (*at == ';')
            break;
        if (length >= 4 && !strncmp(at, "code", 4) && at[4 + blank] == '=') {
            code = at + 4 + blank + 1;
            code += strspn(code, blanks);
            break;
        }
        end = at += length;
    }
    *end = '\0';
    return code;
}

/* The next word, or NULL at the end of the line. */
static char *next_word(struct line *line)
{
    char *word = line->rest + strspn(line->rest, blanks);
    size_t length = word_length(word);

    line->rest = word + length + (word[length] ? 1 : 0);
    word[length] = '\0';
    return length ? word : NULL;
}

/* ---- complaints ---- */

static bool fail(struct program *program, const char *what, const char *quoted,
                 const char *more)
{
    program->good = false;
    return complain(program->build->errors, &program->place, what, quoted, more, NULL);
}

/* What arguments are called in "write it like `add VAR COUNT [as FORM]`". */
static const char *const argument_names[] = {
    [SIM_OP_ARG_NONE] = "",
    [SIM_OP_ARG_DURATION] = " DURATION",
    [SIM_OP_ARG_COUNT] = " COUNT",
    [SIM_OP_ARG_SIZE] = " [SIZE]",
    [SIM_OP_ARG_VAR] = " VAR",
    [SIM_OP_ARG_LOCK] = " LOCK",
    [SIM_OP_ARG_BARRIER] = " BARRIER",
    [SIM_OP_ARG_QUEUE] = " QUEUE",
    [SIM_OP_ARG_SEMAPHORE] = " SEMAPHORE",
    [SIM_OP_ARG_EVENT] = " EVENT",
    [SIM_OP_ARG_THREAD] = " THREAD",
    [SIM_OP_ARG_POOL] = " POOL",
    [SIM_OP_ARG_MEASURE] = " NAME",
    [SIM_OP_ARG_BODY] = " [as BODY]",
    [SIM_OP_ARG_FORM] = " [as FORM]",
    [SIM_OP_ARG_REGION] = " REGION[INDEX]",
    [SIM_OP_ARG_TIMES] = " [TIMES]",
    [SIM_OP_ARG_WORKERS] = " [WORKERS]",
    [SIM_OP_ARG_REQUESTS] = " [REQUESTS]",
    [SIM_OP_ARG_NAMED] = " [as NAME]",
    [SIM_OP_ARG_SPAN] = " [in DURATION]",
    [SIM_OP_ARG_USE] = " [as USE]",
    [SIM_OP_ARG_TO] = " to THREAD",
    [SIM_OP_ARG_PAYLOAD] = " [as bytes|ints|floats]",
    [SIM_OP_ARG_CALL] = " [as bytes|ints|floats | in DURATION]",
};

void program_put_usage(struct sim_text *to, const struct sim_op_info *info)
{
    sim_text_put(to, info->word);
    sim_text_put(to, info->first == SIM_OP_ARG_SIZE ? " SIZE" : argument_names[info->first]);
    sim_text_put(to, argument_names[info->second]);
    sim_text_put(to, argument_names[info->as]);
    sim_text_put(to, *info->keyword ? " [" : "");
    sim_text_put(to, info->keyword);
    sim_text_put(to, *info->keyword ? "]" : "");
    sim_text_put(to, info->block ? " ... end" : "");
}

static bool misused(struct line *line, const char *what, const char *word, const char *hint)
{
    const struct sim_op_info *info = line->info;
    char buffer[160], quoted[QUOTED];
    struct sim_text usage = SIM_TEXT(buffer);

    sim_text_put(&usage, "; write it like `");
    program_put_usage(&usage, info);
    sim_text_put(&usage, "`");
    sim_text_put(&usage, hint);
    return fail(line->program, what, word ? quote(quoted, word) : info->word, buffer);
}

/* ---- arguments ---- */

/* "5 ms" is told as what it is: does a word follow that may be meant as the unit? */
static bool is_unit_next(const struct line *line)
{
    const char *const joining[] = { "as", "in", "to", line->info->keyword };
    const char *word = line->rest + strspn(line->rest, blanks);
    size_t length = word_length(word);

    for (size_t i = 0; i < sizeof(joining) / sizeof(*joining); i++) {
        if (strlen(joining[i]) == length && !memcmp(word, joining[i], length))
            return false;
    }
    return (*word >= 'a' && *word <= 'z') || (*word >= 'A' && *word <= 'Z');
}

/* A name where a number should be: that of another argument, or of no value. */
static bool is_name(struct line *line, enum units_kind kind, const char *word)
{
    static const char *const not_one[UNITS_KIND_COUNT] = {
        [UNITS_COUNT] = "no count, as 1000 is: ",
        [UNITS_TIME] = "no time, as 5ms is: ",
        [UNITS_SIZE] = "no size, as 64KiB is: ",
    };
    const struct build *build = line->program->build;
    struct nearest nearest = nearest_to(word);
    char hint[NEAREST_HINT];

    if (!names_allowed(word) || amounts_is_form(word))
        return false;
    for (uint32_t i = 0; i < build->value_names.count && !complained_enough(build->errors); i++)
        nearest_offer(&nearest, build->value_names.list[i]);
    return !misused(line, not_one[kind], word, nearest_hint(&nearest, hint));
}

/* A name of [values] stands for the whole: gap = exp(8ms), not exp(gap). */
static bool has_value_within(struct line *line, const char *word)
{
    struct build *build = line->program->build;
    const char *open = strchr(word, '(');
    size_t length = open ? strcspn(open + 1, ")") : 0;
    char quoted[QUOTED];

    if (!length || names_find(&build->value_names,
                              arena_text(build->arena, open + 1, length)) == NAMES_NONE)
        return false;
    return !fail(line->program, "a name of [values] stands for the whole, not within ",
                 quote(quoted, word), ": put the distribution there");
}

static bool take_amount(struct line *line, enum units_kind kind, int64_t most, const char *word)
{
    struct program *program = line->program;
    struct build *build = program->build;
    uint32_t named = names_find(&build->value_names, word);
    struct place place = program->place;

    if (kind != UNITS_COUNT && !word[strspn(word, "0123456789.")] && is_unit_next(line))
        word = arena_join(build->arena, word, " ", line->rest, NULL);
    if (has_value_within(line, word) || (named == NAMES_NONE && is_name(line, kind, word)))
        return false;

    if (named != NAMES_NONE) {
        const struct read_entry *entry = build->values[named].entry;

        build->values[named].used = true;
        place = (struct place){ entry->file, entry->line, "values", "", entry->key };
        word = entry->value;
    }
    if (values_amount(build, &place, kind, word, 0, most, &line->op->amount))
        return true;
    program->good = false;
    return false;
}

static bool take_object(struct line *line, uint32_t object)
{
    line->op->object = object;
    if (object == NAMES_NONE)
        line->program->good = false;
    return object != NAMES_NONE;
}

/* A time where a name has to be, as in `wait 10ms`, is another op's. */
static bool take_name(struct line *line, struct names *names, const char *word)
{
    struct program *program = line->program;
    int64_t value;

    if (units_any(word, &value) != UNITS_KIND_COUNT)
        return misused(line, "unexpected ", word, "");
    return take_object(line, build_name(program->build, names, &program->place, word));
}

/* A group of threads of the program, or of a pool's. */
static bool take_group(struct line *line, const char *word, bool pool)
{
    const struct build *build = line->program->build;
    const struct names *groups = &build->group_names;
    struct nearest nearest = nearest_to(word);
    char quoted[QUOTED], hint[NEAREST_HINT];

    line->op->object = names_find(groups, word);
    if (line->op->object != NAMES_NONE && build->groups[line->op->object].group.pool == pool)
        return true;
    for (uint32_t i = 0; i < groups->count && !complained_enough(build->errors); i++) {
        if (build->groups[i].group.pool == pool)
            nearest_offer(&nearest, groups->list[i]);
    }
    return fail(line->program, pool ? "there is no [pool] " : "there is no [thread] ",
                quote(quoted, word), nearest_hint(&nearest, hint));
}

static bool take_part(struct line *line, const char *word)
{
    struct program *program = line->program;
    struct native_part part;

    if (!native_part(program->build, &program->place, word, &part)) {
        program->good = false;
        return false;
    }
    line->op->object = part.region;
    line->op->index = (uint8_t)part.index;
    line->op->at = part.at;
    if (part.index != SIM_INDEX_CHUNK || line->op->parallel)
        return true;
    return fail(program, line->op->text, "", ": there is a `chunk` within `parallel` only");
}

static bool take_times(struct line *line, int64_t most, const char *word)
{
    struct program *program = line->program;
    int64_t times;

    if (!values_number(program->build, &program->place, UNITS_COUNT, word, 1, most, &times)) {
        program->good = false;
        return false;
    }
    line->op->times = (uint32_t)times;
    return true;
}

/* "to" and a thread, which then has an inbox. */
static bool take_receiver(struct line *line, const char *word)
{
    struct program *program = line->program;
    struct build *build = program->build;
    const char *receiver = strcmp(word, "to") ? NULL : next_word(line);
    struct sim_group *group;

    if (!receiver)
        return misused(line, "incomplete: ", NULL, "");
    if (!take_group(line, receiver, false))
        return false;
    group = &build->groups[line->op->object].group;
    if (!group->inbox)
        group->inbox = build_inbox(build, receiver) + 1;
    return true;
}

/* What an import takes beside its time is always the same. */
static bool take_size(struct line *line, const char *word)
{
    struct program *program = line->program;

    if (line->info->first == SIM_OP_ARG_DURATION) {
        program->good &= values_number(program->build, &program->place, UNITS_SIZE, word, 0,
                                       SIM_IMPORT_MAX, &line->op->size);
        return program->good;
    }
    line->sized = true;
    return take_amount(line, UNITS_SIZE, INT64_MAX, word);
}

static bool take_argument(struct line *line, enum sim_op_arg argument, const char *word)
{
    struct program *program = line->program;
    struct build *build = program->build;

    switch (argument) {
    case SIM_OP_ARG_DURATION:
        return take_amount(line, UNITS_TIME, INT64_MAX, word);
    case SIM_OP_ARG_COUNT:
        return take_amount(line, UNITS_COUNT, PROGRAM_COUNT_MAX, word);
    case SIM_OP_ARG_SIZE:
        return take_size(line, word);
    case SIM_OP_ARG_TO:
        return take_receiver(line, word);
    case SIM_OP_ARG_VAR:
        return take_name(line, &build->vars, word);
    case SIM_OP_ARG_LOCK:
        return take_name(line, &build->locks, word);
    case SIM_OP_ARG_EVENT:
        return take_name(line, &build->events, word);
    case SIM_OP_ARG_MEASURE:
        return take_name(line, &build->measures, word);
    case SIM_OP_ARG_QUEUE:
        return take_object(line, build_queue(build, &program->place, word));
    case SIM_OP_ARG_SEMAPHORE:
        return take_object(line, build_semaphore(build, &program->place, word));
    case SIM_OP_ARG_BARRIER:
        return take_object(line, build_barrier(build, &program->place, word));
    case SIM_OP_ARG_THREAD:
        return take_group(line, word, false);
    case SIM_OP_ARG_POOL:
        return take_group(line, word, true);
    case SIM_OP_ARG_REGION:
        return take_part(line, word);
    case SIM_OP_ARG_TIMES:
        return take_times(line, UINT32_MAX, word);
    case SIM_OP_ARG_WORKERS:
        return take_times(line, SIM_CORES_MAX, word);
    case SIM_OP_ARG_REQUESTS:
        return take_times(line, UINT32_MAX, word);
    case SIM_OP_ARG_NONE:
    case SIM_OP_ARG_BODY:
    case SIM_OP_ARG_FORM:
    case SIM_OP_ARG_SPAN:
    case SIM_OP_ARG_USE:
    case SIM_OP_ARG_PAYLOAD:
    case SIM_OP_ARG_CALL:
    case SIM_OP_ARG_NAMED:
    case SIM_OP_ARGS:
        break;
    }
    return true;
}

static bool is_count(enum sim_op_arg argument)
{
    return argument == SIM_OP_ARG_TIMES || argument == SIM_OP_ARG_WORKERS ||
           argument == SIM_OP_ARG_REQUESTS;
}

static bool may_be_left_out(enum sim_op_arg argument, size_t place)
{
    return argument == SIM_OP_ARG_NONE || (argument == SIM_OP_ARG_SIZE && place) ||
           is_count(argument);
}

/* Counts begin with a digit; a word that does not belongs to what may follow. */
static bool is_left_out(const struct line *line, enum sim_op_arg argument)
{
    const char *word = line->rest + strspn(line->rest, blanks);

    if (is_count(argument))
        return !strchr("0123456789+-.", *word);
    if (argument == SIM_OP_ARG_SIZE && line->info->as == SIM_OP_ARG_CALL)
        return !strncmp(word, "in", 2) && strchr(blanks, word[2]);
    return argument == SIM_OP_ARG_NONE;
}

static bool take_arguments(struct line *line)
{
    const enum sim_op_arg arguments[] = { line->info->first, line->info->second };

    for (size_t i = 0; i < sizeof(arguments) / sizeof(*arguments); i++) {
        const char *word = is_left_out(line, arguments[i]) ? NULL : next_word(line);

        if (!word && !may_be_left_out(arguments[i], i))
            return misused(line, "incomplete: ", NULL, "");
        if (word && !take_argument(line, arguments[i], word))
            return false;
    }
    return true;
}

/* ---- what may follow ---- */

/* What stands behind `as`, by the kind of argument. */
struct bodies {
    enum bytecode_kind kind;
    uint8_t unsaid; /* the row where nothing is said */
    const char *none;
};

static const struct bodies *bodies_of(enum sim_op_arg as)
{
    static const struct bodies bodies[SIM_OP_ARGS] = {
        [SIM_OP_ARG_BODY] = { BODY_LOOP, BYTECODE_DEFAULT_LOOP,
                              "no body of a loop is called " },
        [SIM_OP_ARG_FORM] = { BODY_ADD, BYTECODE_DEFAULT_ADD,
                              "no form of an update is called " },
        [SIM_OP_ARG_USE] = { BODY_REF, BYTECODE_DEFAULT_REF, "no use of an object is called " },
    };

    return &bodies[as];
}

bool program_may_be(const struct sim_op_info *info, const struct bytecode_body_info *body)
{
    const struct bodies *bodies = bodies_of(info->as);

    return bodies->none && bodies->kind == body->kind;
}

static bool take_payload(struct line *line)
{
    struct program *program = line->program;
    const char *word = next_word(line);
    int64_t payload;

    if (!word)
        return misused(line, "incomplete: ", NULL, "");
    if (!values_choice(program->build, &program->place, word, sim_payload_names, &payload)) {
        program->good = false;
        return false;
    }
    line->op->form = (uint8_t)payload;
    return true;
}

static bool take_measure(struct line *line)
{
    const char *word = next_word(line);

    if (!word)
        return misused(line, "incomplete: ", NULL, "");
    return take_name(line, &line->program->build->measures, word);
}

static bool unknown_body(struct line *line, const char *word, const struct nearest *nearest)
{
    char quoted[QUOTED], hint[NEAREST_HINT];
    struct sim_text text = SIM_TEXT(hint);

    nearest_hint(nearest, hint);
    if (!*hint) {
        sim_text_put(&text, "; see interlock explain ");
        sim_text_put(&text, line->info->word);
    }
    return fail(line->program, bodies_of(line->info->as)->none, quote(quoted, word), hint);
}

/* The row of a body's name among those of a kind. */
static bool take_body(struct line *line)
{
    const char *word = next_word(line);
    struct nearest nearest = nearest_to(word ? word : "");

    for (uint8_t i = 0; word && i < BODY_COUNT; i++) {
        if (!program_may_be(line->info, &bytecode_bodies[i]))
            continue;
        nearest_offer(&nearest, bytecode_bodies[i].name);
        if (strcmp(bytecode_bodies[i].name, word))
            continue;
        line->op->form = i;
        return true;
    }
    if (!word)
        return misused(line, "incomplete: ", NULL, "");
    return unknown_body(line, word, &nearest);
}

/* What goes through a queue by a call is what it is: it has no size, and is not pickled. */
static bool take_span(struct line *line)
{
    const char *word = next_word(line);

    if (!word)
        return misused(line, "incomplete: ", NULL, "");
    if (line->sized)
        return misused(line, "either a size or `in`: ", word, "");
    line->op->keyword |= line->info->first == SIM_OP_ARG_QUEUE;
    return take_amount(line, UNITS_TIME, INT64_MAX, word);
}

/* What the word "as" or "in" brings. */
static bool take_joined(struct line *line, const char *joining)
{
    switch (line->info->as) {
    case SIM_OP_ARG_SPAN:
        return take_span(line);
    case SIM_OP_ARG_PAYLOAD:
        return take_payload(line);
    case SIM_OP_ARG_NAMED:
        return take_measure(line);
    case SIM_OP_ARG_CALL:
        return *joining == 'i' ? take_span(line) : take_payload(line);
    default:
        return take_body(line);
    }
}

static bool may_join(enum sim_op_arg as, const char *word)
{
    return (as && as != SIM_OP_ARG_SPAN && !strcmp(word, "as")) ||
           ((as == SIM_OP_ARG_SPAN || as == SIM_OP_ARG_CALL) && !strcmp(word, "in"));
}

/* What goes by a call and what is pickled do not meet: nobody could get what was put. */
static bool check_queue(struct line *line)
{
    struct build *build = line->program->build;
    struct sim_queue_def *queue;
    char quoted[QUOTED];

    if (line->info->first != SIM_OP_ARG_QUEUE || line->op->object >= build->queues.count)
        return true;
    queue = &build->queue_defs[line->op->object];
    if (queue->kind == SIM_QUEUE_SEMAPHORE)
        return fail(line->program, "a semaphore is for `acquire` and `release`: ",
                    quote(quoted, build->queues.list[line->op->object]), "");
    *(line->op->keyword ? &queue->called : &queue->plain) = 1;
    if (!queue->called || !queue->plain)
        return true;
    return fail(line->program,
                "`in` is said of some of the ops of a queue, and not of others: ",
                quote(quoted, build->queues.list[line->op->object]), "");
}

static bool take_rest(struct line *line)
{
    const struct sim_op_info *info = line->info;
    const char *joining =
        info->as == SIM_OP_ARG_SPAN || info->as == SIM_OP_ARG_CALL ? "in" : "as";
    const char *known[] = { info->as ? joining : info->keyword, info->keyword, NULL };
    const char *word;
    bool bodied = false;
    char hint[NEAREST_HINT];

    while ((word = next_word(line))) {
        bool is_as = !bodied && may_join(info->as, word);

        if (is_as && !take_joined(line, word))
            return false;
        if (!is_as && (strcmp(word, info->keyword) || line->op->keyword))
            return misused(line, "unexpected ", word,
                           *word == '#' ? "; a comment begins with ';'"
                                        : nearest_of(word, known, hint));
        bodied |= is_as;
        line->op->keyword |= !is_as;
    }
    if (info->as == SIM_OP_ARG_NAMED && !bodied)
        return take_name(line, &line->program->build->measures, "request");
    return check_queue(line);
}

/* ---- blocks ---- */

/* The `parallel` that is open: its index + 1; 0: none is. */
static uint32_t open_parallel(const struct program *program)
{
    for (uint32_t i = program->depth; i-- > 0;) {
        if (program->build->ops[program->open[i]].kind == SIM_OP_PARALLEL)
            return program->open[i] + 1;
    }
    return 0;
}

static void open_block(struct program *program, uint32_t op)
{
    if (program->depth == PROGRAM_NESTING_MAX) {
        program->full = true;
        fail(program, "more than 16 blocks within each other", "", "");
        return;
    }
    program->open[program->depth++] = op;
    if (program->depth > program->made.depth)
        program->made.depth = program->depth;
}

static void close_block(struct program *program, uint32_t end)
{
    struct sim_op *ops = program->build->ops;
    uint32_t head;

    if (!program->depth) {
        fail(program, "`end` without a block that it could end", "", "");
        return;
    }
    head = program->open[--program->depth];
    ops[head].match = end;
    ops[end].match = head;
    ops[end].depth = ops[head].depth;
}

/* ---- ops ---- */

static bool find_word(struct line *line, const char *word)
{
    struct nearest nearest = nearest_to(word);
    char quoted[QUOTED], hint[NEAREST_HINT];

    for (int i = 0; i < SIM_OP_COUNT; i++) {
        if (!*sim_op_table[i].word || strcmp(sim_op_table[i].word, word))
            continue;
        line->info = &sim_op_table[i];
        line->op->kind = (uint8_t)i;
        return true;
    }
    for (int i = 0; i < SIM_OP_COUNT; i++) {
        if (*sim_op_table[i].word)
            nearest_offer(&nearest, sim_op_table[i].word);
    }
    return fail(line->program, "unknown op ", quote(quoted, word),
                *nearest_hint(&nearest, hint) ? hint : "; interlock list ops names them");
}

/* Fills in an op from a text, which is cut up. */
static bool read_op(struct program *program, char *text, struct sim_op *op)
{
    struct line line = { .program = program, .op = op, .rest = text };

    if (!find_word(&line, next_word(&line)))
        return false;
    op->form = bodies_of(line.info->as)->unsaid;
    if (line.info->second == SIM_OP_ARG_WORKERS || line.info->second == SIM_OP_ARG_REQUESTS)
        op->times = 0;
    if (op->kind == SIM_OP_PARALLEL && op->parallel)
        return fail(program, "a `parallel` within a `parallel`: a worker has no team", "", "");
    return take_arguments(&line) && take_rest(&line);
}

static void append(struct program *program, const struct sim_op *op)
{
    struct build *build = program->build;
    uint32_t index = build->op_count;

    if (index == PROGRAM_OPS_MAX) {
        program->full = true;
        fail(program, "more than 65536 ops in all programs", "", "");
        return;
    }
    build->ops = arena_more(build->arena, build->ops, index, sizeof(*build->ops));
    build->op_files =
        arena_more(build->arena, build->op_files, index, sizeof(*build->op_files));
    build->ops[index] = *op;
    build->op_files[index] = program->place.file;
    build->op_count++;
    program->made.count++;
    if (op->kind == SIM_OP_END)
        close_block(program, index);
    else if (sim_op_table[op->kind].block)
        open_block(program, index);
}

/* A line that makes no sense still opens or closes its block, lest others be blamed. */
static void read_line(struct program *program, const struct read_line *line)
{
    struct arena *arena = program->build->arena;
    char *text = arena_text(arena, line->text, strlen(line->text));
    const char *code = cut_tail(text);
    struct sim_op op = { .kind = SIM_OP_COUNT,
                         .depth = (uint8_t)program->depth,
                         .times = 1,
                         .parallel = open_parallel(program),
                         .line = line->line,
                         .text = arena_text(arena, text, strlen(text)),
                         .code = code };

    program->place.line = line->line;
    if (!*text && code)
        fail(program, "`code =` stands behind an op", "", "");
    if (*text)
        read_op(program, text, &op);
    if (op.kind != SIM_OP_COUNT)
        append(program, &op);
}

static void complain_of_open_blocks(struct program *program)
{
    char quoted[QUOTED];

    for (uint32_t i = 0; i < program->depth && !program->full; i++) {
        const struct sim_op *head = &program->build->ops[program->open[i]];

        program->place.line = head->line;
        fail(program, quote(quoted, head->text), " has no `end`", "");
    }
}

bool program_add(struct build *build, const struct place *place, const char *name,
                 const struct read_entry *entry, uint32_t *program)
{
    struct program under_way = { .build = build, .place = *place, .good = true };

    under_way.made = (struct sim_program){ .name = name, .first = build->op_count };
    for (const struct read_line *line = entry->more; line && !under_way.full; line = line->next)
        read_line(&under_way, line);
    complain_of_open_blocks(&under_way);
    build->programs = arena_more(build->arena, build->programs, build->program_count,
                                 sizeof(*build->programs));
    build->programs[build->program_count] = under_way.made;
    *program = build->program_count++;
    return under_way.good;
}

/* ---- what-if ---- */

/* Ops that keep a core busy for as long, or as often, as they say. */
static bool computes(const struct sim_op *op)
{
    switch ((enum sim_op_kind)op->kind) {
    case SIM_OP_PYTHON:
    case SIM_OP_LOOP:
    case SIM_OP_ADD:
    case SIM_OP_REF:
    case SIM_OP_NATIVE:
    case SIM_OP_COLLECT:
    case SIM_OP_EXTENSION:
    case SIM_OP_IMPORT:
    case SIM_OP_CONVERT:
        return true;
    default:
        return false;
    }
}

bool program_scale(struct build *build)
{
    bool good = true;
    int64_t share = build->made->sim.params.work;

    for (uint32_t i = 0; share != SIM_COST_WHOLE && i < build->op_count; i++) {
        if (computes(&build->ops[i]))
            good &= amounts_scale(&build->amounts, &build->ops[i].amount, share);
    }
    return good;
}
