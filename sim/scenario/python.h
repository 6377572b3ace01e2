/* SPDX-License-Identifier: GPL-3.0-or-later
 * Versions of the interpreter that the models know. */
#ifndef INTERLOCK_SIM_SCENARIO_PYTHON_H
#define INTERLOCK_SIM_SCENARIO_PYTHON_H

#include <stdbool.h>
#include <stdint.h>

/* PYTHON(identifier, name); in order of release, since rules say "up to" and "from". Builds without
 * the lock come behind all others: what holds "from" some release on holds for them too. So does
 * what PyPy's row says of the language it speaks. */
#define SIM_PYTHONS(PYTHON)                                                                    \
    PYTHON(2_7, "2.7")                                                                         \
    PYTHON(3_1, "3.1")                                                                         \
    PYTHON(3_2, "3.2")                                                                         \
    PYTHON(3_3, "3.3")                                                                         \
    PYTHON(3_4, "3.4")                                                                         \
    PYTHON(3_5, "3.5")                                                                         \
    PYTHON(3_6, "3.6")                                                                         \
    PYTHON(3_7, "3.7")                                                                         \
    PYTHON(3_8, "3.8")                                                                         \
    PYTHON(3_9, "3.9")                                                                         \
    PYTHON(3_10, "3.10")                                                                       \
    PYTHON(3_11, "3.11")                                                                       \
    PYTHON(3_12, "3.12")                                                                       \
    PYTHON(3_13, "3.13")                                                                       \
    PYTHON(3_14, "3.14")                                                                       \
    PYTHON(3_13T, "3.13t")                                                                     \
    PYTHON(3_14T, "3.14t")                                                                     \
    PYTHON(PYPY, "pypy3.9")

enum sim_python {
#define PYTHON(id, name) SIM_PYTHON_##id,
    SIM_PYTHONS(PYTHON)
#undef PYTHON
        SIM_PYTHON_COUNT
};

/* Is it a build whose own model has no interpreter lock? */
static inline bool sim_python_is_free_threaded(int64_t python)
{
    return python == SIM_PYTHON_3_13T || python == SIM_PYTHON_3_14T;
}

/* Indexed by enum sim_python; ended by NULL. */
extern const char *const sim_python_names[SIM_PYTHON_COUNT + 1];

#endif
