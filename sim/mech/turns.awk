# SPDX-License-Identifier: GPL-3.0-or-later
# Makes sim/mech/turns.inc: awk -f turns.awk turns.csv >turns.inc
#
# What a turn of each body costs is measured as it stands. What share of it each instruction has
# is estimated from bodies with one more instruction (names with =), each less what surrounds it:
#   an integer's making and its dropping cost the same (assumed: equal halves of what `total`
#   costs beyond its parts), FOR_ITER makes one, STORE_FAST over the loop variable drops one;
#   a Python call's entry and return are equal halves of what `call` costs (assumed);
#   taking and letting go a lock are equal halves of what `locked` costs beyond `plain` (assumed).
# Versions without an interpreter to measure take the nearest measured one (assumed).

BEGIN {
    FS = ","
    count = split("2.7 3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.10 3.11 3.12 3.13 3.14 3.13t " \
                  "3.14t pypy3.9", versions, " ")
    split("2.7 2.7 3.6 3.6 3.6 3.6 3.6 3.7 3.8 3.9 3.10 3.11 3.12 3.13 3.14 3.13t 3.14t " \
          "pypy3.9", \
          measured, " ")
    bodies = split("total pass while call builtin list recursion alloc plain counting-while " \
                   "attribute method item " \
                   "temporary call-c call-python length conditional inner-loop atomic locked counted " \
                   "counted-unlocked counted-plain counted-atomic counted-biased " \
                   "counted-deferred read-of assign", body, " ")
    loops = split("total pass while call builtin list", loop, " ")
}

/^#/ || $1 == "version" { next }
{ ns[$1, $2] = $3 }

# Ways of counting differ by what the machine takes for it, which is no matter of the version.
function measured_as(name) {
    sub(/^counted-.*/, "counted", name)
    sub(/-of$/, "", name)
    return name
}

# Where in a turn a variable is read and written is told in whole nanoseconds of work, so a turn with
# an update must not be much shorter than a few of them: some of PyPy's take one (assumed: 4 ns).
function told_apart(name, x) {
    return name ~ /^(attribute|method|item|temporary|length|conditional)$/ && x < 4 ? 4 : x
}

function positive(x) { return x > 0.2 ? x : 0.2 }

function estimate(v,    pass, fast, add, make, i) {
    pass = ns[v, "pass"]
    fast = positive((ns[v, "=fast"] - pass) / 2)
    add = positive(ns[v, "=add"] - pass - 3 * fast)
    make = positive((ns[v, "total"] - pass - 3 * fast - add) / 2)
    cost["ITER"] = cost["FREE"] = positive((pass - fast) / 2)
    cost["JUMP"] = cost["FAST"] = fast
    cost["GLOBAL"] = positive(ns[v, "=global"] - pass - fast)
    cost["SET_GLOBAL"] = positive(ns[v, "=store-global"] - pass - fast) + make
    cost["ADD"] = cost["IN_PLACE"] = cost["MULTIPLY"] = add + make
    cost["COMPARE"] = add
    cost["ATTRIBUTE"] = cost["METHOD"] = positive(ns[v, "=attribute"] - pass - 2 * fast)
    cost["SET_ATTRIBUTE"] = positive(ns[v, "=store-attribute"] - pass - 2 * fast) + make
    cost["ITEM"] = positive(ns[v, "=item"] - pass - 3 * fast)
    cost["SET_ITEM"] = positive(ns[v, "=store-item"] - pass - 3 * fast) + make
    cost["APPEND"] = positive(ns[v, "list"] - ns[v, "total"] + make)
    cost["BUILD"] = positive(ns[v, "alloc"] - pass - 2 * fast)
    cost["BRANCH"] = positive(ns[v, "=test"] - pass - fast)
    cost["CALL_C"] = positive(ns[v, "builtin"] - pass - 3 * fast)
    cost["CALL_LEN"] = positive(ns[v, "=length"] - pass - 3 * fast)
    cost["ENTER"] = cost["ENTER_METHOD"] = cost["RETURN"] = positive((ns[v, "call"] - pass - 2 * fast) / 2)
    cost["ACQUIRE"] = cost["RELEASE"] = positive((ns[v, "locked"] - ns[v, "plain"] - fast) / 2)
}

# A table row of hundredths of a nanosecond.
function row(label, values,    i) {
    printf "    [%s] = {", label
    for (i = 1; i <= count; i++)
        printf " %.0f,", values[i] * 100
    print " },"
}

END {
    print "/* SPDX-License-Identifier: GPL-3.0-or-later"
    print " * Made by turns.awk from turns.csv; do not edit. Hundredths of a nanosecond, a column for"
    print " * each version. */"
    print "static const int32_t turn_costs[BODY_COUNT][SIM_PYTHON_COUNT] = {"
    for (b = 1; b <= bodies; b++) {
        for (i = 1; i <= count; i++)
            values[i] = told_apart(body[b], ns[measured[i], measured_as(body[b])])
        label = body[b]
        gsub("-", "_", label)
        row("BODY_" toupper(label), values)
    }
    print "};"
    print "static const int32_t instruction_costs[INSTRUCTION_COUNT][SIM_PYTHON_COUNT] = {"
    kinds = split("ITER FREE FAST GLOBAL SET_GLOBAL ADD IN_PLACE MULTIPLY COMPARE ATTRIBUTE METHOD " \
                  "SET_ATTRIBUTE ITEM SET_ITEM APPEND BUILD BRANCH CALL_C CALL_LEN ENTER ENTER_METHOD " \
                  "RETURN ACQUIRE RELEASE JUMP", \
                  kind, " ")
    for (k = 1; k <= kinds; k++) {
        for (i = 1; i <= count; i++) {
            estimate(measured[i])
            values[i] = cost[kind[k]]
        }
        row("INSTRUCTION_" kind[k], values)
    }
    print "};"
    print "/* Time of the loop bodies against 3.12, in millionths: the mean of their ratios. */"
    printf "static const int32_t python_factors[SIM_PYTHON_COUNT] = {"
    for (i = 1; i <= count; i++) {
        sum = 0
        for (b = 1; b <= loops; b++)
            sum += log(ns[measured[i], loop[b]] / ns["3.12", loop[b]])
        printf " %.0f,", exp(sum / loops) * 1000000
    }
    print " };"
}
