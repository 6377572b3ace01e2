/* SPDX-License-Identifier: GPL-3.0-or-later
 * Versions of the interpreter that the models know. */
#ifndef INTERLOCK_SIM_SCENARIO_PYTHON_H
#define INTERLOCK_SIM_SCENARIO_PYTHON_H

#include <stdbool.h>
#include <stdint.h>

/* PYTHON(identifier, name, the release whose language and standard library it has); in order of
 * release, but builds without the lock, and PyPy, come behind all others. */
#define SIM_PYTHONS(PYTHON)                                                                    \
    PYTHON(2_7, "2.7", 2_7)                                                                    \
    PYTHON(3_1, "3.1", 3_1)                                                                    \
    PYTHON(3_2, "3.2", 3_2)                                                                    \
    PYTHON(3_3, "3.3", 3_3)                                                                    \
    PYTHON(3_4, "3.4", 3_4)                                                                    \
    PYTHON(3_5, "3.5", 3_5)                                                                    \
    PYTHON(3_6, "3.6", 3_6)                                                                    \
    PYTHON(3_7, "3.7", 3_7)                                                                    \
    PYTHON(3_8, "3.8", 3_8)                                                                    \
    PYTHON(3_9, "3.9", 3_9)                                                                    \
    PYTHON(3_10, "3.10", 3_10)                                                                 \
    PYTHON(3_11, "3.11", 3_11)                                                                 \
    PYTHON(3_12, "3.12", 3_12)                                                                 \
    PYTHON(3_13, "3.13", 3_13)                                                                 \
    PYTHON(3_14, "3.14", 3_14)                                                                 \
    PYTHON(3_13T, "3.13t", 3_13)                                                               \
    PYTHON(3_14T, "3.14t", 3_14)                                                               \
    PYTHON(PYPY, "pypy3.9", 3_9)

enum sim_python {
#define PYTHON(id, name, language) SIM_PYTHON_##id,
    SIM_PYTHONS(PYTHON)
#undef PYTHON
        SIM_PYTHON_COUNT
};

/* Of this it is asked what holds "up to" or "from" some release, and never of a version as it is, as
 * 3.13t is behind 3.14, and PyPy behind all. What PyPy has made otherwise names it beside. */
static inline enum sim_python sim_python_language(int64_t python)
{
    switch ((enum sim_python)python) {
#define PYTHON(id, name, language)                                                             \
    case SIM_PYTHON_##id:                                                                      \
        return SIM_PYTHON_##language;
        SIM_PYTHONS(PYTHON)
#undef PYTHON
    default:
        return SIM_PYTHON_COUNT;
    }
}

/* Is it a build whose own model has no interpreter lock? */
static inline bool sim_python_is_free_threaded(int64_t python)
{
    return python == SIM_PYTHON_3_13T || python == SIM_PYTHON_3_14T;
}

/* Indexed by enum sim_python; ended by NULL. */
extern const char *const sim_python_names[SIM_PYTHON_COUNT + 1];

#endif
