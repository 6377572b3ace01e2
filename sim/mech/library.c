/* SPDX-License-Identifier: GPL-3.0-or-later
 * How the standard library's own code has become faster. */
#include "sim/mech/library.h"

/*
 * measured against 3.12, on the machine of the preset vm-2 with each interpreter, medians of seven,
 * geometric means: of asyncio a callback, a task's turn woken by a future, an iteration, creating a
 * task, a sleep's timer; of concurrent.futures submitting, executing nothing, run_in_executor. The
 * single figures of asyncio lie within a quarter of their mean, those of futures within a third.
 * Versions that were not measured have their neighbour's. Of forking, from Process.start to the
 * target's first line, which stamps its time: 0.64 ms under 2.7, 1.22 to 1.52 under the others,
 * medians of 31. Of runpy, what starting and joining a fork server's child took more from a file than
 * from -c, the least of 40, thrice in turns, on an EPYC virtual machine: 1.7 ms under 3.6, 1.4 under 3.7,
 * 2.2 under 3.8, 1.6 under 3.9, 3.3 under 3.10, 2.1 under 3.11, 6.0 under 3.12, which imports typing
 * there, 7.2 under 3.13; by spawn as much under 3.14 as under 3.12.
 *
 * Bytecode in loops has gained otherwise (turns.csv): here much is calls, and C.
 */
static const int32_t factors[LIBRARY_PARTS][SIM_PYTHON_COUNT] = {
    [LIBRARY_ASYNCIO] = { [0 ... SIM_PYTHON_3_6] = 1690000,
                          [SIM_PYTHON_3_7] = 1720000,
                          [SIM_PYTHON_3_8] = 1560000,
                          [SIM_PYTHON_3_9] = 1530000,
                          [SIM_PYTHON_3_10] = 1510000,
                          [SIM_PYTHON_3_11] = 980000,
                          [SIM_PYTHON_3_12] = 1000000,
                          [SIM_PYTHON_3_13... SIM_PYTHON_COUNT - 1] = 920000 },
    [LIBRARY_FUTURES] = { [0 ... SIM_PYTHON_3_6] = 1480000,
                          [SIM_PYTHON_3_7] = 1030000,
                          [SIM_PYTHON_3_8] = 1410000,
                          [SIM_PYTHON_3_9] = 1410000,
                          [SIM_PYTHON_3_10] = 1470000,
                          [SIM_PYTHON_3_11] = 1020000,
                          [SIM_PYTHON_3_12] = 1000000,
                          [SIM_PYTHON_3_13... SIM_PYTHON_COUNT - 1] = 890000 },
    [LIBRARY_FORK] = { [0 ... SIM_PYTHON_2_7] = 490000,
                       [SIM_PYTHON_2_7 + 1 ... SIM_PYTHON_3_6] = 960000,
                       [SIM_PYTHON_3_7... SIM_PYTHON_3_8] = 1070000,
                       [SIM_PYTHON_3_9... SIM_PYTHON_3_10] = 1150000,
                       [SIM_PYTHON_3_11] = 1080000,
                       [SIM_PYTHON_3_12] = 1000000,
                       [SIM_PYTHON_3_13... SIM_PYTHON_COUNT - 1] = 1040000 },
    [LIBRARY_MAIN] = { [0 ... SIM_PYTHON_3_6] = 280000,
                       [SIM_PYTHON_3_7] = 230000,
                       [SIM_PYTHON_3_8] = 370000,
                       [SIM_PYTHON_3_9] = 270000,
                       [SIM_PYTHON_3_10] = 550000,
                       [SIM_PYTHON_3_11] = 350000,
                       [SIM_PYTHON_3_12] = 1000000,
                       [SIM_PYTHON_3_13] = 1200000,
                       [SIM_PYTHON_3_13 + 1 ... SIM_PYTHON_COUNT - 1] = 1000000 },
};

int32_t library_factor(enum library_part part, enum sim_python python)
{
    return factors[part][python];
}

sim_time library_cost(struct sim *sim, struct sim_thread *thread, enum library_part part,
                      const struct sim_dist *cost)
{
    return sim_time_ratio(engine_cost(sim, thread, cost),
                          factors[part][sim->head->params.python], 1000000);
}

sim_time library_bytes(struct sim *sim, struct sim_thread *thread, const struct sim_dist *a_mib,
                       int64_t bytes)
{
    return sim_time_ratio(engine_cost(sim, thread, a_mib), bytes, INT64_C(1) << 20);
}
