/* SPDX-License-Identifier: GPL-3.0-or-later
 * Answers every question of a sheet a second time, from what `interlock trace` prints.
 *
 * Usage: recount INTERLOCK <sheet.json    (quiz --json --answers)
 */

/*
 * Nothing of the quiz is used here, nor the fold that it reads: only the lines of the trace, as
 * any other program could. Slow and simple: all lines are kept, and each question goes through
 * all of them. So a mistake in what the quiz believes of records shows as another answer.
 *
 * Where two models break even no trace tells; `interlock compare` is asked on both sides of it.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct line {
    int64_t time, arg;
    int core, on_core;
    char thread[64], kind[32], sentence[512], reason[32];
};

struct trace {
    struct line *lines;
    size_t count, room;
};

/* What is asked, as the sheet says. */
struct asked {
    const char *thread, *var, *measure;
    int64_t at;
};

#define THREADS 20000
#define BUCKETS 65536 /* more than there are threads */

/* Threads by name, in the order in which they are met. */
struct names {
    char list[THREADS][64];
    int bucket[BUCKETS]; /* place in the list, from 1 */
    int count;
};

static void forget(struct names *names)
{
    names->count = 0;
    memset(names->bucket, 0, sizeof(names->bucket));
}

static int find(struct names *names, const char *name)
{
    uint32_t hash = 5381;

    for (const char *c = name; *c; c++)
        hash = hash * 33 + (unsigned char)*c;
    for (hash %= BUCKETS; names->bucket[hash]; hash = (hash + 1) % BUCKETS) {
        if (!strcmp(names->list[names->bucket[hash] - 1], name))
            return names->bucket[hash] - 1;
    }
    if (names->count == THREADS)
        exit(99);
    strcpy(names->list[names->count], name);
    names->bucket[hash] = ++names->count;
    return names->count - 1;
}

static bool is(const struct line *line, const char *kind)
{
    return !strcmp(line->kind, kind);
}

static bool is_of(const struct line *line, const char *thread)
{
    return !strcmp(line->thread, thread);
}

/* ---- reading ---- */

/* The next field of a line; quotes within quotes are doubled. */
static const char *field(const char *at, char *to, size_t size)
{
    bool quoted = *at == '"';
    size_t used = 0;

    at += quoted;
    while (*at && *at != '\n' && (quoted || *at != ',')) {
        if (quoted && *at == '"' && *++at != '"')
            break;
        if (used + 1 < size)
            to[used++] = *at;
        at++;
    }
    to[used] = '\0';
    return *at == ',' ? at + 1 : at;
}

static void read_line(struct trace *trace, const char *at)
{
    char number[32];
    struct line *line;

    if (trace->count == trace->room) {
        trace->room = trace->room ? 2 * trace->room : 1024;
        trace->lines = realloc(trace->lines, trace->room * sizeof(*trace->lines));
        if (!trace->lines)
            exit(99);
    }
    line = &trace->lines[trace->count++];
    at = field(at, number, sizeof(number)); /* step */
    at = field(at, number, sizeof(number));
    line->time = strtoll(number, NULL, 10);
    at = field(at, number, sizeof(number));
    line->core = atoi(number);
    at = field(at, line->thread, sizeof(line->thread));
    at = field(at, line->kind, sizeof(line->kind));
    at = field(at, line->sentence, sizeof(line->sentence));
    at = field(at, line->reason, sizeof(line->reason));
    at = field(at, number, sizeof(number));
    line->on_core = atoi(number);
    field(at, number, sizeof(number));
    line->arg = strtoll(number, NULL, 10);
}

static bool read_trace(struct trace *trace, const char *interlock, const json_t *question)
{
    char command[2048], line[2048];
    const json_t *setting;
    size_t i;
    FILE *from;

    snprintf(command, sizeof(command), "'%s' trace '%s' --all --format csv", interlock,
             json_string_value(json_object_get(question, "file")));
    json_array_foreach(json_object_get(question, "settings"), i, setting)
        snprintf(command + strlen(command), sizeof(command) - strlen(command), " --set '%s'",
                 json_string_value(setting));
    from = popen(command, "r");
    if (!from || !fgets(line, sizeof(line), from))
        return false;
    trace->count = 0;
    while (fgets(line, sizeof(line), from))
        read_line(trace, line);
    return pclose(from) == 0 && trace->count;
}

