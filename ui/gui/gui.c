/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window: events in, pictures out. */
#include "ui/gui/gui.h"

#include "ui/gui/font.h"
#include "ui/gui/paint.h"
#include "ui/play/chart_still.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct gui {
    struct play_session *session;
    struct play_chart chart;
    struct view_picture picture;
    struct fonts *fonts;
    struct view_metrics metrics;
    SDL_Window *window;
    int theme, font_size;
    int asked;      /* size of letters on the command line; 0: they are by display and window */
    int larger;     /* by so many pixels than that, as whoever looks on has made them */
    uint64_t clock; /* ns, when time was told last */
    SDL_Scancode scancode;    /* of the key pressed last, */
    bool control;             /* with Ctrl, which may be up again when its text comes */
    int pressed_x, pressed_y; /* where the button went down; -1 it is up */
    bool dragged;             /* and it has moved since */
    bool moves;               /* it is not the left one alone: the lanes go along */
    bool lost;                /* memory, the surface */
    const struct gui_files *files;
    struct timespec stamp; /* of the file that is shown, when it was looked at last */
    struct glide {
        struct play_window from, to; /* the window of time goes from one to the other */
        uint64_t begun;              /* ns */
        bool going;
    } glide;
    uint64_t tokens_begun; /* ns: the locks are on their way since */
};

static uint64_t clock_now(void)
{
    uint64_t frequency = SDL_GetPerformanceFrequency();
    uint64_t ticks = SDL_GetPerformanceCounter();

    return ticks / frequency * 1000000000 + ticks % frequency * 1000000000 / frequency;
}

/* ---- sizes ---- */

#define USUAL_SIZE 14
#define USUAL_DPI 96

/* Displays that say nonsense about themselves are taken for usual ones. */
static int size_for_display(void)
{
    float dpi = USUAL_DPI;

    if (SDL_GetDisplayDPI(0, NULL, &dpi, NULL) != 0 || dpi < USUAL_DPI || dpi > 4 * USUAL_DPI)
        dpi = USUAL_DPI;
    return (int)(USUAL_SIZE * dpi / USUAL_DPI);
}

static bool set_font(struct gui *gui, int size, struct sim_text *why)
{
    struct fonts *fonts = fonts_open(size, why);

    if (!fonts)
        return false;
    fonts_close(gui->fonts);
    gui->fonts = fonts;
    gui->metrics = fonts_metrics(fonts);
    gui->font_size = size;
    return true;
}

/* Letters as they have to be in a window so large. A font that was found before is found again, but
 * for a lack of memory: then all stays. */
static void fit_font(struct gui *gui, int width, int height)
{
    int usual = size_for_display();
    int size = gui->asked             ? gui->asked
               : gui->chart.presenter ? play_chart_presenter(usual, width, height)
                                      : usual;
    char ignored[256];
    struct sim_text why = SIM_TEXT(ignored);

    size += gui->larger;
    size = size < PLAY_CHART_FONT_LEAST  ? PLAY_CHART_FONT_LEAST
           : size > PLAY_CHART_FONT_MOST ? PLAY_CHART_FONT_MOST
                                         : size;
    if (size != gui->font_size)
        set_font(gui, size, &why);
}

/* `by` 0: as at first. */
static void change_font(struct gui *gui, int by)
{
    int size = gui->font_size + by;

    if (size >= PLAY_CHART_FONT_LEAST && size <= PLAY_CHART_FONT_MOST)
        gui->larger = by ? gui->larger + by : 0;
}

static void toggle_presenter(struct gui *gui)
{
    gui->chart.presenter = !gui->chart.presenter;
    gui->asked = gui->larger = 0;
}

/* ---- gliding ---- */

/*
 * When the window of time gets longer or shorter it goes there in steps that the eye can follow,
 * so that one sees what has become of what. It is where it goes to from the first moment on, but
 * for what is painted: keys and the pointer wait for nothing.
 */
#define GLIDE 120000000 /* ns */

