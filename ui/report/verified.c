/* SPDX-License-Identifier: GPL-3.0-or-later
 * Medians, verdicts, sums; and as JSON. */
#include "ui/report/verified.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct verified_line *verified_add(struct verified *verified)
{
    if (verified->count == verified->room) {
        size_t room = verified->room ? 2 * verified->room : 64;
        struct verified_line *lines = realloc(verified->lines, room * sizeof(*lines));

        if (!lines)
            return NULL;
        verified->lines = lines;
        verified->room = room;
    }
    verified->lines[verified->count] = (struct verified_line){ .verdict = VERIFIED_FAILED };
    return &verified->lines[verified->count++];
}

void verified_free(struct verified *verified)
{
    for (size_t i = 0; i < verified->count; i++) {
        struct verified_line *line = &verified->lines[i];

        free(line->name);
        free(line->interpreter);
        free(line->python);
        free(line->samples);
        free(line->why);
        free(line->said);
        json_decref(line->given);
    }
    free(verified->lines);
    free(verified->machine);
    free(verified->doubt);
    *verified = (struct verified){ .count = 0 };
}

/* ---- judging ---- */

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double middle(double *values, size_t count)
{
    qsort(values, count, sizeof(*values), compare);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

/* How many of the least and of the greatest of n values can be left out, so that the median of
 * what they were drawn from lies among the others 19 times out of 20. */
static size_t left_out(size_t n)
{
    double term = pow(0.5, (double)n), sum = 0;
    size_t k = 0;

    while (k < n / 2 && (sum += term) <= 0.025) {
        k++;
        term *= (double)(n - k + 1) / (double)k;
    }
    return k ? k - 1 : 0;
}

double verified_error(const struct verified_line *line)
{
    if (line->predicted == line->measured)
        return 0;
    return line->measured != 0 ? line->predicted / line->measured - 1 : NAN;
}

void verified_judge(struct verified_line *line)
{
    size_t out = left_out(line->sample_count);

    if (line->why || !line->sample_count) {
        line->verdict = VERIFIED_FAILED;
        return;
    }
    line->measured = middle(line->samples, line->sample_count);
    line->low = line->samples[out];
    line->high = line->samples[line->sample_count - 1 - out];
    if ((line->high - line->low) / 2 > line->allowed * fabs(line->measured))
        line->verdict = VERIFIED_NOISY;
    else if (fabs(verified_error(line)) <= line->allowed)
        line->verdict = VERIFIED_GOOD;
    else
        line->verdict = VERIFIED_MISSED;
}

struct verified_sum verified_sum(const struct verified *verified, const char *interpreter)
{
    struct verified_sum sum = { .cases = 0 };
    double *errors = calloc(verified->count + 1, sizeof(*errors));
    size_t told = 0;

    for (size_t i = 0; i < verified->count; i++) {
        const struct verified_line *line = &verified->lines[i];

        if (interpreter && strcmp(interpreter, line->interpreter) != 0)
            continue;
        sum.cases++;
        sum.verdicts[line->verdict]++;
        if (errors && !isnan(verified_error(line)) &&
            (line->verdict == VERIFIED_GOOD || line->verdict == VERIFIED_MISSED))
            errors[told++] = fabs(verified_error(line));
    }
    if (told) {
        sum.median_error = middle(errors, told);
        sum.worst_error = errors[told - 1];
    }
    free(errors);
    return sum;
}

/* ---- JSON ---- */

static const char *const verdict_names[VERIFIED_VERDICTS] = {
    [VERIFIED_GOOD] = "good",
    [VERIFIED_MISSED] = "missed",
    [VERIFIED_NOISY] = "too noisy",
    [VERIFIED_FAILED] = "failed",
};

static json_t *string_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *number_or_null(const struct verified_line *line, double number)
{
    return line->why || isnan(number) ? json_null() : json_real(number);
}

static json_t *line_json(const struct verified_line *line)
{
    json_t *object = json_object(), *samples = json_array();

    for (size_t i = 0; i < line->sample_count; i++)
        json_array_append_new(samples, json_real(line->samples[i]));
    json_object_set_new(object, "name", json_string(line->name));
    json_object_set_new(object, "interpreter", json_string(line->interpreter));
    json_object_set_new(object, "python", json_string(line->python));
    json_object_set_new(object, "measured", number_or_null(line, line->measured));
    json_object_set_new(object, "low", number_or_null(line, line->low));
    json_object_set_new(object, "high", number_or_null(line, line->high));
    json_object_set_new(object, "predicted", number_or_null(line, line->predicted));
    json_object_set_new(object, "error", number_or_null(line, verified_error(line)));
    json_object_set_new(object, "allowed", json_real(line->allowed));
    json_object_set_new(object, "verdict", json_string(verdict_names[line->verdict]));
    json_object_set_new(object, "samples", samples);
    json_object_set(object, "given", line->given ? line->given : json_null());
    json_object_set_new(object, "why", string_or_null(line->why));
    json_object_set_new(object, "stderr", string_or_null(line->said));
    return object;
}

void verified_put_json(json_t *object, const struct verified *verified)
{
    struct verified_sum sum = verified_sum(verified, NULL);
    json_t *cases = json_array();

    for (size_t i = 0; i < verified->count; i++)
        json_array_append_new(cases, line_json(&verified->lines[i]));
    json_object_set_new(object, "machine", string_or_null(verified->machine));
    json_object_set_new(object, "doubt", string_or_null(verified->doubt));
    json_object_set_new(object, "cases", cases);
    json_object_set_new(object, "good", json_integer(sum.verdicts[VERIFIED_GOOD]));
    json_object_set_new(object, "missed", json_integer(sum.verdicts[VERIFIED_MISSED]));
    json_object_set_new(object, "too_noisy", json_integer(sum.verdicts[VERIFIED_NOISY]));
    json_object_set_new(object, "failed", json_integer(sum.verdicts[VERIFIED_FAILED]));
    json_object_set_new(object, "median_error", json_real(sum.median_error));
    json_object_set_new(object, "worst_error", json_real(sum.worst_error));
}

static char *copy_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? strdup(text) : NULL;
}

static bool take_samples(struct verified_line *line, const json_t *samples)
{
    line->samples = calloc(json_array_size(samples) + 1, sizeof(*line->samples));
    for (size_t i = 0; line->samples && i < json_array_size(samples); i++) {
        const json_t *sample = json_array_get(samples, i);

        if (!json_is_number(sample))
            return false;
        line->samples[line->sample_count++] = json_number_value(sample);
    }
    return line->samples;
}

bool verified_take_json(struct verified *verified, const json_t *object)
{
    const json_t *cases = json_object_get(object, "cases");

    if (!json_is_array(cases))
        return false;
    if (!verified->machine)
        verified->machine = copy_of(object, "machine");
    if (!verified->doubt)
        verified->doubt = copy_of(object, "doubt");
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *from = json_array_get(cases, i);
        struct verified_line *line = verified_add(verified);

        if (!line)
            return false;
        line->name = copy_of(from, "name");
        line->interpreter = copy_of(from, "interpreter");
        line->python = copy_of(from, "python");
        line->why = copy_of(from, "why");
        line->said = copy_of(from, "stderr");
        line->given = json_deep_copy(json_object_get(from, "given"));
        if (!line->name || !line->interpreter || !line->python ||
            !take_samples(line, json_object_get(from, "samples")))
            return false;
    }
    return true;
}
