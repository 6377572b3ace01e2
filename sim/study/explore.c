/* SPDX-License-Identifier: GPL-3.0-or-later
 * Searching all schedules, depth first over checkpoints. */
#include "sim/study/explore_part.h"

#include "sim/base/grow.h"
#include "sim/base/hash.h"
#include "sim/mech/hand.h"
#include "sim/mech/loop.h"
#include "sim/mech/sync.h"
#include "sim/study/result.h"

#include <stdlib.h>
#include <string.h>

/* A choice under way: the machine as it was there, and which threads are still to be tried. */
struct level {
    unsigned char *checkpoint;
    uint32_t node;
    uint32_t next; /* thread to be tried next */
    uint32_t preemptions;
    struct thread_set set; /* only these are tried */
};

struct search {
    struct sim *sim;
    const struct explore_limits *limits;
    uint64_t events; /* so far, in all schedules */
    struct graph graph;
    uint32_t *table; /* hash table of nodes, NOWHERE for empty places */
    size_t table_size;
    struct level *levels;
    size_t depth, level_room;
    uint64_t *words; /* the state at hand, as what its hash is taken of */
    size_t word_count;
    struct future future;
};

/* ---- what a state is ---- */

static void put_word(struct search *search, uint64_t word)
{
    search->words[search->word_count++] = word;
}

static void put_thread(struct search *search, const struct sim_thread *thread)
{
    const struct sim *sim = search->sim;
    const struct sim_tstate *tstate = &sim->tstates[thread->self.i];
    const struct sim_group *group = &sim->scenario->groups[thread->group];

    put_word(search, (uint64_t)thread->schedule << 56 | (uint64_t)thread->depth << 48 |
                         (uint64_t)tstate->stale << 40 | (uint64_t)tstate->holds << 32 |
                         thread->pc);
    put_word(search, (uint64_t)thread->work_draws << 32 | (uint64_t)thread->waiting << 8 |
                         (uint64_t)tstate->touched << 4 | tstate->requested);
    put_word(search, (uint64_t)tstate->total);
    put_word(search, (uint64_t)tstate->done);
    put_word(search, tstate->stale ? (uint64_t)tstate->stale_value : 0);
    if (thread->carrier.i) /* what they wait for comes to the first in a list */
        put_word(search, (uint64_t)thread->wait_next.i << 8 | thread->reason);
    for (uint32_t i = 0; i < thread->depth; i++)
        put_word(search,
                 (uint64_t)thread->frames[i].state << 32 | (uint64_t)thread->frames[i].arg);
    for (uint32_t i = 0; i < sim->scenario->programs[group->program].depth; i++)
        put_word(search, (uint64_t)sim->blocks[thread->blocks + i].value);
}

static void put_objects(struct search *search)
{
    const struct sim *sim = search->sim;
    const struct sim_scenario *scenario = sim->scenario;

    for (uint32_t i = 1; i <= scenario->vars.count; i++) {
        put_word(search, (uint64_t)sim->vars[i].value);
        put_word(search, (uint64_t)sim->vars[i].updates);
    }
    for (uint32_t i = 1; i <= scenario->locks.count + scenario->vars.count; i++)
        put_word(search, sim->locks[i].holder.i);
    for (uint32_t i = 1; i <= scenario->queues.count; i++)
        put_word(search, sim->queues[i].items);
    for (uint32_t i = 1; i <= scenario->barriers.count; i++)
        put_word(search, (uint64_t)sim->barriers[i].round << 32 | sim->barriers[i].here);
    for (uint32_t i = 1; i <= scenario->events.count; i++)
        put_word(search, sim->flags[i].set);
}

