# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# For scripts that build the sources several times: a copy of them, without what was built in place.

# copy_tree FROM TO: TO has configure afterwards; its messages go to TO.log.
copy_tree() {
    mkdir "$2" || return 1
    (
        cd "$1" || exit 1
        for item in *; do
            case $item in
            build-aux) ;;
            build* | interlock* | *.log | *.a | Makefile | config.h | config.status | stamp-h1) continue ;;
            esac
            printf '%s\n' "$item"
        done | tar -c --exclude='*.o' --exclude='*.a' --exclude=.deps --exclude=.dirstamp \
            --files-from=-
    ) | tar -x -C "$2" || return 1
    test -x "$2/configure" || (cd "$2" && autoreconf -i) >"$2.log" 2>&1
}
