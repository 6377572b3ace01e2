/* SPDX-License-Identifier: GPL-3.0-or-later
 * What a fuzzer calls, and what a target says when something is wrong. */
#ifndef INTERLOCK_TESTS_FUZZ_TARGET_H
#define INTERLOCK_TESTS_FUZZ_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One input; whatever it is, no crash, hang or leak. libFuzzer's name; replay.c calls it, too. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* To be called first: an input that takes too long from now on ends the program (hang.c). */
void fuzz_begin(void);

static inline void fuzz_require(bool condition)
{
    if (!condition)
        __builtin_trap();
}

#endif
