/* SPDX-License-Identifier: GPL-3.0-or-later
 * Stepping through every shipped scenario with random keys, and what must always hold meanwhile;
 * and through recordings.
 *
 * Usage: sessions [-g] [-k KEYS] [-d SEED] [-s FOLDER] [-t] SCENARIO|RECORDING...
 * (-g: played by hand instead; -t: how long going somewhere and drawing take)
 */

/*
 * Each property names the mistake that it would catch. Random keys are drawn from a seed, so a
 * failure comes again; it prints the scenario and the keys since the session began, which
 * `interlock step SCENARIO --keys` replays.
 */
#include "recorder/recording.h"
#include "sim/mech/hand.h"
#include "sim/models/by_hand.h"
#include "sim/models/models.h"
#include "sim/timeline/schedule.h"
#include "ui/play/change.h"
#include "ui/play/draw.h"
#include "ui/play/find.h"
#include "ui/play/game.h"
#include "ui/play/move.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SCRIPT (1 << 20)
#define THOROUGH 1000 /* keys: a long test */

struct test {
    const char *scenario;
    const char *folders[2]; /* with presets/ */
    struct scenario *loaded;
    struct recording *recording; /* instead; NULL: a scenario */
    struct sim_tape tape;
    bool game;     /* played by hand, with or without times */
    bool thorough; /* many keys: nothing is left to chance that is few */
    struct sim_scenario *untimed;
    struct scenario by_hand;
    struct play_session *session;
    struct view_screen *screen;
    char script[SCRIPT];
    size_t used;
    uint64_t draws, limit;
    int failures;
};

static void fail(struct test *test, const char *what)
{
    if (test->failures++ < 3)
        fprintf(stderr, "%s: %s\n  after the last of these keys: %.*s\n", test->scenario, what,
                (int)test->used, test->script);
}

/* Other keys for each scenario, the same ones wherever it lies and whichever others are there. */
static uint64_t seed_of(const char *scenario, uint64_t seed)
{
    const char *name = strrchr(scenario, '/');

    for (name = name ? name + 1 : scenario; *name; name++)
        seed = seed * 31 + (unsigned char)*name;
    return seed;
}

static uint32_t draw(struct test *test, uint32_t below)
{
    test->draws = test->draws * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(test->draws >> 33) % below;
}

/* ---- sessions ---- */

static uint32_t next(void *context, struct sim_record *records)
{
    return recording_next(context, records);
}

static void open_recording(struct test *test, struct sim_errors *errors)
{
    test->recording = recording_open(test->scenario, errors);
    if (test->recording)
        test->tape =
            (struct sim_tape){ recording_cast(test->recording), next, test->recording };
}

/* Levels have times or not; others are played without. */
static void play_by_hand(struct test *test, struct play_source *source)
{
    source->model = by_hand_model(&test->loaded->sim);
    source->game = true;
    test->untimed = by_hand_untimed(&test->loaded->sim);
    test->by_hand = *test->loaded;
    if (!test->loaded->goal.timed)
        test->by_hand.sim = *test->untimed;
    source->scenario = &test->by_hand;
}

/* Questions of all forms, so that random keys come through their pages, too. */
static bool pose(void *context, int n, struct quiz_question *question, struct sim_text *why)
{
    (void)context;
    memset(question, 0, sizeof(*question));
    strcpy(question->context,
           "A context that is longer than a row of a narrow screen is wide.");
    strcpy(question->ask, "How long does it take, and what is there at the end of it all?");
    strcpy(question->because, "It is so.");
    strcpy(question->so, "So it is.");
    strcpy(question->vary, n == 2 ? "machine.cores=3" : "");
    strcpy(question->watch, n == 1 ? "time > 1ms" : "");
    question->form = (enum quiz_form)(n % 3);
    question->unit = (struct scenario_unit){ "ms", UNITS_TIME, 1e6 };
    strcpy(question->unit_name, "ms");
    question->truth = question->form == QUIZ_CHOICE ? 1 : 5e6;
    question->bar = question->form == QUIZ_BAR ? 2e7 : 0;
    question->choice_count = question->form == QUIZ_CHOICE ? 2 : 0;
    strcpy(question->choices[0], "much");
    strcpy(question->choices[1], "little");
    if (n == 4)
        sim_text_put(why, "not this one");
    return n != 4;
}

