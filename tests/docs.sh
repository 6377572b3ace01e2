#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The documentation is true: README.md and docs/*.md show what the program prints.
#
#     ```console             lines that begin with "$ " are commands, which go on after "> ";
#     $ interlock list       those after them are their output, both streams;
#     ...                    stands for any lines
#     $ interlock check none # exit 3
#     ```ini                 a scenario, if it contains `format = 1`, and then valid
#     ```ini NAME.ini        the same, kept under that name for the commands below it
#     ```ini NAME.ini wrong  kept, but not valid, as a command will show
#     ```sh                  shown only, not run
#
# UPDATE=1 tests/docs.sh puts what is printed now into the outputs without "...", and makes the
# manual pages and the reference of scenario files anew. Look at the difference before you commit it.
#
# Catches: an output that has changed since it was described, a command, option or key that is gone,
# an example that is not valid, a file or link that does not exist, a forgotten file in the package, a
# picture of a screen that has changed.
set -u
LC_ALL=C.UTF-8 COLUMNS=80
export LC_ALL COLUMNS
unset NO_COLOR
cd "${srcdir:-.}" || exit 99
source=$PWD
INTERLOCK_DATA=$source/scenarios
export INTERLOCK_DATA
case ${INTERLOCK:=$OLDPWD/interlock} in
/*) ;;
*) INTERLOCK=$OLDPWD/$INTERLOCK ;;
esac
test -x "$INTERLOCK" || {
    echo "$INTERLOCK: is not built, or not here; INTERLOCK says where it is"
    exit 99
}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/new"
XDG_STATE_HOME=$work/state
export XDG_STATE_HOME
ln -s "$INTERLOCK" "$work/bin/interlock"
PATH=$work/bin:$PATH
export PATH
bad=0

complain() { printf '%s\n' "$@"; bad=$((bad + 1)); }

# ---- can this test fail? ----
cat >"$work/self.md" <<'END'
```console
$ echo one; echo two
one
three
$ printf 'a\nb\nc\n'
a
...
c
$ printf 'a\nb\nc\n'
...
b
$ interlock check none.ini # exit 3
...
$ echo one
```
```ini
[scenario]
format = 1
[machine]
coers = 4
```
END
awk -v work="$work" -f tests/docs.awk "$work/self.md" | sed -n 's/^.*self\.md:\([0-9]*\): .*/\1/p' |
    tr '\n' ' ' >"$work/found"
test "$(cat "$work/found")" = '4 11 12 14 16 ' ||
    complain "tests/docs.awk: of a file that is wrong in lines 4 11 12 14 16 it finds: $(cat "$work/found")"

# ---- blocks ----
awk -v work="$work" -v update="${UPDATE:-}" -f tests/docs.awk README.md docs/*.md || bad=$((bad + 1))
if test -n "${UPDATE:-}"; then
    for file in README.md docs/*.md; do
        fresh=$work/new/$(printf '%s' "$file" | tr / _)
        cmp -s "$fresh" "$file" || cp "$fresh" "$file"
    done
    sh docs/man.sh >docs/interlock.1
    sh docs/parameters.sh >docs/PARAMETERS.md
    for file in scenario recording; do sh docs/man5.sh $file >docs/interlock-$file.5; done
fi

# ---- the manual pages ----
made() { # FILE COMMAND...
    file=$1
    shift
    "$@" >"$work/page"
    cmp -s "$work/page" "$file" || {
        complain "$file: not what $* makes; UPDATE=1 tests/docs.sh makes it anew"
        diff -u "$file" "$work/page" | tail -n +3 | head -20 | sed 's/^/    /'
    }
    case $file in *.md) return ;; esac
    # They have no date: the same program makes the same page.
    if command -v mandoc >/dev/null; then
        lint=$(mandoc -T lint -W warning "$file" | grep -v 'missing date')
        test -z "$lint" || complain "$lint"
    fi
    if man --version >/dev/null 2>&1; then
        lint=$(MANPAGER=cat man --warnings -l "$file" 2>&1 >/dev/null)
        test -z "$lint" || complain "$file:" "$lint"
    fi
}
made docs/interlock.1 sh docs/man.sh
made docs/interlock-scenario.5 sh docs/man5.sh scenario
made docs/interlock-recording.5 sh docs/man5.sh recording

# ---- the reference of scenario files ----
made docs/PARAMETERS.md sh docs/parameters.sh
has=$(sed -n '/^## Parameters/,/^## Ops/p' docs/PARAMETERS.md | grep -c '^- ')
wants=$(interlock list parameters | wc -l)
test "$has" -eq "$wants" || complain "docs/PARAMETERS.md: has $has of $wants parameters"

# ---- how each op is written ----
# Catches an op that no page shows, as send, recv and import were not.
for op in $(interlock list ops | sed -n 's/^\([a-z]*\) .*/\1/p'); do
    case $op in end) continue ;; esac
    grep -q "^|.*\`$op[ \`]" docs/SCENARIOS.md || complain "docs/SCENARIOS.md: does not show how $op is written"
    grep -q "^.B $op\( \|$\)" docs/interlock-scenario.5 ||
        complain "docs/interlock-scenario.5: does not show how $op is written"
