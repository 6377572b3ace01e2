#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/advise.sh with all that it can ask.
ALL=1 exec sh "${srcdir:-.}/tests/advise.sh"