/* ---- answers ---- */

static int64_t last_time(const struct trace *trace)
{
    return trace->lines[trace->count - 1].time;
}

static void holder(const struct trace *trace, const struct asked *asked, char *answer)
{
    strcpy(answer, "nobody");
    for (size_t i = 0; i < trace->count && trace->lines[i].time <= asked->at; i++) {
        if (is(&trace->lines[i], "take"))
            strcpy(answer, trace->lines[i].thread);
        if (is(&trace->lines[i], "drop"))
            strcpy(answer, "nobody");
    }
}

/* A task of an event loop has turns, in the one thread that all tasks share: none of them takes the
 * lock from another. */
static bool is_task(const struct trace *trace, const char *thread)
{
    for (size_t i = 0; i < trace->count; i++) {
        if (is(&trace->lines[i], "turn") && is_of(&trace->lines[i], thread))
            return true;
    }
    return false;
}

/* Each time a thread takes the lock that another had last. */
static void handoffs(const struct trace *trace, const struct asked *asked, int64_t from,
                     int64_t *count, char *first)
{
    const char *last = NULL;

    (void)asked;
    *count = 0;
    for (size_t i = 0; i < trace->count; i++) {
        const struct line *line = &trace->lines[i];

        if (!is(line, "take"))
            continue;
        if (last && !is_of(line, last) && line->time > from &&
            !(is_task(trace, last) && is_task(trace, line->thread)) && !(*count)++)
            strcpy(first, line->thread);
        last = line->thread;
    }
}

static void next_holder(const struct trace *trace, const struct asked *asked, char *answer)
{
    int64_t count;

    handoffs(trace, asked, asked->at, &count, answer);
}

static void count_handoffs(const struct trace *trace, const struct asked *asked, char *answer)
{
    char first[64];
    int64_t count;

    handoffs(trace, asked, -1, &count, first);
    sprintf(answer, "%" PRId64, count);
}

/* The words for a reason, from `interlock list reasons`. */
static const char *reason_words(const char *interlock, const char *reason)
{
    static char line[256], name[64];
    FILE *from;
    int at;

    snprintf(line, sizeof(line), "'%s' list reasons", interlock);
    from = popen(line, "r");
    while (from && fgets(line, sizeof(line), from)) {
        line[strcspn(line, "\n")] = '\0';
        if (sscanf(line + 1, "%63s %n", name, &at) == 1 && !strcmp(name, reason)) {
            pclose(from);
            return line + 1 + at;
        }
    }
    return "?";
}

static void does(const struct trace *trace, const struct asked *asked, char *answer)
{
    strcpy(answer, "absent");
    for (size_t i = 0; i < trace->count && trace->lines[i].time <= asked->at; i++) {
        if (is_of(&trace->lines[i], asked->thread) && trace->lines[i].reason[0])
            strcpy(answer, trace->lines[i].reason);
    }
}

static bool begins_wait(const struct line *line)
{
    return is(line, "wait") || is(line, "await") || is(line, "expire") || is(line, "request");
}

static void waiting(const struct trace *trace, const struct asked *asked, char *answer)
{
    static struct names names;
    bool waits[THREADS] = { false };
    int count = 0;

    forget(&names);
    for (size_t i = 0; i < trace->count && trace->lines[i].time <= asked->at; i++) {
        const struct line *line = &trace->lines[i];

        if (begins_wait(line))
            waits[find(&names, line->thread)] = true;
        if (is(line, "take"))
            waits[find(&names, line->thread)] = false;
    }
    for (int i = 0; i < names.count; i++)
        count += waits[i];
    sprintf(answer, "%d", count);
}

static void cores(const struct trace *trace, const struct asked *asked, char *answer)
{
    static struct names names;
    bool on[THREADS] = { false };
    int count = 0;

    forget(&names);
    for (size_t i = 0; i < trace->count && trace->lines[i].time <= asked->at; i++) {
        if (trace->lines[i].reason[0])
            on[find(&names, trace->lines[i].thread)] = trace->lines[i].on_core;
    }
    for (int i = 0; i < names.count; i++)
        count += on[i];
    sprintf(answer, "%d", count);
}