static sim_time between(sim_time from, sim_time to, int64_t part)
{
    return to > from ? from + sim_time_ratio(to - from, part, GLIDE)
                     : from - sim_time_ratio(from - to, part, GLIDE);
}

static bool same_window(struct play_window a, struct play_window b)
{
    return a.from == b.from && a.to == b.to;
}

/* The window to paint now. */
static struct play_window glide(struct gui *gui)
{
    struct glide *glide = &gui->glide;
    struct play_window target = gui->session->own, now = target;
    int64_t passed, left;

    if (!same_window(target, glide->to)) {
        bool first = !glide->to.to,
             moved = target.to - target.from == glide->to.to - glide->to.from;

        glide->from = glide->to;
        glide->to = target;
        glide->begun = clock_now();
        glide->going = !first && !moved && !gui->session->options.reduced_motion;
    }
    passed = (int64_t)(clock_now() - glide->begun);
    glide->going = glide->going && passed < GLIDE;
    if (!glide->going)
        return target;
    /* Fast at first, then slower. */
    left = GLIDE - passed;
    passed = GLIDE - left * left / GLIDE;
    now.from = between(glide->from.from, target.from, passed);
    now.to = between(glide->from.to, target.to, passed);
    if (now.to - now.from < 1000)
        return target;
    return now;
}

/* Locks take a little longer: they are what one follows while one plays. */
#define TOKENS 200000000 /* ns */

/* How far they have come, before a picture. */
static void move_tokens(struct gui *gui)
{
    int64_t passed = (int64_t)(clock_now() - gui->tokens_begun), left = TOKENS - passed;
    int part = CHART_TOKEN_THERE;

    gui->chart.token_moves = !gui->session->options.reduced_motion;
    if (gui->chart.token_part == CHART_TOKEN_THERE)
        return;
    if (left > 0)
        part -= (int)(left * left / TOKENS * CHART_TOKEN_THERE / TOKENS);
    gui->chart.token_part = part < 1 ? 1 : part;
}

/* One has to go elsewhere: from now on. */
static void begin_tokens(struct gui *gui)
{
    if (!gui->chart.token_part)
        gui->tokens_begun = clock_now();
}

/* ---- painting ---- */

/* Whoever has gone elsewhere has another window afterwards; else it is the one it goes to. */
static void draw(struct gui *gui, int width, int height)
{
    struct play_window target, shown;

    fit_font(gui, width, height);
    play_chart_follow(&gui->chart);
    target = gui->session->own;
    shown = glide(gui);
    gui->session->own = shown;
    move_tokens(gui);
    play_chart_draw(&gui->chart, &gui->picture, width, height, &gui->metrics);
    begin_tokens(gui);
    gui->session->own = target;
}

static void paint(struct gui *gui)
{
    SDL_Surface *surface = SDL_GetWindowSurface(gui->window);
    struct canvas canvas;

    if (!surface || surface->format->BytesPerPixel != 4) {
        gui->lost = true;
        return;
    }
    canvas = (struct canvas){ surface->pixels, surface->w, surface->h, surface->pitch / 4 };
    draw(gui, canvas.width, canvas.height);
    if (SDL_MUSTLOCK(surface))
        SDL_LockSurface(surface);
    paint_picture(&canvas, &gui->picture, gui->fonts, gui->theme);
    if (SDL_MUSTLOCK(surface))
        SDL_UnlockSurface(surface);
    gui->lost |= gui->picture.incomplete;
    SDL_UpdateWindowSurface(gui->window);
}

/* ---- files ---- */

static bool read_stamp(const struct gui *gui, struct timespec *stamp)
{
    const char *path = gui->files ? gui->files->path(gui->files->context) : NULL;
    struct stat stat_of;

    if (!path || stat(path, &stat_of) != 0)
        return false;
    *stamp = stat_of.st_mtim;
    return true;
}

/* Offered, not done: who edits a file while a class looks on chooses the moment. True when there is
 * something new to say. */
static bool look_for_change(struct gui *gui)
{
    struct timespec stamp;

    if (!read_stamp(gui, &stamp) ||
        (stamp.tv_sec == gui->stamp.tv_sec && stamp.tv_nsec == gui->stamp.tv_nsec))
        return false;
    gui->stamp = stamp;
    play_say(gui->session, "the file has changed: F5 reads it again");
    return true;
}

