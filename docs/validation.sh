#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the page of the reference run: sh docs/validation.sh >docs/VALIDATION.md
# (tests/validation.sh does so with UPDATE=1, and otherwise fails when the two differ.)
set -u
LC_ALL=C.UTF-8
export LC_ALL
reference=tests/verify/reference
list() { ls "$reference"/$1 | LC_ALL=C.UTF-8 sort -V | paste -s -d , -; }

cat <<'END'
# The reference run

Made by docs/validation.sh. Do not edit. [VERIFY.md](VERIFY.md) says what the columns mean.

Measured once, with the interpreters named, on this machine:

END
printf '> %s\n\n' "$(sed -n 's/^# interlock preset: measured on //p' "$reference/host.ini")"
cat docs/validation.txt
printf '\n## Parameters\n\n'
interlock verify --markdown --preset "$reference/host.ini,$(list '*py*.ini')" --measured "$(list '*.json')" |
    awk '/^### / && !begun { print "## Cases\n"; begun = 1 } { print }'
