/* SPDX-License-Identifier: GPL-3.0-or-later
 * Printing a run for people. */
#include "ui/report/summary.h"

#include "ui/report/json.h"

#include "scenarios/fill.h"
#include "ui/view/glyph.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#define NAME_MAX_COLUMNS 20
#define TEXT_MAX 256
#define WORDS_MAX 4096

/* ---- small pieces ---- */

static const char *time_text(char buffer[32], sim_time time)
{
    struct sim_text text = sim_text_over(buffer, 32);

    sim_text_put_time(&text, time);
    return buffer;
}

const char *summary_count(char buffer[32], int64_t count)
{
    char digits[32];
    int length = snprintf(digits, sizeof(digits), "%" PRId64, count), used = 0;

    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0 && digits[i - 1] != '-')
            buffer[used++] = ',';
        buffer[used++] = digits[i];
    }
    buffer[used] = '\0';
    return buffer;
}

/* With what is counted: "1 update", "1,234,567 updates"; returns the buffer. */
static const char *counted(char buffer[64], int64_t count, const char *noun)
{
    char digits[32];

    snprintf(buffer, 64, "%s %s%s", summary_count(digits, count), noun, count == 1 ? "" : "s");
    return buffer;
}

const char *summary_ratio(char buffer[32], double ratio)
{
    struct sim_text text = sim_text_over(buffer, 32);

    fill_put_number(&text, ratio, FILL_RATIO);
    return buffer;
}

