/* SPDX-License-Identifier: GPL-3.0-or-later
 * Signals that end the program while it has the terminal. */
#include "ui/tui/restore.h"

#include <curses.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

/*
 * In a handler of a crash nothing of curses may be called: its memory may be what is broken. A
 * write and tcsetattr() are allowed, so what is to be written is composed beforehand.
 */
static struct termios settings;
static bool noted;
static char leave[256];
static size_t leave_length;
static volatile sig_atomic_t interrupted;

static const int watched[] = { SIGSEGV, SIGBUS, SIGFPE,  SIGILL, SIGABRT,
                               SIGTERM, SIGHUP, SIGQUIT, SIGINT };

#define WATCHED (sizeof(watched) / sizeof(*watched))

static struct sigaction before[WATCHED]; /* curses, too, sets some of them */

void restore_note(void)
{
    noted = tcgetattr(STDIN_FILENO, &settings) == 0;
    interrupted = 0;
    for (size_t i = 0; i < WATCHED; i++)
        sigaction(watched[i], NULL, &before[i]);
}

/* Adds a capability of the terminal, without delays. */
static void add(const char *capability)
{
    const char *text = tigetstr(capability);
    size_t length = text && text != (const char *)-1 ? strcspn(text, "$") : 0;

    if (leave_length + length < sizeof(leave)) {
        memcpy(leave + leave_length, text ? text : "", length);
        leave_length += length;
    }
}

static void on_deadly(int number)
{
    ssize_t written = write(STDOUT_FILENO, leave, leave_length);

    (void)written;
    if (noted)
        tcsetattr(STDIN_FILENO, TCSANOW, &settings);
    signal(number, SIG_DFL);
    raise(number);
}

static void on_interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

void restore_watch(void)
{
    static const char mouse_off[] = "\033[?1000l\033[?1002l\033[?1006l";
    struct sigaction action = { .sa_handler = on_deadly },
                     interrupt = { .sa_handler = on_interrupt };

    leave_length = 0;
    memcpy(leave, mouse_off, sizeof(mouse_off) - 1);
    leave_length = sizeof(mouse_off) - 1;
    add("sgr0");
    add("cnorm");
    add("rmkx");
    add("rmcup");
    for (size_t i = 0; i < WATCHED; i++) {
        if (before[i].sa_handler != SIG_IGN)
            sigaction(watched[i], watched[i] == SIGINT ? &interrupt : &action, NULL);
    }
}

void restore_forget(void)
{
    for (size_t i = 0; i < WATCHED; i++)
        sigaction(watched[i], &before[i], NULL);
}

bool restore_interrupted(void)
{
    return interrupted;
}
