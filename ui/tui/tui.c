/* SPDX-License-Identifier: GPL-3.0-or-later
 * Painting screens with curses, and reading keys. */
#include "ui/tui/tui.h"

#include "ui/play/draw.h"
#include "ui/tui/restore.h"
#include "ui/tui/theme.h"
#include "ui/view/clock.h"

#include <curses.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

struct tui {
    struct play_session *session;
    struct view_screen *screen;
    int64_t clock; /* ns, when time was told last */
    bool lost;     /* the terminal is gone, or memory */
};

/* ---- painting ---- */

static void paint_row(const struct view_screen *screen, int y)
{
    char text[VIEW_WIDTH_MAX * VIEW_GLYPH];
    size_t used = 0;
    uint8_t role = screen->cells[y * screen->width].role;

    move(y, 0);
    for (int x = 0; x < screen->width; x++) {
        const struct view_glyph *cell = &screen->cells[y * screen->width + x];
        size_t length = strlen(cell->text);

        if (cell->role != role) {
            attrset((int)theme_of(role));
            addnstr(text, (int)used);
            used = 0;
            role = cell->role;
        }
        memcpy(text + used, cell->text, length);
        used += length;
    }
    attrset((int)theme_of(role));
    addnstr(text, (int)used);
}

static void paint(const struct view_screen *screen)
{
    erase();
    for (int y = 0; y < screen->height; y++)
        paint_row(screen, y);
    if (screen->caret_x >= 0 && screen->caret_x < screen->width) {
        move(screen->caret_y, screen->caret_x);
        curs_set(1);
    } else {
        curs_set(0);
    }
    refresh();
}

/* A screen of the terminal's size. */
static bool fit(struct view_screen **screen, bool unicode)
{
    return view_screen_fit(screen, COLS, LINES, unicode);
}

/* ---- keys ---- */

static const struct {
    wint_t curses;
    uint32_t key;
} special[] = {
    { KEY_LEFT, PLAY_KEY_LEFT },
    { KEY_RIGHT, PLAY_KEY_RIGHT },
    { KEY_UP, PLAY_KEY_UP },
    { KEY_DOWN, PLAY_KEY_DOWN },
    { KEY_HOME, PLAY_KEY_HOME },
    { KEY_END, PLAY_KEY_END },
    { KEY_PPAGE, PLAY_KEY_PAGE_UP },
    { KEY_NPAGE, PLAY_KEY_PAGE_DOWN },
    { KEY_ENTER, PLAY_KEY_ENTER },
    { KEY_BTAB, PLAY_KEY_BACK_TAB },
    { KEY_BACKSPACE, PLAY_KEY_BACKSPACE },
    { KEY_DC, PLAY_KEY_DELETE },
    { KEY_F(1), PLAY_KEY_F1 },
};

static uint32_t key_of(int status, wint_t got)
{
    if (status == KEY_CODE_YES) {
        for (size_t i = 0; i < sizeof(special) / sizeof(*special); i++) {
            if (special[i].curses == got)
                return special[i].key;
        }
        return PLAY_KEY_NONE;
    }
    switch (got) {
    case '\r':
    case '\n':
        return PLAY_KEY_ENTER;
    case '\t':
        return PLAY_KEY_TAB;
    case 27:
        return PLAY_KEY_ESCAPE;
    case 8:
    case 127:
        return PLAY_KEY_BACKSPACE;
    default:
        return got < ' ' ? PLAY_KEY_NONE : (uint32_t)got;
    }
}

static void take_mouse(struct tui *tui)
{
    MEVENT event;

    if (getmouse(&event) != OK)
        return;
    if (event.bstate & BUTTON4_PRESSED)
        play_key(tui->session, PLAY_KEY_LEFT);
    else if (event.bstate & BUTTON5_PRESSED)
        play_key(tui->session, PLAY_KEY_RIGHT);
    else if (event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED))
        play_click(tui->session, tui->screen, event.x, event.y);
}

