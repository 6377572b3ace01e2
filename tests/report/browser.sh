#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# interlock report in a browser: headless Chromium, where it is installed.
#
# Catches an error on the console; a step that shows another event's sentence; lanes that do not sum
# to the run's times, to the nanosecond; zooming, keys, the slider or a link to an event that do
# nothing; words of a scenario that are executed; a page that shows nothing without scripts, or that
# cannot be printed.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
# shellcheck source=tests/report/look.sh
. "$source/tests/report/look.sh"

cp "$source/tests/report/hostile.ini" .
"$INTERLOCK" report -q hostile.ini two-threads -o page.html || exit 1

# ---- every event has its sentence, and stepping comes to each ----
act page.html >result <<'END'
var view = interlock.s1, items = view.items, button = view.buttons.forward, bad = 0;
for (var i = 0; i < items.length; i++) {
  var text = items[i].textContent, sentence = view.box.querySelector(".sentence").textContent;
  if (text.indexOf(sentence) < 0 || !sentence || view.at !== i) bad++;
  if (view.svg.querySelectorAll("rect").length < view.lanes.length) bad++;
  button.click();
}
say("stepped " + items.length + " wrong " + bad + " end " + button.disabled);
view.buttons.back.click();
say("back " + (items.length - 1 - view.at));
key(view.box, "Home"); say("home " + view.at);
key(view.box, "ArrowRight"); key(view.box, "ArrowRight"); say("right " + view.at);
key(view.box, "n");
say("same " + (view.run.events[view.at].thread === view.run.events[2].thread && view.at > 2));
var whole = view.to - view.from;
view.buttons["in"].click(); say("in " + (whole / (view.to - view.from)));
view.buttons["out"].click(); say("out " + (whole / (view.to - view.from)));
view.slider.value = 100; view.slider.dispatchEvent(new Event("input")); say("slider " + view.at);
location.hash = "#s2:5"; window.dispatchEvent(new HashChangeEvent("hashchange"));
say("link " + interlock.s2.at);
var box = view.svg.getBoundingClientRect();
view.svg.dispatchEvent(new MouseEvent("click", { bubbles: true, clientX: box.left + view.x(view.data.to) }));
say("click " + (items.length - 1 - view.at));
say("hacked " + (typeof hacked));
END
for line in 'stepped [1-9][0-9]* wrong 0 end true' 'back 1' 'home 0' 'right 2' 'same true' 'in 2' \
    'out 1' 'slider 100' 'link 4' 'click 0' 'hacked undefined'; do
    grep -q "^$line\$" result || complain "stepping: not '$line' in:" "$(cat result)"
done

# ---- the lanes are the run: their stretches sum to its times ----
for file in hostile.ini two-threads counter-3.9 five-workers-map callbacks sub-interpreters; do
    "$INTERLOCK" report -q "$file" -o sums.html --models gil --records 100000 || exit 1
    act sums.html >result <<'END'
var run = interlock.s1.run, data = run.data, sums = {};
run.threads.forEach(function (lane) {
  lane.times.forEach(function (time, i) {
    var end = i + 1 < lane.times.length ? lane.times[i + 1] : data.to;
    var name = lane.what[i] ? data.reasons[lane.what[i] - 1][0] : "none";
    sums[name] = (sums[name] || 0) + end - time;
  });
});
Object.keys(sums).sort().forEach(function (name) { if (name !== "absent" && sums[name]) say(name + " " + sums[name]); });
END
    "$INTERLOCK" run "$file" --json | awk '
        /"waits": / { waits = 1; next }
        /}/ { waits = 0 }
        waits { gsub(/[",:]/, ""); if ($1 != "absent") sums[$1] += $2 }
        END { for (name in sums) print name, sums[name] }' | LC_ALL=C sort >wanted
    cmp -s result wanted || complain "$file: lanes sum to other times:" "$(diff result wanted)"
done

# ---- at most a pixel, and yet seen: io is on core 2 some hundred times, hardly ever for a pixel ----
# A page that shows a core idle where it was so for most of a pixel has stretches without it.
"$INTERLOCK" report -q convoy-1 -o thin.html --models gil --no-advice || exit 1
act thin.html --window-size=1366,900 >result <<'END'
var view = interlock.s1, lane = view.run.cores[1], lost = 0, busy = 0, seen = [];
view.svg.querySelectorAll("rect").forEach(function (rect) {
  if (+rect.getAttribute("y") === 22 + 20 && rect.getAttribute("class") === view.colour(2))
    seen.push([+rect.getAttribute("x"), +rect.getAttribute("x") + Math.max(1, +rect.getAttribute("width"))]);
});
lane.times.forEach(function (time, i) {
  if (!lane.what[i]) return;
  busy++;
  if (!seen.some(function (its) { return view.x(time) >= its[0] - 0.01 && view.x(time) <= its[1] + 0.01; })) lost++;
});
say("busy " + (busy > 100) + " lost " + lost);
END
grep -q '^busy true lost 0$' result || complain "a core's thin stretches: not 'busy true lost 0' in:" "$(cat result)"

# ---- without scripts: pictures, tables and sentences ----
sed -e '/<script>/,/<\/script>/d' page.html >still.html
look still.html --dump-dom
for words in '<svg class="lanes"' 'rect class="t1"' '<li data-step' 'Where the threads' 'class="bar"'; do
    grep -q "$words" dom || complain "without scripts: no $words"
done

# ---- pictures of it: wide, narrow and dark, and on paper ----
look page.html --window-size=1200,2000 --screenshot="$dir/wide.png"
look page.html --window-size=400,2000 --screenshot="$dir/narrow.png" \
    --blink-settings=preferredColorScheme=0
look page.html --print-to-pdf="$dir/page.pdf"
for file in wide.png narrow.png page.pdf; do
    test -s $file || complain "no $file"
done
head -c 5 page.pdf | grep -q '%PDF' || complain "page.pdf is none"
if test -n "${KEEP:-}"; then cp wide.png narrow.png page.pdf page.html "$KEEP"; fi

# nothing sticks out at the side of a narrow page
act page.html >result <<'END'
say("wide " + (document.documentElement.scrollWidth > window.innerWidth));
END
grep -q 'wide false' result || complain "the page is wider than its window"

# nor is a table cut at the right of a usual one
act thin.html --window-size=1280,900 >result <<'END'
document.querySelectorAll("details").forEach(function (part) { part.open = true; });
document.querySelectorAll(".parameters").forEach(function (table) {
  say("cut " + (table.offsetWidth > table.parentNode.clientWidth));
});
END
grep -q '^cut false$' result && ! grep -q '^cut true$' result || complain "parameters: not 'cut false' in:" "$(cat result)"

echo "$count looks, $bad wrong"
test $bad -eq 0
