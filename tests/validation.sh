#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# docs/VALIDATION.md is what the simulator foretells today of the reference run.
#
#   UPDATE=1 tests/validation.sh      makes it anew; look at the difference before you commit it
#
# Catches a change of a model that moves a prediction of a real interpreter, unseen; and a page that
# was written by hand. Nothing is measured. Part of make check-long: it takes half a minute.
set -u
interlock=${INTERLOCK:-./interlock}
case $interlock in
/*) ;;
*) interlock=$PWD/$interlock ;;
esac
test -x "$interlock" || {
    echo "$interlock: is not built, or not here; INTERLOCK says where it is"
    exit 99
}
cd "${srcdir:-.}" || exit 99
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin"
ln -s "$interlock" "$dir/bin/interlock"
PATH=$dir/bin:$PATH INTERLOCK_DATA=$PWD/scenarios
export PATH INTERLOCK_DATA
sh docs/validation.sh >"$dir/page" || test $? = 1 || exit 1
test -z "${UPDATE:-}" || cp "$dir/page" docs/VALIDATION.md
diff -u docs/VALIDATION.md "$dir/page" >"$dir/diff" && exit
echo 'docs/VALIDATION.md: not what docs/validation.sh makes; UPDATE=1 tests/validation.sh makes it anew'
head -40 "$dir/diff"
exit 1
