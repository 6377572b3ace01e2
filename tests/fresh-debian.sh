#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The README's two commands on a fresh minimal Debian 12: each must work with nothing but what
# debootstrap's minbase gives, and a second time neither install nor build again.
# Part of make check-long: it needs root, debootstrap, the network and some minutes.

usage()
{
    cat <<END
Usage: tests/fresh-debian.sh [--worktree] [--keep]

  --worktree   take the files as they lie here, not the last commit
  --keep       leave the root folder for a look, and print where it is

Takes the Debian mirror, keys, certificates and proxy from this system's apt.
Exit status: 0 passed, 1 failed, 2 wrong usage, 77 skipped (cannot be done here).
END
}

SUITE=bookworm
WITHIN=/srv/interlock

skip()
{
    printf 'skipped: %s\n' "$1"
    exit 77
}

failed()
{
    printf 'FAILED: %s\n' "$1"
    exit 1
}

now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f s", b - a }'; }

# ---- the minimal root ----

# "URI release component" for each source that apt has here for the suite, its updates and its
# security fixes. Asking apt covers both formats of source files.
host_sources()
{
    # shellcheck disable=SC2016  # apt-get's own variables
    apt-get --no-release-info indextargets \
        --format '$(RELEASE) $(CODENAME) $(REPO_URI) $(COMPONENT)' \
        'Created-By: Packages' 2>/dev/null |
        awk -v suite="$SUITE" '$1 ~ "^" suite || $2 ~ "^" suite { print $3, $1, $4 }' | sort -u
}

