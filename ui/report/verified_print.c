/* SPDX-License-Identifier: GPL-3.0-or-later
 * Predictions beside measurements, for people. */
#include "ui/report/verified.h"

#include <math.h>
#include <string.h>

/* Three digits that say something, or an integer. */
static const char *put(char text[32], double number)
{
    double size = fabs(number);

    if (size >= 100)
        snprintf(text, 32, "%.0f", number);
    else
        snprintf(text, 32, "%.*f", size >= 10 ? 1 : 2, number);
    return text;
}

/* Whether it is the first line of its interpreter. */
static bool begins(const struct verified *verified, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (!strcmp(verified->lines[i].interpreter, verified->lines[at].interpreter))
            return false;
    }
    return true;
}

static void put_sum(const struct verified *verified, const char *interpreter, FILE *to)
{
    struct verified_sum sum = verified_sum(verified, interpreter);

    fprintf(to, "%d %s: %d good, %d missed, %d too noisy to tell, %d failed", sum.cases,
            sum.cases == 1 ? "case" : "cases", sum.verdicts[VERIFIED_GOOD],
            sum.verdicts[VERIFIED_MISSED], sum.verdicts[VERIFIED_NOISY],
            sum.verdicts[VERIFIED_FAILED]);
    if (sum.verdicts[VERIFIED_GOOD] + sum.verdicts[VERIFIED_MISSED])
        fprintf(to, "; median error %.1f %%, worst %.1f %%", 100 * sum.median_error,
                100 * sum.worst_error);
}

/* ---- text ---- */

static void print_failure(const struct verified_line *line, FILE *to)
{
    const char *said = line->said;

    fprintf(to, "  %-28s  failed: %s\n", line->name, line->why ? line->why : "no figure");
    while (said && *said) {
        int length = (int)strcspn(said, "\n");

        fprintf(to, "      %.*s\n", length < 200 ? length : 200, said);
        said += length + (said[length] == '\n');
    }
}

static void print_line(const struct verified_line *line, FILE *to)
{
    static const char *const words[VERIFIED_VERDICTS] = {
        [VERIFIED_GOOD] = "",
        [VERIFIED_MISSED] = "  missed",
        [VERIFIED_NOISY] = "  noisy",
        [VERIFIED_FAILED] = "",
    };
    char predicted[32], measured[32], low[32], high[32], range[72];

    if (line->verdict == VERIFIED_FAILED) {
        print_failure(line, to);
        return;
    }
    snprintf(range, sizeof(range), "[%s-%s]", put(low, line->low), put(high, line->high));
    fprintf(to, "  %-28s %8s %8s  %-15s %+6.1f %%%s\n", line->name,
            put(predicted, line->predicted), put(measured, line->measured), range,
            100 * verified_error(line), words[line->verdict]);
}

void verified_print(const struct verified *verified, FILE *to)
{
    if (verified->machine)
        fprintf(to, "%s\n", verified->machine);
    if (verified->doubt)
        fprintf(to, "these figures are doubtful: %s\n", verified->doubt);
    for (size_t at = 0; at < verified->count; at++) {
        const char *interpreter = verified->lines[at].interpreter;

        if (!begins(verified, at))
            continue;
        fprintf(to, "\n%-30s %8s %8s  %-15s %8s\n", interpreter, "foretold", "measured",
                "spread", "error");
        for (size_t i = at; i < verified->count; i++) {
            if (!strcmp(verified->lines[i].interpreter, interpreter))
                print_line(&verified->lines[i], to);
        }
        fputs("  ", to);
        put_sum(verified, interpreter, to);
        fputc('\n', to);
    }
    fputs("\nin all: ", to);
    put_sum(verified, NULL, to);
    fputs("\nnoisy: half the spread is more than the error allowed, so nothing can be told\n",
          to);
}

/* ---- Markdown ---- */

static void markdown_line(const struct verified_line *line, FILE *to)
{
    static const char *const words[VERIFIED_VERDICTS] = {
        [VERIFIED_GOOD] = "good",
        [VERIFIED_MISSED] = "**missed**",
        [VERIFIED_NOISY] = "too noisy to tell",
        [VERIFIED_FAILED] = "failed",
    };
    char predicted[32], measured[32], low[32], high[32];

    if (line->verdict == VERIFIED_FAILED) {
        fprintf(to, "| %s | | | | | failed: %s |\n", line->name,
                line->why ? line->why : "no figure");
        return;
    }
    fprintf(to, "| %s | %s | %s | %s–%s | %+.1f %% (%.0f %%) | %s |\n", line->name,
            put(predicted, line->predicted), put(measured, line->measured), put(low, line->low),
            put(high, line->high), 100 * verified_error(line), 100 * line->allowed,
            words[line->verdict]);
}

void verified_print_markdown(const struct verified *verified, FILE *to)
{
    for (size_t at = 0; at < verified->count; at++) {
        const char *interpreter = verified->lines[at].interpreter;

        if (!begins(verified, at))
            continue;
        fprintf(to, "### %s\n\n", interpreter);
        fputs("| case | predicted | measured | spread | error (allowed) | |\n"
              "| --- | ---: | ---: | --- | ---: | --- |\n",
              to);
        for (size_t i = at; i < verified->count; i++) {
            if (!strcmp(verified->lines[i].interpreter, interpreter))
                markdown_line(&verified->lines[i], to);
        }
        fputc('\n', to);
        put_sum(verified, interpreter, to);
        fputs(".\n\n", to);
    }
    fputs("In all ", to);
    put_sum(verified, NULL, to);
    fputs(".\n", to);
}