done

# ---- the picture of the terminal has the words that the program shows ----
interlock step counter-3.9 --size 80x20 --keys '/is interrupted<Enter>' | tr -d ' ' >"$work/shown"
sed -n 's|.*<text x="[0-9]*" y="\([0-9]*\)"[^>]*>\(.*\)</text>|\1 \2|p' docs/terminal.svg |
    awk '$1 != y { if (y) print text; y = $1; text = "" }
        { sub(/^[0-9]* /, ""); text = text $0 }
        END { print text }' | tr -d ' ' | sed 's/&gt;/>/g; s/&lt;/</g; s/&amp;/\&/g' >"$work/pictured"
grep -q 'this program was built without' "$work/shown" || diff -u "$work/shown" "$work/pictured" ||
    complain 'docs/terminal.svg: not what the program shows; make pictures makes it anew'

# ---- figures in prose that a constant has: FILE|WORDS|SOURCE|CONSTANT ----
# Catches a constant that changes while the text says what it was.
while IFS='|' read -r file words origin constant; do
    tr -s '\n ' '  ' <"$file" | grep -q -F -e "$words" ||
        complain "$file: no longer says '$words', which $origin has as $constant"
    tr -s ' ' <"$origin" | grep -q -F -e "$constant" ||
        complain "$file: '$words' is of $origin, where '$constant' no longer stands"
