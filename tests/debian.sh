#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian packages: built from `make dist` and debian/, looked at by lintian, unpacked and run.
#
# Catches a file that is installed and in no package or in two, one that is not in `make dist`, a
# missing dependency of the build, flags that do not reach a link, and what lintian warns of. Needs
# dpkg-dev, debhelper and lintian, and what debian/control builds with; skipped without them. With
# WITH_TESTS=1 the package runs `make check`, too.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
test -e "$source/debian/control" || { echo 'no debian/ here: it is not in make dist'; exit 77; }
for tool in dpkg-buildpackage dh lintian; do
    command -v $tool >/dev/null || { echo "no $tool"; exit 77; }
done
missing=$(cd "$source" && dpkg-checkbuilddeps 2>&1) || { echo "$missing"; exit 77; }
test -e Makefile || { echo 'not in a build folder'; exit 77; }
begin_dir
unset MAKEFLAGS MFLAGS MAKELEVEL INTERLOCK_DATA CC CFLAGS

# ---- the source package ----
version=$(dpkg-parsechangelog -l "$source/debian/changelog" -S Version)
upstream=${version%-*}
make -s distdir distdir="$dir/interlock-$upstream" >"$dir/dist.log" 2>&1 ||
    { tail "$dir/dist.log"; exit 1; }
tar -czf "$dir/interlock_$upstream.orig.tar.gz" -C "$dir" "interlock-$upstream" || exit 1
cp -R "$source/debian" "$dir/interlock-$upstream/"
DEB_BUILD_OPTIONS='parallel=2 nocheck'
test -z "${WITH_TESTS:-}" || DEB_BUILD_OPTIONS=parallel=2
export DEB_BUILD_OPTIONS
(cd "$dir/interlock-$upstream" && dpkg-buildpackage -us -uc >"$dir/build.log" 2>&1) ||
    { tail -40 "$dir/build.log"; exit 1; }

# ---- lintian ----
# The one tag that is passed over: an upload to Debian would name a request for the package.
said=$(lintian --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs \
    --tag-display-limit 0 --allow-root "$dir"/*.changes 2>&1) || complain 'lintian:' "$said"
test -z "$said" || printf '%s\n' "$said"

# ---- the packages ----
for package in interlock interlock-view interlock-doc libinterlock-dev; do
    deb=$(ls "$dir/$package"_*.deb 2>/dev/null)
    test -n "$deb" || { complain "no package $package"; continue; }
    dpkg-deb -c "$deb" | awk '$1 !~ /^d/ { print $6 }' | grep -v /usr/share/doc/ >>"$dir/files"
    dpkg-deb -x "$deb" "$dir/tree"
done
twice=$(LC_ALL=C sort "$dir/files" | uniq -d)
test -z "$twice" || complain 'in two packages:' "$twice"
left=$(cd "$dir/interlock-$upstream/debian/tmp" && find . -type f | while read -r file; do
    test -e "$dir/tree/$file" || test -e "$dir/tree/$file.gz" || echo "$file"
done)
test -z "$left" || complain 'in no package:' "$left"
INTERLOCK_DATA=$dir/tree/usr/share/interlock/scenarios "$dir/tree/usr/bin/interlock" run --quiet two-threads \
    >"$dir/out" 2>&1 || complain 'the packaged program does not run:' "$(cat "$dir/out")"

# What the package's flags harden is loaded into other programs: an interpreter, and one that has more
# files than a set has room for.
library=$(find "$dir/tree" -name interlock-record.so)
recorded() {
    rm -rf "$dir/parts"
    mkdir "$dir/parts"
    (cd "$dir" && INTERLOCK_RECORD_FOLDER=$dir/parts LD_PRELOAD=$library "$@") >"$dir/out" 2>&1 ||
        { complain "the packaged recorder breaks $*:" "$(cat "$dir/out")"; return; }
    "$dir/tree/usr/bin/interlock" run --quiet "$dir/parts" >"$dir/out" 2>&1 ||
        complain "nothing is recorded of $*:" "$(cat "$dir/out")"
}
! command -v python3 >/dev/null ||
    recorded python3 -c 'import threading; t = threading.Thread(target=int); t.start(); t.join()'
test ! -x tests/record/pretend || recorded "$PWD/tests/record/pretend" select

echo "$(wc -l <"$dir/files") files in four packages, $bad wrong"
test $bad -eq 0
