/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading distributions. */
#include "scenarios/amount.h"

#include "scenarios/complain.h"

#include <string.h>

void amounts_init(struct amounts *amounts, struct arena *arena, struct sources *sources)
{
    *amounts = (struct amounts){ .arena = arena, .sources = sources };
    names_init(&amounts->trace_names, arena);
}

/* What is being read, and where its values go. */
struct reading {
    struct amounts *amounts;
    enum units_kind kind;
    const char *file;
    const struct form *form;
    struct sim_dist dist;
    struct sim_text *why;
    int64_t line; /* of the trace, while it is read; 0 before and after */
};

/* One of the known distributions. */
struct form {
    const char *name;
    const char *example;
    const char *parts[2]; /* names of two numbers; NULL: it has one, or reads its own */
    bool (*read)(struct reading *reading, char *arguments);
    enum sim_dist_kind kind;
};

static bool fail(struct sim_text *why, const char *what, const char *more)
{
    sim_text_put(why, what);
    sim_text_put(why, more);
    return false;
}

static bool misused(struct reading *reading)
{
    return fail(reading->why, "write it like ", reading->form->example);
}

/* Takes blanks off both ends, in place. */
static char *trim(char *text)
{
    size_t length;

    text += strspn(text, " \t");
    length = strlen(text);
    while (length && strchr(" \t", text[length - 1]))
        text[--length] = '\0';
    return text;
}

/* Cuts off what stands before a separator; *rest is NULL after the last part. */
static char *next_part(char **rest, char separator)
{
    char *part = *rest, *found = strchr(part, separator);

    if (found)
        *found++ = '\0';
    *rest = found;
    return trim(part);
}

/* ---- the table of all distributions ---- */

static bool add_row(struct reading *reading, struct sim_dist_entry row)
{
    struct amounts *amounts = reading->amounts;

    if (amounts->count == AMOUNT_ROWS_MAX)
        return fail(reading->why, "more than 1000000 values in choices and traces", "");
    amounts->table =
        arena_more(amounts->arena, amounts->table, amounts->count, sizeof(*amounts->table));
    amounts->table[amounts->count++] = row;
    reading->dist.entries++;
    return true;
}

/* ---- one or two numbers ---- */

static bool read_number(struct reading *reading, int which, const char *text)
{
    bool is_cv = reading->form->kind == SIM_DIST_LOGNORMAL && which == 1;

    return units_parse(is_cv ? UNITS_RATIO : reading->kind, text,
                       which ? &reading->dist.b : &reading->dist.a, reading->why);
}

/* Which of the form's numbers an argument is, by its name or else by its place. */
static int part_of(const struct form *form, char **argument, int place)
{
    char *sign = strchr(*argument, '=');

    if (!sign)
        return place;
    *sign = '\0';
    for (int i = 0; i < 2 && form->parts[i]; i++) {
        if (strcmp(trim(*argument), form->parts[i]))
            continue;
        *argument = trim(sign + 1);
        return i;
    }
    return -1;
}

static bool read_numbers(struct reading *reading, char *arguments)
{
    const struct form *form = reading->form;
    int wanted = form->parts[1] ? 2 : 1, given = 0;
    unsigned seen = 0;

    for (char *rest = arguments; rest; given++) {
        char *argument = next_part(&rest, ',');
        int part = part_of(form, &argument, given);

        if (part < 0 || given == wanted || seen & 1u << part)
            return misused(reading);
        seen |= 1u << part;
        if (!read_number(reading, part, argument))
            return false;
    }
    if (given < wanted)
        return misused(reading);
    if (form->kind == SIM_DIST_UNIFORM && reading->dist.a > reading->dist.b)
        return fail(reading->why, "the first value is the smaller one: ", form->example);
    if (form->kind == SIM_DIST_LOGNORMAL && reading->dist.b > AMOUNT_CV_MAX)
        return fail(reading->why, "cv is at most 100", "");
    return true;
}

/* ---- choices ---- */

#define WHOLE 1000000

static bool check_sum(struct reading *reading, int64_t sum)
{
    if (sum == WHOLE)
        return true;
    sim_text_put(reading->why, "the shares sum to ");
    units_put(UNITS_SHARE, reading->why, sum);
    return fail(reading->why, ", not to 100%", "");
}

static bool read_choice(struct reading *reading, char *arguments)
{
    int64_t sum = 0, share = 0;

    reading->dist.first = reading->amounts->count;
    for (char *rest = arguments; rest;) {
        char *argument = next_part(&rest, ','), *weight = argument;
        struct sim_dist_entry row = { 0 };
        char *value = next_part(&weight, ':');

        if (!weight)
            return misused(reading);
        if (!units_parse(reading->kind, value, &row.value, reading->why) ||
            !units_parse(UNITS_SHARE, trim(weight), &share, reading->why))
            return false;
        sum = sim_time_add(sum, share);
        row.until = ((uint64_t)sum << 32) / WHOLE;
        if (!add_row(reading, row))
            return false;
    }
    return check_sum(reading, sum);
}

