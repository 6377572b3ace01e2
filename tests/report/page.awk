# SPDX-License-Identifier: GPL-3.0-or-later
# Is this page well-formed, of itself, and does its data fit its list? Prints what is wrong.
function complain(what) { print FILENAME ": " what; bad = 1 }
{ page = page $0 "\n"; size += length($0) + 1 }
END {
    # The script is the last element; data, and the simulator, stand in others: none is markup.
    while (match(page, /<script[^>]*>/)) {
        kind = substr(page, RSTART, RLENGTH)
        before = substr(page, 1, RSTART - 1)
        rest = substr(page, RSTART + RLENGTH)
        end = index(rest, "</script>")
        if (!end) { complain("a script without an end"); exit 1 }
        if (kind == "<script>") scripts++
        else if (kind !~ /^<script type="application\/(json|wasm)" class="(run|scenario|engine)">$/)
            complain("a script of another kind: " kind)
        if (kind ~ /class="run"/) data[++runs] = substr(rest, 1, end - 1)
        page = before substr(rest, end + 9)
    }
    if (scripts != 1) complain(scripts + 0 " scripts")
    match(page, /<style>[^<]*<\/style>/)
    if (substr(page, RSTART, RLENGTH) ~ /url\(|@import|https?:/) complain("style from elsewhere")
    gsub(/<style>[^<]*<\/style>/, "", page)
    items = gsub(/<li /, "&", page)
    while (match(page, /<[^>]*>/)) {
        tag = substr(page, RSTART + 1, RLENGTH - 2)
        text = substr(page, 1, RSTART - 1)
        page = substr(page, RSTART + RLENGTH)
        if (text ~ />/ || text ~ /&[^a-z#]/) complain("text that is no text: " text)
        foreign = tag
        gsub(/http:\/\/www[.]w3[.]org\/2000\/svg/, "", foreign)
        if (foreign ~ / (src|href|on[a-z]+|action|poster|srcset)=|https?:|^(img|iframe|object|link)/)
            complain("something foreign: " tag)
        if (tag ~ /^!DOCTYPE|^meta |\/$/) continue
        name = tag
        sub(/[ \n].*/, "", name)
        if (name ~ /^\//) {
            if (depth == 0 || open[depth] != substr(name, 2)) {
                complain("</" substr(name, 2) "> closes " open[depth])
                exit 1
            }
            depth--
        } else {
            open[++depth] = name
            attributes = tag
            gsub(/ [a-zA-Z-]+="[^"<]*"/, "", attributes)
            if (attributes != name) complain("attributes: " tag)
        }
    }
    if (depth) complain("<" open[depth] "> has no end")
    for (run = 1; run <= runs; run++) {
        if (!match(data[run], /"events":\[[0-9,]*\]/)) { complain("no events"); continue }
        count = split(substr(data[run], RSTART + 10, RLENGTH - 11), number, ",")
        if (count % 7) complain(count " numbers of events, which have 7 each")
        for (i = 2; i <= count; i += 7) told += number[i]
    }
    if (told != items) complain(told " events, " items " sentences")
    if (!bad) printf "%d runs, %d events, %d bytes\n", runs, items, size
    exit bad
}
