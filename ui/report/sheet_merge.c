/* SPDX-License-Identifier: GPL-3.0-or-later
 * Parts of one sweep, put together. */
#include "config.h"

#include "ui/report/sheet.h"

#include <stdlib.h>
#include <string.h>

/*
 * The rows of each point are taken from the part that has them, in the order of the points; so what
 * is written is what one call would have written. A point that stands in two parts must stand there alike: the simulator says
 * the same twice, so two different answers are two different questions.
 */
static bool fail(const struct sheet *sheet, struct sim_errors *errors, const char *what,
                 const char *more, const char *other)
{
    return sim_error_add(errors, sheet->name, 0, what, more, other, NULL);
}

/* ---- do they belong together? ---- */

static bool check_same(const struct sheet *first, const struct sheet *part,
                       struct sim_errors *errors)
{
    if (!part->row_count)
        return true;
    if (strcmp(first->version, part->version))
        return fail(part, errors, "was made by another version than ", first->name,
                    "; the same draws may mean other runs");
    if (strcmp(first->sweep, part->sweep) || first->points != part->points)
        return fail(part, errors, "is of another sweep than ", first->name,
                    ": its scenario, axes, replications or limit of events differ");
    if (strcmp(first->seed, part->seed))
        return sim_error_add(errors, part->name, 0, "has seed ", part->seed, ", and ",
                             first->name, " has seed ", first->seed, NULL);
    return true;
}

static bool check_heads(struct sheet *const *parts, uint32_t count, const struct sheet **first,
                        struct sim_errors *errors)
{
    *first = NULL;
    for (uint32_t i = 0; i < count; i++) {
        if (!*first && parts[i]->row_count)
            *first = parts[i];
        if (parts[i]->head_length != parts[0]->head_length ||
            memcmp(parts[i]->head, parts[0]->head, parts[0]->head_length))
            return fail(parts[i], errors, "is of another sweep than ", parts[0]->name,
                        ": its columns differ");
    }
    if (!*first)
        return fail(parts[0], errors, "there is no point in any part", NULL, NULL);
    for (uint32_t i = 0; i < count; i++) {
        if (!check_same(*first, parts[i], errors))
            return false;
    }
    return true;
}

/* ---- rows ---- */

/* The rows of a point, in the part that has them. */
struct block {
    const struct sheet_row *rows; /* NULL: no part has them */
    uint32_t count;
};

static bool is_same_block(const struct block *a, const struct block *b)
{
    for (uint32_t i = 0; i < a->count && a->count == b->count; i++) {
        if (a->rows[i].length != b->rows[i].length ||
            memcmp(a->rows[i].text, b->rows[i].text, a->rows[i].length))
            return false;
    }
    return a->count == b->count;
}

static bool take_part(const struct sheet *part, struct block *blocks, uint32_t *rows,
                      struct sim_errors *errors)
{
    for (uint32_t i = 0; i < part->row_count;) {
        struct block block = { &part->rows[i], sheet_rows_of_point(part, i) };
        struct block *its = &blocks[block.rows->point];

        if (its->rows && !is_same_block(its, &block))
            return sim_error_add(errors, part->name, block.rows->line,
                                 "this point stands in another part, too, with other results",
                                 NULL);
        *rows += its->rows ? 0 : block.count;
        *its = block;
        i += block.count;
    }
    return true;
}

static void put_blocks(struct sheet *merged, const struct block *blocks)
{
    for (uint32_t point = 1; point <= merged->points; point++) {
        for (uint32_t i = 0; i < blocks[point].count; i++)
            merged->rows[merged->row_count++] = blocks[point].rows[i];
    }
}

/* A copy of what the first part says of all, without rows. */
static struct sheet *begin(const struct sheet *first)
{
    struct sheet *merged = calloc(1, sizeof(*merged));

    if (!merged)
        return NULL;
    *merged = *first;
    merged->bytes = NULL; /* they, and the columns, are the part's */
    merged->shared = true;
    merged->rows = NULL;
    merged->row_count = 0;
    return merged;
}

struct sheet *sheet_merge(struct sheet *const *parts, uint32_t count, struct sim_errors *errors)
{
    const struct sheet *first;
    struct sheet *merged = NULL;
    struct block *blocks = NULL;
    uint32_t rows = 0;
    bool good = check_heads(parts, count, &first, errors);

    if (good) {
        merged = begin(first);
        blocks = calloc((size_t)first->points + 1, sizeof(*blocks));
        good = (merged && blocks) || sim_error_add(errors, NULL, 0, "out of memory", NULL);
    }
    for (uint32_t i = 0; good && i < count; i++)
        good = take_part(parts[i], blocks, &rows, errors);
    if (good) {
        merged->rows = calloc((size_t)rows + 1, sizeof(*merged->rows));
        good = merged->rows || sim_error_add(errors, NULL, 0, "out of memory", NULL);
    }
    if (good)
        put_blocks(merged, blocks);
    free(blocks);
    if (good)
        return merged;
    sheet_free(merged);
    return NULL;
}

/* ---- what is missing ---- */

#define RANGES_TOLD 6

static void put_range(struct sim_text *text, uint32_t from, uint32_t to)
{
    sim_text_put(text, text->used ? ", " : "");
    sim_text_put_int(text, from);
    if (to == from)
        return;
    sim_text_put(text, "-");
    sim_text_put_int(text, to);
}

bool sheet_put_missing(const struct sheet *sheet, struct sim_text *text)
{
    uint32_t expected = 1, ranges = 0, more = 0;

    for (uint32_t row = 0; expected <= sheet->points;) {
        uint32_t next = row < sheet->row_count ? sheet->rows[row].point : sheet->points + 1;

        if (next > expected && ranges++ < RANGES_TOLD)
            put_range(text, expected, next - 1);
        else if (next > expected)
            more += next - expected;
        expected = next + 1;
        row += row < sheet->row_count ? sheet_rows_of_point(sheet, row) : 0;
    }
    if (more) {
        sim_text_put(text, " and ");
        sim_text_put_int(text, more);
        sim_text_put(text, " more");
    }
    return ranges;
}

void sheet_write(const struct sheet *sheet, FILE *to)
{
    fprintf(to, "%.*s\n", (int)sheet->head_length, sheet->head);
    for (uint32_t i = 0; i < sheet->row_count; i++) {
        fwrite(sheet->rows[i].text, 1, sheet->rows[i].length, to);
        fputc('\n', to);
    }
}