/* ---- traces ---- */

static bool read_value(struct reading *reading, char *line)
{
    struct sim_dist_entry row = { 0 };
    size_t length = strlen(line);

    if (length && line[length - 1] == '\r')
        line[length - 1] = '\0';
    line = trim(line);
    if (!*line || *line == '#')
        return true;
    if (reading->dist.entries == AMOUNT_TRACE_MAX)
        return fail(reading->why, "more than 65536 values", "");
    return units_parse(reading->kind, line, &row.value, reading->why) && add_row(reading, row);
}

static bool read_values(struct reading *reading, const char *path)
{
    struct amounts *amounts = reading->amounts;
    struct source source;
    size_t mark;
    char *rest;

    if (!source_read(amounts->sources, path, &source, reading->why))
        return false;
    if (source_text_length(source.bytes, source.count) < source.count)
        return fail(reading->why, "not a text file", "");
    reading->dist.first = amounts->count;
    mark = source_mark_length(source.bytes, source.count);
    for (rest = arena_text(amounts->arena, source.bytes + mark, source.count - mark); rest;) {
        reading->line++;
        if (!read_value(reading, next_part(&rest, '\n')))
            return false;
    }
    reading->line = 0;
    return reading->dist.entries || fail(reading->why, "no value in it", "");
}

/* Reads a file; what is wrong with it is said behind its name. */
static bool read_file(struct reading *reading, const char *path)
{
    char buffer[160], quoted[QUOTED], digits[24];
    struct sim_text inner = SIM_TEXT(buffer), *why = reading->why;
    bool good;

    reading->why = &inner;
    good = read_values(reading, path);
    reading->why = why;
    if (good)
        return true;
    sim_text_put(why, quote(quoted, path));
    if (reading->line)
        fail(why, " line ", in_digits(digits, reading->line));
    return fail(why, ": ", buffer);
}

static uint32_t add_trace(struct reading *reading, const char *name)
{
    struct amounts *amounts = reading->amounts;
    uint32_t index = names_add(&amounts->trace_names, name);
    const struct sim_dist_entry *row = &amounts->table[reading->dist.first];
    struct amount_trace trace = { reading->dist.first, reading->dist.entries, row->value,
                                  row->value };

    for (uint32_t i = 0; i < trace.entries; i++) {
        trace.least = row[i].value < trace.least ? row[i].value : trace.least;
        trace.most = row[i].value > trace.most ? row[i].value : trace.most;
    }
    amounts->traces =
        arena_more(amounts->arena, amounts->traces, index, sizeof(*amounts->traces));
    amounts->traces[index] = trace;
    return index;
}

static bool read_trace(struct reading *reading, char *arguments)
{
    struct amounts *amounts = reading->amounts;
    char *text = trim(arguments), kind[] = { (char)('0' + reading->kind), ' ', '\0' };
    size_t length = strlen(text);
    const char *path, *name;
    uint32_t known;

    if (length < 3 || *text != '"' || text[length - 1] != '"')
        return misused(reading);
    text[length - 1] = '\0';
    path = source_beside(amounts->arena, reading->file, text + 1);
    name = arena_join(amounts->arena, kind, path, NULL);
    known = names_find(&amounts->trace_names, name);
    if (known == NAMES_NONE) {
        if (!read_file(reading, path))
            return false;
        known = add_trace(reading, name);
    }
    reading->dist.first = amounts->traces[known].first;
    reading->dist.entries = amounts->traces[known].entries;
    return true;
}

/* ---- all ---- */

static const struct form forms[] = {
    { "exp", "exp(5ms)", { "mean", NULL }, read_numbers, SIM_DIST_EXPONENTIAL },
    { "uniform", "uniform(1ms,3ms)", { "low", "high" }, read_numbers, SIM_DIST_UNIFORM },
    { "normal", "normal(mean=5ms,sd=1ms)", { "mean", "sd" }, read_numbers, SIM_DIST_NORMAL },
    { "lognormal",
      "lognormal(mean=5ms,cv=0.4)",
      { "mean", "cv" },
      read_numbers,
      SIM_DIST_LOGNORMAL },
    { "choice", "choice(1ms:90%,50ms:10%)", { NULL, NULL }, read_choice, SIM_DIST_CHOICE },
    { "trace", "trace(\"file.csv\")", { NULL, NULL }, read_trace, SIM_DIST_TRACE },
    { NULL, NULL, { NULL, NULL }, NULL, SIM_DIST_CONSTANT },
};

static const struct form *form_called(const char *name)
{
    const struct form *form = forms;

    while (form->name && strcmp(form->name, name))
        form++;
    return form->name ? form : NULL;
}

