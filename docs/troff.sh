# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# For scripts that make manual pages: text for troff.

# A backslash is \e, a hyphen that is typed \-, a line does not begin with . or '.
plain() { sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^[.']/\\\\\&&/"; }

# A term in bold, and what it means, for each line "term<TAB>text"; what is indented goes further in.
terms() {
    awk '
        {
            term = $0; sub(/\t.*/, "", term)
            text = $0; sub(/^[^\t]*\t/, "", text)
            inner = sub(/^    /, "", term)
            if (inner) print "m.RS"
            print "m.TP"
            print "b" term
            print "t" text
            if (inner) print "m.RE"
        }' | sed -e '/^m/!{' -e 's/\\/\\e/g' -e 's/-/\\-/g' -e '}' -e 's/^m//' -e 's/^b/.B /' \
        -e "s/^t\([.']\)/\\\\\&\1/" -e 's/^t//'
}