/* An event loop: whose turn it is, and who has the next ones. */
static void put_loop(struct search *search)
{
    const struct sim_loop *loop = search->sim->loop;

    if (!search->sim->carrier_count)
        return;
    put_word(search, (uint64_t)loop->ready.first.i << 32 | loop->arrived.first.i);
    put_word(search, (uint64_t)loop->ready_count << 32 | loop->arrived_count);
    put_word(search, (uint64_t)loop->aboard.i << 32 | loop->todo);
    put_word(search, (uint64_t)loop->reading << 2 | loop->timed << 1 | loop->asleep);
}

/* The most words that a state takes. */
static size_t words_of(const struct sim *sim)
{
    const struct sim_scenario *scenario = sim->scenario;
    size_t words = scenario->vars.count * 3u + scenario->locks.count + scenario->queues.count +
                   scenario->barriers.count + scenario->events.count + 2;

    uint32_t deepest = 0;

    for (uint32_t p = 0; p < scenario->program_count; p++)
        deepest = scenario->programs[p].depth > deepest ? scenario->programs[p].depth : deepest;
    return words + 4 + (size_t)sim->thread_count * (6 + SIM_FRAMES + deepest);
}

/* Under a bound on preemptions the future also depends on how many there were, and on whom the
 * next one would hit. */
static struct state_key key_of(struct search *search, uint32_t preemptions)
{
    const struct sim *sim = search->sim;

    search->word_count = 0;
    put_word(search, search->limits->preemptions < 0
                         ? sim->head->status
                         : (uint64_t)preemptions << 32 |
                               (uint64_t)sim->interps[1].standing.i << 8 | sim->head->status);
    for (uint32_t i = 1; i <= sim->thread_count; i++)
        put_thread(search, &sim->threads[i]);
    put_objects(search);
    put_loop(search);
    return (struct state_key){
        sim_hash(search->words, search->word_count * 8, 1),
        sim_hash(search->words, search->word_count * 8, UINT64_C(0x6a09e667f3bcc909)),
    };
}

/* ---- states met ---- */

static uint32_t *place_of(const struct search *search, struct state_key key)
{
    size_t at = key.a & (search->table_size - 1);

    while (search->table[at] != NOWHERE) {
        const struct node *node = &search->graph.nodes[search->table[at]];

        if (node->key.a == key.a && node->key.b == key.b)
            break;
        at = (at + 1) & (search->table_size - 1);
    }
    return &search->table[at];
}

static bool widen_table(struct search *search)
{
    size_t size = search->table_size ? search->table_size * 2 : 1024;
    uint32_t *table = malloc(size * sizeof(*table));

    if (!table)
        return false;
    memset(table, 0xff, size * sizeof(*table));
    free(search->table);
    search->table = table;
    search->table_size = size;
    for (size_t i = 0; i < search->graph.node_count; i++)
        *place_of(search, search->graph.nodes[i].key) = (uint32_t)i;
    return true;
}

/* The node of a state; *fresh tells whether it is new. NOWHERE when out of memory. */
static uint32_t node_of(struct search *search, struct state_key key, bool *fresh)
{
    struct graph *graph = &search->graph;
    uint32_t *place;

    if (graph->node_count * 2 >= search->table_size && !widen_table(search))
        return NOWHERE;
    place = place_of(search, key);
    *fresh = *place == NOWHERE;
    if (!*fresh)
        return *place;
    if (!sim_grow(&graph->nodes, &graph->node_room, graph->node_count, sizeof(*graph->nodes)))
        return NOWHERE;
    graph->nodes[graph->node_count] = (struct node){ .key = key, .outcome = NOWHERE };
    *place = (uint32_t)graph->node_count;
    return (uint32_t)graph->node_count++;
}

static bool finish_node(struct search *search, uint32_t node)
{
    struct graph *graph = &search->graph;

    if (!sim_grow(&graph->order, &graph->order_room, graph->order_count, sizeof(*graph->order)))
        return false;
    graph->order[graph->order_count++] = node;
    return true;
}

/* ---- outcomes ---- */

