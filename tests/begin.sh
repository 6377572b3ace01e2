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

# `dir` is then a folder of the script's own, which goes with it.
begin_dir() {
    dir=$(mktemp -d "${TMPDIR:-/tmp}/interlock.XXXXXX") || exit 99
    trap 'rm -rf "$dir"' EXIT
    trap 'exit 130' INT TERM
}