bool amounts_is_form(const char *word)
{
    return form_called(word);
}

static const struct form *form_named(const char *name, struct sim_text *why)
{
    struct nearest nearest = nearest_to(name);
    char quoted[QUOTED], hint[NEAREST_HINT];
    const struct form *form = form_called(name);

    if (form)
        return form;
    for (form = forms; form->name; form++)
        nearest_offer(&nearest, form->name);
    fail(why, quote(quoted, name), " is no distribution");
    sim_text_put(why, nearest_hint(&nearest, hint));
    return NULL;
}

bool amounts_parse(struct amounts *amounts, enum units_kind kind, const char *file,
                   const char *string, struct sim_dist *dist, struct sim_text *why)
{
    struct reading reading = { .amounts = amounts, .kind = kind, .file = file, .why = why };
    char *text, *arguments, *close;
    uint32_t count = amounts->count;

    if (!strchr(string, '(')) {
        if ((reading.form = form_called(string)))
            return misused(&reading);
        if (!units_parse(kind, string, &reading.dist.a, why))
            return false;
        *dist = sim_dist_constant(reading.dist.a);
        return true;
    }
    text = arena_text(amounts->arena, string, strlen(string));
    arguments = text;
    text = next_part(&arguments, '(');
    close = strrchr(arguments, ')');
    reading.form = form_named(text, why);
    if (!reading.form)
        return false;
    if (!close || close[1])
        return misused(&reading);
    *close = '\0';
    reading.dist.kind = (uint16_t)reading.form->kind;
    reading.dist.is_count = kind == UNITS_COUNT;
    if (!reading.form->read(&reading, arguments)) {
        amounts->count = count;
        return false;
    }
    *dist = reading.dist;
    return true;
}

static bool trace_within(const struct amounts *amounts, const struct sim_dist *dist,
                         int64_t least, int64_t most)
{
    const struct amount_trace *trace = amounts->traces;

    while (trace->first != dist->first)
        trace++;
    return trace->least >= least && trace->most <= most;
}

static bool choice_within(const struct sim_dist_entry *entry, uint32_t entries, int64_t least,
                          int64_t most)
{
    while (entries && entry->value >= least && entry->value <= most) {
        entries--;
        entry++;
    }
    return !entries;
}

bool amounts_within(const struct amounts *amounts, const struct sim_dist *dist, int64_t least,
                    int64_t most)
{
    if (dist->kind == SIM_DIST_TRACE)
        return trace_within(amounts, dist, least, most);
    if (dist->kind == SIM_DIST_CHOICE)
        return choice_within(&amounts->table[dist->first], dist->entries, least, most);
    if (dist->a < least || dist->a > most)
        return false;
    return dist->kind != SIM_DIST_UNIFORM || dist->b <= most;
}

/* ---- in proportion ---- */

/* Rows are shared, so those of the smaller one are others. */
static bool scale_rows(struct amounts *amounts, struct sim_dist *dist, int64_t share)
{
    uint32_t first = amounts->count;

    if (dist->entries > AMOUNT_ROWS_MAX - first)
        return false;
    for (uint32_t i = 0; i < dist->entries; i++) {
        struct sim_dist_entry row = amounts->table[dist->first + i];

        row.value = sim_time_ratio(row.value, share, WHOLE);
        amounts->table =
            arena_more(amounts->arena, amounts->table, amounts->count, sizeof(row));
        amounts->table[amounts->count++] = row;
    }
    dist->first = first;
    return true;
}

/* Many may name one trace. */
static bool scale_trace(struct amounts *amounts, struct sim_dist *dist, int64_t share)
{
    struct amount_scaled it = { .from = dist->first, .share = share };

    for (uint32_t i = 0; i < amounts->scaled_count; i++) {
        if (amounts->scaled[i].from == it.from && amounts->scaled[i].share == share) {
            dist->first = amounts->scaled[i].to;
            return true;
        }
    }
    if (!scale_rows(amounts, dist, share))
        return false;
    it.to = dist->first;
    amounts->scaled =
        arena_more(amounts->arena, amounts->scaled, amounts->scaled_count, sizeof(it));
    amounts->scaled[amounts->scaled_count++] = it;
    return true;
}

bool amounts_scale(struct amounts *amounts, struct sim_dist *dist, int64_t share)
{
    if (!share) {
        *dist = sim_dist_constant(0);
        return true;
    }
    dist->a = sim_time_ratio(dist->a, share, WHOLE);
    if (dist->kind != SIM_DIST_LOGNORMAL) /* of which b is a proportion */
        dist->b = sim_time_ratio(dist->b, share, WHOLE);
    if (dist->kind == SIM_DIST_TRACE)
        return scale_trace(amounts, dist, share);
    return scale_rows(amounts, dist, share);
}