/* One key; false when none has come in time. */
static bool take_key(struct tui *tui, int milliseconds)
{
    wint_t got = 0;
    int status;
    uint32_t key;

    timeout(milliseconds);
    status = get_wch(&got);
    if (status == ERR) {
        struct termios settings;

        tui->lost |= tcgetattr(STDIN_FILENO, &settings) != 0;
        return false;
    }
    if (status == KEY_CODE_YES && got == KEY_MOUSE) {
        take_mouse(tui);
        return true;
    }
    if (status == KEY_CODE_YES && got == KEY_RESIZE)
        return true;
    if (got == 'L' - '@' && status == OK) {
        clearok(curscr, TRUE);
        return true;
    }
    key = key_of(status, got);
    if (key != PLAY_KEY_NONE)
        play_key(tui->session, key);
    return true;
}

/* ---- time ---- */

static void tell_time(struct tui *tui)
{
    int64_t now = view_clock();

    play_wait(tui->session, now - tui->clock);
    tui->clock = now;
}

/* While playing, a picture every 20 ms is as many as a terminal over a network bears. */
static int patience(const struct tui *tui)
{
    return tui->session->playing ? 20 : -1;
}

/* ---- the loop ---- */

/* Whoever types faster than we draw is not made to wait for pictures. */
#define KEYS_AT_ONCE 64

static void loop(struct tui *tui)
{
    while (!tui->session->quit && !tui->lost && !restore_interrupted()) {
        if (!fit(&tui->screen, tui->session->options.unicode)) {
            tui->lost = true;
            return;
        }
        play_draw(tui->session, tui->screen);
        paint(tui->screen);
        if (!tui->session->playing)
            tui->clock = view_clock();
        if (take_key(tui, patience(tui))) {
            for (int i = 0; i < KEYS_AT_ONCE && !tui->session->quit && take_key(tui, 0); i++)
                continue;
        }
        tell_time(tui);
    }
}

/* NULL when the terminal is not known, or cannot place text (TERM=dumb). */
static SCREEN *open_terminal(void)
{
    int error;
    const char *place;

    if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
        return NULL;
    place = tigetstr("cup");
    return place && place != (const char *)-1 ? newterm(NULL, stdout, stdin) : NULL;
}

static bool begin(const struct tui_options *options, SCREEN **terminal)
{
    restore_note();
    *terminal = open_terminal();
    if (!*terminal)
        return false;
    set_term(*terminal);
    set_escdelay(25);
    cbreak();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    theme_start(options->theme);
    if (options->mouse) {
        mousemask(BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
        mouseinterval(0);
    }
    restore_watch();
    return true;
}

/* On a terminal without a screen of its own for us the picture stays: what comes next begins on an
 * empty line. */
static void end(SCREEN *terminal)
{
    mvaddch(LINES - 1, 0, ' ');
    clrtoeol();
    refresh();
    endwin();
    restore_forget();
    delscreen(terminal);
}

/* Waits for a key that ends watching, and redraws at once where the terminal has another size. */
static bool is_left(int milliseconds)
{
    wint_t got = 0;
    int status;

    timeout(milliseconds);
    status = get_wch(&got);
    return restore_interrupted() || (status == OK && (got == 'q' || got == 27));
}

enum tui_end tui_watch(const struct tui_watch *watch, const struct tui_options *options)
{
    struct view_screen *screen = NULL;
    enum tui_end how = TUI_QUIT;
    SCREEN *terminal;

    if (!begin(options, &terminal))
        return TUI_NO_TERMINAL;
    do {
        if (!fit(&screen, watch->unicode)) {
            how = TUI_NO_TERMINAL;
            break;
        }
        if (!watch->draw(watch->context, screen))
            break;
        paint(screen);
    } while (!is_left(watch->every));
    end(terminal);
    view_screen_destroy(screen);
    return how;
}

enum tui_end tui_run(struct play_session *session, const struct tui_options *options)
{
    struct tui tui = { .session = session, .clock = view_clock() };
    SCREEN *terminal;

    if (!begin(options, &terminal))
        return TUI_NO_TERMINAL;
    loop(&tui);
    end(terminal);
    view_screen_destroy(tui.screen);
    if (tui.lost)
        return TUI_NO_TERMINAL;
    return session->quit ? TUI_QUIT : TUI_INTERRUPTED;
}