static void show_title(struct gui *gui)
{
    const struct sim_cast *cast = play_current(gui->session)->cast;
    char title[256];
    struct sim_text text = SIM_TEXT(title);

    sim_text_put(&text, cast->title ? cast->title : "a run");
    sim_text_put(&text, " - Interlock");
    SDL_SetWindowTitle(gui->window, title);
}

static void look_at(struct gui *gui, struct play_session *session)
{
    struct play_chart old = gui->chart;

    play_chart_close(&gui->chart);
    play_chart_open(&gui->chart, session);
    gui->chart.patient = true;
    gui->chart.presenter = old.presenter;
    gui->chart.pointer_x = old.pointer_x;
    gui->chart.pointer_y = old.pointer_y;
    gui->session = session;
    gui->picture.region_count = 0; /* they belong to what was drawn */
    memset(&gui->glide, 0, sizeof(gui->glide));
    show_title(gui);
}

/* `file` NULL: the same again, at the same place. What cannot be opened leaves all as it was. */
static void open_file(struct gui *gui, const char *file)
{
    struct play_session *old = gui->session, *session;
    char said[4 * PLAY_LINE];
    struct sim_text why = SIM_TEXT(said);

    if (!gui->files)
        return;
    session = gui->files->open(gui->files->context, file, &why);
    if (!session) {
        play_warn(old, said);
        return;
    }
    look_at(gui, session);
    if (!file)
        play_resume(session, old);
    gui->files->close_other(gui->files->context);
    read_stamp(gui, &gui->stamp);
    if (!session->message[0])
        play_say(session, file ? "opened" : "read again");
}

/* A lesson that was left for the next one: that stands in the same window. False when there is
 * none, or it cannot be opened. */
static bool go_on(struct gui *gui)
{
    struct play_session *old = gui->session, *next = NULL;
    char said[4 * PLAY_LINE];
    struct sim_text why = SIM_TEXT(said);

    if (gui->files && old->quiz.go_on)
        next = gui->files->go_on(gui->files->context, &why);
    if (!next)
        return false;
    look_at(gui, next);
    gui->files->close_other(gui->files->context);
    read_stamp(gui, &gui->stamp);
    return true;
}

/* ---- keys ---- */

static const struct {
    SDL_Keycode sdl;
    uint32_t key;
} special[] = {
    { SDLK_LEFT, PLAY_KEY_LEFT },      { SDLK_RIGHT, PLAY_KEY_RIGHT },
    { SDLK_UP, PLAY_KEY_UP },          { SDLK_DOWN, PLAY_KEY_DOWN },
    { SDLK_HOME, PLAY_KEY_HOME },      { SDLK_END, PLAY_KEY_END },
    { SDLK_PAGEUP, PLAY_KEY_PAGE_UP }, { SDLK_PAGEDOWN, PLAY_KEY_PAGE_DOWN },
    { SDLK_RETURN, PLAY_KEY_ENTER },   { SDLK_KP_ENTER, PLAY_KEY_ENTER },
    { SDLK_ESCAPE, PLAY_KEY_ESCAPE },  { SDLK_BACKSPACE, PLAY_KEY_BACKSPACE },
    { SDLK_DELETE, PLAY_KEY_DELETE },  { SDLK_F1, PLAY_KEY_F1 },
};

static void toggle_full_screen(struct gui *gui)
{
    bool full = SDL_GetWindowFlags(gui->window) & SDL_WINDOW_FULLSCREEN_DESKTOP;

    SDL_SetWindowFullscreen(gui->window, full ? 0 : SDL_WINDOW_FULLSCREEN_DESKTOP);
}

