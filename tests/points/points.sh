#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# interlock points: with made-up interpreters, so that every version's table is tried everywhere;
# then with real ones, python3 and those that INTERLOCK_PYTHONS names (paths with spaces between
# them), against what was measured: a form of the shared counter that kept every update has no
# check point between reading and writing, one that lost some has one (tests/agreement/reference.csv).
#
# Catches a rule that is applied to the wrong version, an update that the walk through the
# instructions does not see, or sees where there is none.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
begin_dir
cd "$dir" || exit 99

# ---- made-up interpreters: fake VERSION KIND LINES... ----
fake() {
    { echo '#!/bin/sh'; echo "cat <<'LIST'"; printf 'version\t%s\t%s\t%s\n' "$1" "$2" "$3"
      cat; echo LIST; } >fake
    chmod +x fake
}
# list OPCODES...: a function on line 2 whose first instruction reads and whose last writes
list() {
    printf 'code\tf\t1\n'
    n=0
    for name; do
        case $name in
        *:*) printf 'i\t%s\t2\t%s\t1\n' "${name%%:*}" "${name#*:}" ;;
        *) printf 'i\t%s\t2\t-\t0\n' "$name" ;;
        esac
        n=$((n + 1))
    done
    printf 'w\tcounter\t0\t%s\t-\nend\n' $((n - 1))
}
printf 'def f():\n    pass\n' >f.py
# holds VERSION VERDICT OPCODES...
holds() {
    version=$1 verdict=$2
    shift 2
    about="$version $*"
    list "$@" | fake "$version" cpython gil
    run 0 points f.py --python ./fake
    prints "^    $version *$verdict"
}
lost='can be lost: a switch can fall behind'
holds 3.9.1 "$lost LOAD_GLOBAL, INPLACE_ADD" LOAD_GLOBAL LOAD_CONST INPLACE_ADD STORE_GLOBAL
holds 3.10.1 'whole: no check point in between$' LOAD_GLOBAL LOAD_CONST INPLACE_ADD STORE_GLOBAL
holds 3.14.0 'whole' LOAD_GLOBAL LOAD_SMALL_INT BINARY_OP STORE_GLOBAL
holds 3.10.1 "$lost CALL_FUNCTION (f)" LOAD_GLOBAL LOAD_FAST CALL_FUNCTION:f INPLACE_ADD STORE_GLOBAL
holds 3.10.1 "$lost CALL_FUNCTION (len)" LOAD_GLOBAL LOAD_FAST CALL_FUNCTION:len STORE_GLOBAL
holds 3.12.1 "$lost CALL (f)" LOAD_GLOBAL LOAD_FAST CALL:f BINARY_OP STORE_GLOBAL
holds 3.11.1 'whole: no check point in between but in the first few calls' LOAD_GLOBAL CALL:len STORE_GLOBAL
holds 3.11.1 'whole.*first few' LOAD_GLOBAL CALL:row.append STORE_GLOBAL
holds 3.11.1 "$lost CALL (append)" LOAD_GLOBAL CALL:append STORE_GLOBAL
holds 3.10.1 "$lost POP_JUMP_IF_FALSE (if it jumps)" LOAD_GLOBAL POP_JUMP_IF_FALSE STORE_GLOBAL
holds 3.11.1 'whole' LOAD_GLOBAL POP_JUMP_FORWARD_IF_FALSE STORE_GLOBAL
holds 3.11.1 "$lost POP_JUMP_BACKWARD_IF_TRUE" LOAD_GLOBAL POP_JUMP_BACKWARD_IF_TRUE STORE_GLOBAL
holds 3.13.0 "$lost JUMP_BACKWARD" LOAD_GLOBAL JUMP_BACKWARD STORE_GLOBAL
holds 3.13.0 'whole' LOAD_GLOBAL JUMP_BACKWARD_NO_INTERRUPT STORE_GLOBAL
holds 3.13.0 "$lost CALL_KW" LOAD_GLOBAL CALL_KW STORE_GLOBAL
# before a `try` or a `with` nobody looks, up to 3.10
holds 3.9.1 "$lost SETUP_FINALLY\$" LOAD_GLOBAL SETUP_FINALLY STORE_FAST STORE_GLOBAL
# a function's entry: before its first instruction up to 3.10, RESUME from then on
prints '^ *1  *1  def'
holds 3.12.1 whole LOAD_GLOBAL STORE_GLOBAL
prints '^ *1  def'
holds 3.12.1 "$lost RESUME" LOAD_GLOBAL RESUME STORE_GLOBAL
about='without a lock'
list LOAD_GLOBAL LOAD_CONST BINARY_OP STORE_GLOBAL | fake 3.13.0 cpython free
run 0 points f.py --python ./fake; prints 'can be lost: threads run at the same time'; prints '^  *!  *2 '

# ---- what cannot be told ----
about=pypy
echo | fake 3.10.13 pypy gil
run 5 points f.py --python ./fake; says 'is no CPython'
for version in 2.7.18 3.3.0 3.15.0; do
    about=$version
    echo | fake $version cpython gil
    run 5 points f.py --python ./fake; says 'neither of 3.4 to 3.14'
