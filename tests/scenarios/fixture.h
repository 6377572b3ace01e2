/* SPDX-License-Identifier: GPL-3.0-or-later
 * What tests of one text need: where it is read to, and what is wrong with it. */
#ifndef INTERLOCK_TESTS_SCENARIOS_FIXTURE_H
#define INTERLOCK_TESTS_SCENARIOS_FIXTURE_H

#include "scenarios/assign.h"
#include "scenarios/read.h"

/* Of the test under way. */
extern struct fixture {
    struct arena *arena;
    struct sim_errors errors; /* of the last reading */
    struct read_document document;
    struct scenario scenario;
} fixture;

void set_up(void);
void tear_down(void);

/* Reads a text, as t.ini, to the document. */
bool read_bytes(const char *bytes, size_t count);
bool read_string(const char *text);

/* The same, and assigns it to the scenario. */
bool assign(const char *text);

/* The document on one line: "[kind name]5 key=value+more@6". */
const char *summary(void);

void expect_error(uint32_t index, uint32_t line, const char *text);

#endif
