// Stepping through the events of a run, and zooming into its lanes. What a record changes is told
// by the data; nothing here knows kinds of records. Names go in as text nodes only.
(function () {
"use strict";
var SVG = "http://www.w3.org/2000/svg";
var LANE = 20, THICK = 15, RULER = 22, LETTER = 7;

function make(name, attributes, text) {
  var element = document.createElementNS(SVG, name);
  for (var key in attributes) element.setAttribute(key, attributes[key]);
  if (text !== undefined) element.textContent = text;
  return element;
}

function html(name, className, text) {
  var element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// The last index whose value is not above; -1: none.
function lastAtMost(values, value) {
  var low = -1, high = values.length;
  while (high - low > 1) {
    var middle = (low + high) >> 1;
    if (values[middle] <= value) low = middle; else high = middle;
  }
  return low;
}

function timeText(ns) {
  var units = [[1e9, " s"], [1e6, " ms"], [1e3, " us"]];
  for (var i = 0; i < units.length; i++)
    if (Math.abs(ns) >= units[i][0]) return +(ns / units[i][0]).toPrecision(6) + units[i][1];
  return Math.round(ns) + " ns";
}

// ---- lanes: when something began, and what ----

function Lane(kind, id, name) {
  this.kind = kind; this.id = id; this.name = name; this.times = []; this.what = [];
}

// What lasts no time is not there; what goes on is one stretch.
Lane.prototype.set = function (time, what) {
  var last = this.times.length - 1;
  if (last >= 0 && this.times[last] === time) {
    this.what[last] = what;
    if (last > 0 && this.what[last - 1] === what) { this.times.pop(); this.what.pop(); }
  } else if (last < 0 || this.what[last] !== what) {
    this.times.push(time); this.what.push(what);
  }
};

Lane.prototype.at = function (time) {
  var index = lastAtMost(this.times, time);
  return index < 0 ? 0 : this.what[index];
};

// Unfolds the numbers: one lane for each core, lock and thread, and the events that have a sentence.
function Run(data) {
  var run = this, i;
  run.data = data;
  run.cores = []; run.locks = []; run.threads = []; run.events = [];
  for (i = 1; i <= data.cores; i++) run.cores.push(new Lane("core", i, "core " + i));
  data.locks.forEach(function (name, k) { run.locks.push(new Lane("lock", k + 1, name)); });
  data.names.forEach(function (name, k) { run.threads.push(new Lane("thread", k + 1, name[0])); });
  var on = [], due = [], then = [];
  function pass(thread, time) {
    if (due[thread] && due[thread] <= time) {
      run.threads[thread - 1].set(due[thread], then[thread]);
      due[thread] = 0;
    }
  }
  function put(thread, time, reason, core, lead) {
    var before = on[thread] || 0;
    pass(thread, time);
    run.threads[thread - 1].set(time, lead > 0 ? data["switch"] : reason);
    due[thread] = lead > 0 ? time + lead : 0;
    then[thread] = reason;
    if (before && before !== core && run.cores[before - 1] && run.cores[before - 1].at(time) === thread)
      run.cores[before - 1].set(time, 0);
    if (core && run.cores[core - 1]) run.cores[core - 1].set(time, thread);
    on[thread] = core;
  }
  function own(lock, time, owner) { if (lock) run.locks[lock - 1].set(time, owner); }
  data.threads.forEach(function (state, k) { put(k + 1, data.from, state[0], state[1], state[2]); });
  data.owners.forEach(function (owner, k) { own(k + 1, data.from, owner); });
  var time = data.from, n = data.numbers, e = data.events;
  for (i = 0; i + n <= e.length; i += n) {
    var thread = e[i + 2];
    time += e[i];
    if (thread) {
      put(thread, time, e[i + 3], e[i + 4], e[i + 5]);
      own(data.names[thread - 1][1], time, e[i + 6]);
    }
    if (e[i + 1]) run.events.push({ time: time, thread: thread });
  }
  for (i = 1; i <= run.threads.length; i++) pass(i, data.to);
}

// ---- the view ----

function View(section, data) {
  var view = this;
  view.section = section;
  view.box = section.querySelector(".stepper");
  view.svg = view.box.querySelector(".detail");
  view.controls();
  view.pointer();
  view.box.addEventListener("keydown", function (event) { view.key(event); });
  window.addEventListener("resize", function () { view.draw(); });
  view.load(data);
}

// Shows a run, whose sentences are in the list.
View.prototype.load = function (data) {
  var view = this, run = view.run = new Run(data), shown = data.lanes;
  view.data = data;
  view.items = view.section.querySelectorAll(".events li");
  view.told = null;
  view.from = data.from;
  view.to = Math.max(data.to, data.from + 1);
  view.lanes = run.cores.slice(0, shown[0]).concat(run.locks.slice(0, 16), run.threads.slice(0, shown[1]));
  view.slider.max = run.events.length - 1;
  view.go(0);
};

var actions = [
  ["first", "|<", "the first record (Home)", "Home", function (v) { v.go(0); }],
  ["back", "<", "one record back (left arrow)", "ArrowLeft", function (v) { v.go(v.at - 1); }],
  ["forward", ">", "one record forward (right arrow)", "ArrowRight", function (v) { v.go(v.at + 1); }],
  ["last", ">|", "the last record (End)", "End", function (v) { v.go(v.run.events.length - 1); }],
  ["thread-back", "< thread", "this thread's record before (N)", "N", function (v) { v.sameThread(-1); }],
  ["thread-forward", "thread >", "this thread's next record (n)", "n", function (v) { v.sameThread(1); }],
  ["in", "+", "zoom in (+)", "+", function (v) { v.zoom(0.5, v.time()); }],
  ["out", "\u2212", "zoom out (-)", "-", function (v) { v.zoom(2, v.time()); }],
  ["all", "all", "all of it (0)", "0", function (v) { v.show(v.data.from, v.data.to); }]
];

View.prototype.controls = function () {
  var view = this, bar = view.box.querySelector(".controls");
  view.buttons = {};
  actions.forEach(function (action) {
    var button = html("button", "", action[1]);
    button.type = "button";
    button.title = action[2];
    button.setAttribute("aria-label", action[2]);
    button.setAttribute("data-action", action[0]);
    button.addEventListener("click", function () { action[4](view); });
    view.buttons[action[0]] = button;
    bar.appendChild(button);
  });
  view.slider = html("input");
  view.slider.type = "range";
  view.slider.min = 0;
  view.slider.setAttribute("aria-label", "event");
  view.slider.addEventListener("input", function () { view.go(+view.slider.value); });
  bar.appendChild(view.slider);
};

View.prototype.key = function (event) {
  var view = this;
  if (event.ctrlKey || event.altKey || event.metaKey || event.target === view.slider) return;
  actions.forEach(function (action) {
    if (action[3] !== event.key) return;
    event.preventDefault();
    action[4](view);
  });
};

View.prototype.time = function () { return this.run.events[this.at].time; };

View.prototype.go = function (index) {
  var events = this.run.events, width = this.to - this.from;
  this.at = Math.max(0, Math.min(events.length - 1, index));
  if (this.time() < this.from || this.time() > this.to)
    this.window(this.time() - width / 2, this.time() + width / 2);
  this.tell();
  this.draw();
};

View.prototype.sameThread = function (way) {
  var events = this.run.events, i = this.at + way;
  while (i >= 0 && i < events.length && events[i].thread !== events[this.at].thread) i += way;
  if (i >= 0 && i < events.length) this.go(i);
};

View.prototype.window = function (from, to) {
  var least = this.data.from, most = Math.max(this.data.to, least + 1);
  var width = Math.max(20, Math.min(to - from, most - least));
  from = Math.max(least, Math.min(from, most - width));
  this.from = from;
  this.to = from + width;
};

View.prototype.show = function (from, to) { this.window(from, to); this.draw(); };

// What stands at a time stays where it is.
View.prototype.zoom = function (factor, time) {
  var share = (time - this.from) / (this.to - this.from), width = (this.to - this.from) * factor;
  this.show(time - share * width, time + (1 - share) * width);
};

// ---- what is told ----

View.prototype.tell = function () {
  var view = this, item = view.items[view.at], events = view.run.events;
  var when = item.querySelector("b").textContent;
  view.box.querySelector(".where").textContent = "record " + (view.at + 1) + " of " + events.length +
    ", step " + item.getAttribute("data-step") + ", " + when + " ms";
  view.box.querySelector(".sentence").textContent = item.textContent.slice(when.length).trim();
  view.slider.value = view.at;
  view.buttons.first.disabled = view.buttons.back.disabled = view.at === 0;
  view.buttons.last.disabled = view.buttons.forward.disabled = view.at === events.length - 1;
  if (view.told) view.told.className = "";
  view.told = item;
  item.className = "now";
  view.state();
};

// What everybody does behind the event.
View.prototype.state = function () {
  var view = this, time = view.time(), table = view.box.querySelector(".state");
  var sentences = view.sentences ? view.sentences(+view.items[view.at].getAttribute("data-step")) : [];
  var thread = view.run.events[view.at].thread;
  table.textContent = "";
  view.run.threads.slice(0, view.data.lanes[1]).forEach(function (lane) {
    var reason = view.data.reasons[lane.at(time) - 1] || view.data.reasons[view.data.absent - 1];
    var row = html("tr", lane.id === thread ? "chosen" : ""), cell = html("td"), where = "";
    view.run.cores.forEach(function (core) { if (core.at(time) === lane.id) where = core.name; });
    row.appendChild(html("td", "", lane.name));
    cell.appendChild(html("i", "key " + (reason[0] === "running" ? view.colour(lane.id) : reason[0]), reason[1]));
    cell.appendChild(document.createTextNode(" " + reason[0]));
    row.appendChild(cell);
    row.appendChild(html("td", "quiet", where));
    row.appendChild(html("td", "quiet", sentences[lane.id - 1] || reason[2]));
    table.appendChild(row);
  });
};

View.prototype.colour = function (thread) { return "t" + ((thread - 1) % 6 + 1); };

// ---- drawing ----

View.prototype.x = function (time) {
  return this.left + (time - this.from) / (this.to - this.from) * this.room;
};

View.prototype.draw = function () {
  var view = this, width = Math.max(300, view.box.clientWidth || 960), fragment = document.createDocumentFragment();
  var height = RULER + view.lanes.length * LANE;
  view.left = Math.min(130, Math.round(width * 0.27));
  view.room = width - view.left - 8;
  view.svg.setAttribute("width", width);
  view.svg.setAttribute("height", height);
  view.svg.setAttribute("viewBox", "0 0 " + width + " " + height);
  view.ruler(fragment, height);
  view.lanes.forEach(function (lane, row) { view.lane(fragment, lane, RULER + row * LANE); });
  var x = view.x(view.time());
  fragment.appendChild(make("line", { "class": "cursor", x1: x, x2: x, y1: RULER - 6, y2: height }));
  view.svg.textContent = "";
  view.svg.appendChild(fragment);
};

// The step between lines is 1, 2 or 5 of a unit, so that seven or less have room.
View.prototype.ruler = function (to, height) {
  var span = this.to - this.from, most = Math.max(2, Math.floor(this.room / 110));
  var step = Math.pow(10, Math.floor(Math.log10(span / most)));
  [2, 5, 10].forEach(function (by) { if (span / step > most) step = by * Math.pow(10, Math.floor(Math.log10(span / most))); });
  step = Math.max(1, step);
  for (var time = Math.ceil(this.from / step) * step; time <= this.to; time += step) {
    var x = this.x(time);
    to.appendChild(make("line", { "class": "grid", x1: x, x2: x, y1: RULER - 4, y2: height }));
    if (x < this.left + this.room - 30)
      to.appendChild(make("text", { "class": "tick", x: x, y: 13, "text-anchor": "middle" }, timeText(time)));
  }
};

View.prototype.lane = function (to, lane, y) {
  var view = this, thread = view.run.events[view.at].thread;
  var chosen = lane.kind === "thread" && lane.id === thread;
  if (chosen) to.appendChild(make("rect", { "class": "chosen", x: 0, y: y - 2, width: view.left + view.room + 8, height: LANE }));
  var name = lane.name, letters = Math.floor((view.left - 12) / LETTER);
  if (name.length > letters) name = name.slice(0, letters - 1) + "\u2026";
  to.appendChild(make("text", { "class": "name", x: view.left - 8, y: y + THICK - 4 }, name));
  to.appendChild(make("rect", { "class": "lane", x: view.left, y: y, width: view.room, height: THICK }));
  // Below a pixel what lasted longest in it is shown, above its neighbours: whoever was there is seen,
  // however long nobody was before and after.
  var thin = [], last;
  for (var i = Math.max(0, lastAtMost(lane.times, view.from)); i < lane.times.length && lane.times[i] < view.to; i++) {
    var begin = Math.max(lane.times[i], view.from);
    var end = Math.min(i + 1 < lane.times.length ? lane.times[i + 1] : view.data.to, view.to);
    var x0 = view.x(begin), x1 = view.x(end);
    if (end <= begin || !view.shows(lane, lane.what[i])) continue;
    if (x1 - x0 >= 1) { view.stretch(to, lane, lane.what[i], x0, x1, y); continue; }
    if (!last || last.pixel !== Math.floor(x0)) thin.push(last = { pixel: Math.floor(x0), width: 0 });
    if (x1 - x0 > last.width) { last.width = x1 - x0; last.what = lane.what[i]; }
  }
  thin.forEach(function (its) { view.stretch(to, lane, its.what, its.pixel, its.pixel + 1, y); });
};

// Whether there is something to be seen: no idle core, no free lock, nobody who is not there.
View.prototype.shows = function (lane, what) {
  return what && !(lane.kind === "thread" && what === this.data.absent);
};

View.prototype.stretch = function (to, lane, what, x0, x1, y) {
  var data = this.data, className, word;
  if (lane.kind !== "thread") {
    className = this.colour(what);
    word = data.names[what - 1][0];
  } else {
    word = data.reasons[what - 1][1];
    className = data.reasons[what - 1][0] === "running" ? this.colour(lane.id) : data.reasons[what - 1][0];
    if (data.reasons[what - 1][0].length * LETTER + 6 < x1 - x0) word = data.reasons[what - 1][0];
  }
  var rect = make("rect", { "class": className, x: x0.toFixed(2), y: y, width: Math.max(0.6, x1 - x0 - 0.3).toFixed(2), height: THICK });
  to.appendChild(rect);
  if (word.length * LETTER + 4 <= x1 - x0)
    to.appendChild(make("text", { "class": className, x: ((x0 + x1) / 2).toFixed(1), y: y + THICK - 4 }, word));
};

// ---- the pointer: drag moves, click goes there, Ctrl and the wheel zoom ----

View.prototype.pointer = function () {
  var view = this, start = null, moved = false;
  function timeAt(event) {
    var box = view.svg.getBoundingClientRect();
    return view.from + (event.clientX - box.left - view.left) / view.room * (view.to - view.from);
  }
  view.svg.addEventListener("pointerdown", function (event) {
    start = { x: event.clientX, from: view.from, to: view.to };
    moved = false;
  });
  window.addEventListener("pointermove", function (event) {
    if (!start) return;
    var shift = (event.clientX - start.x) / view.room * (start.to - start.from);
    if (Math.abs(event.clientX - start.x) > 3) moved = true;
    if (moved) view.show(start.from - shift, start.to - shift);
  });
  window.addEventListener("pointerup", function () { start = null; });
  view.svg.addEventListener("click", function (event) {
    if (moved) return;
    var times = view.run.events.map(function (e) { return e.time; }), time = timeAt(event);
    var index = lastAtMost(times, time);
    if (index < 0 || (index + 1 < times.length && times[index + 1] - time < time - times[index])) index++;
    view.go(index);
  });
  view.svg.addEventListener("wheel", function (event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    view.zoom(event.deltaY > 0 ? 1.25 : 0.8, timeAt(event));
  }, { passive: false });
};

// ---- the page ----

document.documentElement.classList.add("js");
var views = {};
Array.prototype.forEach.call(document.querySelectorAll("script.run"), function (script) {
  var section = script.closest("section");
  views[section.id] = new View(section, JSON.parse(script.textContent));
});
// page.html#s1:12 shows the twelfth record of the first run.
function follow() {
  var place = /^#(s\d+):(\d+)$/.exec(location.hash);
  if (place && views[place[1]]) views[place[1]].go(place[2] - 1);
}
window.interlock = views; // for whoever wants to know more of a run than the page shows
window.addEventListener("hashchange", follow);
follow();
})();