static const struct play_asker asker = { .count = 6, .pose = pose };

static bool begin(struct test *test, const char *const *settings)
{
    struct scenario_options options = { .search = test->folders, .settings = settings };
    struct sim_errors *errors = calloc(1, sizeof(*errors));
    struct play_options look = { .unicode = true };
    struct play_source source = { .file = test->scenario,
                                  .search = test->folders,
                                  .settings = settings,
                                  .limit = test->limit };

    if (recording_is(test->scenario)) {
        open_recording(test, errors);
        source.tape = &test->tape;
    } else {
        test->loaded = scenario_load(test->scenario, &options, errors);
        source.scenario = test->loaded;
    }
    if (test->loaded && test->game)
        play_by_hand(test, &source);
    test->session =
        test->loaded || test->recording ? play_create(&source, &look, errors) : NULL;
    if (!test->session)
        scenario_print_errors(stderr, errors);
    free(errors);
    if (test->session)
        test->session->quiz.asker = &asker;
    test->screen = view_screen_create(80, 24, true);
    test->used = 0;
    return test->session && test->screen;
}

static void end(struct test *test)
{
    play_destroy(test->session);
    free(test->untimed);
    test->untimed = NULL;
    scenario_free(test->loaded);
    if (test->recording)
        recording_close(test->recording);
    test->recording = NULL;
    view_screen_destroy(test->screen);
}

static void press(struct test *test, uint32_t key)
{
    struct sim_text text = sim_text_over(test->script + test->used, SCRIPT - test->used);

    play_put_key(&text, key);
    test->used += text.used;
    play_key(test->session, key);
}

static void press_all(struct test *test, const char *keys)
{
    char why[256];
    struct sim_text text = SIM_TEXT(why);
    struct play_input input;

    while (play_take_input(&keys, &input, &text)) {
        for (uint32_t i = 0; i < input.times; i++)
            press(test, input.key);
    }
}

/* The screen as text, and the role of each cell; without the line for messages, which tells of the
 * last key and not of the place. */
static char *picture(struct test *test)
{
    struct view_screen *screen = test->screen;
    size_t cells = (size_t)screen->width * (size_t)(screen->height - 2);
    char *copy = malloc(cells * sizeof(struct view_glyph));

    play_draw(test->session, screen);
    memcpy(copy, screen->cells, cells * sizeof(struct view_glyph));
    return copy;
}

static bool same_picture(struct test *test, const char *before)
{
    char *now = picture(test);
    size_t cells = (size_t)test->screen->width * (size_t)(test->screen->height - 2);
    bool same = !memcmp(before, now, cells * sizeof(struct view_glyph));

    free(now);
    return same;
}

/* ---- properties ---- */

/* A place is always behind a step, and the folds are those of that place: catches a fold that was
 * left standing elsewhere, settled twice or carried over from another branch. */
static void check_place(struct test *test)
{
    struct play_branch *branch = play_current(test->session);
    const struct sim_run *run = branch->run;
    struct sim_fold *fresh = sim_fold_create(branch->cast);

    if (branch->place > run->count)
        fail(test, "the place lies behind the run");
    if (branch->place < run->count &&
        !(sim_run_record(run, branch->place).flags & SIM_RECORD_FIRST))
        fail(test, "the place lies within a step");
    sim_run_fold(run, fresh, branch->place);
    sim_fold_settle(fresh);
    if (fresh->now != branch->now->now || fresh->step != branch->now->step ||
        memcmp(fresh->block, branch->now->block, fresh->size) != 0)
        fail(test, "what is known of the place is not so");
    if (play_branch_diverged(branch))
        fail(test, "the run repeats differently");
    if (test->session->thread < 1 || test->session->thread > branch->cast->threads)
        fail(test, "a thread is selected that there is not");
    sim_fold_destroy(fresh);
}

/* No cell of a screen is empty but the second half of a wide character, and none has a role that
 * no theme knows: catches a write beyond a row, and a glyph that is no whole character. */
