# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# For scripts that look at pages in headless Chromium. They stand in a folder of their own then, and
# end with the sum of `count` looks and `wrong`.
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
    echo 'no Chromium (on Debian: apt-get install chromium)'
    exit 77
}
begin_dir
cd "$dir" || exit 99
look() { # URL OPTIONS...: what stands in the page then is in dom, what was said in said
    url=$1
    shift
    count=$((count + 1))
    rm -rf profile
    timeout 600 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync \
        --disable-dev-shm-usage --user-data-dir="$dir/profile" --enable-logging=stderr --v=0 \
        --hide-scrollbars "$@" "file://$dir/$url" >dom 2>said </dev/null ||
        complain "$url: the browser failed" "$(tail -3 said)"
    if grep -q 'CONSOLE' said; then
        complain "$url: on the console:" "$(grep CONSOLE said | head -5)"
    fi
}

# act PAGE OPTIONS... < SCRIPT: the page with a script behind it; what that puts into `result` is
# printed
act() {
    acted=$1
    shift
    { sed '/<\/body>/,$d' "$acted"; echo '<script>'; cat "$source/tests/report/act.js"; cat; echo '</script></body></html>'; } >acted.html
    look acted.html --dump-dom "$@"
    sed -n 's/.*<pre id="result">\(.*\)$/\1/; t more; d; :more; s/<\/pre>.*//; p; t; n; b more' dom | grep .
}
