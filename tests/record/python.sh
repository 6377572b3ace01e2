#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# interlock record with real interpreters: python3, and those that INTERLOCK_PYTHONS names (paths
# with spaces between them). None: skipped. Of 3.0 to 3.5 nothing is promised.
#
# Catches a version whose lock is not recognised, two threads within one lock of the program, words that are missing or invented, processor time
# that is lost, a program that behaves otherwise than without the recorder.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
# shellcheck source=tests/record/sums.sh
. "$source/tests/record/sums.sh"
# not a script that calls an interpreter: its processor time would count
interpreters="$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null) ${INTERLOCK_PYTHONS:-}"
test "$interpreters" != ' ' || { echo "no python3"; exit 77; }
test -x "$INTERLOCK" || { echo "no $INTERLOCK"; exit 99; }
begin_dir
cd "$dir" || exit 99
cat >threads.py <<'END'
import threading, time
try: import queue
except ImportError: import Queue as queue
q, done = queue.Queue(), []
def work():
    end = time.thread_time() + 0.06 if hasattr(time, 'thread_time') else None
    n = 0
    while (time.thread_time() < end) if end else n < 400000:
        n += 1
    q.put(n)
threads = [threading.Thread(target=work) for _ in range(3)]
for t in threads: t.start()
time.sleep(0.05)
for t in threads: done.append(q.get() > 0)
for t in threads: t.join()
print(done)
END
cat >cpu.py <<'END'
import sys, threading, time
process_time = getattr(time, 'process_time', None) or time.clock
t = threading.Thread(target=int); t.start(); t.join() # up to 3.6 the lock is made here
begin = process_time()
n = 0
while process_time() < begin + 0.5:
    for i in range(20000): n += i
print(int(begin * 1e9))
END
cat >server.py <<'END'
import socket, subprocess, sys, threading
def answer(listening):
    connection, _ = listening.accept()
    for i in range(5):
        connection.sendall(connection.recv(100) * 2)
    connection.close()
if len(sys.argv) > 1:
    connection = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
    t = threading.Thread(target=int); t.start(); t.join() # up to 3.6 the lock is made here
    for i in range(5):
        connection.sendall(b'x' * 10)
        print(len(connection.recv(100)))
else:
    listening = socket.socket()
    listening.bind(('127.0.0.1', 0))
    listening.listen(1)
    t = threading.Thread(target=answer, args=(listening,)); t.start()
    print(subprocess.call([sys.executable, sys.argv[0], str(listening.getsockname()[1])]))
    t.join()
END
cat >locks.py <<'END'
import threading, time
lock, there = threading.Lock(), []
def work():
    there.append(1)
    while len(there) < 2: time.sleep(0.001)
    for i in range(10):
        with lock: time.sleep(0.01)
threads = [threading.Thread(target=work) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
END
cat >interps.py <<'END'
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
one = interpreters.create()
for i in range(3):
    interpreters.run_string(one, 'import time; time.sleep(0.01)')
print('done')
END
# several interpreters in one process, each with a lock of its own: 3.12 and later
interps() { "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))'; }

cat >processes.py <<'END'
import multiprocessing, os, subprocess, sys, threading
def square(n):
    t = threading.Thread(target=int); t.start(); t.join()
    return n * n
if __name__ == '__main__':
    if hasattr(multiprocessing, 'get_context'): multiprocessing = multiprocessing.get_context('fork')
    pool = multiprocessing.Pool(2)
    print(sorted(pool.map(square, range(10))))
    pool.close(); pool.join()
    print(subprocess.call([sys.executable, '-c', 'import threading, sys; '
          't = threading.Thread(target=int); t.start(); t.join(); sys.exit(9)']))
    print(subprocess.call([sys.executable, '-c', 'import threading; '
          't = threading.Thread(target=int); t.start(); t.join()'], env={}))
    print(subprocess.call(['/bin/sh', '-c', 'exit 8']))
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os._exit(7)
    print(os.waitpid(child, 0)[1] >> 8)
    sys.exit(6)
END

number() { sed -n "s/^ *\"$1\": \\([-0-9]*\\),*\$/\\1/p" run.json | head -1; }
# both PROGRAM: without and with the recorder; output and status are the same, words are consistent
both() {
    what=$1
    "$python" "$1" >plain 2>&1
    plain=$?
    "$INTERLOCK" record -q -o rec "$python" "$1" >recorded 2>err
    test $? -eq $plain || fail "another exit status than $plain"
    "$INTERLOCK" run --json rec >run.json 2>err || { fail "no recording"; return 1; }
    for name in overlaps unpaired lost damaged_bytes stuck_threads; do
        test "$(number $name)" = 0 || fail "$name is $(number $name)"
    done
    sums || fail "states do not sum to the run"
    # what was taken is dropped, but by a thread that has the lock when its process ends
    open=$(($(number takes) - $(number drops)))
    test $open -ge 0 && test $open -le "$(number locks)" || fail "$(number takes) takes, $(number drops) drops"
}

# accounted: the processor time that the kernel counted was recorded as running, or, up to 3.1, as
# letting the lock go for a moment. What came before the
# first take is not seen: the dynamic linker, a part of the start; up to 3.6, all of the start.
accounted() {
    used=$(number processor_ns) switched=$(number switch) started=$(cat recorded)
    running=$(($(number running) + ${switched:-0}))
    share=4
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 7))' || share=1
    test $((used - running)) -lt $((started / share + used / 200)) && test "$running" -lt $((used / 100 * 102))
}

