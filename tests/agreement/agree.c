/* SPDX-License-Identifier: GPL-3.0-or-later
 * Agreement with real interpreters: every line of a file of measurements against its prediction.
 *
 *   agree REFERENCE [WORD]     only lines whose name contains WORD
 *
 * A line of the reference is fields between semicolons; `#` begins a comment:
 *
 *   name; scenario; settings; value; runs; measured; low; high; allowed; source
 *
 * settings  of the run; where `/` stands between two lists of them, the value is that under the
 *           first divided by that under the second
 * value     an expression over a run, as in [expect]; what is compared is its mean over `runs`
 *           runs with different draws
 * measured  the median of real interpreters; low and high are the least and the most measured
 * allowed   `5%` of what was measured, `10points` of a share, `x3` a factor, `spread` between low
 *           and high, `exact`; with ` missed` behind it where the model is known to be outside
 *
 * Prints a table, and exits with 1 if a line is outside what is allowed and not known to be, or is
 * known to be and is not: the list of what the model misses must stay true. 4 if one cannot be
 * told. */
#include "ui/report/foretell.h"

#include <libgen.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum field {
    NAME,
    SCENARIO,
    SETTINGS,
    VALUE,
    RUNS,
    MEASURED,
    LOW,
    HIGH,
    ALLOWED,
    SOURCE,
    FIELDS
};

struct claim {
    char *field[FIELDS];
    double measured, low, high;
    double mean, deviation;
};

static const char *folder; /* of the reference: scenarios are named from there */
static const char *shipped[2];

static bool predict(struct claim *claim)
{
    char path[512];
    struct foretell what = { .path = path,
                             .search = shipped,
                             .settings = claim->field[SETTINGS],
                             .value = claim->field[VALUE],
                             .runs = strtol(claim->field[RUNS], NULL, 10) };
    double *values = calloc((size_t)what.runs, sizeof(*values)), sum = 0, squares = 0;
    bool good;

    snprintf(path, sizeof(path), "%s/%s", folder, claim->field[SCENARIO]);
    good = values && foretell(&what, values);
    for (long run = 0; good && run < what.runs; run++) {
        sum += values[run];
        squares += values[run] * values[run];
    }
    free(values);
    claim->mean = sum / (double)what.runs;
    claim->deviation =
        what.runs > 1 ? sqrt(fmax(0, (squares - sum * claim->mean) / (double)(what.runs - 1)))
                      : 0;
    return good;
}

/* ---- the table ---- */

static bool agrees(const struct claim *claim)
{
    const char *allowed = claim->field[ALLOWED];
    double away = fabs(claim->mean - claim->measured), most = strtod(allowed, NULL);

    if (!strcmp(allowed, "exact"))
        return claim->mean == claim->measured;
    if (!strcmp(allowed, "spread"))
        return claim->mean >= claim->low && claim->mean <= claim->high;
    if (*allowed == 'x') {
        most = strtod(allowed + 1, NULL);
        return claim->mean <= claim->measured * most && claim->mean * most >= claim->measured;
    }
    if (strstr(allowed, "points"))
        return away <= most / 100;
    return away <= most / 100 * fabs(claim->measured);
}

static bool is_known_miss(const struct claim *claim)
{
    return strstr(claim->field[ALLOWED], "missed") != NULL;
}

static const char *verdict(const struct claim *claim)
{
    if (is_known_miss(claim))
        return agrees(claim) ? "NO LONGER MISSED" : "missed, as known";
    return agrees(claim) ? "" : "NO";
}

static void print_head(void)
{
    printf("%-44s %10s %21s %10s %9s %7s %9s\n", "", "measured", "[least .. most]", "predicted",
           "deviation", "error", "allowed");
}

static void print_claim(const struct claim *claim)
{
    char range[64];

    snprintf(range, sizeof(range), "[%.4g .. %.4g]", claim->low, claim->high);
    printf("%-44s %10.4g %21s %10.4g %9.3g ", claim->field[NAME], claim->measured, range,
           claim->mean, claim->deviation);
    if (claim->measured != 0)
        printf("%+6.1f%%", 100 * (claim->mean / claim->measured - 1));
    else
        printf("%7s", "");
    printf(" %9.*s  %s\n", (int)strcspn(claim->field[ALLOWED], " "), claim->field[ALLOWED],
           verdict(claim));
}

/* Cuts a line at semicolons, without the blanks around each field. */
static bool cut(char *line, struct claim *claim)
{
    int count = 0;

    for (char *at = strtok(line, ";\n"); at && count < FIELDS; at = strtok(NULL, ";\n")) {
        char *end = at + strlen(at);

        at += strspn(at, " ");
        while (end > at && end[-1] == ' ')
            *--end = '\0';
        claim->field[count++] = at;
    }
    if (count != FIELDS)
        return false;
    claim->measured = strtod(claim->field[MEASURED], NULL);
    claim->low = strtod(claim->field[LOW], NULL);
    claim->high = strtod(claim->field[HIGH], NULL);
    return true;
}

int main(int argc, char **argv)
{
    FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
    char line[1024], copy[512];
    int number = 0, claims = 0, wrong = 0, unknown = 0, missed = 0;

    if (!file) {
        fprintf(stderr, "agree: cannot read %s\n", argc > 1 ? argv[1] : "REFERENCE");
        return 4;
    }
    snprintf(copy, sizeof(copy), "%s", argv[1]);
    folder = dirname(copy);
    shipped[0] = getenv("INTERLOCK_DATA");
    print_head();
    while (fgets(line, sizeof(line), file)) {
        struct claim claim = { .mean = 0 };

        number++;
        if (*line == '#' || *line == '\n')
            continue;
        if (!cut(line, &claim) || (argc > 2 && !strstr(claim.field[NAME], argv[2]))) {
            if (!claim.field[SOURCE])
                fprintf(stderr, "%s:%d: must have %d fields\n", argv[1], number, FIELDS);
            unknown += !claim.field[SOURCE];
            continue;
        }
        claims++;
        if (!predict(&claim)) {
            fprintf(stderr, "%s:%d: cannot be told\n", argv[1], number);
            unknown++;
            continue;
        }
        wrong += agrees(&claim) == is_known_miss(&claim);
        missed += !agrees(&claim);
        print_claim(&claim);
        fflush(stdout);
    }
    fclose(file);
    printf("%d claims: %d agree, %d do not, %d cannot be told; %d unlike what is known\n",
           claims, claims - missed - unknown, missed, unknown, wrong);
    return unknown ? 4 : wrong != 0;
}