static void check_screen(struct test *test)
{
    const struct view_screen *screen = test->screen;

    play_draw(test->session, test->screen);
    for (int i = 0; i < screen->width * screen->height; i++) {
        const struct view_glyph *cell = &screen->cells[i];

        if (cell->role >= VIEW_ROLE_COUNT ||
            (!cell->text[0] &&
             (i % screen->width == 0 || view_width(screen->cells[i - 1].text) != 2)) ||
            (cell->text[0] && view_width(cell->text) < 1)) {
            fail(test, "a cell of the screen is broken");
            return;
        }
    }
}

/* Forward after back is the same screen: catches whatever depends on the way one came. */
static void check_back_and_forth(struct test *test)
{
    static const char *const ways[][2] = {
        { "<Right>", "<Left>" },
        { "]", "[" },
    };
    const char *const *way = ways[draw(test, 2)];
    uint64_t place = play_current(test->session)->place;
    char *before;

    press_all(test, way[0]);
    if (play_current(test->session)->place == place)
        return; /* one was nowhere on that way, as between two hand-offs behind the last */
    place = play_current(test->session)->place;
    before = picture(test);
    press_all(test, way[1]);
    if (play_current(test->session)->place != place) {
        press_all(test, way[0]);
        if (play_current(test->session)->place != place || !same_picture(test, before))
            fail(test, "back and forward again is another screen");
    }
    free(before);
}

/* Going to a step at once is the same as stepping there: catches an index that is off by one. */
static void check_seek(struct test *test)
{
    uint64_t steps = sim_run_steps(play_current(test->session)->run);
    uint64_t to = draw(test, steps < 300 ? (uint32_t)steps : 300) + 1;
    char keys[64], *walked;

    press_all(test, "ag");
    for (uint64_t i = 0; i < to; i++)
        press(test, PLAY_KEY_RIGHT);
    walked = picture(test);
    if (play_branch_step(play_current(test->session)) != to)
        fail(test, "so many steps lead elsewhere");
    snprintf(keys, sizeof(keys), "G:#%llu<Enter>", (unsigned long long)to);
    press_all(test, keys);
    if (!same_picture(test, walked))
        fail(test, "going to a step shows another screen than stepping there");
    press_all(test, "a");
    free(walked);
}

/* A screen is that of its place wherever one was before, as in a session that has just begun:
 * catches lanes that are kept too long, and a survey that belongs to another run. */
static void check_fresh(struct test *test)
{
    static const char *const places[] = {
        ":90%<Enter>", "Z:10%<Enter>", "zzz:55%<Enter>", "ZZ:54%<Enter>", "G", "<PgUp>"
    };
    char keys[256] = "";

    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        struct test *fresh;
        char *walked;

        strcat(keys, places[i]);
        press_all(test, places[i]);
        if (!test->thorough && draw(test, 3)) /* others at other scenarios */
            continue;
        fresh = calloc(1, sizeof(*fresh));
        walked = picture(test);
        fresh->scenario = test->scenario;
        fresh->folders[0] = test->folders[0];
        fresh->limit = test->limit;
        if (begin(fresh, NULL)) {
            press_all(fresh, keys);
            if (!same_picture(fresh, walked))
                fail(test, "the same keys in a new session show another screen");
        }
        end(fresh);
        free(fresh);
        free(walked);
    }
}

/* A mark comes back to the very step, though others share its instant: catches marks by time. */
static void check_mark(struct test *test)
{
    uint64_t place;

    press_all(test, "g<Right>ma"); /* all threads come up at 0 ns */
    place = play_current(test->session)->place;
    press_all(test, "G'a");
    if (play_current(test->session)->place != place)
        fail(test, "the mark leads elsewhere");
    press_all(test, "G''");
    if (play_current(test->session)->place != place)
        fail(test, "one does not come back to where one came from");
}

/* A break stops where its condition becomes true, forwards and backwards, found here by looking at
 * every step: catches a search that skips, stops late, or stops wherever the condition is true. */