done <<'END'
docs/REPORT.md|only the first 3000 can be gone through|ui/cli/report.c|#define RECORDS 3000
docs/REPORT.md|at most 2000 points|ui/cli/report.c|#define POINTS_MOST 2000
docs/REPORT.md|at most 2,000,000 events|ui/wasm/engine.h|#define ENGINE_STEPS 2000000
docs/ADVISE.md|from a three hundredth to the three hundredfold|ui/cli/advise_model.c|#define REACH 300
docs/ADVISE.md|nearest to that to 0.2 %|sim/study/even.h|#define STUDY_EVEN_NEAR 1.002
docs/ADVISE.md|within 1 % of 1 is|sim/study/interval.h|#define STUDY_MARGIN 0.01
docs/ADVISE.md|a message of more than 16 MiB|ui/cli/advise_domain.c|#define MESSAGE_MOST (INT64_C(16) << 20)
docs/ADVISE.md|more than 20,000 threads|ui/cli/advise_domain.c|#define THREADS_MOST 20000
docs/JSON.md|of the first eight measures|sim/study/aim.h|#define STUDY_AIMS_MAX 8
docs/RECORD.md|go for less than 20 us|recorder/format.h|#define PART_LONG_NS 20000
docs/RECORD.md|is kept once in 4 ms|recorder/ticks.c|#define PIECE_NS 4000000
docs/RECORD.md|from 200 us on|recorder/preload.h|#define AWAY_LONG_NS 200000
docs/RECORD.md|from 25 undisturbed times on|recorder/wakes.h|#define WAKES_LEAST 25
docs/VERIFY.md|hung (20 s|ui/cli/verify.c|#define LIMIT 20.0
docs/VIEW.md|glides there in an eighth of a second|ui/gui/gui.c|#define GLIDE 120000000
docs/VIEW.md|Up to four threads and eight reasons|ui/play/strips.h|#define STRIPS_PARTS 4
docs/VIEW.md|four threads and eight reasons|ui/play/strips.h|#define STRIPS_REASONS 8
END

for events in 100 1100; do
    interlock report convoy-1 --no-advice --models gil --records $events -o "$work/page.html" 2>/dev/null
    wc -c <"$work/page.html"
done | tr '\n' ' ' | awk '{ each = ($2 - $1) / 1000; exit each < 80 || each > 130 }' ||
    complain 'docs/REPORT.md: a record is no longer about 100 bytes of the page'

# ---- what is named is there ----
for file in README.md docs/*.md; do
    folder=$(dirname "$file")
    for link in $(grep -o '](\([^)#:]*\)' "$file" | cut -c3-); do
        test -e "$folder/$link" || complain "$file: links to $link, which is not there"
    done
    # `sim/engine/fair.c`, `tests/bad/`; fair.[ch] and the like are patterns of the shell.
    # shellcheck disable=SC2016,SC2086
    for path in $(grep -o '`[a-z]*/[][a-z0-9_./*-]*`' "$file" | tr -d '\140'); do
        case $path in
        sim/* | scenarios/* | probe/* | recorder/* | ui/* | tests/* | docs/*) ls -d $path >/dev/null 2>&1 ;;
        *) ;;
        esac || complain "$file: names $path, which is not there"
    done
done
# What is only spoken of, in `interlock VERB ...` or a block that is shown and not run: its verb and
# its options are there, and what can be listed or explained.
awk '
    /^```/ { block = block == "" ? substr($1, 4) "." : ""; text = ""; next }
    block == "sh." && /^interlock [a-z]/ { sub(/ +#.*/, ""); print FILENAME "\t" $0 }
    block != "" { next }
    $0 == "" { text = "" }
    {
        for (text = text " " $0; match(text, /`interlock [a-z][^`]*`/);) {
            print FILENAME "\t" substr(text, RSTART + 1, RLENGTH - 2)
            text = substr(text, RSTART + RLENGTH)
        }
    }' README.md docs/*.md | tr -s ' ' >"$work/spoken"
while IFS='	' read -r file spoken; do
    words=${spoken#interlock }
    verb=${words%% *}
    test -e "$work/$verb.help" || interlock "$verb" --help >"$work/$verb.help" 2>&1 ||
        grep -q 'built without' "$work/$verb.help" || complain "$file: there is no verb in: $spoken"
    for option in $(printf '%s\n' "${words%% -- *}" | grep -o -e ' --*[a-z][a-z-]*'); do
        grep -q -e "$option\>" "$work/$verb.help" || grep -q 'built without' "$work/$verb.help" ||
            complain "$file: $verb has no $option, as in: $spoken"
    done
    case $words in
    explain\ [a-z]* | list\ [a-z]*)
        # shellcheck disable=SC2086
        interlock $words >/dev/null 2>&1 || complain "$file: nothing is known of: $spoken"
        ;;
    esac
done <"$work/spoken"
test "$(wc -l <"$work/spoken")" -gt 100 || complain 'fewer commands are spoken of than there were'
# (Markdown has no other way of writing a table: the page that is made is let be.)
long=$(grep -n '.\{101\}' README.md docs/*.md | grep -v '^docs/VALIDATION.md:' | cut -c1-60)
test -z "$long" || complain "$long" 'lines of more than 100 columns'
# What a script that writes a page has to say of it is no part of the page.
said=$(grep -n '^[a-z/]*\.\(awk\|sh\): ' README.md docs/*.md)
test -z "$said" || complain "$said" 'a complaint stands in a page'

# ---- and is in the package ----
for file in docs/*; do
    case $file in docs/Makefile.inc) continue ;; esac
    grep -q "%D%/${file#docs/}\( \|$\)" docs/Makefile.inc || complain "$file: is not in docs/Makefile.inc"
done

test $bad -eq 0
