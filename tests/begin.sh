# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# For scripts that run the program. Letters, width and colour are the same wherever they are run;
# `source` is the folder of the sources and INTERLOCK the program, both absolute, so that a script
# may go elsewhere; scenarios are those of the sources.
LC_ALL=C.UTF-8
export LC_ALL
unset COLUMNS NO_COLOR
source=$(cd "${srcdir:-.}" && pwd) || exit 99
INTERLOCK_DATA=$source/scenarios
export INTERLOCK_DATA
case ${INTERLOCK:=./interlock} in
/*) ;;
*) INTERLOCK=$PWD/$INTERLOCK ;;
esac
# Else UPDATE=1 would write the shell's message into what others are compared with.
test -x "$INTERLOCK" || {
    echo "$INTERLOCK: is not built, or not here; INTERLOCK says where it is"
    exit 99
}

# What is looked at is counted, and what is wrong with it said: `bad` of `count`.
count=0 bad=0
complain() { printf '%s\n' "$@"; bad=$((bad + 1)); }

# run STATUS ARGUMENTS...: keeps out and err, in a folder of one's own. What fails is `what`, and
# `about` before it, if there is that.
run() {
    wanted=$1
    shift
    count=$((count + 1)) what="interlock $*"
    "$INTERLOCK" "$@" >out 2>err </dev/null
    status=$?
    test $status -eq "$wanted" || fail "exit status $status, not $wanted"
}
fail() {
    complain "${about:+$about: }$what: $1"
    sed 's/^/    /' err out 2>/dev/null | head -8
}
prints() { grep -q -e "$1" out || fail "does not show: $1"; }
says() { grep -q -e "$1" err || fail "does not say: $1"; }
silent() { test ! -s out || fail "prints on stdout although it failed"; }

# A minute of the processor, ten by the clock: whoever waits for a core has not come to no end.
bounded() { (ulimit -t 60; exec timeout 600 "$@"); }

# expect_of VERB STATUS WORDS ARGUMENTS...: keeps out and said, which has these words
expect_of() {
    verb=$1 wanted=$2 words=$3
    shift 3
    bounded "$INTERLOCK" $verb "$@" >out 2>said </dev/null
    expected $? said "${verb:+$verb }$*"
}
# expect_all VERB STATUS WORDS ARGUMENTS...: keeps all that is printed in `got`, which names the
# file, and has these words. Standard input is what it is.
expect_all() {
    verb=$1 wanted=$2 words=$3
    shift 3
    bounded "$INTERLOCK" $verb "$@" >"$got" 2>&1
    expected $? "$got" "${verb:+$verb }$*"
}
expected() { # STATUS FILE WHAT
    count=$((count + 1))
    if test "$1" -ne "$wanted" || { test -n "$words" && ! grep -q -e "$words" "$2"; }; then
        complain "$3: status $1, not $wanted, or without '$words':" "$(head -12 "$2")"
    fi
}

# `dir` is then a folder of the script's own, which goes with it.
begin_dir() {
    dir=$(mktemp -d "${TMPDIR:-/tmp}/interlock.XXXXXX") || exit 99
    trap 'rm -rf "$dir"' EXIT
    trap 'exit 130' INT TERM
}