done
about=nonsense
for text in '' 'x' 'w\tcounter\t4000000000\t5\t-\nend\n' 'i\nw\t\t0\t9\t-\no\t9\nfunction\nend\n' \
    'code\nw\t\t0\t0\t-\nend\n'; do
    # shellcheck disable=SC2059
    printf "$text" | fake 3.9.1 cpython gil
    "$INTERLOCK" points f.py --python ./fake >out 2>err
    status=$?
    count=$((count + 1))
    test $status -eq 0 || test $status -eq 4 || fail "exit status $status"
done
about=usage
run 4 points f.py --python ./no-such-python; says 'no-such-python.*No such file'
run 4 points no-such.py; says 'no-such.py cannot be read'
run 2 points f.py --python ,; says 'names of interpreters'

# ---- real interpreters ----
interpreters="$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null) ${INTERLOCK_PYTHONS:-}"
cat >forms.py <<'END'
import threading
counter, row, N = 0, [0], 1000
class Box:
    c = 0
    def add(self): self.c += 1                              # method
box, lock = Box(), threading.Lock()
def one(): return 1
def plain():
    global counter
    for i in range(1000000): counter += 1                   # plain
def call_python():
    global counter
    for i in range(N): counter = counter + one()            # call-python
def reversed():
    global counter
    for i in range(N): counter = int(one) + counter         # as plain: the call comes first
def call_c():
    global counter
    for i in range(N): counter += int(row)                  # call-c
def counting_while():
    global counter
    i = 0
    while i < N:
        counter += 1; i += 1                                # counting-while
def attribute():
    for i in range(N): box.c += 1                           # attribute
def item():
    for i in range(N): row[0] += 1                          # item
def temporary():
    global counter
    for i in range(N):
        t = counter                                         # temporary
        t = t + 1
        counter = t
def inner_loop():
    global counter
    for i in range(N):
        t = counter                                         # inner-loop
        for j in (0, 1): pass
        counter = t + 1
def locked():
    global counter
    for i in range(N):
        with lock: counter += 1                             # locked
def nothing():
    global counter
    t = one()
    counter = t                                             # nothing: it is not read
    print(counter)
threading.Thread(target=plain)
END
form_line() { grep -n "# $1\\(:.*\\)\\{0,1\\}\$" forms.py | cut -d: -f1; }
# of the update in that line, what the one interpreter asked says
verdict() { sed -n "/^line $1: /,/^\$/p" out | sed -n '2s/^ *[0-9][^ ]*  *\([a-z]*\).*/\1/p'; }

# Without an interpreter lock every update that no lock guards can be lost, measured or not. Of
# `atomic` nothing is to be seen in Python.
measured() { # PYTHON VERSION: name and verdict of each form
    has_lock=$("$1" -c 'import sys; print(getattr(sys, "_is_gil_enabled", lambda: True)())')
    sed -n "s/^counter kept, \\(.*\\), $2; .*/\\1;&/p" "$source/tests/agreement/reference.csv" |
        while IFS=';' read -r form _ _ _ _ _ _ _ _ tolerance _; do
            test "$form" != atomic || continue
            case $has_lock$tolerance in True*exact*) echo "$form whole" ;; *) echo "$form can" ;; esac
        done
}
for python in $interpreters; do
    about=$python
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    case $("$python" -c 'import platform; print(platform.python_implementation())')$version in
    CPython3.*) ;;
    *) run 5 points forms.py --python "$python"; continue ;;
    esac
    run 0 points forms.py --python "$python"
    measured "$python" "$version" >measured
    while read -r form expected; do
        got=$(verdict "$(form_line "$form")")
        test "$got" = "$expected" || fail "$form: '$got', but measured: $expected"
    done <measured
    test "$(verdict "$(form_line nothing)")" = '' || fail "sees an update where nothing is read"
    test "$(grep -c '^line ' out)" -eq 11 || fail "$(grep -c '^line ' out) updates, not 11"
    case $version$has_lock in 3.[4-9]True | *False) expected=guarded ;; *) expected=whole ;; esac
    test "$(verdict "$(form_line locked)")" = $expected || fail "locked is not $expected"
    case $version$has_lock in 3.[4-9]True | *False) expected=can ;; *) expected=whole ;; esac
    test "$(verdict "$(grep -n '# as plain' forms.py | cut -d: -f1)")" = $expected ||
        fail "does not see that the call comes before the reading"

    # ---- a scenario of it: its update is lost, or not, as measured ----
    run 0 points -q forms.py --python "$python" -o forms.ini
    grep -q 'add counter 1000000 as plain  *code = for i in range(1000000): counter += 1' forms.ini ||
        fail "the scenario has no code beside its op"
    "$INTERLOCK" check forms.ini >out 2>err || fail "the scenario is not valid"
    "$INTERLOCK" run --json forms.ini >out 2>err || fail "the scenario does not run"
    echo "$python: $version, $(grep -c . measured) measured forms"
done
about=syntax
if test "$interpreters" != ' '; then
    printf 'def f(:\n' >wrong.py
    run 3 points wrong.py --python "${interpreters%% *}"; says 'wrong.py:1: '
    printf 'print(1)\n' >dull.py
    run 3 points dull.py --python "${interpreters%% *}" -o dull.ini; says 'there is no scenario in it'
    test ! -e dull.ini || fail 'leaves an empty scenario behind'
fi

echo "$count cases, $bad wrong"
test $bad -eq 0
