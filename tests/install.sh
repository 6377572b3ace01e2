#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installing and taking away again: into a folder (DESTDIR) and under another prefix.
#
# Catches a file that is installed outside of DESTDIR, one that `make uninstall` leaves behind, a folder
# of ours that it leaves behind, a program that does not find its scenarios from where it was put, an
# example that cannot be built against what was installed, a desktop entry or metainfo that is not valid.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
test -e Makefile || { echo 'not in a build folder'; exit 77; }
begin_dir
quiet() { "$@" >"$dir/log" 2>&1 || { complain "$*:" "$(tail -5 "$dir/log")"; return 1; }; }
unset MAKEFLAGS MFLAGS MAKELEVEL
prefix=$(sed -n 's/^prefix = //p' Makefile)

# What there is below a folder, without the folders that every system has.
all_of() { (cd "$1" && find . ! -type d | LC_ALL=C sort); }
ours() { (cd "$1" 2>/dev/null && find . -type d -name '*interlock*' | LC_ALL=C sort); }

# ---- DESTDIR ----
quiet make -s install DESTDIR="$dir/root" || exit 1
outside=$(all_of "$dir/root" | grep -v "^\.$prefix/")
test -z "$outside" || complain "not under $prefix:" "$outside"
installed=$(all_of "$dir/root" | wc -l)
quiet make -s installcheck DESTDIR="$dir/root"
for page in interlock.1 interlock-scenario.5 interlock-recording.5; do
    all_of "$dir/root" | grep -q "/$page\$" || complain "$page is not installed"
done
quiet make -s uninstall DESTDIR="$dir/root"
left=$(all_of "$dir/root"; ours "$dir/root")
test -z "$left" || complain "left behind:" "$left"

# ---- another prefix; beside what is not ours ----
mkdir -p "$dir/usr/share/doc/interlock" "$dir/usr/bin"
echo kept >"$dir/usr/share/doc/interlock/not-ours"
quiet make -s install prefix="$dir/usr"
(unset INTERLOCK_DATA; "$dir/usr/bin/interlock" run two-threads --quiet) \
    >"$dir/out" 2>&1 || complain 'the installed program does not run:' "$(cat "$dir/out")"
"$dir/usr/bin/interlock" record -q -o "$dir/none.rec" -- true >"$dir/out" 2>&1
grep 'belongs to interlock' "$dir/out" && complain 'the installed program does not find its recorder'
if test -e libinterlock.a; then
    sh "$source/tests/embed/example.sh" "$dir/usr" || bad=$((bad + 1))
fi

# ---- what the desktop reads ----
desktop=$(find "$dir/usr" -name '*.desktop')
metainfo=$(find "$dir/usr" -name '*.metainfo.xml')
for command in $(sed -n 's/^Exec=\([^ ]*\).*/\1/p' $desktop); do
    test -x "$dir/usr/bin/$command" || complain "$desktop: starts $command, which is not there"
done
for icon in $(sed -n 's/^Icon=//p' $desktop); do
    test -n "$(find "$dir/usr/share/icons" -name "$icon.svg")" || complain "$desktop: no icon $icon"
done
if test -n "$desktop" && command -v desktop-file-validate >/dev/null; then
    said=$(desktop-file-validate "$desktop" 2>&1) || complain "$said"
fi
if test -n "$metainfo" && command -v appstreamcli >/dev/null; then
    said=$(appstreamcli validate --no-net --pedantic "$metainfo" 2>&1) || complain "$said"
fi

quiet make -s uninstall prefix="$dir/usr"
left=$(all_of "$dir/usr")
test "$left" = ./share/doc/interlock/not-ours || complain "left behind, beside what is not ours:" "$left"

echo "$installed files installed and taken away, $bad wrong"
test $bad -eq 0
