#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The example is built against an installed Interlock, run, and prints what stands beside it.
#
#   srcdir=SOURCE sh tests/embed/example.sh PREFIX     where PREFIX/lib/pkgconfig/interlock.pc is
#
# Catches a header or library that is not installed, an interlock.pc that does not tell all that a
# program needs, and an output that has changed.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
begin_dir
prefix=$1
pc=$(find "$prefix" -name interlock.pc | head -1)
test -n "$pc" || { echo "$prefix: no interlock.pc below it"; exit 1; }
PKG_CONFIG_PATH=$(dirname "$pc")${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
export PKG_CONFIG_PATH
cp "$source/examples/Makefile" "$source/examples/whatif.c" "$dir/"
ask="${PKG_CONFIG:-pkg-config} --define-variable=prefix=$prefix"
make -s -C "$dir" PKG_CONFIG="$ask" CC="${CC:-cc}" CFLAGS="-O1 ${SANITIZE:-}" whatif || exit 1
"$dir/whatif" "$($ask --variable=scenariosdir interlock)" >"$dir/out" || exit 1
diff -u "$source/examples/whatif.txt" "$dir/out" || exit 1

# The same library for a program in C++.
if command -v "${CXX:=c++}" >/dev/null; then
    printf '#include <interlock/run.h>\n#include <cstdio>\nint main() { %s }\n' \
        'std::puts(interlock_version()); interlock_run_free(nullptr); return !interlock_model_name(0);' \
        >"$dir/one.cc"
    # shellcheck disable=SC2046,SC2086
    "$CXX" -std=c++17 -Wall -Wextra -Werror ${SANITIZE:-} -o "$dir/one" "$dir/one.cc" $($ask --cflags --libs interlock) ||
        exit 1
    test "$("$dir/one")" = "$($ask --modversion interlock)" ||
        { echo "interlock.pc has another version than the library"; exit 1; }
fi
echo 'the example prints what it should'
