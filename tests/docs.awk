# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the blocks of Markdown files, and compares; what a block may be says tests/docs.sh.
#
#   awk -v work=FOLDER [-v update=1] -f tests/docs.awk FILE...
#
# With update=1 each file is written anew to FOLDER/new, its name with _ in place of /. Prints what
# is wrong, and at the end how much there was; exits with 1 if something is wrong.

function complain(line, what)
{
    printf "%s:%d: %s\n", FILENAME, line, what
    bad++
}

function emit(text)
{
    if (update)
        print text >fresh
}

# Blanks at the end of a line are not seen, and editors take them off.
function visible(text)
{
    sub(/[ \t]+$/, "", text)
    return text
}

function shell(command) { return system("cd '" work "/files' && { " command "\n}") }

# ---- commands ----

# Runs a command; its output goes to has[1..lines], both streams as on a terminal. Its status.
function run(text,    file, line, status)
{
    file = work "/command"
    print text >file
    close(file)
    shell("sh ../command >../out 2>&1 </dev/null; echo $? >../status")
    file = work "/status"
    getline status <file
    close(file)
    file = work "/out"
    for (lines = 0; (getline line <file) > 0;)
        has[++lines] = visible(line)
    close(file)
    return status + 0
}

# "" if the wanted lines are there and nothing else; else the last one up to which they are, or the
# one that is not. `...` takes as few lines as will do.
function mismatch(    i, j, dots, from, furthest)
{
    i = j = furthest = 1
    while (j <= lines && (i <= count || dots)) {
        if (i <= count && wanted[i] == "...") {
            dots = i++
            from = j
        } else if (i <= count && wanted[i] == has[j]) {
            i++
            j++
        } else if (dots) {
            i = dots + 1
            j = ++from
        } else {
            return i
        }
        if (i > furthest)
            furthest = i
    }
    while (i <= count && wanted[i] == "...")
        i++
    if (i > count && j > lines)
        return ""
    return furthest > count ? count : furthest
}

function show_difference(    file, i)
{
    file = work "/wanted"
    printf "" >file
    for (i = 1; i <= count; i++)
        print wanted[i] >file
    close(file)
    shell("sed 's/[[:blank:]]*$//' ../out | diff -u ../wanted - | tail -n +3 | head -40 | sed 's/^/    /'")
}

# A page shows what the whole program does; this one says which of its parts is not here.
function end_without(    i)
{
    for (i = 1; i <= count; i++)
        emit(wanted[i])
    commands--
    without++
    command = ""
    count = 0
}

function end_command(    i, at, differs, status, promised, dotted)
{
    if (command == "")
        return
    commands++
    promised = 0
    if (match(command, /# exit [0-9]+$/))
        promised = substr(command, RSTART + 7) + 0
    status = run(command)
    for (i = 1; i <= count; i++)
        dotted += wanted[i] == "..."
    if (status == 4 && !promised && has[lines] ~ /this program was built without|, is not installed; it is built where/) {
        end_without()
        return
    }
    if (status != promised)
        complain(command_line, "exit status " status ", not " promised)
    at = mismatch()
    differs = at != ""
    if (differs && update && !dotted) {
        for (i = 1; i <= lines; i++)
            emit(has[i])
        rewritten++
    } else {
        for (i = 1; i <= count; i++)
            emit(wanted[i])
        if (differs) {
            complain(command_line + at, "this is not what the command prints")
            show_difference()
        }
    }
    command = ""
    count = 0
}

function console_line(text)
{
    if (text ~ /^\$ /) {
        end_command()
        command = substr(text, 3)
        command_line = FNR
        emit(text)
    } else if (text ~ /^> / && command != "" && !count) {
        command = command "\n" substr(text, 3)
        command_line = FNR
        emit(text)
    } else if (command == "") {
        complain(FNR, "output without a command")
        emit(text)
    } else {
        wanted[++count] = visible(text)
    }
}

# ---- scenarios ----

function end_scenario(    file, i)
{
    if (title == "" && !whole)
        return
    file = title == "" ? "block.ini" : title
    printf "" >(work "/files/" file)
    for (i = 1; i <= body_lines; i++)
        print body[i] >(work "/files/" file)
    close(work "/files/" file)
    if (wrong)
        return
    scenarios++
    if (run("interlock check " file) == 0 && !lines)
        return
    complain(block_line, "interlock check does not accept this scenario:")
    shell("sed 's/^/    /' ../out")
}

# ---- lines ----

FNR == 1 {
    if (block != "")
        complain(block_line, "the block at the end of the file before has no end")
    block = command = ""
    fresh = FILENAME
    gsub("/", "_", fresh)
    fresh = work "/new/" fresh
    system("rm -rf '" work "/files' && mkdir '" work "/files'")
}

/^```/ {
    if (block == "") {
        block = substr($1, 4)
        block = block == "" ? "text" : block
        block_line = FNR
        title = $2
        wrong = $3 == "wrong"
        whole = body_lines = count = 0
    } else {
        if (block == "console")
            end_command()
        if (block == "ini")
            end_scenario()
        block = ""
    }
    emit($0)
    next
}

block == "console" {
    console_line($0)
    next
}

block == "ini" {
    body[++body_lines] = $0
    whole += $0 == "format = 1"
}

{ emit($0) }

END {
    if (block != "")
        complain(block_line, "this block has no end")
    printf "%d commands, %d scenarios, %d wrong", commands, scenarios, bad
    if (without)
        printf ", %d not built", without
    print rewritten ? ", " rewritten " rewritten" : ""
    exit bad > 0
}