/* From finding the lock taken to taking it, or to the end of the run. */
static void waits(const struct trace *trace, const struct asked *asked, int64_t *sum,
                  int64_t *worst)
{
    int64_t since = -1;

    *sum = *worst = 0;
    for (size_t i = 0; i <= trace->count; i++) {
        const struct line *line = i < trace->count ? &trace->lines[i] : NULL;
        int64_t now = line ? line->time : last_time(trace);

        if (line && !is_of(line, asked->thread))
            continue;
        if (line && begins_wait(line) && since < 0)
            since = now;
        if (since >= 0 && (!line || is(line, "take"))) {
            *sum += now - since;
            *worst = now - since > *worst ? now - since : *worst;
            since = -1;
        }
    }
}

static void total_wait(const struct trace *trace, const struct asked *asked, char *answer)
{
    int64_t sum, worst;

    waits(trace, asked, &sum, &worst);
    sprintf(answer, "%" PRId64, sum);
}

static void worst_wait(const struct trace *trace, const struct asked *asked, char *answer)
{
    int64_t sum, worst;

    waits(trace, asked, &sum, &worst);
    sprintf(answer, "%" PRId64, worst);
}

/* Bytecode, without the time between being given a core and the first instruction, without
 * interrupts, and without what went into letting the lock go and taking it again. */
static void running(const struct trace *trace, const struct asked *asked, char *answer)
{
    int64_t since = 0, idle = 0, sum = 0;
    bool runs = false;

    for (size_t i = 0; i <= trace->count; i++) {
        const struct line *line = i < trace->count ? &trace->lines[i] : NULL;
        int64_t now = line ? line->time : last_time(trace), passed = now - since, off;

        if (line && !is_of(line, asked->thread))
            continue;
        if (!line || line->reason[0] || is(line, "interrupt") || is(line, "checks") ||
            is(line, "stall")) {
            off = idle < passed ? idle : passed;
            idle -= off;
            sum += runs ? passed - off : 0;
            since = now;
        }
        if (!line)
            break;
        if (line->reason[0]) {
            runs = !strcmp(line->reason, "running");
            idle = line->on_core ? idle : 0;
        }
        if (is(line, "dispatch") || is(line, "work"))
            idle = line->arg;
        if (is(line, "interrupt"))
            idle += line->arg;
        if (is(line, "checks") || (is(line, "stall") && runs))
            sum -= line->arg < sum ? line->arg : sum;
    }
    sprintf(answer, "%" PRId64, sum);
}

/* The moment of the first line of a kind; its thread. */
static const struct line *first_of(const struct trace *trace, const char *kind,
                                   const char *thread)
{
    for (size_t i = 0; i < trace->count; i++) {
        if (is(&trace->lines[i], kind) && (!thread || is_of(&trace->lines[i], thread)))
            return &trace->lines[i];
    }
    return &trace->lines[0];
}

static void first_lock(const struct trace *trace, const struct asked *asked, char *answer)
{
    sprintf(answer, "%" PRId64, first_of(trace, "take", asked->thread)->time);
}

static void end(const struct trace *trace, const struct asked *asked, char *answer)
{
    sprintf(answer, "%" PRId64, first_of(trace, "end", asked->thread)->time);
}

static void first_end(const struct trace *trace, const struct asked *asked, char *answer)
{
    (void)asked;
    strcpy(answer, first_of(trace, "end", NULL)->thread);
}

static void count(const struct trace *trace, const struct asked *asked, const char *kind,
                  char *answer)
{
    int count = 0;

    for (size_t i = 0; i < trace->count; i++)
        count += is(&trace->lines[i], kind) && is_of(&trace->lines[i], asked->thread);
    sprintf(answer, "%d", count);
}

static void requests(const struct trace *trace, const struct asked *asked, char *answer)
{
    count(trace, asked, "request", answer);
}