# From 3.14 on threads have their names from the program: Thread-1 (work).
for python in $interpreters; do
    about=$python
    lockless= t=
    "$python" -c 'import sys; sys.exit(getattr(sys, "_is_gil_enabled", lambda: True)())' && lockless=1 t=t
    both threads.py && {
        cmp -s plain recorded || fail "another output"
        if test $lockless; then
            "$INTERLOCK" run rec 2>err | grep -q 'this build has no interpreter lock' ||
                fail "does not say that there is no lock"
        else
            test "$(number handoffs)" -ge 3 || fail "no hand-offs"
        fi
        grep -q '"sleep": ' run.json || fail "no sleep was seen"
        version=$("$python" -c 'import platform; print(platform.python_version())')$t
        grep -q "\"python\": \"$version" run.json || fail "the version is not $version"
        # on a busy machine all may be there before somebody waits for it
        for try in 1 2 3; do
            "$INTERLOCK" trace rec >trace 2>err
            grep -q '[Tt]hread-[123].* lets main go on' trace && break
            test $try -lt 3 && both threads.py || fail "nobody is seen to put into the queue"
        done
        grep -q '"name": "main"' run.json || fail "no main thread"
        test "$(grep -c '"name": "[Tt]hread-' run.json)" -eq 3 || fail "not three threads"
    }
    test $lockless && {
        PYTHON_GIL=1
        export PYTHON_GIL
        both threads.py && { test "$(number handoffs)" -ge 3 || fail "no hand-offs with PYTHON_GIL=1"; }
        unset PYTHON_GIL
    }
    both server.py && {
        cmp -s plain recorded || fail "another output"
        "$INTERLOCK" trace rec >trace 2>err
        # up to 3.1, a child is an interpreter already before it becomes the program
        grep -q 'p[23]/main writes to channel' trace || fail "nobody is seen to write to the parent"
        grep -q 'main has read from channel' trace || fail "nobody is seen to read"
        "$INTERLOCK" derive rec -o derived.ini 2>err || fail "cannot be derived"
        grep -q 'put channel-[0-9]*-p[23]-main' derived.ini || fail "what the child reads is not written"
        "$INTERLOCK" run --json derived.ini 2>err | grep -q '"outcome": "ended"' || fail "its scenario does not end"
    }
    both locks.py && {
        "$INTERLOCK" derive rec -o derived.ini 2>err || fail "cannot be derived"
        # a lock is a semaphore up to 3.13.0; then only who waits for one is seen
        if "$python" -c 'import sys; sys.exit(sys.version_info >= (3, 13, 1))'; then
            # of others than its own it may have some, too
            test "$(grep '^    lock m' derived.ini | sort | uniq -c | sort -n | awk 'END { print $1 }')" = 20 ||
                fail "not 20 sections"
            "$INTERLOCK" run --json --set runtime.model=processes derived.ini 2>err |
                awk '/"makespan_ns"/ { exit !($2 + 0 >= 200000000) }' || fail "two threads are within one lock"
            grep -q 'known by waits alone' derived.ini && fail "says that locks are not seen"
        else
            grep -q 'known by waits alone' err || fail "does not say that locks are not seen"
        fi
    }
    test ! $lockless && interps && both interps.py && {
        test "$(number locks)" -eq 2 || fail "$(number locks) locks, not 2"
        grep -q '"name": "main@2"' run.json || fail "no thread of the second interpreter"
        "$INTERLOCK" derive rec >derived.ini 2>err
        test $? -eq 3 || fail "two interpreters of one process are not refused"
    }
    # A process that others push out of the caches may come up late; what is lost is lost each time.
    for try in 1 2 3; do
        both cpu.py || break
        accounted && break
        test $try -lt 3 || fail "used $used ns, $started of it before its loop, recorded as running $running"
    done
    both processes.py && {
        cmp -s plain recorded || fail "another output"
        test "$(number processes)" -ge 5 || fail "only $(number processes) processes"
    }
    echo "$python: $bad wrong"
done
test $bad -eq 0
