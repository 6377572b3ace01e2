/* SPDX-License-Identifier: GPL-3.0-or-later
 * The window's rows of words: the head, what the hatches mean, what there is to say. */
#include "ui/play/chart_part.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- head ---- */

static int right_text(const struct part *part, int right, int y, enum view_face face, int ink,
                      const char *text)
{
    int width = view_picture_width(part->picture, face, text);

    if (right - width < part->box.width / 3)
        return right;
    view_picture_text(part->picture, right - width, y, width, face, ink, text);
    return right - width;
}

static void put_branch(const struct part *part, struct sim_text *text)
{
    const struct play_branch *branch = part->branch;

    if (part->session->branch_count < 2 && !branch->what[0])
        return;
    sim_text_put(text, "branch ");
    sim_text_put(text, branch->name);
    if (branch->what[0]) {
        sim_text_put(text, ": ");
        sim_text_put(text, branch->what);
    }
}

/* Time, step, playing; at the right the branch, or `what`, if the title leaves it no room. */
static void draw_place(const struct part *part, int x, int y, const char *what)
{
    const struct play_branch *branch = part->branch;
    const struct play_session *session = part->session;
    char text[256];
    struct sim_text put = SIM_TEXT(text);
    int right = part->box.width - part->gap;

    text[0] = '\0';
    put_branch(part, &put);
    if (text[0] || what)
        right = right_text(part, right, y, text[0] ? VIEW_FACE_STRONG : VIEW_FACE_TEXT,
                           text[0] ? VIEW_TITLE : VIEW_QUIET, text[0] ? text : what) -
                part->gap;
    put = SIM_TEXT(text);
    text[0] = '\0';
    part_put_exact(&put, play_branch_time(branch));
    x += view_picture_text(part->picture, x, y, right - x, VIEW_FACE_STRONG, VIEW_VALUE, text);
    x += part->line;
    put = SIM_TEXT(text);
    text[0] = '\0';
    sim_text_put(&put, "step ");
    pane_count_text(&put, play_branch_step(branch));
    if (play_shows_length(session)) {
        sim_text_put(&put, " of ");
        pane_count_text(&put, sim_run_steps(branch->run));
        sim_text_put(&put, play_branch_ended(branch) ? "" : " so far");
    }
    x += view_picture_text(part->picture, x, y, right - x, VIEW_FACE_TEXT, VIEW_QUIET, text);
    x += part->line;
    put = SIM_TEXT(text);
    text[0] = '\0';
    if (session->playing) {
        sim_text_put(&put, "\u25b6 playing, ");
        pane_count_text(&put, (uint64_t)play_speeds[session->speed]);
        sim_text_put(&put, " events a second");
    } else if (!part->chart->still) {
        sim_text_put(&put, "paused");
    }
    view_picture_text(part->picture, x, y, right - x, VIEW_FACE_TEXT,
                      session->playing ? VIEW_KEY : VIEW_QUIET, text);
}

void part_draw_head(const struct part *part)
{
    const struct sim_cast *cast = part->branch->cast;
    const char *name = cast->title ? cast->title : "";
    bool one_line = part->box.height < 2 * part->line, below;
    int title = part->picture->metrics->height[VIEW_FACE_TITLE], right;
    char what[128];
    struct sim_text text = SIM_TEXT(what);

    part_rect(part, 0, part->box.y, part->box.width, part->box.height, VIEW_INK_PANEL);
    part_rect(part, 0, part->box.y + part->box.height - 1, part->box.width, 1, VIEW_INK_EDGE);
    if (one_line) {
        draw_place(part, part->gap, part->box.y + part->gap / 2, NULL);
        return;
    }
    pane_put_what(&text, part->session, cast);
    right = part->box.width - part->gap;
    below = view_picture_width(part->picture, VIEW_FACE_TITLE, name) +
                view_picture_width(part->picture, VIEW_FACE_TEXT, what) + 3 * part->gap >
            right;
    if (!below)
        right = right_text(part, right, part->box.y + part->gap + title / 8, VIEW_FACE_TEXT,
                           VIEW_QUIET, what);
    view_picture_text(part->picture, part->gap, part->box.y + part->gap / 2 + 1,
                      right - 2 * part->gap, VIEW_FACE_TITLE, VIEW_PLAIN, name);
    draw_place(part, part->gap, part->box.y + part->gap + title, below ? what : NULL);
}

/* ---- the legend ---- */

static int put_swatch(const struct part *part, int x, int y, enum sim_reason reason, int ink)
{
    int height = part->line * 3 / 4, width = part->line * 3 / 2;

    part_hatched(part, x, y + (part->line - height) / 2, width, height, ink,
                 view_reason_hatch(reason));
    return width;
}

void part_draw_legend(const struct part *part)
{
    uint32_t used = play_told_reasons(part->session, part->branch);
    int x = part->box.x + part->gap, y = part->box.y + part->gap / 2;
    int end = part->box.x + part->box.width - part->gap;

    for (int reason = 1; reason < SIM_REASON_ABSENT; reason++) {
        enum sim_reason which = (enum sim_reason)reason;
        struct part_look look = part_look(part->session->thread, which);
        int width;

        if (!(used >> reason & 1))
            continue;
        width = view_picture_width(part->picture, VIEW_FACE_SMALL, sim_reasons[reason].name);
        if (x + width + 2 * part->line > end)
            break;
        x += put_swatch(part, x, y, which, look.ink) + part->gap / 2;
        x += view_picture_text(part->picture, x, y, end - x, VIEW_FACE_SMALL, VIEW_QUIET,
                               sim_reasons[reason].name) +
             part->line;
    }
}

/* ---- what there is to say ---- */

bool part_has_said(const struct play_session *session)
{
    return session->mode != PLAY_MODE_LOOK || session->message[0] || session->search[0] ||
           session->stop;
}

void part_draw_said(const struct part *part)
{
    const struct play_session *session = part->session;
    struct part inside = part_in(part, part->box.x + part->gap, part->box.y + part->gap / 2,
                                 part->box.width - 2 * part->gap, part->line);

    if (session->mode == PLAY_MODE_LOOK && session->message[0])
        view_picture_text(part->picture, inside.box.x, inside.box.y, inside.box.width,
                          VIEW_FACE_STRONG, session->warned ? VIEW_WARNING : VIEW_NEWS,
                          session->message);
    else
        part_draw_cells(&inside, pane_draw_message);
}
