#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The probes' tests, one after the other: each has threads of its own, and wants more than one core.
#
# They depend on config.h, which make looks at again each time; so as tests of their own they would
# begin when all others have ended, at the same time, and a check would wait for them.
tests/probe/test_child && tests/probe/test_kernels && tests/probe/test_probe || exit

# Catches a crew of OpenMP's that waits for ever for threads that OpenMP does not make.
OMP_THREAD_LIMIT=1 CK_RUN_CASE=every_kernel_is_right exec tests/probe/test_kernels
