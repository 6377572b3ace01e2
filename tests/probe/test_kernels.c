/* SPDX-License-Identifier: GPL-3.0-or-later
 * Native kernels: that they are right, that a wrong one is noticed, and what is foretold of them. */
#include "probe/clock.h"
#include "probe/kernel.h"
#include "probe/topology.h"
#include "tests/sim/suite.h"
#include "ui/cli/predict.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>

/* How fast a kernel is differs from machine to machine, so nothing here looks at times. */

#define WORKERS 3

/* Catches a kernel that leaves pieces out when they do not divide evenly, or that races. */
START_TEST(every_kernel_is_right)
{
    for (size_t i = 0; kernels[i]; i++) {
        const struct kernel *list[] = { kernels[i], NULL };
        struct kernel_run run;
        const char *wrong = kernels_run(list, &run, WORKERS, 1, NULL);

        ck_assert_msg(!wrong, "%s", wrong);
        for (int n = 1; n <= WORKERS; n++)
            ck_assert_uint_eq(run.timing[n].ratio.count, 1);
        kernels_fini(&run, 1);
    }
}
END_TEST

/* A kernel in which the last worker does nothing, or too little, when there is more than one. */
static const struct kernel *victim;

static void leave_out(void *data, int worker, int workers)
{
    if (worker + 1 < workers || workers == 1)
        victim->part(data, worker, workers);
}

/* Catches a result that is not looked at: each kernel, broken so, must be found wrong. A row that is
 * taken and a stage of a pipeline are done by others or waited for, so those are not broken so. */
START_TEST(a_wrong_result_is_noticed)
{
    for (size_t i = 0; kernels[i]; i++) {
        struct kernel broken = *kernels[i];
        const struct kernel *list[] = { &broken, NULL };
        struct kernel_run run;
        const char *wrong;

        if (!strcmp(broken.name, "mandelbrot-dynamic") || !strcmp(broken.name, "pipeline"))
            continue;
        victim = kernels[i];
        broken.part = leave_out;
        wrong = kernels_run(list, &run, 2, 1, NULL);
        ck_assert_msg(wrong && strstr(wrong, "is wrong"), "%s: not noticed", broken.name);
        kernels_fini(&run, 1);
    }
}
END_TEST

static void twice(void *data, int worker, int workers)
{
    if (worker == 0) {
        victim->part(data, 0, 1);
        victim->part(data, 0, 1);
    }
    (void)workers;
}

/* The same for a kernel whose pieces are counted: done twice is wrong, too. */
START_TEST(work_done_twice_is_noticed)
{
    static const char *const names[] = { "bins-private", "bins-atomic", "bins-false",
                                         "matmul" };

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        struct kernel broken = *kernel_find(names[i]);
        const struct kernel *list[] = { &broken, NULL };
        struct kernel_run run;

        victim = kernel_find(names[i]);
        broken.part = twice;
        ck_assert_ptr_nonnull(kernels_run(list, &run, 1, 1, NULL));
        kernels_fini(&run, 1);
    }
}
END_TEST

/* What the linker calls instead (--wrap): from then on the one that makes this 0 cannot be made. */
static int until_none = -1;

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*body)(void *), void *arg);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*body)(void *), void *arg);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*body)(void *), void *arg)
{
    if (until_none > 0 && !--until_none)
        return EAGAIN;
    return __real_pthread_create(thread, attributes, body, arg);
}

/* Catches a crew whose workers wait for ever for one that could not be made: of three, the last. */
START_TEST(too_few_threads_are_an_error)
{
    const struct kernel *list[] = { kernel_find("pipeline"), NULL };
    struct kernel_run run;
    const char *wrong;

    until_none = 3; /* the first is that of two workers */
    wrong = kernels_run(list, &run, 3, 1, NULL);
    ck_assert_ptr_nonnull(wrong);
    ck_assert_str_eq(wrong, "pipeline: threads could not be created");
    kernels_fini(&run, 1);
}
END_TEST

static struct sim_params machine(void)
{
    struct sim_params params = sim_params_default();

    params.core_bandwidth = 10000000000;
    params.memory_bandwidth = 25000000000;
    params.atomic_rate = 160000000;
    params.atomic_shared = 60000000;
    return params;
}

static double foretold(struct kernel_shape shape, int workers)
{
    struct sim_params params = machine();

    return predict_speedup(&shape, 50e6, workers, &params);
}

/* Catches a prediction that forgets what is shared, or how pieces are dealt out: on a made-up machine
 * the answers are known. */
START_TEST(predictions_follow_from_shapes)
{
    static const double uneven[] = { 1, 1, 1, 5 };
    struct kernel_shape computes = { .kind = KERNEL_COMPUTES };
    struct kernel_shape streams = { .kind = KERNEL_STREAMS, .bytes = 500e6 };
    struct kernel_shape atomic = { .kind = KERNEL_UPDATES, .updates = 8e6, .atomic = true };
    struct kernel_shape dealt = { .kind = KERNEL_COMPUTES, .weights = uneven, .pieces = 4 };
    struct kernel_shape pipe = {
        .kind = KERNEL_PIPES, .weights = uneven, .pieces = 4, .items = 100
    };

    for (int n = 1; n <= 8; n++) {
        ck_assert_double_eq_tol(foretold(computes, n), n, 0.02 * n);
        ck_assert_double_eq_tol(foretold(streams, n), n < 2.5 ? n : 2.5, 0.03 * n);
        if (n > 1)
            ck_assert_double_eq_tol(foretold(atomic, n), 60.0 / 160, 0.02);
    }
    ck_assert_double_eq_tol(foretold(dealt, 2), 8.0 / 6, 0.03);
    ck_assert_double_eq_tol(foretold(dealt, 4), 8.0 / 5, 0.03);
    ck_assert_double_eq_tol(foretold(pipe, 2), 8.0 / 6, 0.05);
    dealt.dynamic = true;
    ck_assert_double_eq_tol(foretold(dealt, 2), 8.0 / 6, 0.03); /* the long one comes last */
}
END_TEST

/* Catches two workers on one core while another is free. */
START_TEST(cores_are_taken_once)
{
    const struct topology *topology = topology_get();

    ck_assert_int_ge(topology->count, 1);
    for (int i = 0; i < topology->count; i++) {
        for (int j = 0; j < i; j++)
            ck_assert_int_ne(topology->id[i], topology->id[j]);
    }
    ck_assert(*topology->text);
}
END_TEST

/* Catches a crew on cores that the user has not left to this program. */
START_TEST(excluded_cores_are_not_taken)
{
    cpu_set_t set;
    int core = 0;

    sched_getaffinity(0, sizeof(set), &set);
    while (!CPU_ISSET(core, &set))
        core++;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    sched_setaffinity(0, sizeof(set), &set);
    ck_assert_int_eq(topology_get()->count, probe_cores()->count);
    if (topology_get()->count == 1)
        ck_assert_int_eq(topology_get()->id[0], core);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        SUITE_TEST(every_kernel_is_right),          SUITE_TEST(a_wrong_result_is_noticed),
        SUITE_TEST(work_done_twice_is_noticed),     SUITE_TEST(too_few_threads_are_an_error),
        SUITE_TEST(predictions_follow_from_shapes), SUITE_TEST(cores_are_taken_once),
        SUITE_TEST(excluded_cores_are_not_taken),   { NULL, NULL },
    };

    probe_clock_init();
    return suite_run("kernels", tests);
}