static void check_edges(struct test *test, uint64_t *steps, int most)
{
    struct play_branch *branch = play_current(test->session);
    struct sim_fold *fold = sim_fold_create(branch->cast);
    bool was = false;
    int count = 0;

    while (fold->records < branch->run->count) {
        bool is;

        sim_fold_apply(fold, sim_run_record(branch->run, fold->records));
        if (fold->records < branch->run->count &&
            !(sim_run_record(branch->run, fold->records).flags & SIM_RECORD_FIRST))
            continue;
        is = fold->interps[1].waiting >= 1;
        if (is && !was && count < most)
            steps[count++] = fold->step;
        was = is;
    }
    sim_fold_destroy(fold);
    press_all(test, "gbwaiting >= 1<Enter>");
    for (int i = 0; i < count; i++) {
        if (play_branch_step(branch) != steps[i])
            fail(test, "the break stops elsewhere");
        press_all(test, i + 1 < count ? "c" : "");
    }
    for (int i = count - 2; i >= 0; i--) {
        press_all(test, "C");
        if (play_branch_step(branch) != steps[i])
            fail(test, "the way back stops elsewhere");
    }
}

static void check_break(struct test *test)
{
    uint64_t steps[12];

    if (!play_current(test->session)->cast->interps)
        return;
    check_edges(test, steps, 12);
    press_all(test, "b<Enter>");
    if (test->session->stop)
        fail(test, "an empty condition leaves the break");
}

/* A live parameter's branch has the past in common and leaves the first branch as it was; the
 * branch of a structural one is what a session with that setting shows: catches a command that
 * reaches back, and settings that get lost. */
static void check_branches(struct test *test)
{
    const char *settings[] = { "machine.cores=1", NULL };
    struct play_branch *main = play_current(test->session), *branch;
    const struct sim_model *model = sim_model_find(main->cast->model);
    uint64_t count = main->run->count, place;
    struct test other = { .scenario = test->scenario,
                          .folders = { test->folders[0] },
                          .limit = test->limit };

    press_all(test, "]]");
    place = main->place;
    press_all(test, "p<Down*3>333us<Enter>");
    branch = play_current(test->session);
    if (branch == main)
        fail(test, "no branch was made of another interval");
    else if (branch->place != place || branch->parted < place || main->run->count != count)
        fail(test, "another interval changes the past");
    press_all(test, "<Tab>g");
    if (main->cast->cores == 1)
        return;
    press_all(test, "p1<Enter>");
    branch = play_current(test->session);
    if (branch == main) /* the scenario names a second core: what is wrong is said, all stays */
        return;
    press_all(test, "g]]");
    if (!begin(&other, settings)) {
        fail(test, "a branch has one core, and a session cannot");
        return;
    }
    press_all(&other, "]]");
    if (branch->run->count != play_current(other.session)->run->count ||
        branch->now->now != play_current(other.session)->now->now)
        fail(test, "the branch with one core is not the run with one core");
    end(&other);
    if (model->first_python == model->last_python)
        return; /* it stands for one version */
    press_all(test, "p<Down>3.13<Enter>");
    if (play_current(test->session) == branch || play_current(test->session)->cast->cores != 1)
        fail(test, "a branch of the branch with one core has not one core");
}

/* Whatever would change a recording says why it does not: catches a way into the parameters,
 * which a recording has none of, and one into branches. */
static void check_unchanged(struct test *test)
{
    static const char *const keys[] = { "p", "<Tab>", "x", "?change a par<Enter>" };

    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        press_all(test, keys[i]);
        if (test->session->mode != PLAY_MODE_LOOK || test->session->branch_count != 1 ||
            !strstr(test->session->message, "interlock derive"))
            fail(test, "a recording can be changed, or does not say why not");
    }
}

/* What is read bit by bit is what is read at once, and its end is found: catches a tape that is
 * read twice, or not to its end, when somebody goes on behind the limit. */
static void check_bit_by_bit(struct test *test)
{
    struct test bits = { .scenario = test->scenario, .limit = 100 };
    struct sim_fold *all, *read;

    if (!begin(&bits, NULL)) {
        fail(test, "no session with a small limit");
        return;
    }
    press_all(test, "G");
    press_all(&bits, "GGG");
    for (int i = 0; i < 10000 && !play_branch_ended(play_current(bits.session)); i++)
        press(&bits, 'G');
    all = play_current(test->session)->run->end;
    read = play_current(bits.session)->run->end;
    if (all->records != read->records || memcmp(all->block, read->block, all->size) != 0)
        fail(test, "reading it bit by bit makes another run");
    end(&bits);
}