# What apt inside needs to reach the same mirror: nothing of it is known before run time.
bring_apt_settings()
{
    host_sources | sed 's/^/deb /' >"$root/etc/apt/sources.list"
    for key in /etc/apt/trusted.gpg.d/* /etc/apt/keyrings/* /usr/share/keyrings/*; do
        case $key in
            *.gpg | *.asc) cp "$key" "$root/etc/apt/trusted.gpg.d/" ;;
        esac
    done
    apt-config dump |
        grep -E '^Acquire::((https?|ftp)::|Check-|Retries)' >"$root/etc/apt/apt.conf.d/90host"
    # A certificate file named there, and the one that is used without being named.
    for file in /etc/ssl/certs/ca-certificates.crt \
        $(sed -n 's/^Acquire::https.*::CAInfo "\(.*\)";/\1/p' "$root/etc/apt/apt.conf.d/90host"); do
        [ -f "$file" ] || continue
        mkdir -p "$root$(dirname "$file")"
        cp "$file" "$root$file"
    done
    for file in /etc/resolv.conf /etc/hosts; do
        [ ! -e "$file" ] || cp -L "$file" "$root$file"
    done
}

# $work/bootstrap.log tells why if it fails.
make_root()
{
    mirror=$(host_sources | awk -v suite="$SUITE" '
        $3 == "main" && $2 !~ /-/ { print $1; exit }')
    [ -n "$mirror" ] || skip "apt has no source for Debian $SUITE here"
    start=$(now)
    printf 'Debian 12 (%s), minbase ... ' "$SUITE"
    if ! debootstrap --variant=minbase "$SUITE" "$root" "$mirror" >"$work/bootstrap.log" 2>&1; then
        printf 'failed\n'
        tail -n 5 "$work/bootstrap.log"
        skip 'debootstrap failed'
    fi
    bring_apt_settings
    printf '%s, %s packages\n' "$(since "$start")" "$(dpkg_count)"
}

dpkg_count() { grep -c '^Status: install ok installed' "$root/var/lib/dpkg/status"; }

# The tree as a newcomer gets it: no build folder, nothing generated.
bring_tree()
{
    mkdir -p "$root$WITHIN"
    if [ "$worktree" = yes ]; then
        git_here ls-files -z --cached --others --exclude-standard |
            tar -c --ignore-failed-read --null --files-from=- 2>/dev/null
    else
        git_here archive HEAD
    fi | tar -x --no-same-owner -C "$root$WITHIN" || failed 'the tree could not be copied'
    [ -x "$root$WITHIN/quickstart" ] || failed 'there is no quickstart in the tree'
}

# root may look at a tree that belongs to someone else.
git_here() { git -c safe.directory="$PWD" "$@"; }

# ---- what is run inside ----

# Builds like /proc and /dev; without the right to mount, the two commands must do without.
mount_within()
{
    [ "$isolated" = yes ] || return 0
    mount -t proc proc "$root/proc" || printf 'note: no /proc inside\n'
    # debootstrap makes the devices, but where mknod is forbidden they are only files.
    if ! [ -c "$root/dev/null" ] || ! (: >"$root/dev/null") 2>/dev/null; then
        mount --rbind /dev "$root/dev" || printf 'note: no /dev inside\n'
    fi
}

# The proxy is the host's; nothing else of the caller's environment is let in. No terminal: the
# main job prints.
inside()
{
    # shellcheck disable=SC2086  # no proxy, no word
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
        ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        ${no_proxy:+no_proxy="$no_proxy"} \
        chroot "$root" /bin/sh -c "cd $WITHIN && $1" </dev/null >"$work/output" 2>&1
}

# What a second call must leave alone: installed packages, apt's own traces, built files.
fingerprint()
{
    (
        cd "$root" || exit 1
        find var/lib/dpkg/status var/lib/apt/lists var/log/apt var/log/dpkg.log \
            -type f -exec ls -l --time-style=full-iso {} +
        cd ".$WITHIN" || exit 1
        find . -type f ! -name '*.log' ! -name '*.trs' -exec ls -l --time-style=full-iso {} + |
            grep -E '\.(o|a)$|/(configure|Makefile|Makefile\.in|config\.(h|status)|interlock)$'
    ) | sort
}

# run_inside TITLE COMMAND
run_inside()
{
    printf '\n---- %s: %s\n' "$1" "$2"
    start=$(now)
    inside "$2"
    status=$?
    took=$(since "$start")
    cat "$work/output"
    printf -- '---- exit %d after %s\n' "$status" "$took"
    figures="$figures$(printf '%-12s %-20s %10s' "$1" "$2" "$took")
"
    [ "$status" = 0 ] || failed "$2 ($1 call)"
    [ -s "$work/output" ] || failed "$2 printed nothing"
    case $2 in
        *check)
            tail -n 1 "$work/output" | grep -Eq '^[1-9][0-9]* passed, 0 failed(, [0-9]+ skipped)?$' ||
                failed "$2 does not end with its count"
            ;;
    esac
}

within()
{
    make_root
    bring_tree
    mount_within
    figures=
    run_inside first './quickstart'
    run_inside first './quickstart check'
    fingerprint >"$work/before"
    run_inside second './quickstart'
    run_inside second './quickstart check'
    fingerprint >"$work/after"
    printf '\n%s' "$figures"
    printf 'packages inside: %s\n' "$(dpkg_count)"
    diff "$work/before" "$work/after" >"$work/diff" || {
        cat "$work/diff"
        failed 'the second calls installed or built again'
    }
    printf 'the second calls installed nothing and built nothing\n'
}

# ---- this side ----

# All of it runs in a namespace whose mounts end with it, whatever happens, and whose processes
# end with unshare. So removing the folder never reaches through a mount into this system.
run_isolated()
{
    isolate='unshare --mount --pid --fork --kill-child --propagation private'
    isolated=yes
    if ! $isolate true 2>/dev/null; then
        printf 'note: no namespaces here, so nothing is mounted\n'
        isolate=
        isolated=no
    fi
    export root work worktree isolated
    # In the background, so that a signal is heard while it runs.
    $isolate sh "$self" --within &
    child=$!
    wait "$child"
    status=$?
    child=
    return "$status"
}

clean_up()
{
    # unshare blocks the gentler signals.
    if [ -n "${child-}" ]; then
        kill -KILL "$child" 2>/dev/null
        wait "$child" 2>/dev/null
        sleep 1
    fi
    if [ "$keep" = yes ]; then
        printf 'kept: %s\n' "$root"
    else
        rm -rf --one-file-system -- "$work"
    fi
}

self=$(cd -- "$(dirname -- "$0")" && pwd)/$(basename -- "$0")
cd -- "$(dirname -- "$self")/.." || exit 1
if [ "${1-}" = --within ]; then
    within
    exit 0
fi

worktree=no
keep=no
for argument in "$@"; do
    case $argument in
        --worktree) worktree=yes ;;
        --keep) keep=yes ;;
        --help)
            usage
            exit 0
            ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
done

[ "$(id -u)" = 0 ] || skip 'needs root, for debootstrap and chroot'
for tool in debootstrap git apt-get; do
    command -v "$tool" >/dev/null 2>&1 || skip "needs $tool"
done
git_here rev-parse --git-dir >/dev/null 2>&1 || skip 'needs the git tree, for a clean copy of it'

work=$(mktemp -d "${TMPDIR:-/tmp}/fresh-debian.XXXXXX") || exit 1
root=$work/root
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
run_isolated
