/* SPDX-License-Identifier: GPL-3.0-or-later
 * Reading a text for a test. */
#include "tests/scenarios/fixture.h"

#include "scenarios/arena.h"
#include "scenarios/source.h"
#include "sim/base/text.h"

#include <check.h>
#include <string.h>

struct fixture fixture;

void set_up(void)
{
    memset(&fixture, 0, sizeof(fixture));
    fixture.arena = arena_create();
}

void tear_down(void)
{
    arena_destroy(fixture.arena);
}

bool read_bytes(const char *bytes, size_t count)
{
    struct source source = { bytes, count };

    fixture.errors = (struct sim_errors){ 0 };
    return read_text(fixture.arena, "t.ini", &source, &fixture.document, &fixture.errors);
}

bool read_string(const char *text)
{
    return read_bytes(text, strlen(text));
}

bool assign(const char *text)
{
    struct sources sources = { .arena = fixture.arena };

    fixture.scenario = (struct scenario){ .description = "untouched" };
    ck_assert(read_string(text));
    return assign_document(fixture.arena, &sources, "t.ini", &fixture.document,
                           &fixture.scenario, &fixture.errors);
}

const char *summary(void)
{
    static char buffer[4000];
    struct sim_text text = SIM_TEXT(buffer);

    for (const struct read_section *s = fixture.document.sections; s; s = s->next) {
        sim_text_put(&text, "[");
        sim_text_put(&text, s->kind);
        sim_text_put(&text, *s->name ? " " : "");
        sim_text_put(&text, s->name);
        sim_text_put(&text, "]");
        sim_text_put_int(&text, s->line);
        for (const struct read_entry *e = s->entries; e; e = e->next) {
            sim_text_put(&text, " ");
            sim_text_put(&text, e->key);
            sim_text_put(&text, "=");
            sim_text_put(&text, e->value);
            for (const struct read_line *l = e->more; l; l = l->next) {
                sim_text_put(&text, "+");
                sim_text_put(&text, l->text);
            }
            sim_text_put(&text, "@");
            sim_text_put_int(&text, e->line);
        }
        sim_text_put(&text, s->next ? " " : "");
    }
    return buffer;
}

void expect_error(uint32_t index, uint32_t line, const char *text)
{
    ck_assert_uint_gt(fixture.errors.count, index);
    ck_assert_str_eq(fixture.errors.list[index].text, text);
    ck_assert_uint_eq(fixture.errors.list[index].line, line);
}