static bool same_outcome(const struct search *search, const struct explore_outcome *outcome)
{
    const struct sim *sim = search->sim;
    uint32_t threads = sim->thread_count - sim->carrier_count;

    if (outcome->status != (enum sim_status)sim->head->status)
        return false;
    for (uint32_t i = 0; i < sim->scenario->vars.count; i++) {
        if (outcome->values[i] != sim->vars[i + 1].value ||
            outcome->updates[i] != sim->vars[i + 1].updates)
            return false;
    }
    /* Two deadlocks are the same when the same threads are stuck at the same ops. */
    for (uint32_t i = 1; outcome->status == SIM_DEADLOCK && i <= threads; i++) {
        if (outcome->stuck[i] != sim->threads[i].pc)
            return false;
    }
    return true;
}

static bool add_outcome(struct search *search)
{
    struct explore *result = search->graph.result;
    const struct sim *sim = search->sim;
    uint32_t vars = sim->scenario->vars.count;
    struct explore_outcome *outcome;

    if (!sim_grow(&result->outcomes, &search->graph.outcome_room, result->outcome_count,
                  sizeof(*result->outcomes)))
        return false;
    outcome = &result->outcomes[result->outcome_count];
    *outcome = (struct explore_outcome){ .status = (enum sim_status)sim->head->status,
                                         .values = calloc(2u * vars + 1, sizeof(int64_t)),
                                         .stuck = calloc(sim->thread_count + 1,
                                                         sizeof(*outcome->stuck)) };
    result->outcome_count++;
    if (!outcome->values || !outcome->stuck)
        return false;
    outcome->updates = outcome->values + vars;
    for (uint32_t i = 0; i < vars; i++) {
        outcome->values[i] = sim->vars[i + 1].value;
        outcome->updates[i] = sim->vars[i + 1].updates;
    }
    for (uint32_t i = 1; i <= sim->thread_count; i++)
        outcome->stuck[i] = sim->threads[i].pc;
    return true;
}

static bool take_outcome(struct search *search, struct node *node)
{
    struct explore *result = search->graph.result;
    uint32_t i = 0;

    while (i < result->outcome_count && !same_outcome(search, &result->outcomes[i]))
        i++;
    if (i == result->outcome_count && !add_outcome(search))
        return false;
    node->outcome = i;
    return true;
}

/* ---- the search ---- */

/* From the beginning, or with a choice that has just been made. */
static enum explore_end run_to_choice(struct search *search)
{
    struct sim_record records[SIM_RECORDS_PER_STEP];
    struct sim *sim = search->sim;

    do {
        if (search->events == search->limits->events)
            return EXPLORE_EVENTS_SPENT;
        sim->out = records;
        sim_step(sim);
        if (!(++search->events & 0xffff) && study_is_interrupted(search->limits->interrupted))
            return EXPLORE_INTERRUPTED;
    } while (sim->head->status == SIM_GOING && !hand_due(sim));
    return EXPLORE_ALL;
}

static struct level *add_level(struct search *search)
{
    struct level *level;

    if (search->depth == search->level_room) {
        size_t before = search->level_room;

        if (!sim_grow(&search->levels, &search->level_room, search->depth,
                      sizeof(*search->levels)))
            return NULL;
        memset(search->levels + before, 0,
               (search->level_room - before) * sizeof(*search->levels));
    }
    level = &search->levels[search->depth];
    if (!level->checkpoint)
        level->checkpoint = malloc(search->sim->size);
    if (level->checkpoint)
        search->depth++;
    return level->checkpoint ? level : NULL;
}

/* A state with a choice that has not been met before: its edges are reserved, a level is added. */
static enum explore_end open_node(struct search *search, uint32_t node, uint32_t preemptions)
{
    struct graph *graph = &search->graph;
    struct level *level;
    uint32_t ready = count_ready(search->sim);

