#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The simulator inside a report page, in headless Chromium, against the program itself: needs a build
# with --enable-wasm.
#
# Catches a page whose run differs from the program's in one bit of one record, under any model and
# with random draws; settings, trace files or presets that are lost on the way; a comparison with
# other times; controls that do nothing or have no name; an error that is not told, or after which
# nothing works; a page whose policy forbids the simulator, or that shows nothing without it.
set -u
here=$PWD
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
grep -q '^#define WITH_WASM' config.h || {
    echo 'no simulator in pages (configure --enable-wasm; on Debian: apt-get install emscripten)'
    exit 77
}
# shellcheck source=tests/report/look.sh
. "$source/tests/report/look.sh"

# The browser's clock runs as fast as there is nothing to do, and compiling does not count: a timer
# keeps it busy meanwhile.
ask() {
    { echo 'setInterval(function () {}, 1);'; cat "$2"; } >asked
    act "$1" --virtual-time-budget=600000 <asked >result
}

# ---- the page's records are the program's ----
printf '5ms\n7ms\n1ms\n' >times.csv
cat >traced.ini <<'END'
[scenario]
format = 1
title = Times from a file
[machine]
preset = vm-2
[thread worker]
count = 3
program =
    repeat 20
        python trace("times.csv")
        io exp(2ms)
    end
END
# every distribution: the C library of a page is another one
cat >draws.ini <<'END'
[scenario]
format = 1
title = Every distribution
seed = 12
[runtime]
model = gil
[thread worker]
count = 4
program =
    repeat 100
        python exp(1ms)
        io lognormal(mean=2ms,cv=0.7)
        python normal(mean=1ms,sd=300us)
        sleep uniform(100us,3ms)
        python choice(10us:90%,4ms:10%)
    end