static void expired(const struct trace *trace, const struct asked *asked, char *answer)
{
    count(trace, asked, "expire", answer);
}

static void vain(const struct trace *trace, const struct asked *asked, char *answer)
{
    count(trace, asked, "vain", answer);
}

static void preempted(const struct trace *trace, const struct asked *asked, char *answer)
{
    count(trace, asked, "preempt", answer);
}

static void own_cores(const struct trace *trace, const struct asked *asked, char *answer)
{
    bool seen[4096] = { false };
    int count = 0;

    for (size_t i = 0; i < trace->count; i++) {
        const struct line *line = &trace->lines[i];

        if (is_of(line, asked->thread) && line->on_core && !seen[line->core % 4096]) {
            seen[line->core % 4096] = true;
            count++;
        }
    }
    sprintf(answer, "%d", count);
}

static void lost(const struct trace *trace, const struct asked *asked, char *answer)
{
    char words[128];
    int64_t sum = 0;

    snprintf(words, sizeof(words), "its old value of %s:", asked->var);
    for (size_t i = 0; i < trace->count; i++) {
        const struct line *line = &trace->lines[i];

        if (is(line, "lost") && strstr(line->sentence, words))
            sum += strstr(line->sentence, "come back") ? -line->arg : line->arg;
    }
    sprintf(answer, "%" PRId64, sum);
}

/* When does it begin to measure: now, or when the request came? -1: it does not, or something else. */
static int64_t measured_from(const struct line *line, const char *begins, int64_t came)
{
    const char *begin = is(line, "measure") ? strstr(line->sentence, begins) : NULL;

    if (!begin)
        return -1;
    begin += strlen(begins);
    if (!*begin)
        return line->time;
    return strcmp(begin, ", from when the request came") ? -1 : came;
}

static int measures(const struct trace *trace, const struct asked *asked, int64_t *worst)
{
    static struct names names;
    static int64_t since[THREADS], came[THREADS];
    char begins[128], ends[128];
    int count = 0;

    forget(&names);
    snprintf(begins, sizeof(begins), " begins to measure %s", asked->measure);
    snprintf(ends, sizeof(ends), " has measured %s: ", asked->measure);
    for (size_t i = 0; i < trace->count; i++) {
        const struct line *line = &trace->lines[i];
        int who = find(&names, line->thread);
        int64_t from = measured_from(line, begins, came[who]);

        if (is(line, "arrive"))
            came[who] = line->time - line->arg;
        if (from >= 0)
            since[who] = from;
        if (is(line, "measured") && strstr(line->sentence, ends)) {
            int64_t took = line->time - since[who];

            *worst = took > *worst ? took : *worst;
            count++;
        }
    }
    return count;
}

static void worst_measure(const struct trace *trace, const struct asked *asked, char *answer)
{
    int64_t worst = 0;

    measures(trace, asked, &worst);
    sprintf(answer, "%" PRId64, worst);
}

static void measured(const struct trace *trace, const struct asked *asked, char *answer)
{
    int64_t worst = 0;

    sprintf(answer, "%d", measures(trace, asked, &worst));
}

static const struct {
    const char *kind;
    void (*answer)(const struct trace *trace, const struct asked *asked, char *answer);
} kinds[] = {
    { "holder", holder },
    { "next-holder", next_holder },
    { "does", does },
    { "waiting", waiting },
    { "cores", cores },
    { "worst-wait", worst_wait },
    { "total-wait", total_wait },
    { "running", running },
    { "first-lock", first_lock },
    { "handoffs", count_handoffs },
    { "requests", requests },
    { "expired", expired },
    { "vain", vain },
    { "preempted", preempted },
    { "own-cores", own_cores },
    { "lost", lost },
    { "worst-measure", worst_measure },
    { "measured", measured },
    { "first-end", first_end },
    { "end", end },
};

/* ---- the sheet ---- */

static const char *text_of(const json_t *question, const char *key)
{
    const char *text = json_string_value(json_object_get(question, key));

    return text ? text : "";
}