/* ---- playing ---- */

static uint32_t random_chance(struct test *test)
{
    const struct sim *sim = test->session->branches[0]->timeline->sim;
    uint32_t from = draw(test, sim->thread_count);

    for (uint32_t i = 0; i < sim->thread_count; i++) {
        uint32_t thread = (from + i) % sim->thread_count + 1;

        if (hand_may(sim, thread))
            return thread;
    }
    return 0;
}

/* Catches a choice that cannot be taken back whole: what is on the screen, what may be chosen, what
 * comes when one chooses the same again; and one that is refused though it was offered. */
static void check_choices(struct test *test)
{
    const struct play_branch *branch = test->session->branches[0];

    for (int i = 0; i < 60 && schedule_at_choice(branch->timeline) && !test->failures; i++) {
        uint32_t thread = random_chance(test), choices = test->session->game->choices;
        char *before, *after;

        test->session->thread = thread;
        before = picture(test);
        press(test, 'o');
        after = picture(test);
        if (test->session->game->choices != choices + 1)
            fail(test, "a thread that may go on cannot be chosen");
        press(test, 'u');
        if (!same_picture(test, before))
            fail(test, "undoing a choice shows something else");
        press(test, 'o');
        if (!same_picture(test, after))
            fail(test, "the same choice again comes to something else");
        free(before);
        free(after);
        check_place(test);
    }
    if (branch->timeline->diverged)
        fail(test, "the run did not repeat what it had recorded");
}

/* ---- random keys ---- */

static uint32_t random_key(struct test *test)
{
    static const char typed[] = "0123456789.#%msu= waits(io)><holder'\"[]pq/:b\\";
    enum play_action action;

    switch (draw(test, 6)) {
    case 0:
        return (uint32_t)(PLAY_KEY_BASE + 1 +
                          (int)draw(test, PLAY_KEY_LAST - PLAY_KEY_BASE - 1));
    case 1:
        return (unsigned char)typed[draw(test, sizeof(typed) - 1)];
    default:
        action = (enum play_action)draw(test, PLAY_ACTION_COUNT);
        return test->session->bindings.keys[action][0];
    }
}

static void random_event(struct test *test)
{
    static const int sizes[][2] = { { 80, 24 }, { 40, 12 }, { 200, 60 }, { 1, 1 },
                                    { 39, 9 },  { 60, 15 }, { 120, 30 } };
    const int *size;

    switch (draw(test, 20)) {
    case 0:
        size = sizes[draw(test, 7)];
        view_screen_destroy(test->screen);
        test->screen = view_screen_create(size[0], size[1], draw(test, 2) != 0);
        break;
    case 1:
        play_draw(test->session, test->screen);
        play_click(test->session, test->screen, (int)draw(test, (uint32_t)test->screen->width),
                   (int)draw(test, (uint32_t)test->screen->height));
        break;
    case 2:
        play_wait(test->session, draw(test, 1000000000));
        break;
    default:
        press(test, random_key(test));
    }
    test->session->quit = false;
}

static void check_random(struct test *test, int keys)
{
    for (int i = 0; i < keys && !test->failures; i++) {
        if (test->used > SCRIPT - 1024)
            test->used = 0;
        random_event(test);
        check_screen(test);
        check_place(test);
        if (!test->game && !draw(test, 40) && test->screen->height > 2 &&
            test->session->mode == PLAY_MODE_LOOK && !test->session->playing)
            check_back_and_forth(test); /* on whatever branch, with whatever panes there are */
    }
}

/* ---- time ---- */

