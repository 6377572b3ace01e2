/* SPDX-License-Identifier: GPL-3.0-or-later
 * The keys of [goal]. */
#include "scenarios/goal.h"

#include "scenarios/values.h"

#include <string.h>

static bool assign_ask(struct build *build, const struct place *place,
                       const struct read_entry *entry, uint32_t row)
{
    (void)place;
    (void)row;
    build->made->goal.ask = values_text(build, entry);
    return true;
}

static bool assign_goal(struct build *build, const struct place *place,
                        const struct read_entry *entry, uint32_t row)
{
    struct scenario_goal *goal = &build->made->goal;

    (void)row;
    goal->text = entry->value;
    goal->file = entry->file;
    goal->line = entry->line;
    return values_expr(build, place, entry->value, EXPR_TRUTH, &goal->expr);
}

static bool assign_times(struct build *build, const struct place *place,
                         const struct read_entry *entry, uint32_t row)
{
    (void)row;
    return values_yes_no(build, place, entry->value, &build->made->goal.timed);
}

/* "FILE: what it is" */
static bool assign_policy(struct build *build, const struct place *place,
                          const struct read_entry *entry, uint32_t row)
{
    struct scenario_goal *goal = &build->made->goal;
    const char *colon = strchr(entry->value, ':');
    struct scenario_policy policy;

    (void)row;
    if (!colon || colon == entry->value || !colon[1 + strspn(colon + 1, " ")])
        return complain(build->errors, place,
                        "needs a scenario and what it is: ordered-locks: both take left first",
                        NULL);
    policy.file = arena_text(build->arena, entry->value, (size_t)(colon - entry->value));
    policy.words = colon + 1 + strspn(colon + 1, " ");
    build->policies =
        arena_more(build->arena, build->policies, goal->policy_count, sizeof(*build->policies));
    build->policies[goal->policy_count++] = policy;
    return true;
}

bool goal_finish(struct build *build, const struct place *place, uint32_t row)
{
    (void)row;
    if (build->made->goal.text && build->made->goal.ask)
        return true;
    return complain(build->errors, place,
                    build->made->goal.ask ? "lacks `that =`" : "lacks `ask =`", NULL);
}

const struct section_key goal_keys[] = {
    { "ask", SECTION_LINES, assign_ask, "what one is asked to bring about" },
    { "that", SECTION_ONE_LINE, assign_goal,
      "a condition over a moment that is so when it has been reached" },
    { "times", SECTION_ONE_LINE, assign_times,
      "`yes`: the machine has its times, and a holder is asked after the switch interval" },
    { "policy", SECTION_MANY, assign_policy,
      "SCENARIO: WORDS, an answer to choose instead of choices to make; repeatable" },
    { NULL, 0, NULL, NULL },
};