/* With Ctrl: what belongs to the window and not to the session. */
static void control_key(struct gui *gui, SDL_Keycode key)
{
    if (key == SDLK_PLUS || key == SDLK_EQUALS || key == SDLK_KP_PLUS)
        change_font(gui, 1);
    else if (key == SDLK_MINUS || key == SDLK_KP_MINUS)
        change_font(gui, -1);
    else if (key == SDLK_0)
        change_font(gui, 0);
    else if (key == SDLK_t)
        gui->theme = !gui->theme;
    else if (key == SDLK_f && gui->session->mode == PLAY_MODE_LOOK)
        play_do(gui->session, PLAY_ACTION_SEARCH);
    else if (key == SDLK_p && gui->session->mode == PLAY_MODE_LOOK)
        play_do(gui->session, PLAY_ACTION_LANE);
}

/* Keys that are no characters; those come as text. */
static void take_key(struct gui *gui, const SDL_KeyboardEvent *event)
{
    SDL_Keycode key = event->keysym.sym;

    gui->scancode = event->keysym.scancode;
    gui->control = event->keysym.mod & KMOD_CTRL;
    gui->chart.keyed = true;
    if (gui->control) {
        control_key(gui, key);
        return;
    }
    if (key == SDLK_F11)
        toggle_full_screen(gui);
    else if (key == SDLK_F10)
        toggle_presenter(gui);
    else if (key == SDLK_F5)
        open_file(gui, NULL);
    else if (key == SDLK_TAB)
        play_key(gui->session,
                 event->keysym.mod & KMOD_SHIFT ? PLAY_KEY_BACK_TAB : PLAY_KEY_TAB);
    for (size_t i = 0; i < sizeof(special) / sizeof(*special); i++) {
        if (special[i].sdl == key)
            play_key(gui->session, special[i].key);
    }
}

/* On a keyboard with other letters, a key does what stands there on a Latin one: nobody can type
 * `q` in Greek. Where words are typed, they stay as they are. */
static uint32_t latin_of(const struct gui *gui, uint32_t character)
{
    SDL_Scancode code = gui->scancode;

    if (character < 0x80 || gui->session->mode != PLAY_MODE_LOOK || code < SDL_SCANCODE_A ||
        code > SDL_SCANCODE_Z)
        return character;
    return (SDL_GetModState() & KMOD_SHIFT ? 'A' : 'a') + (uint32_t)(code - SDL_SCANCODE_A);
}

static void take_text(struct gui *gui, const char *text)
{
    uint32_t character = latin_of(gui, view_take_character(&text));

    if (character >= ' ' && !gui->control)
        play_key(gui->session, character);
}

/* ---- the pointer ---- */

/* A window's points need not be pixels. */
static void to_pixels(const struct gui *gui, int *x, int *y)
{
    int width = 1, height = 1;

    SDL_GetWindowSize(gui->window, &width, &height);
    *x = *x * gui->picture.width / (width ? width : 1);
    *y = *y * gui->picture.height / (height ? height : 1);
}

static bool in_box(const struct chart_box *box, int x, int y)
{
    return x >= box->x && x < box->x + box->width && y >= box->y && y < box->y + box->height;
}

/* The left button selects in the lanes; another, or Shift, moves them. On the ruler and the whole
 * run the cursor follows the pointer. */
static void take_button(struct gui *gui, const SDL_MouseButtonEvent *event)
{
    int x = event->x, y = event->y;

    if (event->button > SDL_BUTTON_RIGHT) /* the middle one is between them */
        return;
    to_pixels(gui, &x, &y);
    if (event->type == SDL_MOUSEBUTTONDOWN) {
        gui->pressed_x = x;
        gui->pressed_y = y;
        gui->dragged = false;
        gui->moves = event->button != SDL_BUTTON_LEFT || SDL_GetModState() & KMOD_SHIFT;
        return;
    }
    if (gui->pressed_x >= 0 && !gui->dragged && event->button == SDL_BUTTON_LEFT)
        play_chart_click(&gui->chart, &gui->picture, x, y);
    gui->pressed_x = -1;
}

#define DRAG 4 /* pixels: a hand that clicks trembles */