static double percent(sim_time part, sim_time whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

static const char *thread_name(char buffer[TEXT_MAX], const struct study_result *result,
                               uint32_t id)
{
    struct sim_text text = sim_text_over(buffer, TEXT_MAX);

    sim_cast_put_thread(result->cast, &text, id);
    return buffer;
}

/* ---- lines that fit ---- */

#define TEXT_COLUMN 13

/* Columns of a word; names may be in any script (but not of double width). */
static unsigned columns_of(const char *text, size_t length)
{
    unsigned columns = 0;

    for (size_t i = 0; i < length; i++)
        columns += (text[i] & 0xc0) != 0x80; /* not for the further bytes of a character */
    return columns;
}

void summary_put_name(FILE *to, const char *name, unsigned columns)
{
    unsigned put = 0;

    for (; *name; name++) {
        unsigned begins = columns_of(name, 1);

        if (put + begins > columns)
            break;
        put += begins;
        fputc(*name, to);
    }
    fprintf(to, "%*s", (int)(columns - put), "");
}

/* A share keeps its sign: no line begins with "%". */
static size_t word_length(const char *text)
{
    size_t length = strcspn(text, " ");

    return strncmp(text + length, " %", 2) ? length
                                           : length + 1 + strcspn(text + length + 1, " ");
}

void summary_wrap(const struct summary_style *style, unsigned column, unsigned indent,
                  const char *text)
{
    while (*text) {
        size_t length = word_length(text);
        unsigned word = columns_of(text, length);

        if (column > indent && column + (column > indent) + word > style->width) {
            fprintf(style->to, "\n%*s", (int)indent, "");
            column = indent;
        }
        if (column > indent)
            fputc(' ', style->to), column++;
        fwrite(text, 1, length, style->to);
        column += word;
        text += length + strspn(text + length, " ");
    }
    fputc('\n', style->to);
}

void summary_say(const struct summary_style *style, const char *about, const char *format, ...)
{
    char text[4 * TEXT_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    fprintf(style->to, "  %-10s ", about);
    summary_wrap(style, TEXT_COLUMN, TEXT_COLUMN, text);
}

/* ---- head ---- */

/* A scenario's own words, which may have any letter. */
static void put_words(const struct summary_style *style, unsigned column, const char *words)
{
    char line[WORDS_MAX];
    struct sim_text text = SIM_TEXT(line);

    while (*words) {
        size_t length = sim_text_letter(words, SIZE_MAX);

        if (length > 1 && !style->unicode)
            sim_text_put(&text, "?");
        else
            sim_text_put_bytes(&text, words, length ? length : 1);
        words += length ? length : 1;
    }
    summary_wrap(style, column, column, line);
}

void summary_title(const struct summary_style *style, const char *title)
{
    put_words(style, 0, title);
}

void summary_caveat(const struct summary_style *style, const struct scenario *scenario)
{
    if (scenario->caveat)
        put_words(style, (unsigned)fprintf(style->to, "\nnote: ") - 1, scenario->caveat);
}

static void put_interpreter(FILE *to, const struct sim_cast *cast)
{
    if (cast->version == SIM_PYTHON_PYPY)
        fprintf(to, "PyPy of Python 3.9, ");
    else
        fprintf(to, "CPython %s, ", cast->python);
}

static void print_title(const struct summary_style *style, const struct study_result *result)
{
    const struct sim_cast *cast = result->cast;
    char threads[64];
    struct sim_text text = SIM_TEXT(threads);

    sim_cast_put_threads(cast, &text);
    summary_title(style, cast->title);
    fprintf(style->to, "%s, ", cast->model);
    if (cast->interps || !cast->cores) /* a recording has no cores */
        put_interpreter(style->to, cast);
    if (cast->cores)
        fprintf(style->to, "%" PRIu32 " %s, ", cast->cores, sim_cast_cores_word(cast));
    fprintf(style->to, "%s\n\n", threads);
}

static void print_outcome(const struct summary_style *style, const struct study_result *result,
                          const struct study_speedup *speedup)
{
    char time[32], events[64], ratio[32];

    time_text(time, result->makespan);
    counted(events, (int64_t)result->events, "event");
    if (result->outcome == SIM_DEADLOCK || result->outcome == SIM_OVERLONG)
        summary_say(style, report_outcome(result->outcome), "after %s: %s", time, result->why);
    else if (result->outcome == SIM_REFUSED)
        summary_say(style, "refused", "before it began: %s", result->why);
    else if (result->outcome == SIM_UNTIL)
        summary_say(style, "stopped", "at %s, as asked (%s)", time, events);
    else
        summary_say(style, "time", "%s (%s)", time, events);
    if (speedup->known)
        summary_say(style, "speedup", "%s against one thread after the other",
                    summary_ratio(ratio, speedup->speedup));
    else if (result->outcome == SIM_ENDED)
        summary_say(style, "speedup", "unknown: %s", speedup->why);
}

/* Exact, though nothing in the program has made it so: whether by luck, or because that version cannot
 * switch between reading and writing, one run does not tell. */
static void print_unordered(const struct summary_style *style,
                            const struct study_result *result)
{
    char count[64];

    for (uint32_t i = 0; i < result->cast->vars.count; i++) {
        int64_t luck = fold_luck(&result->fold->vars[i]);

        if (luck)
            summary_say(style, "unordered",
                        "%s: %s updated after another, exact though unguarded",
                        result->cast->vars.list[i], counted(count, luck, "time"));
    }
}

/* What went wrong, and what only did not. */
static void print_races(const struct summary_style *style, const struct study_result *result)
{
    for (uint32_t i = 0; i < result->cast->regions.count; i++) {
        const char *name = result->cast->regions.list[i];
        uint64_t races = result->fold->races[i], luck = result->fold->luck[i];
        char count[64];

        if (races)
            summary_say(style, "race", "%s: %s touched by two at once", name,
                        counted(count, (int64_t)races, "time"));
        if (luck)
            summary_say(style, "luck", "%s: %s touched after another, kept apart by time alone",
                        name, counted(count, (int64_t)luck, "time"));
    }
}

static void print_cores(const struct summary_style *style, const struct study_result *result)
{
    sim_time busy = 0, overhead = 0;
    char work[32], all[32];

    if (!result->cast->cores) {
        summary_say(style, "processors", "%.2f at work on average; which ones was not recorded",
                    percent(result->fold->cores[0].busy, result->makespan) / 100);
        return;
    }
    for (uint32_t i = 1; i <= result->cast->cores; i++) {
        busy += result->fold->cores[i].busy;
        overhead += result->fold->cores[i].overhead;
    }
    summary_say(style, "cores", "%s of %" PRIu32 " at work on average, %s with overheads",
                summary_ratio(work, percent(busy, result->makespan) / 100), result->cast->cores,
                summary_ratio(all, percent(busy + overhead, result->makespan) / 100));
}

/* "of worker-1: " where there are several locks; else nothing. */
static const char *lock_name(char buffer[TEXT_MAX], const struct study_result *result,
                             uint32_t interp)
{
    const struct sim_cast *cast = result->cast;
    struct sim_text text = sim_text_over(buffer, TEXT_MAX);

    buffer[0] = '\0';
    if (cast->interps == 1)
        return buffer;
    sim_text_put(&text, "of ");
    sim_cast_put_interp(cast, &text, interp);
    sim_text_put(&text, ": ");
    return buffer;
}

static void print_lock(const struct summary_style *style, const struct study_result *result,
                       uint32_t interp)
{
    const struct fold_lock *lock = &result->fold->interps[interp];
    char name[TEXT_MAX], handoffs[64], forced[32];

    summary_say(style, "lock", "%s%s, %s letting%s-go on request, held %.1f %%",
                lock_name(name, result, interp),
                counted(handoffs, (int64_t)lock->handoffs, "hand-off"),
                summary_count(forced, (int64_t)lock->forced), lock->forced == 1 ? "" : "s",
                percent(fold_held(lock, result->makespan), result->makespan));
}

/* Those that anybody took: a build without the lock has one, too, and leaves it alone. */
static void print_locks(const struct summary_style *style, const struct study_result *result)
{
    char more[64];
    uint32_t taken = 0;

    for (uint32_t i = 1; i <= result->cast->interps; i++) {
        if (result->fold->interps[i].takes && ++taken <= SUMMARY_LOCKS)
            print_lock(style, result, i);
    }
    if (taken > SUMMARY_LOCKS)
        summary_say(style, "", "and %s", counted(more, taken - SUMMARY_LOCKS, "more lock"));
}

/* An object's references, beside those that should be left. */
static void print_count(const struct summary_style *style, const char *name, int64_t count)
{
    char text[64];

    if (!count)
        summary_say(style, name, "counted right");
    else
        summary_say(style, name, "%s too %s: %s",
                    counted(text, count < 0 ? -count : count, "reference"),
                    count < 0 ? "few" : "many",
                    count < 0 ? "freed while it is in use" : "never freed");
}

static void print_vars(const struct summary_style *style, const struct study_result *result)
{
    char value[32], expected[32], lost[64];

    for (uint32_t i = 0; i < result->cast->vars.count; i++) {
        const struct fold_var *var = &result->fold->vars[i];

        summary_count(value, var->value);
        summary_count(expected, var->expected);
        if (sim_cast_is_object(result->cast, i))
            print_count(style, result->cast->vars.list[i], var->value);
        else if (var->copied)
            summary_say(style, result->cast->vars.list[i],
                        "%s of %s: %s went to copies that are not shared", value, expected,
                        counted(lost, var->copied, "update"));
        else if (fold_lost(var) > 0)
            summary_say(style, result->cast->vars.list[i], "%s of %s: %s %s lost", value,
                        expected, counted(lost, fold_lost(var), "update"),
                        fold_lost(var) == 1 ? "is" : "are");
        else
            summary_say(style, result->cast->vars.list[i], "%s of %s: exact", value, expected);
    }
}

static void print_latency(const struct summary_style *style, const struct study_result *result)
{
    char count[64], mean[32], p50[32], p99[32], most[32];

    for (uint32_t i = 0; i < result->cast->measures.count; i++) {
        const struct sim_histogram *histogram = &result->latency[i];

        if (histogram->count == 1) {
            summary_say(style, result->cast->measures.list[i], "once, %s",
                        time_text(most, histogram->most));
            continue;
        }
        summary_say(style, result->cast->measures.list[i],
                    "%s, mean %s, median %s, 99%% below %s, most %s",
                    counted(count, (int64_t)histogram->count, "time"),
                    time_text(mean, sim_histogram_mean(histogram)),
                    time_text(p50, sim_histogram_quantile(histogram, 50, 100)),
                    time_text(p99, sim_histogram_quantile(histogram, 99, 100)),
                    time_text(most, histogram->most));
    }
}

void summary_head(const struct summary_style *style, const struct study_result *result,
                  const struct study_speedup *speedup)
{
    print_title(style, result);
    print_outcome(style, result, speedup);
    if (result->outcome == SIM_REFUSED)
        return;
    print_races(style, result);
    print_cores(style, result);
    print_locks(style, result);
    print_vars(style, result);
    print_unordered(style, result);
    print_latency(style, result);
}

/* ---- waterfall ---- */

struct row {
    enum sim_reason reason;
    sim_time time;
};

/* Reasons by time, longest first; without those that nobody spent time on, and without the time
 * before a thread's beginning and after its end. Returns how many. */
static size_t sort_reasons(const struct study_result *result, struct row rows[SIM_REASON_COUNT])
{
    size_t count = 0;

    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        struct row row = { (enum sim_reason)reason, 0 };
        size_t at = count;

        for (uint32_t i = 1; i <= result->cast->threads; i++)
            row.time += result->fold->threads[i].spent[reason];
        if (!row.time)
            continue;
        for (; at && rows[at - 1].time < row.time; at--)
            rows[at] = rows[at - 1];
        rows[at] = row;
        count++;
    }
    return count;
}

void summary_waterfall(const struct summary_style *style, const struct study_result *result)
{
    unsigned room = style->width < 100 ? 10 : 24;
    struct row rows[SIM_REASON_COUNT];
    size_t count = sort_reasons(result, rows);
    sim_time sum = 0;
    char time[32];

    for (size_t i = 0; i < count; i++)
        sum += rows[i].time;
    fprintf(style->to, "\nWhere the %s' time went (%s in all)\n",
            sim_cast_threads_word(result->cast), time_text(time, sum));
    for (size_t i = 0; i < count; i++) {
        unsigned eighths = (unsigned)(percent(rows[i].time, sum) / 100 * room * 8 + 0.5);
        char bar[3 * 32 + 1];
        unsigned cells = view_bar(bar, eighths, room, style->unicode);

        const char *what = sim_cast_reason(result->cast, rows[i].reason);
        bool fits = room + 35 + strlen(what) <= style->width;

        fprintf(style->to, "  %-11s %s%*s %10s %5.1f %%%s%s\n",
                sim_reasons[rows[i].reason].name, bar, (int)(room - cells), "",
                time_text(time, rows[i].time), percent(rows[i].time, sum), fits ? "  " : "",
                fits ? what : "");
    }
}

/* ---- lanes ---- */

static uint32_t shown_threads(const struct study_result *result)
{
    uint32_t threads = result->cast->threads;

    return threads < SUMMARY_THREADS ? threads : SUMMARY_THREADS;
}

static unsigned name_columns(const struct study_result *result)
{
    char name[TEXT_MAX];
    unsigned longest = 7; /* "core 16" */

    for (uint32_t i = 1; i <= shown_threads(result); i++) {
        unsigned length = 2; /* its mark */

        thread_name(name, result, i);
        length += columns_of(name, strlen(name));

        longest = length > longest ? length : longest;
    }
    return longest < NAME_MAX_COLUMNS ? longest : NAME_MAX_COLUMNS;
}

unsigned summary_columns(const struct summary_style *style, const struct study_result *result)
{
    unsigned names = name_columns(result) + 3;

    return style->width > names + 20 ? style->width - names : 20;
}

static void print_core(const struct summary_style *style, const struct view_cells *cells,
                       uint32_t core, unsigned names)
{
    fprintf(style->to, "core %-*" PRIu32 "  ", (int)names - 5, core);
    for (uint32_t column = 0; column < cells->columns; column++) {
        uint32_t user = view_core_user(cells, core, column);

        fputc(user ? view_thread_mark(user) : ' ', style->to);
    }
    fputc('\n', style->to);
}

static void print_thread(const struct summary_style *style, const struct study_result *result,
                         const struct view_cells *cells, uint32_t id, unsigned names)
{
    char name[TEXT_MAX];

    fprintf(style->to, "%c ", view_thread_mark(id));
    summary_put_name(style->to, thread_name(name, result, id), names - 2);
    fputs("  ", style->to);
    for (uint32_t column = 0; column < cells->columns; column++) {
        enum sim_reason reason = view_cell_reason(view_thread_cell(cells, id, column));

        fputs(view_glyph(reason, style->unicode), style->to);
    }
    fputc('\n', style->to);
}

static void print_ruler(const struct summary_style *style, const struct study_result *result,
                        unsigned names, unsigned columns)
{
    char end[32];

    fprintf(style->to, "%*s  0%*s\n", (int)names, "", (int)columns - 1,
            time_text(end, result->makespan));
}

static uint32_t shown_reasons(const struct view_cells *cells)
{
    uint32_t shown = 0;

    for (uint32_t i = 0; i < cells->threads * cells->columns; i++)
        shown |= 1u << view_cell_reason(
                     view_thread_cell(cells, i / cells->columns + 1, i % cells->columns));
    return shown;
}

static bool shows_seldom(const struct view_cells *cells)
{
    for (uint32_t i = 0; i < cells->cores * cells->columns; i++) {
        if (view_core_user(cells, i / cells->columns + 1, i % cells->columns) == VIEW_SELDOM)
            return true;
    }
    return false;
}

/* Lines of glyphs, each with a name; another begins when one is full. */
struct key {
    const struct summary_style *style;
    unsigned names, column;
};

static void put_key(struct key *key, const char *glyph, const char *name)
{
    unsigned word = columns_of(name, strlen(name)) + 4;

    if (!key->column || key->column + word > key->style->width) {
        fprintf(key->style->to, "%s%*s", key->column ? "\n" : "", (int)key->names, "");
        key->column = key->names;
    }
    fprintf(key->style->to, "  %s %s", glyph, name);
    key->column += word;
}

/* The glyphs that occur, each with its reason's name. */
static void print_key(const struct summary_style *style, const struct study_result *result,
                      const struct view_cells *cells, unsigned names)
{
    uint32_t shown = shown_reasons(cells);
    struct row rows[SIM_REASON_COUNT];
    size_t count = sort_reasons(result, rows);
    struct key key = { style, names, 0 };
    char mark[] = { view_thread_mark(VIEW_SELDOM), '\0' };

    for (size_t i = 0; i < count; i++) {
        if (shown >> rows[i].reason & 1)
            put_key(&key, view_glyph(rows[i].reason, style->unicode),
                    sim_reasons[rows[i].reason].name);
    }
    if (shows_seldom(cells))
        put_key(&key, mark, VIEW_SELDOM_TEXT);
    fputc('\n', style->to);
}

void summary_lanes(const struct summary_style *style, const struct study_result *result,
                   const struct view_cells *cells)
{
    unsigned names = name_columns(result);
    char more[64];

    fputc('\n', style->to);
    print_ruler(style, result, names, cells->columns);
    for (uint32_t core = 1; core <= cells->cores; core++)
        print_core(style, cells, core, names);
    if (result->cast->cores > cells->cores)
        fprintf(style->to, "%*s  and %s\n", (int)names, "",
                counted(more, result->cast->cores - cells->cores, "more core"));
    for (uint32_t id = 1; id <= cells->threads; id++)
        print_thread(style, result, cells, id, names);
    if (result->cast->threads > cells->threads)
        fprintf(style->to, "%*s  and %s\n", (int)names, "",
                counted(more, result->cast->threads - cells->threads, "more thread"));
    print_key(style, result, cells, names);
}
