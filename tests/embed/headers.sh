#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The public headers: each compiles alone, in C and in C++, without a word from the compiler; what
# they declare is what the library has, and nothing else; their version is the package's.
#
# Catches a header that needs another one first, a word that C++ has for itself, a function that is
# declared and not there, and a name of the simulator that leaks into other people's programs.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
begin_dir
headers=$(cd "$source/embed" && ls interlock/*.h)
built=$PWD
# compiled LANGUAGE COMMAND...: the headers one by one, and then all of them twice.
compiled() {
    language=$1
    shift
    for header in $headers; do
        printf '#include <%s>\n' "$header"
    done >"$dir/all"
    cat "$dir/all" "$dir/all" >"$dir/twice"
    for header in $headers twice; do
        test "$header" = twice || printf '#include <%s>\n' "$header" >"$dir/one"
        test "$header" = twice && cp "$dir/twice" "$dir/one"
        "$@" -Wall -Wextra -Wpedantic -Wundef -Wshadow -Werror -fsyntax-only -I"$source/embed" \
            -x "$language" "$dir/one" || complain "$header: not as $language"
    done
}
# shellcheck disable=SC2086
compiled c ${CC:-cc} -std=c11 -Wstrict-prototypes
if command -v "${CXX:=c++}" >/dev/null; then
    compiled c++ "$CXX" -std=c++17
else
    echo "no C++ compiler: as C only"
fi

# ---- what is declared is there, under no other names ----
if test -e "$built/libinterlock.a" && test -n "${NM:-}"; then
    (cd "$source/embed" && cat $headers) | sed 's|/\*.*||' | grep -o '\binterlock_[a-z0-9_]*(' |
        tr -d '(' | LC_ALL=C sort -u >"$dir/declared"
    "$NM" -g --defined-only "$built/libinterlock.a" | awk 'NF == 3 { print $3 }' |
        LC_ALL=C sort >"$dir/defined"
    test "$(wc -l <"$dir/declared")" -gt 30 || complain "no declarations were found"
    diff "$dir/declared" "$dir/defined" >"$dir/differs" ||
        complain "declared (<) and in the library (>):" "$(cat "$dir/differs")"
fi

# ---- versions ----
want=$("$INTERLOCK" --version | awk '{ print $NF }')
have=$(awk '/define INTERLOCK_VERSION_/ { printf "%s%s", dot, $3; dot = "." }' "$source/embed/interlock/base.h")
test "$want" = "$have" || complain "interlock/base.h: version $have, and the package's is $want"

echo "$(printf '%s\n' "$headers" | wc -l) headers, $bad wrong"
test $bad -eq 0