    if (search->depth == search->limits->depth)
        return EXPLORE_TOO_DEEP;
    level = add_level(search);
    if (!level)
        return EXPLORE_NO_MEMORY;
    sim_save(search->sim, level->checkpoint);
    level->node = node;
    level->next = 1;
    level->preemptions = preemptions;
    level->set = smallest_set(&search->future, search->sim, ready);
    graph->result->classes |= level->set.ready < ready;
    graph->nodes[node].several = ready > 1;
    graph->nodes[node].first_edge = (uint32_t)graph->edge_count;
    for (uint32_t i = 0; i < level->set.ready; i++) {
        if (!sim_grow(&graph->edges, &graph->edge_room, graph->edge_count,
                      sizeof(*graph->edges)))
            return EXPLORE_NO_MEMORY;
        graph->edges[graph->edge_count++] = (struct edge){ .to = NOWHERE };
    }
    return EXPLORE_ALL;
}

/* The machine has come to its next choice, or to its end: *node is that state. */
static enum explore_end arrive(struct search *search, uint32_t preemptions, uint32_t *node)
{
    struct graph *graph = &search->graph;
    bool fresh;

    *node = node_of(search, key_of(search, preemptions), &fresh);
    if (*node == NOWHERE)
        return EXPLORE_NO_MEMORY;
    if (!fresh)
        return EXPLORE_ALL;
    if (search->sim->head->status == SIM_GOING)
        return open_node(search, *node, preemptions);
    return take_outcome(search, &graph->nodes[*node]) && finish_node(search, *node)
               ? EXPLORE_ALL
               : EXPLORE_NO_MEMORY;
}

/* Would it take the lock from somebody who could go on? */
static bool preempts(const struct sim *sim, uint32_t thread)
{
    uint32_t standing = hand_standing(sim);

    return standing && standing != thread && hand_may(sim, standing);
}

/* The next thread to try at a level, the machine being put there; 0: all have been. */
static uint32_t next_to_try(struct search *search, struct level *level)
{
    struct sim *sim = search->sim;
    int most = search->limits->preemptions;

    sim_restore(sim, level->checkpoint);
    for (; level->next <= sim->thread_count; level->next++) {
        uint32_t thread = level->next;

        if (!hand_may(sim, thread) || !is_in_set(&search->future, sim, &level->set, thread))
            continue;
        if (most < 0 || !preempts(sim, thread) || level->preemptions < (uint32_t)most)
            return level->next++;
        search->graph.result->bounded = true;
    }
    return 0;
}

/* Tries one more thread at the deepest level, or leaves it. */
static enum explore_end go_on(struct search *search)
{
    size_t at = search->depth - 1;
    struct level *level = &search->levels[at];
    uint32_t thread = next_to_try(search, level), to, preemptions, edge, from = level->node;
    struct node *node = &search->graph.nodes[from];
    enum explore_end end;

    if (!thread) {
        search->depth--;
        return finish_node(search, from) ? EXPLORE_ALL : EXPLORE_NO_MEMORY;
    }
    preemptions = level->preemptions;
    if (search->limits->preemptions >= 0)
        preemptions += preempts(search->sim, thread);
    edge = node->first_edge + node->edge_count++;
    sim_choose(search->sim, thread);
    end = run_to_choice(search);
    if (end != EXPLORE_ALL)
        return end;
    end = arrive(search, preemptions, &to);
    if (end != EXPLORE_NO_MEMORY)
        search->graph.edges[edge] = (struct edge){ to, thread };
    return end;
}

static enum explore_end search_all(struct search *search)
{
    uint32_t root;
    enum explore_end end = run_to_choice(search);

    if (end == EXPLORE_ALL)
        end = arrive(search, 0, &root);
    while (end == EXPLORE_ALL && search->depth) {
        if (study_is_interrupted(search->limits->interrupted))
            end = EXPLORE_INTERRUPTED;
        else if (search->graph.node_count >= search->limits->states)
            end = EXPLORE_STATES_SPENT;
        else
            end = go_on(search);
    }
    for (; search->depth; search->depth--) { /* what is known of them is all there is */
        if (!finish_node(search, search->levels[search->depth - 1].node))
            end = EXPLORE_NO_MEMORY;
    }
    return end;
}

