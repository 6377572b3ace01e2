/* SPDX-License-Identifier: GPL-3.0-or-later
 * Scenario files made of random numbers. */
#ifndef INTERLOCK_TESTS_PROPERTY_GENERATE_H
#define INTERLOCK_TESTS_PROPERTY_GENERATE_H

#include <stdbool.h>
#include <stdint.h>

#define GENERATE_LINES 400
#define GENERATE_WIDTH 196

/*
 * A file as lines, so that it can be made smaller line by line. Equal seeds, equal files. Every
 * model gets its turn, with ops that it runs as its table says (the engine's tables are asked, so a
 * new op, loop body, parameter or model is drawn as soon as it is there). Mostly the model accepts
 * the whole; what it may refuse across ops is not foreseen here.
 */
struct generated {
    char lines[GENERATE_LINES][GENERATE_WIDTH];
    uint32_t count;
};

void generate(struct generated *file, uint64_t seed);

/* The file as one text, to be freed. */
char *generate_text(const struct generated *file);

/* The variable to which updates under a lock alone are made: none may be lost. */
#define GENERATE_SAFE "safe"

#endif
