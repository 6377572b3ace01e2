/* SPDX-License-Identifier: GPL-3.0-or-later
 * A run's events in a page: sentences as a list, what they change as numbers. */
#include "sim/trace/sentence.h"
#include "ui/report/escape.h"
#include "ui/report/page.h"

#include <inttypes.h>
#include <stdlib.h>

/*
 * The page's script knows nothing of what kinds of records mean. Of each record it is given what
 * the fold says behind it of the record's thread: what it does, on which core, how long its `switch`
 * still lasts, and who has its lock then. From that it draws the lanes, and the sentence is an item
 * of the list, which is also there for whoever reads without scripts.
 *
 * The fold behind a record is the one before the next, so each is written when that comes.
 */
enum { EVENT_DT, EVENT_TOLD, EVENT_THREAD, EVENT_REASON, EVENT_CORE, EVENT_LEAD, EVENT_OWNER };

#define EVENT_NUMBERS 7

struct page_steps {
    sim_time from, until;
    uint32_t most;
    char *list, *events, *start; /* HTML; numbers of JSON, and the state before them */
    size_t list_size, events_size, start_size;
    FILE *list_to, *events_to;
    sim_time begin, last, end; /* of what was gathered */
    uint32_t told, count;
    uint64_t records; /* of the run */
    const struct sim_cast *cast;
    struct sim_record pending;
    bool has_pending, failed;
};

/* ---- what is so now ---- */

static void put_thread_state(FILE *to, const struct sim_fold *fold, uint32_t id, sim_time now)
{
    const struct fold_thread *thread = &fold->threads[id];
    sim_time lead = thread->since + thread->lead - now;

    fprintf(to, "%u,%u,%" PRId64, thread->reason, thread->on_core ? thread->core : 0u,
            lead > 0 ? lead : 0);
}

static void put_start(struct page_steps *steps, const struct sim_fold *fold)
{
    FILE *to = open_memstream(&steps->start, &steps->start_size);

    if (!to) {
        steps->failed = true;
        return;
    }
    fputs("\"threads\":[", to);
    for (uint32_t i = 1; i <= fold->cast->threads; i++) {
        fputs(i > 1 ? ",[" : "[", to);
        put_thread_state(to, fold, i, steps->from);
        fputc(']', to);
    }
    fputs("],\"owners\":[", to);
    for (uint32_t i = 1; i <= fold->cast->interps; i++)
        fprintf(to, "%s%" PRIu32, i > 1 ? "," : "", fold->interps[i].owner);
    fputc(']', to);
    steps->failed |= fclose(to) != 0;
}

/* ---- gathering ---- */

/* What the last record has made so. */
static void put_event(struct page_steps *steps, const struct sim_fold *fold)
{
    struct sim_record record = steps->pending;
    uint32_t interp = record.thread ? sim_cast_interp_of(fold->cast, record.thread) : 0;
    bool told = record.kind != SIM_RECORD_STEP && record.kind != SIM_RECORD_GAP;

    if (!steps->has_pending)
        return;
    fprintf(steps->events_to, "%s%" PRId64 ",%d,%" PRIu32 ",", steps->count ? "," : "",
            fold->now - steps->last, told, record.thread);
    put_thread_state(steps->events_to, fold, record.thread, fold->now);
    fprintf(steps->events_to, ",%" PRIu32, interp ? fold->interps[interp].owner : 0);
    steps->last = fold->now;
    steps->count++;
    steps->has_pending = false;
}

static void put_item(struct page_steps *steps, const struct sim_fold *before,
                     struct sim_record record)
{
    char sentence[SIM_SENTENCE], time[64];
    struct sim_text text = SIM_TEXT(sentence);
    sim_time now = before->now + record.dt;

    if (record.kind == SIM_RECORD_STEP || record.kind == SIM_RECORD_GAP)
        return;
    sim_sentence(&text, before, record);
    snprintf(time, sizeof(time), "%" PRId64 ".%06" PRId64, now / 1000000, now % 1000000);
    fprintf(steps->list_to, "<li data-step=\"%" PRIu64 "\"><b>%s</b> ",
            before->step + !!(record.flags & SIM_RECORD_FIRST), time);
    escape_xml(steps->list_to, sentence);
    fputs("</li>\n", steps->list_to);
    steps->told++;
}

static bool is_within(const struct page_steps *steps, sim_time now)
{
    return now >= steps->from && now <= steps->until && steps->told < steps->most;
}

static void read_record(void *context, const struct sim_fold *before, struct sim_record record)
{
    struct page_steps *steps = context;
    sim_time now = before->now + sim_record_gap(record);

    steps->records++;
    if (steps->failed || now < steps->from)
        return;
    if (!steps->cast) {
        steps->cast = before->cast;
        steps->begin = steps->last = steps->from;
        put_start(steps, before);
    }
    put_event(steps, before);
    if (!is_within(steps, now)) {
        if (!steps->end)
            steps->end = now < steps->until ? now : steps->until;
        steps->most = 0; /* no more, even if there were room */
        return;
    }
    put_item(steps, before, record);
    steps->pending = record;
    steps->has_pending = true;
}

struct page_steps *page_steps_create(sim_time from, sim_time until, uint32_t most)
{
    struct page_steps *steps = calloc(1, sizeof(*steps));

    if (!steps)
        return NULL;
    *steps = (struct page_steps){ .from = from, .until = until, .most = most };
    steps->list_to = open_memstream(&steps->list, &steps->list_size);
    steps->events_to = open_memstream(&steps->events, &steps->events_size);
    if (steps->list_to && steps->events_to)
        return steps;
    page_steps_destroy(steps);
    return NULL;
}

