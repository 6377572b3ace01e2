/* SPDX-License-Identifier: GPL-3.0-or-later
 * A scenario that breaks a law, made smaller as long as it does. */
#ifndef INTERLOCK_TESTS_PROPERTY_SHRINK_H
#define INTERLOCK_TESTS_PROPERTY_SHRINK_H

#include "tests/property/generate.h"

/* `fails` is asked of each smaller file, hundreds of times. */
void shrink(struct generated *file, bool (*fails)(const struct generated *file, void *context),
            void *context);

#endif
