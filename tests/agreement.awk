# SPDX-License-Identifier: GPL-3.0-or-later
# The README's table of what agrees, from the claims and from what tests/agreement/agree printed:
#
#   awk -f tests/agreement.awk tests/agreement/reference.csv agreement.log
#
# A claim is of the subject of its scenario file, or of the folder where that is; a new one has to be
# given a subject here.
BEGIN {
    subject("computing threads, hand-offs, turns", "cpu handoff minutes switch")
    subject("answers, calls and sleeps beside them", "ask beside late naps sleep instant")
    subject("shared counters", "counter")
    subject("published figures", "published")
    subject("programs that nobody chose", "drawn")
    subject("the lock of 2.7", "ticks ticks-counter ticks-echo")
    subject("event loops, queues, threads, pools of them", "tasks create crew gather meet passing pool puts threads")
    subject("free-threaded builds, PyPy, the gilectomy", "free gilectomy pypy")
    subject("processes, messages, pools of them, sub-interpreters", "process-start message map rest rounds turns interps")
}

function subject(title, files,    list, n, i) {
    titles[++subjects] = title
    n = split(files, list, " ")
    for (i = 1; i <= n; i++)
        of[list[i]] = subjects
}

FNR == NR {
    if (split($0, claim, / *; */) > 5 && sub(/\.ini$/, "", claim[2])) {
        sub(/\/.*/, "", claim[2])
        file[claim[1]] = claim[2]
    }
    next
}

/ \[ *[-0-9.e+]+ \.\. .*\] / {
    name = $0
    sub(/ +[-+0-9.e]+ +\[.*/, "", name)
    which = of[file[name]]
    if (!which) {
        print "tests/agreement.awk: no subject for " name " of " file[name] >"/dev/stderr"
        exit wrong = 1
    }
    claims[which]++
    if (!/ missed, as known$| NO( |$)/)
        next
    missed[which]++
    match($0, /[-+][0-9.]+% +[0-9.a-z%]+ +(missed|NO)/)
    off = substr($0, RSTART + 1) + 0
    if (!least[which] || off < least[which])
        least[which] = off
    if (off > most[which])
        most[which] = off
}

END {
    if (wrong)
        exit 1
    print "| of | claims | agree | the others are off by |"
    print "| --- | ---: | ---: | --- |"
    for (i = 1; i <= subjects; i++) {
        range = ""
        if (missed[i])
            range = sprintf("%.0f to %.0f %%", least[i], most[i])
        if (missed[i] == 1)
            range = sprintf("%.0f %%", most[i])
        printf "| %s | %d | %d | %s |\n", titles[i], claims[i], claims[i] - missed[i], range
    }
}