/* ---- sorting ---- */

bool explore_loses(const struct explore *result, const struct explore_outcome *outcome)
{
    for (uint32_t i = 0; i < result->var_count; i++) {
        if (outcome->values[i] < outcome->updates[i])
            return true;
    }
    return false;
}

static int by_value(const void *a, const void *b)
{
    const struct explore_outcome *one = a, *other = b;

    if (one->status != other->status)
        return one->status == SIM_ENDED ? -1 : 1;
    for (const int64_t *v = one->values, *w = other->values; v < one->updates; v++, w++) {
        if (*v != *w)
            return *v > *w ? -1 : 1;
    }
    return one->schedules > other->schedules ? -1 : one->schedules < other->schedules;
}

/* ---- all of it ---- */

static bool prepare(struct search *search)
{
    const struct sim_scenario *scenario = search->sim->scenario;
    bool daemons = false;

    for (uint32_t g = 0; g < scenario->group_count; g++)
        daemons |= scenario->groups[g].daemon;
    search->words = calloc(words_of(search->sim), sizeof(*search->words));
    /* How far a daemon comes until the others have ended concerns everybody; a bound on preemptions
     * might be used up by threads whose order does not matter; and tasks of a loop share its list. */
    return search->words && (daemons || search->sim->carrier_count || search->limits->every ||
                             search->limits->preemptions >= 0 ||
                             look_ahead(&search->future, search->sim->scenario));
}

static void clear(struct search *search)
{
    for (size_t i = 0; i < search->level_room; i++)
        free(search->levels[i].checkpoint);
    free(search->levels);
    free(search->graph.nodes);
    free(search->graph.edges);
    free(search->graph.order);
    free(search->table);
    free(search->words);
    free(search->future.of);
    sim_destroy(search->sim);
}

static enum explore_end search_and_count(struct search *search)
{
    struct explore *result = search->graph.result;
    enum explore_end end;

    if (!prepare(search))
        return EXPLORE_NO_MEMORY;
    end = search_all(search);
    result->states = search->graph.node_count;
    result->var_count = search->sim->scenario->vars.count;
    if (end == EXPLORE_NO_MEMORY || !explore_paths(&search->graph))
        return EXPLORE_NO_MEMORY;
    if (result->outcome_count)
        qsort(result->outcomes, result->outcome_count, sizeof(*result->outcomes), by_value);
    return end;
}

bool explore(const struct sim_scenario *untimed, const struct sim_model *model,
             const struct explore_limits *limits, struct explore *result,
             struct sim_errors *errors)
{
    struct explore_limits filled = *limits;
    struct search search = { .limits = &filled, .graph = { .result = result } };

    memset(result, 0, sizeof(*result));
    filled.states = limits->states ? limits->states : EXPLORE_STATES;
    filled.events = limits->events ? limits->events : UINT64_MAX;
    filled.depth = limits->depth ? limits->depth : EXPLORE_DEPTH;
    search.sim = sim_create(untimed, model, errors);
    if (!search.sim)
        return false;
    search.graph.threads = search.sim->thread_count;
    result->end = search_and_count(&search);
    clear(&search);
    if (result->end != EXPLORE_NO_MEMORY)
        return true;
    explore_free(result);
    return sim_error_add(errors, untimed->file, 0,
                         "out of memory: fewer threads, or smaller counts, or --max-states",
                         NULL);
}

void explore_free(struct explore *result)
{
    for (uint32_t i = 0; i < result->outcome_count; i++) {
        free(result->outcomes[i].values);
        free(result->outcomes[i].stuck);
        free(result->outcomes[i].choices);
    }
    free(result->outcomes);
    memset(result, 0, sizeof(*result));
}