static void take_motion(struct gui *gui, const SDL_MouseMotionEvent *event)
{
    int x = event->x, y = event->y;

    to_pixels(gui, &x, &y);
    gui->chart.pointer_x = x;
    gui->chart.pointer_y = y;
    gui->chart.keyed = false;
    if (gui->pressed_x < 0 || (!gui->dragged && abs(x - gui->pressed_x) < DRAG))
        return;
    gui->dragged = true;
    if (!in_box(&gui->chart.lanes, gui->pressed_x, gui->pressed_y)) {
        play_chart_click(&gui->chart, &gui->picture, x, gui->pressed_y);
    } else if (!gui->moves) {
        play_chart_select(&gui->chart, gui->pressed_x, x);
    } else {
        play_chart_drag(&gui->chart, x - gui->pressed_x);
        gui->pressed_x = x;
    }
}

static void take_wheel(struct gui *gui, const SDL_MouseWheelEvent *event)
{
    struct play_chart *chart = &gui->chart;
    int step = chart->lanes.width / 12;
    bool on_names = chart->pointer_x >= 0 && chart->pointer_x < chart->lanes.x;

    if (SDL_GetModState() & KMOD_CTRL)
        change_font(gui, event->y > 0 ? 1 : -1);
    else if (SDL_GetModState() & KMOD_SHIFT)
        play_chart_drag(chart, event->y * step);
    else if (on_names)
        play_chart_scroll(chart, -event->y);
    else
        play_chart_zoom(chart, chart->pointer_x, event->y);
    if (event->x)
        play_chart_drag(chart, -event->x * step);
}

/* ---- events ---- */

static void take_event(struct gui *gui, const SDL_Event *event)
{
    switch (event->type) {
    case SDL_QUIT:
        gui->session->quit = true;
        break;
    case SDL_KEYDOWN:
        take_key(gui, &event->key);
        break;
    case SDL_TEXTINPUT:
        take_text(gui, event->text.text);
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        take_button(gui, &event->button);
        break;
    case SDL_MOUSEMOTION:
        take_motion(gui, &event->motion);
        break;
    case SDL_MOUSEWHEEL:
        take_wheel(gui, &event->wheel);
        break;
    case SDL_DROPFILE:
        open_file(gui, event->drop.file);
        SDL_free(event->drop.file);
        break;
    case SDL_WINDOWEVENT:
        if (event->window.event == SDL_WINDOWEVENT_LEAVE)
            gui->chart.pointer_x = gui->chart.pointer_y = -1;
        break;
    default:
        break;
    }
}

#define FRAME 16  /* milliseconds */
#define WATCH 500 /* between two looks at the file */

/* Reads for the length of a frame while nobody wants anything; true when there is more to see. */
static bool read_on(struct gui *gui)
{
    uint64_t begin = clock_now();
    bool more = false;

    while (clock_now() - begin < FRAME * 1000000 && !SDL_PollEvent(NULL) &&
           play_chart_read(&gui->chart))
        more = true;
    return more && !SDL_PollEvent(NULL);
}

/* Does something on the picture move by itself? */
static bool moves(const struct gui *gui)
{
    return gui->glide.going || gui->chart.token_part < CHART_TOKEN_THERE;
}

/* All that has come is taken before the next picture: whoever is faster than it does not wait.
 * While nothing moves, nothing is drawn. */
static void loop(struct gui *gui)
{
    SDL_Event event;
    bool changes = true;

    for (;;) {
        bool playing = gui->session->playing;
        uint64_t now;

        if (changes)
            paint(gui);
        if (gui->lost || (gui->session->quit && !go_on(gui)))
            return;
        if (!playing)
            gui->clock = clock_now();
        if (read_on(gui) && !playing)
            continue;
        changes = playing || moves(gui);
        if (SDL_WaitEventTimeout(&event, changes ? FRAME : WATCH)) {
            changes = true;
            do
                take_event(gui, &event);
            while (SDL_PollEvent(&event));
        }
        changes |= look_for_change(gui);
        now = clock_now();
        if (playing)
            play_wait(gui->session, (sim_time)(now - gui->clock));
        gui->clock = now;
    }
}

/* ---- opening ---- */

