/* SPDX-License-Identifier: GPL-3.0-or-later
 * What reaches the window from outside without a key: dropped files, a file that changes, the wheel
 * while the window of time still glides; under SDL's driver for tests.
 *
 * Catches a dropped file that is not opened, one that cannot be opened and takes the run that is
 * looked at with it, a change that is not offered, a reading again that forgets where one was.
 */
#include "ui/gui/gui.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct world {
    struct scenario *scenario;
    struct play_session *session[8];
    int opened, closed, refused, failures;
    const char *asked; /* file, or NULL: the same again */
    char watched[256];
    int hour; /* how far the events are */
} world;

static void expect(bool good, const char *what)
{
    if (good)
        return;
    world.failures++;
    fprintf(stderr, "hands: %s\n", what);
}

static struct play_session *create(void)
{
    struct play_source source = { .scenario = world.scenario, .limit = 20000 };
    struct play_options options = { .unicode = true };
    static struct sim_errors errors;

    return play_create(&source, &options, &errors);
}

static struct play_session *open_file(void *context, const char *file, struct sim_text *why)
{
    (void)context;
    world.asked = file;
    if (file && strstr(file, "broken")) {
        world.refused++;
        sim_text_put(why, "broken.ini:3: nobody knows this key");
        return NULL;
    }
    world.session[++world.opened] = create();
    return world.session[world.opened];
}

static void close_other(void *context)
{
    (void)context;
    play_destroy(world.session[world.closed]);
    world.session[world.closed++] = NULL;
}

static void next_hour(void);

#define HOUR 250 /* milliseconds: longer than the window of time glides */

/* Asked for in each turn of the window's loop, which so lends its hand to who plays the user. */
static const char *path(void *context)
{
    static Uint32 struck;

    (void)context;
    if (SDL_GetTicks() >= struck + HOUR) {
        struck = SDL_GetTicks();
        next_hour();
    }
    return world.watched;
}

static struct play_session *current(void)
{
    return world.session[world.opened];
}

static void push_key(SDL_Keycode key)
{
    SDL_Event event = { .type = SDL_KEYDOWN };

    event.key.keysym.sym = key;
    SDL_PushEvent(&event);
}

static void push_text(const char *text)
{
    SDL_Event event = { .type = SDL_TEXTINPUT };

    snprintf(event.text.text, sizeof(event.text.text), "%s", text);
    SDL_PushEvent(&event);
}

static void push_drop(const char *file)
{
    SDL_Event event = { .type = SDL_DROPFILE };

    event.drop.file = SDL_strdup(file);
    SDL_PushEvent(&event);
}

static void push_wheel(int notches)
{
    SDL_Event event = { .type = SDL_MOUSEWHEEL };

    event.wheel.y = notches;
    SDL_PushEvent(&event);
}

static void drag(void)
{
    SDL_Event down = { .type = SDL_MOUSEBUTTONDOWN }, move = { .type = SDL_MOUSEMOTION };

    down.button.button = SDL_BUTTON_LEFT;
    down.button.x = 300;
    down.button.y = move.motion.y = 200;
    move.motion.x = 500;
    SDL_PushEvent(&down);
    SDL_PushEvent(&move);
    down.type = SDL_MOUSEBUTTONUP;
    down.button.x = 500;
    SDL_PushEvent(&down);
}

static void touch(void)
{
    FILE *file = fopen(world.watched, "a");

    fputs("; more\n", file);
    fclose(file);
}

static sim_time was, width;
static uint64_t step;

/* One thing an hour, and what the one before has brought about. */
static void next_hour(void)
{
    struct play_session *session = current();

    switch (world.hour++) {
    case 0:
        width = session->own.to - session->own.from;
        push_wheel(3);
        break;
    case 1:
        expect(session->own.to - session->own.from < width, "the wheel does not zoom");
        drag();
        break;
    case 2:
        expect(session->range.to > session->range.from, "dragging selects nothing");
        push_text("]");
        push_text("P");
        break;
    case 3:
        was = play_branch_time(play_current(session));
        step = play_branch_step(play_current(session));
        expect(was > 0 && session->pin_count == 1, "keys do not reach the session");
        push_drop("broken.ini");
        break;
    case 4:
        expect(world.refused == 1 && world.opened == 0, "a broken file is taken");
        expect(strstr(session->message, "broken.ini:3") && session->warned,
               "that a file is broken is not said");
        touch();
        break;
    case 5: /* the file is looked at twice a second */
    case 6:
        break;
    case 7:
        expect(strstr(session->message, "has changed"), "a change is not offered");
        push_key(SDLK_F5);
        break;
    case 8:
        expect(world.opened == 1 && world.closed == 1 && !world.asked,
               "F5 does not read the file again");
        expect(play_branch_step(play_current(session)) == step && session->pin_count == 1,
               "reading again forgets the place");
        push_drop("other.ini");
        break;
    case 9:
        expect(world.opened == 2 && world.closed == 2 && world.asked,
               "a dropped file is not opened");
        expect(play_branch_step(play_current(session)) == 0, "another file begins elsewhere");
        push_key(SDLK_F10);
        push_key(SDLK_F11);
        break;
    default:
        push_text("q");
    }
}

int main(int argc, char **argv)
{
    const char *folders[] = { argv[argc > 2 ? 2 : 0], NULL };
    struct scenario_options options = { .search = folders };
    struct gui_files files = { .open = open_file, .close_other = close_other, .path = path };
    struct gui_options look = { .width = 800, .height = 600, .files = &files };
    static struct sim_errors errors;
    char said[512] = "";
    struct sim_text why = SIM_TEXT(said);
    enum gui_end end;

    SDL_setenv("SDL_VIDEODRIVER", "dummy", 1);
    world.scenario = argc > 2 ? scenario_load(argv[1], &options, &errors) : NULL;
    world.session[0] = world.scenario ? create() : NULL;
    if (!world.session[0])
        return 99;
    snprintf(world.watched, sizeof(world.watched), "%s/interlock-hands.%d",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (int)getpid());
    touch();
    end = gui_run(world.session[0], &look, &why);
    expect(end == GUI_GOOD, said);
    expect(world.hour > 9, "the window ends early");
    play_destroy(current());
    scenario_free(world.scenario);
    unlink(world.watched);
    return world.failures ? 1 : 0;
}
