/* SPDX-License-Identifier: GPL-3.0-or-later
 * A sweep as JSON, an object on each line; and the points that it would run. */
#include "config.h"

#include "ui/report/json.h"
#include "ui/report/sweep.h"

#include <stdlib.h>
#include <string.h>

/* ---- JSON ---- */

static bool put_object(FILE *to, json_t *object)
{
    bool good =
        object && json_dumpf(object, to,
                             JSON_COMPACT | JSON_REAL_PRECISION(9) | JSON_PRESERVE_ORDER) == 0;

    json_decref(object);
    fputc('\n', to);
    return good;
}

static json_t *axes_of(const struct scenario_sweep *sweep)
{
    json_t *axes = json_object();

    for (uint32_t i = 0; i < sweep->axis_count; i++) {
        json_t *values = json_array();

        for (uint32_t k = 0; k < sweep->axes[i].count; k++)
            json_array_append_new(values, json_string(sweep->axes[i].values[k]));
        json_object_set_new(axes, sweep->axes[i].key, values);
    }
    return axes;
}

/* A number where there is one, null where there is nothing. */
static json_t *cell(const struct sheet *sheet, const struct sheet_row *row, uint32_t column)
{
    char text[512], *end;
    double number;

    sheet_cell(sheet, row, column, text, sizeof(text));
    if (!*text)
        return json_null();
    number = strtod(text, &end);
    if (*end)
        return json_string(text);
    return strpbrk(text, ".e") ? json_real(number) : json_integer(strtoll(text, NULL, 10));
}

static json_t *object_of(const struct sheet *sheet, const struct sheet_row *row)
{
    json_t *object = json_object(), *axes = json_object();
    char text[512];
    uint32_t i = sheet->first_axis;

    json_object_set_new(object, "point", json_integer(row->point));
    for (; i < sheet->first_axis + sheet->axis_count; i++)
        json_object_set_new(axes, sheet->columns[i],
                            json_string(sheet_cell(sheet, row, i, text, sizeof(text))));
    json_object_set_new(object, "axes", axes);
    for (; i < sheet->column_count; i++)
        json_object_set_new(object, sheet->columns[i], cell(sheet, row, i));
    return object;
}

bool report_sweep_lines(FILE *to, const struct scenario *scenario, const struct sheet *sheet)
{
    json_t *head = report_head("interlock/sweep/1", scenario);

    if (head) {
        json_object_set_new(head, "sweep", json_string(sheet->sweep));
        json_object_set_new(head, "points", json_integer(sheet->points));
        json_object_set_new(head, "axes", axes_of(scenario->sweep));
    }
    if (!put_object(to, head))
        return false;
    for (uint32_t i = 0; i < sheet->row_count; i++) {
        if (!put_object(to, object_of(sheet, &sheet->rows[i])))
            return false;
    }
    return true;
}

/* ---- points ---- */

void report_sweep_points(FILE *to, const struct scenario *scenario,
                         const struct sweep_points *points,
                         bool (*take)(const void *context, uint32_t place), const void *context)
{
    const struct scenario_sweep *sweep = scenario->sweep;
    int number = snprintf(NULL, 0, "%u", points->count);

    fprintf(to, "%*s", number > 5 ? number : 5, "point");
    for (uint32_t i = 0; i < sweep->axis_count; i++)
        fprintf(to, "  %s", sweep->axes[i].key);
    fputc('\n', to);
    for (uint32_t p = 0; p < points->count; p++) {
        if (take && !take(context, p))
            continue;
        fprintf(to, "%*u", number > 5 ? number : 5, p + 1);
        for (uint32_t i = 0; i < sweep->axis_count; i++)
            fprintf(to, "  %*s", (int)strlen(sweep->axes[i].key),
                    sweep_value(sweep, points->list[p], i));
        fputc('\n', to);
    }
}