static bool fail(struct sim_text *why, const char *what, const char *remedy)
{
    sim_text_put(why, what);
    sim_text_put(why, SDL_GetError());
    sim_text_put(why, remedy);
    return false;
}

#define WITHOUT "); --picture FILE.png needs no display, interlock step needs a terminal only"

/* Without a display SDL draws into memory, where nobody sees it; that is for who asks for it. */
static bool open_display(struct sim_text *why)
{
    const char *driver;

    /* ^C in the terminal ends the program as it ends any other. */
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        return fail(why, "no window can be opened (", WITHOUT);
    driver = SDL_GetCurrentVideoDriver();
    if (SDL_getenv("SDL_VIDEODRIVER") || !driver ||
        (strcmp(driver, "offscreen") && strcmp(driver, "dummy") && strcmp(driver, "evdev")))
        return true;
    SDL_SetError("there is no display: neither DISPLAY nor WAYLAND_DISPLAY leads to one");
    return fail(why, "no window can be opened (", WITHOUT);
}

/* Many a projector has 1024 columns, and without a window manager nobody else makes it fit. */
static void choose_size(const struct gui_options *options, int *width, int *height)
{
    SDL_Rect usable;

    *width = options->width;
    *height = options->height;
    if (!options->fit || SDL_GetDisplayUsableBounds(0, &usable) != 0)
        return;
    *width = *width < usable.w ? *width : usable.w;
    *height = *height < usable.h ? *height : usable.h;
}

static bool open_window(struct gui *gui, const struct gui_options *options,
                        struct sim_text *why)
{
    int width, height;
    Uint32 flags = SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI |
                   (options->full_screen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);

    if (!open_display(why))
        return false;
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    choose_size(options, &width, &height);
    gui->window = SDL_CreateWindow("Interlock", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                                   width, height, flags);
    if (!gui->window)
        return fail(why, "the window cannot be opened (", ")");
    show_title(gui);
    SDL_EventState(SDL_DROPFILE, SDL_ENABLE);
    SDL_SetWindowMinimumSize(gui->window, PLAY_CHART_LEAST, PLAY_CHART_LEAST);
    return set_font(gui, options->font_size ? options->font_size : size_for_display(), why);
}

/* When the display goes away Xlib ends the program by exit(), in a message of its own making. What
 * has been opened is only read, so nothing is lost but the place. */
static bool shown;

static void say_gone(void)
{
    static const char said[] = "interlock: the display is gone, and the window with it\n";

    if (!shown)
        return;
    fflush(stdout);
    fputs(said, stderr);
    _exit(GUI_GONE);
}

static enum gui_end show(struct gui *gui, const struct gui_options *options,
                         struct sim_text *why)
{
    int width = options->width, height = options->height;

    fit_font(gui, width, height);
    if (options->keys && !play_chart_script(&gui->chart, &gui->picture, &width, &height,
                                            &gui->metrics, options->keys, why))
        return GUI_BAD_KEYS;
    if (width != options->width || height != options->height)
        SDL_SetWindowSize(gui->window, width, height);
    SDL_StartTextInput();
    atexit(say_gone);
    shown = true;
    loop(gui);
    shown = false;
    if (!gui->lost)
        return GUI_GOOD;
    fail(why, "the window is lost (", ")");
    return GUI_FAILED;
}

enum gui_end gui_run(struct play_session *session, const struct gui_options *options,
                     struct sim_text *why)
{
    struct gui gui = { .session = session,
                       .theme = options->theme,
                       .asked = options->font_size,
                       .pressed_x = -1,
                       .files = options->files };
    enum gui_end end = GUI_FAILED;

    play_chart_open(&gui.chart, session);
    gui.chart.patient = true;
    gui.chart.presenter = options->presenter;
    read_stamp(&gui, &gui.stamp);
    if (open_window(&gui, options, why))
        end = show(&gui, options, why);
    fonts_close(gui.fonts);
    play_chart_close(&gui.chart);
    view_picture_free(&gui.picture);
    if (gui.window)
        SDL_DestroyWindow(gui.window);
    SDL_Quit();
    return end;
}
