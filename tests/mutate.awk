# SPDX-License-Identifier: GPL-3.0-or-later
# Small changes of C sources, one at a time: lists them, or makes one of them.
#
#   awk -f mutate.awk FILE...                              a line for each: FILE LINE KIND
#   awk -f mutate.awk -v line=LINE -v kind=KIND FILE       the file with that one
#
# It knows no C: what it makes need not compile. Comments, declarations of types, assertions and the
# checking of states are left alone, since a change there is no other rule.
function rule(name, from, to) { count++; names[count] = name; froms[count] = from; tos[count] = to }

BEGIN {
    rule("eq-ne", " == ", " != ")
    rule("ne-eq", " != ", " == ")
    rule("lt-le", " < ", " <= ")
    rule("le-lt", " <= ", " < ")
    rule("gt-ge", " > ", " >= ")
    rule("ge-gt", " >= ", " > ")
    rule("and-or", " && ", " || ")
    rule("or-and", " [|][|] ", " \\&\\& ")
    rule("plus-minus", " [+] ", " - ")
    rule("minus-plus", " - ", " + ")
    rule("inc-dec", "[+][+]", "--")
    rule("dec-inc", "--", "++")
    rule("false-true", "return false;", "return true;")
    rule("true-false", "return true;", "return false;")
    rule("zero-one", " = 0;", " = 1;")
    rule("one-zero", " = 1;", " = 0;")
    rule("not", "if [(]!", "if (")
    rule("if-not", "if [(]([a-z])", "if (!")
    rule("gone", "", "")
}

function is_code(text) {
    if (text ~ /^[ \t]*(\/\*|\*|#)/ || text ~ /SIM_(INVARIANT|REQUIRE)/ || text ~ /^[^ ]/)
        return 0
    return text ~ /[;{)&|]$/ || text ~ /[;{)] *\/\*/
}

# A statement on a line of its own that calls or sets something.
function is_statement(text) {
    return text ~ /^ +(engine_|sim_|cores_|policy_|rates_|order_|[a-z_]+[(]|[a-z]+->|[a-z]+[.])[^{]*;$/ &&
        text !~ /^ +(return|struct|const|enum|static|for|while|if|goto|case|default|else|sim_time |uint|int|bool)/
}

# The lesser or greater of two, which is the same with and without `=`.
function is_extreme(text, words, count, i, one) {
    sub(/ *\/\*.*/, "", text)
    count = split(text, words, /[ ,;)]+/)
    for (i = 2; i + 6 <= count; i++) {
        one = words[i]
        sub(/.*[(]/, "", one)
        if (words[i + 1] !~ /^[<>]=?$/ || words[i + 3] != "?" || words[i + 5] != ":" ||
            words[i + 7] ~ /^[-+*\/%]/ || (one == words[i] && words[i - 1] ~ /^[-+*\/%]$/))
            continue
        if ((one == words[i + 4] && words[i + 2] == words[i + 6]) ||
            (one == words[i + 6] && words[i + 2] == words[i + 4]))
            return 1
    }
    return 0
}

# The same in two lines: `if (one > most)`, perhaps behind another condition, and the next line makes one
# of them the other.
function is_clamp(text, following, sides) {
    sub(/ *\/\*.*/, "", text)
    if (text !~ /^ *if [(].*[)]$/ || text ~ /[|][|]/ || gsub(/ [<>]=? /, "&", text) != 1)
        return 0
    sub(/^ *if [(](.* && )?/, "", text)
    sub(/[)]$/, "", text)
    split(text, sides, / [<>]=? /)
    gsub(/^ +|;$/, "", following)
    return following == sides[1] " = " sides[2] || following == sides[2] " = " sides[1]
}

function changed(text, i, following) {
    if (names[i] ~ /^(lt-le|le-lt|gt-ge|ge-gt)$/ && (is_extreme(text) || is_clamp(text, following)))
        return text
    if (names[i] == "gone")
        return is_statement(text) ? "    ;" : text
    if (names[i] == "if-not") {
        if (text !~ /if [(][a-z][a-z_>.()-]*[)]$/)
            return text
        sub(/if [(]/, "if (!", text)
        return text
    }
    sub(froms[i], tos[i], text)
    return text
}

# A line is known by the next.
function look_at(text, following, i) {
    for (i = 1; i <= count; i++)
        if (changed(text, i, following) != text)
            print file, place, names[i]
}

line {
    if (FNR == line) {
        for (i = 1; i <= count; i++)
            if (names[i] == kind)
                $0 = changed($0, i, "")
    }
    print
    next
}

place { look_at(before, $0) }
{ place = 0 }
FNR == 1 { checks = 0 }
FNR == 1 || /^\/[*] ---- / { checking = FILENAME ~ /\/check[.]c$/ || /---- (checking|invariants)/ }
/^(static )?const char [*]([a-z_]*check|[a-z_]*check_[a-z_]*)[(]/ || /^const char [*][a-z_]*_check/ { checks = 1 }
/^}/ { checks = 0 }

!checks && !checking && is_code($0) {
    before = $0
    file = FILENAME
    place = FNR
}