static bool recount(const json_t *question, struct trace *trace, const char *interlock,
                    char *answer)
{
    struct asked asked = { text_of(question, "thread"), text_of(question, "var"),
                           text_of(question, "measure"),
                           json_integer_value(json_object_get(question, "at_ns")) };

    if (!read_trace(trace, interlock, question))
        return false;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        if (strcmp(kinds[i].kind, text_of(question, "kind")))
            continue;
        kinds[i].answer(trace, &asked, answer);
        if (!strcmp(kinds[i].kind, "does"))
            strcpy(answer, reason_words(interlock, answer));
        return true;
    }
    return false;
}

/* ---- break-even points ---- */

static int64_t makespan(const json_t *models, const char *name)
{
    const json_t *model;
    size_t i;

    json_array_foreach(models, i, model)
    {
        if (!strcmp(text_of(model, "name"), name))
            return json_integer_value(json_object_get(model, "makespan_ns"));
    }
    return -1;
}

/* By how much the model that is said to be slower takes longer, with so many nanoseconds. */
static bool lead_at(const json_t *question, const char *interlock, int64_t value, int64_t *lead)
{
    const char *slower = text_of(question, "slower"), *faster = text_of(question, "faster");
    char command[2048];
    const json_t *setting, *models;
    json_t *all;
    size_t i;
    FILE *from;

    snprintf(command, sizeof(command),
             "'%s' compare '%s' --json --models %s,%s --set %s=%" PRId64 "ns", interlock,
             text_of(question, "file"), slower, faster, text_of(question, "parameter"), value);
    json_array_foreach(json_object_get(question, "settings"), i, setting)
        snprintf(command + strlen(command), sizeof(command) - strlen(command), " --set '%s'",
                 json_string_value(setting));
    from = popen(command, "r");
    all = from ? json_loadf(from, 0, NULL) : NULL;
    models = json_object_get(all, "models");
    *lead = makespan(models, slower) - makespan(models, faster);
    i = json_array_size(models);
    json_decref(all);
    return from && pclose(from) == 0 && i == 2;
}

/* At the answer the one is not behind any more, a fiftieth before it is; and far on either side it
 * is as it is there. */
static bool breaks_even(const json_t *question, const char *interlock, char *answer)
{
    int64_t said = json_integer_value(json_object_get(question, "answer"));
    const int64_t values[] = { said / 5, said - said / 50, said + said / 50, said * 5 };

    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        int64_t lead;

        if (!lead_at(question, interlock, values[i], &lead))
            return false;
        if ((lead > 0) == (values[i] > said))
            continue;
        sprintf(answer, "otherwise at %" PRId64 " ns", values[i]);
        return false;
    }
    sprintf(answer, "%" PRId64, said);
    return true;
}

static bool agrees(const json_t *question, struct trace *trace, const char *interlock)
{
    const json_t *said = json_object_get(question, "answer");
    char answer[512] = "", theirs[512];

    if (json_is_integer(said))
        snprintf(theirs, sizeof(theirs), "%" JSON_INTEGER_FORMAT, json_integer_value(said));
    else
        snprintf(theirs, sizeof(theirs), "%s", text_of(question, "answer"));
    if (!strcmp(text_of(question, "kind"), "break-even")
            ? breaks_even(question, interlock, answer)
            : recount(question, trace, interlock, answer) && !strcmp(answer, theirs))
        return true;
    printf("%s %s: %s\n  the sheet says %s, the trace %s\n  %s\n", text_of(question, "file"),
           text_of(question, "kind"), text_of(question, "ask"), theirs, answer,
           text_of(question, "command"));
    return false;
}

int main(int argc, char **argv)
{
    json_t *sheet = json_loadf(stdin, 0, NULL), *question;
    struct trace trace = { 0 };
    size_t i, wrong = 0, count = json_array_size(json_object_get(sheet, "questions"));

    if (argc != 2 || !count) {
        fputs("recount INTERLOCK <sheet.json\n", stderr);
        return 99;
    }
    json_array_foreach(json_object_get(sheet, "questions"), i, question) wrong +=
        !agrees(question, &trace, argv[1]);
    printf("%zu questions, %zu answered otherwise\n", count, wrong);
    free(trace.lines);
    json_decref(sheet);
    return wrong != 0;
}