static double milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The mean and the longest of going to a random step, and of drawing at 200 x 60 then. */
static void measure_at(struct test *test, const char *zoom)
{
    uint64_t steps = sim_run_steps(play_current(test->session)->run);
    double go = 0, go_most = 0, drawn = 0, drawn_most = 0;
    int times = 200;

    for (int i = 0; i < times; i++) {
        double a = milliseconds(), b, c;

        play_go_step(test->session, draw(test, (uint32_t)steps));
        b = milliseconds();
        play_draw(test->session, test->screen);
        c = milliseconds();
        go += (b - a) / times;
        drawn += (c - b) / times;
        go_most = b - a > go_most ? b - a : go_most;
        drawn_most = c - b > drawn_most ? c - b : drawn_most;
    }
    printf(
        "%s, %s window: %llu steps; going %.3f ms, at most %.3f; drawing %.3f, at most %.3f\n",
        test->scenario, zoom, (unsigned long long)steps, go, go_most, drawn, drawn_most);
}

static void measure(struct test *test)
{
    view_screen_destroy(test->screen);
    test->screen = view_screen_create(200, 60, true);
    play_in_cells(test->session);
    measure_at(test, "first");
    for (int i = 0; i < 8; i++)
        press(test, 'Z');
    measure_at(test, "400 times as long a");
    for (int i = 0; i < 40; i++)
        press(test, 'Z');
    measure_at(test, "longest");
}

/* A terminal larger than the largest screen had a new one made for each picture. */
static void check_fit(struct test *test)
{
    test->screen->caret_x = 7;
    if (!view_screen_fit(&test->screen, 80, 24, true) || test->screen->caret_x != 7)
        fail(test, "a screen of the same size is made anew");
    if (!view_screen_fit(&test->screen, 2000, 1000, true) ||
        test->screen->width != VIEW_WIDTH_MAX || test->screen->height != VIEW_HEIGHT_MAX)
        fail(test, "a large screen is not the largest");
    test->screen->caret_x = 7;
    if (!view_screen_fit(&test->screen, 2000, 1000, true) || test->screen->caret_x != 7)
        fail(test, "the largest screen is made anew");
}

/* ---- all ---- */

static void with_session(struct test *test, void (*check)(struct test *test))
{
    if (begin(test, NULL))
        check(test);
    else
        fail(test, "no session");
    end(test);
}

static void check_scenario(struct test *test, int keys)
{
    with_session(test, check_fit);
    with_session(test, check_seek);
    with_session(test, check_fresh);
    with_session(test, check_mark);
    with_session(test, check_break);
    if (recording_is(test->scenario)) {
        with_session(test, check_unchanged);
        with_session(test, check_bit_by_bit);
    } else {
        with_session(test, check_branches);
    }
    if (begin(test, NULL)) {
        for (int i = 0; i < 20; i++)
            check_back_and_forth(test);
        check_random(test, keys);
        test->session->mode = PLAY_MODE_LOOK;
        test->session->playing = false;
        view_screen_destroy(test->screen);
        test->screen = view_screen_create(100, 40, true);
        for (int i = 0; i < 20 && !test->failures; i++)
            check_back_and_forth(test);
    }
    end(test);
}

static void check_game(struct test *test, int keys)
{
    test->game = true;
    with_session(test, check_choices);
    if (begin(test, NULL))
        check_random(test, keys);
    end(test);
    test->game = false;
}

int main(int argc, char **argv)
{
    struct test *test = calloc(1, sizeof(*test));
    const char *folder = NULL;
    uint64_t seed = 42;
    int keys = 300, failures = 0;
    bool timed = false, plays = false;

    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "-k") && i + 1 < argc) {
            keys = atoi(argv[++i]);
        } else if (!strcmp(argv[i], "-d") && i + 1 < argc) {
            seed = (uint64_t)atoll(argv[++i]);
        } else if (!strcmp(argv[i], "-s") && i + 1 < argc) {
            folder = argv[++i];
        } else if (!strcmp(argv[i], "-t")) {
            timed = true;
        } else if (!strcmp(argv[i], "-g")) {
            plays = true;
        } else {
            memset(test, 0, sizeof(*test));
            test->scenario = argv[i];
            test->folders[0] = folder;
            test->draws = seed_of(argv[i], seed);
            test->thorough = keys >= THOROUGH;
            test->limit = timed ? 5000000 : 200000;
            if (timed)
                with_session(test, measure);
            else if (plays)
                check_game(test, keys);
            else
                check_scenario(test, keys);
            failures += test->failures;
        }
    }
    free(test);
    return failures ? 1 : 0;
}