END
shipped=$source/scenarios
cat >cases <<END
traced.ini
traced.ini runtime.model=processes runtime.switch_interval=1ms scenario.replication=3
draws.ini
draws.ini scenario.replication=7
draws.ini scenario.seed=99 machine.cores=1
draws.ini runtime.model=sequential
draws.ini runtime.model=gil-ticks runtime.python=2.7
draws.ini runtime.model=free-threaded runtime.python=3.13t
draws.ini runtime.model=processes machine.cores=7
draws.ini runtime.model=subinterpreters
draws.ini runtime.model=asyncio
draws.ini runtime.model=pypy runtime.python=pypy3.9
draws.ini runtime.model=gilectomy runtime.python=3.6
draws.ini runtime.model=unlocked
$shipped/convoy-1.ini machine.cores=2 runtime.switch_interval=500us
$shipped/convoy-1.ini runtime.model=processes machine.cores=3
$shipped/counter-3.9.ini scenario.replication=2
$shipped/pool-threads.ini machine.cores=16
END
ls "$shipped"/*.ini "$shipped"/lessons/*.ini >>cases
cut -d ' ' -f 1 cases | awk '!seen[$0]++' >files
# shellcheck disable=SC2046
"$INTERLOCK" report -q --records 1 --models sequential --no-advice $(cat files) -o all.html || exit 1
awk 'FNR == NR { place[$0] = FNR; next }
    {
        printf "%s[\"s%d\",\"", (FNR == 1 ? "var cases = [" : ","), place[$1]
        for (i = 2; i <= NF; i++) printf "%s%s", (i == 2 ? "" : "\\n"), $i
        printf "\"]"
    }
    END { print "];" }' files cases >cases.js
{
    cat cases.js
    cat <<'END'
function hex(bytes) {
  return Array.from(new Uint8Array(bytes)).map(function (b) { return (b + 256).toString(16).slice(1); }).join("");
}
(async function () {
  for (var i = 0; i < cases.length; i++) {
    var lab = interlockLabs[cases[i][0]];
    await lab.open;
    try {
      lab.start();
      lab.engine.ask("change", cases[i][1]);
      lab.engine.ask("run", null);
      var records = lab.engine.records();
      say(records.length + " " + hex(await crypto.subtle.digest("SHA-256", records)));
    } catch (error) {
      say(/2,000,000 events/.test(error.message) ? "too long" : error.message);
    }
    lab.engine = null;
  }
})();
END
} >script
ask all.html script
while read -r words; do
    # shellcheck disable=SC2086
    if "$here/tests/report/records" $words >bytes 2>said; then
        echo "$(wc -c <bytes) $(sha256sum bytes | cut -d ' ' -f 1)"
    elif grep -q 'limit of events' said; then
        echo 'too long'
    else
        head -1 said
    fi
done <cases >wanted
paste -d ' ' result cases >have
paste -d ' ' wanted cases >want
cmp -s have want || complain 'other records than the program:' "$(diff have want | head -20)"
runs=$(grep -c '^[1-9][0-9]* [0-9a-f]\{64\}' have) bytes=$(awk '/^[0-9]/ { sum += $1 } END { print sum }' have)
test "$runs" -ge 90 || complain "only $runs runs could be compared"
test "$(sort -u wanted | wc -l)" -ge 80 || complain 'most runs are alike: nothing is shown'

# ---- its controls ----
"$INTERLOCK" report -q "$shipped/two-threads.ini" draws.ini "$shipped/convoy-1.ini" -o page.html --models gil --no-advice || exit 1
cat >script <<'END'
function wait() { return new Promise(function (done) { setTimeout(done, 50); }); }
async function quiet(lab) { for (var i = 0; i < 40; i++) await wait(); await lab.open; }
(async function () {
  var lab = interlockLabs.s1, form = lab.form, first = lab.view.data;
  await lab.open;
  form.querySelectorAll("input,select,button").forEach(function (control) {
    var name = control.getAttribute("aria-label") || control.textContent || control.parentNode.textContent;
    if (!name.trim() || control.tabIndex < 0) say("without a name: " + control.outerHTML);
  });
  lab.cores.value = 1;
  form.requestSubmit();
  await quiet(lab);
  say("said " + lab.said.textContent);
  say("cores " + lab.view.run.cores.length + " changed " + (lab.view.data !== first));
  var state, items = lab.view.items.length;
  say("sentences " + (items === lab.view.run.events.length && items > 10));
  lab.view.buttons.forward.click(); lab.view.buttons.forward.click();
  lab.view.go(Math.floor(items / 2));
  var step = +lab.view.items[lab.view.at].getAttribute("data-step");
  state = lab.view.box.querySelector(".state").textContent;
  say("state " + JSON.parse(lab.engine.ask("state", null, step)).every(function (clause) {
    return clause && state.indexOf(clause) >= 0;
  }));
  lab.more.value = "machine.cores=none";
  form.requestSubmit();
  await quiet(lab);
  say("wrong " + lab.said.className + " " + /cores/.test(lab.said.textContent));
  lab.more.value = "";
  lab.model.value = "processes";
  form.requestSubmit();
  await quiet(lab);
  say("said " + lab.said.textContent);
  form.querySelector("[data-action=reported]").click();
  await quiet(lab);
  say("back " + (lab.view.data === first) + " " + lab.cores.value + " " + lab.facts.hidden);
  form.querySelector("[data-action=compare]").click();
  await quiet(lab);
  lab.engine.ask("change", "");
  lab.own.models.forEach(function (model) {
    var row = JSON.parse(lab.engine.ask("model", model[0]));
    if (row.ns) say("model " + row.model + " " + row.python + " " + row.ns);
  });
  say("own " + /0.58 against one thread after the other under 3.1/.test(lab.models.textContent) + " " +
    /against one thread after the other under 3.12[.]$/.test(lab.said.textContent));
  say("rows " + (lab.models.rows.length - 1 === lab.own.models.length && !lab.models.hidden));
  lab = interlockLabs.s2;
  lab.cores.value = 2; lab.draw.value = 5;
  lab.form.requestSubmit();
  await quiet(lab);
  say("said " + lab.said.textContent);
  say("parts " + !lab.parts.hidden);
  var before = lab.view.data.from;
  lab.part.value = lab.length / 2; lab.part.dispatchEvent(new Event("change"));
  await quiet(lab);
  lab = interlockLabs.s3;
  lab.form.querySelector("[data-action=compare]").click();
  await quiet(lab);
  say("answers " + /of `request` are answered, against gil[.]$/.test(lab.said.textContent) + " " +
    /gil3.125.53 ms1.00/.test(lab.models.textContent) + " " + /processes3.12376.7 us14.6/.test(lab.models.textContent));
  lab = interlockLabs.s2;
  say("later " + (lab.view.data.from > before && lab.view.run.events[0].time >= lab.view.data.from));
})();
END
ask page.html script
for line in 'said .*interlock run .*two-threads.ini --set machine.cores=1' \
    'cores 1 changed true' 'sentences true' 'state true' 'wrong said wrong true' \
    'said .* --set runtime.model=processes --set machine.cores=1' 'back true [0-9]* true' 'rows true' 'own true true' 'answers true true true' \
    'said .*draws.ini --set machine.cores=2 --set scenario.replication=5' 'parts true' 'later true'; do
    grep -q "^$line\$" result || complain "controls: not '$line' in:" "$(cat result)"
done
! grep -q 'without a name' result || complain "$(grep 'without a name' result)"
grep '^model ' result >have
while read -r word model python ns; do
    ns=$("$INTERLOCK" run "$shipped/two-threads.ini" --set runtime.model="$model" \
        --set runtime.python="$python" --json --quiet 2>said | awk '/"makespan_ns":/ { print $2 + 0; exit }')
    echo "$word $model $python $ns"
done <have >want
cmp -s have want || complain 'another comparison:' "$(diff have want)"
test "$(wc -l <have)" -ge 10 || complain "only $(wc -l <have) models were compared"

echo "$runs runs of $bytes bytes of records are the program's; $count looks, $bad wrong"
test $bad -eq 0
