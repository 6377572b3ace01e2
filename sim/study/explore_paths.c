/* SPDX-License-Identifier: GPL-3.0-or-later
 * Along the graph of states: how many ways, and the best one. */
#include "sim/study/explore_part.h"

#include <stdlib.h>
#include <string.h>

/*
 * Both go over the nodes in one order, in which each comes before all that it leads to. The ways to
 * a node are the sum of those to the nodes before it. The fewest switches depend on who went on
 * last, so there is a row for each node and each last thread (0: nobody yet).
 */
struct best {
    uint32_t switches; /* NOWHERE: cannot be reached so */
    uint32_t from;     /* the row before */
};

static size_t row_of(const struct graph *graph, uint32_t node, uint32_t last)
{
    return (size_t)node * (graph->threads + 1) + last;
}

static void count_ways(const struct graph *graph, double *ways)
{
    ways[0] = 1;
    for (size_t i = graph->order_count; i-- > 0;) {
        const struct node *node = &graph->nodes[graph->order[i]];

        for (uint32_t e = 0; e < node->edge_count; e++) {
            const struct edge *edge = &graph->edges[node->first_edge + e];

            if (edge->to != NOWHERE)
                ways[edge->to] += ways[graph->order[i]];
        }
        if (node->outcome == NOWHERE)
            continue;
        graph->result->outcomes[node->outcome].schedules += ways[graph->order[i]];
        graph->result->schedules += ways[graph->order[i]];
    }
}

static void relax(const struct graph *graph, struct best *best, uint32_t at)
{
    const struct node *node = &graph->nodes[at];

    for (uint32_t last = 0; last <= graph->threads; last++) {
        size_t row = row_of(graph, at, last);

        if (best[row].switches == NOWHERE)
            continue;
        for (uint32_t e = 0; e < node->edge_count; e++) {
            const struct edge *edge = &graph->edges[node->first_edge + e];
            uint32_t switches = best[row].switches + (last && edge->thread != last);
            struct best *there;

            if (edge->to == NOWHERE)
                continue;
            there = &best[row_of(graph, edge->to, edge->thread)];
            if (switches < there->switches)
                *there = (struct best){ switches, (uint32_t)row };
        }
    }
}

/* The choices on the way to a row, from its end. */
static bool keep_choices(const struct graph *graph, const struct best *best, size_t end,
                         struct explore_outcome *outcome)
{
    uint32_t count = 0, stride = graph->threads + 1;

    for (size_t row = end; row >= stride; row = best[row].from)
        count += graph->nodes[best[row].from / stride].several;
    outcome->choices = malloc((count + 1) * sizeof(*outcome->choices));
    if (!outcome->choices)
        return false;
    outcome->choice_count = count;
    for (size_t row = end; row >= stride; row = best[row].from) {
        if (graph->nodes[best[row].from / stride].several)
            outcome->choices[--count] = (uint32_t)(row % stride);
    }
    return true;
}

/* The best end of each outcome. */
static bool choose_ends(const struct graph *graph, const struct best *best)
{
    struct explore *result = graph->result;
    size_t *ends = calloc(result->outcome_count + 1, sizeof(*ends));
    bool good = ends != NULL;

    for (uint32_t i = 0; good && i < result->outcome_count; i++)
        result->outcomes[i].switches = NOWHERE;
    for (uint32_t n = 0; good && n < graph->node_count; n++) {
        uint32_t o = graph->nodes[n].outcome;

        for (uint32_t last = 0; o != NOWHERE && last <= graph->threads; last++) {
            size_t row = row_of(graph, n, last);

            if (best[row].switches >= result->outcomes[o].switches)
                continue;
            result->outcomes[o].switches = best[row].switches;
            ends[o] = row;
        }
    }
    for (uint32_t i = 0; good && i < result->outcome_count; i++)
        good = keep_choices(graph, best, ends[i], &result->outcomes[i]);
    free(ends);
    return good;
}

bool explore_paths(struct graph *graph)
{
    size_t rows = graph->node_count * (graph->threads + 1);
    double *ways = calloc(graph->node_count, sizeof(*ways));
    struct best *best = rows < NOWHERE ? malloc(rows * sizeof(*best)) : NULL;
    bool good = ways && best;

    if (good) {
        count_ways(graph, ways);
        memset(best, 0xff, rows * sizeof(*best));
        best[0].switches = 0;
        for (size_t i = graph->order_count; i-- > 0;)
            relax(graph, best, graph->order[i]);
        good = choose_ends(graph, best);
    }
    free(ways);
    free(best);
    return good;
}