void page_steps_destroy(struct page_steps *steps)
{
    if (!steps)
        return;
    if (steps->list_to)
        fclose(steps->list_to);
    if (steps->events_to)
        fclose(steps->events_to);
    free(steps->list);
    free(steps->events);
    free(steps->start);
    free(steps);
}

struct study_reader page_steps_reader(struct page_steps *steps)
{
    return (struct study_reader){ read_record, steps, NULL };
}

bool page_steps_finish(struct page_steps *steps, const struct study_result *result)
{
    put_event(steps, result->fold);
    if (!steps->end)
        steps->end = result->fold->now < steps->until ? result->fold->now : steps->until;
    steps->cast = steps->cast ? result->cast : NULL;
    steps->failed |= fclose(steps->list_to) != 0;
    steps->failed |= fclose(steps->events_to) != 0;
    steps->list_to = steps->events_to = NULL;
    return !steps->failed;
}

bool page_steps_whole(const struct page_steps *steps)
{
    return steps->count == steps->records;
}

bool page_steps_full(const struct page_steps *steps)
{
    return steps->end != 0;
}

uint32_t page_steps_told(const struct page_steps *steps)
{
    return steps->told;
}

const char *page_steps_list(const struct page_steps *steps)
{
    return steps->list;
}

/* ---- writing ---- */

static void put_threads(FILE *to, const struct sim_cast *cast)
{
    char name[1024];

    for (uint32_t i = 1; i <= cast->threads; i++) {
        struct sim_text text = SIM_TEXT(name);

        sim_cast_put_thread(cast, &text, i);
        fputs(i > 1 ? ",[" : "[", to);
        escape_json(to, name);
        fprintf(to, ",%u]", sim_cast_interp_of(cast, i));
    }
}

static void put_locks(FILE *to, const struct sim_cast *cast)
{
    char name[1024];

    for (uint32_t i = 1; i <= cast->interps; i++) {
        struct sim_text text = SIM_TEXT(name);

        sim_cast_put_gil(cast, &text, i);
        fputs(i > 1 ? "," : "", to);
        escape_json(to, name);
    }
}

static void put_reasons(FILE *to, const struct sim_cast *cast)
{
    for (int i = 1; i < SIM_REASON_COUNT; i++) {
        fputs(i > 1 ? ",[" : "[", to);
        escape_json(to, sim_reasons[i].name);
        fprintf(to, ",\"%c\",", sim_reasons[i].letter);
        escape_json(to, sim_cast_reason(cast, (enum sim_reason)i));
        fputc(']', to);
    }
}

void page_put_steps_data(FILE *to, const struct page_steps *steps)
{
    const struct sim_cast *cast = steps->cast;

    fprintf(to,
            "{\"from\":%" PRId64 ",\"to\":%" PRId64 ",\"cores\":%" PRIu32
            ",\"switch\":%d,\"absent\":%d,\n"
            "\"lanes\":[%d,%d],\"names\":[",
            steps->begin, steps->end, cast->cores, SIM_REASON_SWITCH, SIM_REASON_ABSENT,
            PAGE_CORES, PAGE_THREADS);
    put_threads(to, cast);
    fputs("],\n\"locks\":[", to);
    put_locks(to, cast);
    fputs("],\n\"reasons\":[", to);
    put_reasons(to, cast);
    fprintf(to, "],\n%s,\n\"numbers\":%d,\"events\":[", steps->start, EVENT_NUMBERS);
    fwrite(steps->events, 1, steps->events_size, to);
    fputs("]}", to);
}

static void put_data(FILE *to, const struct page_steps *steps)
{
    fputs("<script type=\"application/json\" class=\"run\">\n", to);
    page_put_steps_data(to, steps);
    fputs("\n</script>\n", to);
}

static void put_what_is_here(struct page *page, const struct page_steps *steps)
{
    char from[32], to[32];
    struct sim_text begin = SIM_TEXT(from), end = SIM_TEXT(to);

    sim_text_put_time(&begin, steps->begin);
    sim_text_put_time(&end, steps->end);
    fprintf(page->to,
            "<p class=\"quiet\">Of this run's records, those from %s to %s are here; "
            "<code>--from</code>, <code>--to</code> and <code>--records</code> choose "
            "others.</p>\n",
            from, to);
}

/* Shown when there are scripts. */
static const char stepper[] =
    "<div class=\"stepper\" tabindex=\"0\" role=\"group\" aria-label=\"the run, record by "
    "record\">\n"
    "<div class=\"controls\"></div>\n"
    "<p class=\"where\"></p>\n<p class=\"sentence\" aria-live=\"polite\"></p>\n"
    "<div class=\"scroll\"><svg class=\"lanes detail\"></svg></div>\n"
    "<table class=\"state\"></table>\n</div>\n";

void page_put_steps(struct page *page, const struct page_steps *steps)
{
    if (!steps->cast || !steps->told)
        return;
    fputs("<div class=\"steps\">\n", page->to);
    page_begin_part(page, "Record by record");
    if (!page_steps_whole(steps))
        put_what_is_here(page, steps);
    fputs(stepper, page->to);
    fprintf(page->to,
            "<details class=\"events\"><summary>%" PRIu32
            " records in words, times in milliseconds</summary>\n<ol>\n",
            steps->told);
    fwrite(steps->list, 1, steps->list_size, page->to);
    fputs("</ol></details>\n</div>\n", page->to);
    put_data(page->to, steps);
}
