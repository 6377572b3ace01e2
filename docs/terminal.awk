# SPDX-License-Identifier: GPL-3.0-or-later
# Paints a terminal's screen, as `tmux capture-pane -e -p` prints it, as SVG. A letter is 8 wide and 17
# high; runs of the same look are one word of the picture, stretched to the width that they have in
# cells, so that columns stand below each other whatever font there is.

function escape(text)
{
    gsub(/&/, "\\&amp;", text)
    gsub(/</, "\\&lt;", text)
    gsub(/>/, "\\&gt;", text)
    return text
}

# xterm's 256 colours.
function colour(number,    steps, level, i, name)
{
    if (number < 16)
        return basic[number]
    if (number >= 232) {
        level = 8 + 10 * (number - 232)
        return sprintf("#%02x%02x%02x", level, level, level)
    }
    number -= 16
    split("0 95 135 175 215 255", steps, " ")
    return sprintf("#%02x%02x%02x", steps[int(number / 36) + 1], steps[int(number / 6) % 6 + 1],
        steps[number % 6 + 1])
}

function look(codes,    count, code, i)
{
    count = split(codes, code, ";")
    if (!count)
        code[count = 1] = 0
    for (i = 1; i <= count; i++) {
        if (code[i] == 0) { ink = paper = ""; bold = reverse = under = 0 }
        else if (code[i] == 1) bold = 1
        else if (code[i] == 4) under = 1
        else if (code[i] == 7) reverse = 1
        else if (code[i] == 22) bold = 0
        else if (code[i] == 24) under = 0
        else if (code[i] == 27) reverse = 0
        else if (code[i] == 39) ink = ""
        else if (code[i] == 49) paper = ""
        else if (code[i] ~ /^[349]8$/ && code[i + 1] == 5) {
            if (code[i] == 38) ink = colour(code[i + 2])
            else paper = colour(code[i + 2])
            i += 2
        }
        else if (code[i] >= 30 && code[i] <= 37) ink = basic[code[i] - 30]
        else if (code[i] >= 40 && code[i] <= 47) paper = basic[code[i] - 40]
    }
}

# In cells: bytes, without those that go on with a letter (so for LC_ALL=C).
function cells(text)
{
    gsub(/[\200-\277]/, "", text)
    return length(text)
}

function put(text,    width, front, back)
{
    width = cells(text)
    if (!width)
        return
    front = ink == "" ? foreground : ink
    back = paper
    if (reverse) {
        back = front
        front = paper == "" ? background : paper
    }
    if (back != "")
        printf "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"17\" fill=\"%s\"/>\n", 8 + 8 * column,
            17 * row - 5, 8 * width, back
    if (text ~ /[^ ]/)
        printf "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"%s\"%s%s>%s</text>\n", 8 + 8 * column,
            17 * row + 8, 8 * width, front, bold ? " font-weight=\"bold\"" : "",
            under ? " text-decoration=\"underline\"" : "", escape(text)
    column += width
}

BEGIN {
    split("#3b4252 #e06c75 #98c379 #e5c07b #61afef #c678dd #56b6c2 #d8dee9 #5c6370 #e06c75 #98c379 " \
        "#e5c07b #61afef #c678dd #56b6c2 #ffffff", first, " ")
    for (i = 0; i < 16; i++)
        basic[i] = first[i + 1]
    foreground = "#d8dee9"
    background = "#1d2430"
}

{ line[NR] = $0 }

END {
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"656\" height=\"%d\" ", 17 * NR + 16
    print "font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"13\" xml:space=\"preserve\">"
    print "<!-- Made by docs/pictures.sh. Do not edit. -->"
    printf "<rect width=\"656\" height=\"%d\" rx=\"8\" fill=\"%s\"/>\n", 17 * NR + 16, background
    for (row = 1; row <= NR; row++) {
        column = 0
        rest = line[row]
        while (match(rest, /\033\[[0-9;]*m/)) {
            put(substr(rest, 1, RSTART - 1))
            look(substr(rest, RSTART + 2, RLENGTH - 3))
            rest = substr(rest, RSTART + RLENGTH)
        }
        put(rest)
    }
    print "</svg>"
}
