#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion in bash, zsh and fish, by really completing; with UPDATE=1 the files are made anew.
#
# Catches a file that is not what the program prints; a verb or an option that a shell does not
# know; one that offers the wrong values, or none; a help text that breaks out of its quotes.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
begin_dir
cd "$dir" || exit 99
mkdir bin
ln -s "$INTERLOCK" bin/interlock
PATH=$dir/bin:$PATH
export PATH
files=$source/ui/cli/completion
: >some-file.ini
for pair in bash:interlock zsh:_interlock fish:interlock.fish; do
    interlock completion "${pair%:*}" >made
    if test "${UPDATE:-}" = 1; then cp made "$files/${pair#*:}"; fi
    cmp -s made "$files/${pair#*:}" ||
        complain "$files/${pair#*:}: not what interlock prints; UPDATE=1 tests/completion.sh"
done

# What each shell is to offer: words, then what is among the answers, or - for nothing.
cases() {
    cat <<'END'
compa|compare
run --js|--json
run conv|convoy-1
run some|some-file.ini
run --set machine.slow_c|machine.slow_cores=
sweep --vary machine.slow_c|machine.slow_cores=
export --format ch|chrome
trace --format cs|csv
trace --kind dispa|dispatch
compare --models free|free-threaded
list par|parameters
completion fi|fish
report -o some|some-file.ini
view --theme da|dark
step --theme saf|safe
run --nonsen|-
END
}

holds() { # SHELL WORDS WANTED; the answers are in `answers`
    count=$((count + 1))
    if test "$3" = -; then
        test ! -s answers || complain "$1: interlock $2: offers $(head -3 answers)"
    else
        grep -qx -- "$3" answers || complain "$1: interlock $2: not $3 but: $(head -3 answers)"
    fi
}

if command -v bash >/dev/null; then
    cat >ask.bash <<'END'
source "$1"
shift
COMP_WORDS=(interlock "$@")
COMP_CWORD=$#
compopt() { :; } # outside of a completion there is nothing to set
_interlock
printf '%s\n' "${COMPREPLY[@]}"
END
    cases >list
    while IFS='|' read -r words wanted; do
        # shellcheck disable=SC2086
        bash ask.bash "$files/interlock" $words 2>said | grep . >answers
        test ! -s said || complain "bash: interlock $words: $(cat said)"
        holds bash "$words" "$wanted"
    done <list
    # --option=value comes in three words
    bash ask.bash "$files/interlock" export --format = ch >answers
    holds bash 'export --format=ch' chrome
    # so does key=value: no scenario is one
    bash ask.bash "$files/interlock" run --set runtime.model = nati >answers
    holds bash 'run --set runtime.model=nati' native
    bash ask.bash "$files/interlock" run --set machine.cores = two | grep . >answers
    holds bash 'run --set machine.cores=two' -
    # every verb and each of its options
    bash ask.bash "$files/interlock" '' >verbs
    for verb in $(interlock --help | sed -n 's/^  \([a-z]*\)  *.*/\1/p'); do
        grep -qx "$verb" verbs || complain "bash does not know $verb"
        bash ask.bash "$files/interlock" "$verb" -- >options
        for option in $(interlock "$verb" --help |
            sed -n 's/^  \(-., \|    \)\(--[a-z-]*\).*/\2/p'); do
            grep -qx -e "$option" options || complain "bash does not know $verb $option"
        done
    done
fi

if command -v fish >/dev/null; then
    cases >list
    while IFS='|' read -r words wanted; do
        HOME=$dir fish --no-config -c "source $files/interlock.fish; complete -C 'interlock $words'" \
            2>said | cut -f1 >answers
        test ! -s said || complain "fish: $(cat said)"
        holds fish "$words" "$wanted"
    done <list
fi

# zsh completes where somebody types only: so it is given a terminal, and Tab.
if command -v zsh >/dev/null && zsh -fc 'zmodload zsh/zpty' 2>/dev/null; then
    cat >ask.zsh <<'END'
zmodload zsh/zpty
zpty asked zsh -f -i
send() { zpty -w asked "$1" }
send "PS1= PS2= RPS1=; fpath=($1 \$fpath); autoload -U compinit; compinit -u -D -d $PWD/dump"
send "zstyle ':completion:*' list-colors ''; zstyle ':completion:*' insert-unambiguous no"
send 'finish() { print -r -- "<$BUFFER>"; BUFFER=; zle accept-line }; zle -N finish; bindkey "^X" finish'
while IFS='|' read -r words wanted; do
    zpty -w -n asked "interlock $words"$'\t\x18'
    zpty -r -m asked line '*<interlock*>*' && print -r -- "$words|${${line##*<interlock }%%>*}"
done <list
zpty -d asked
END
    # A few with one answer, since that is what Tab inserts; each takes half a second.
    cases | grep -e '^compa' -e '^run --[js]' -e '^export' -e '^list' -e '^report' -e '^view' >list
    HOME=$dir timeout 60 zsh -f ask.zsh "$files" >typed 2>said
    while IFS='|' read -r words wanted; do
        count=$((count + 1))
        line=$(grep -F -- "$words|" typed | head -1)
        case $line in
        *" $wanted"* | *"|$wanted"*) ;;
        *) complain "zsh: interlock $words: not $wanted but: ${line#*|}" ;;
        esac
    done <list
fi

echo "$count completions, $bad wrong"
test $bad -eq 0
