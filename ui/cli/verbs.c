/* SPDX-License-Identifier: GPL-3.0-or-later
 * The list of verbs. */
#include "ui/cli/cli.h"

extern const struct cli_verb verb_run;
extern const struct cli_verb verb_compare;
extern const struct cli_verb verb_advise;
extern const struct cli_verb verb_sweep;
extern const struct cli_verb verb_merge;
extern const struct cli_verb verb_plot;
extern const struct cli_verb verb_step;
extern const struct cli_verb verb_explore;
extern const struct cli_verb verb_play;
extern const struct cli_verb verb_view;
extern const struct cli_verb verb_export;
extern const struct cli_verb verb_report;
extern const struct cli_verb verb_lesson;
extern const struct cli_verb verb_quiz;
extern const struct cli_verb verb_trace;
extern const struct cli_verb verb_record;
extern const struct cli_verb verb_top;
extern const struct cli_verb verb_derive;
extern const struct cli_verb verb_points;
extern const struct cli_verb verb_kernels;
extern const struct cli_verb verb_calibrate;
extern const struct cli_verb verb_verify;
extern const struct cli_verb verb_check;
extern const struct cli_verb verb_list;
extern const struct cli_verb verb_explain;
extern const struct cli_verb verb_completion;

const struct cli_verb *const cli_verbs[] = {
    &verb_run,        &verb_compare, &verb_advise,  &verb_sweep,  &verb_merge,
    &verb_plot,       &verb_step,    &verb_explore, &verb_play,   &verb_view,
    &verb_export,     &verb_report,  &verb_lesson,  &verb_quiz,   &verb_trace,
    &verb_record,     &verb_top,     &verb_derive,  &verb_points, &verb_kernels,
    &verb_calibrate,  &verb_verify,  &verb_check,   &verb_list,   &verb_explain,
    &verb_completion, NULL,
};
