# SPDX-License-Identifier: GPL-3.0-or-later
# Makes sim/base/ziggurat.inc: awk -f ziggurat.awk >ziggurat.inc
#
# 256 layers of equal area under exp(-x) and exp(-x*x/2) after G. Marsaglia and W. W. Tsang,
# "The Ziggurat Method for Generating Random Variables", J. Stat. Software 5(8), 2000. The start
# of the tail and the area of a layer are theirs (published). Entries are Q32 integers: the edge
# x[i] of layer i, growing with i, and the density f(x[i]) there. Layer 255 holds the tail.

function density(x) { return normal ? exp(-x * x / 2) : exp(-x) }
function inverse(y) { return normal ? sqrt(-2 * log(y)) : -log(y) }

function print_row(name, values,    i) {
    printf "static const int64_t %s[257] = {", name
    for (i = 0; i <= 256; i++)
        printf "%s%.0f,", i % 6 ? " " : "\n    ", values[i] * 4294967296
    print "\n};"
}

function make(name, tail, area,    i, x, f) {
    x[256] = area / density(tail)
    x[255] = tail
    for (i = 254; i >= 1; i--)
        x[i] = inverse(density(x[i + 1]) + area / x[i + 1])
    x[0] = 0
    for (i = 0; i <= 256; i++)
        f[i] = density(x[i])
    print_row(name "_edges", x)
    print_row(name "_heights", f)
}

BEGIN {
    print "/* SPDX-License-Identifier: GPL-3.0-or-later"
    print " * Made by ziggurat.awk; do not edit. */"
    normal = 0
    make("exponential", 7.69711747013104972, 0.003949659822581572)
    normal = 1
    make("normal", 3.6541528853610088, 0.00492867323399)
}
