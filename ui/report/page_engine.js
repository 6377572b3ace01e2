// Running a scenario again in the page: the simulator itself is in it, compiled to WebAssembly (its
// calls: ui/wasm/engine.h). The run that was reported stays one button away.
(function () {
"use strict";
var views = window.interlock, code = document.querySelector("script.engine");
if (!code || typeof WebAssembly !== "object") return;
var EVENTS = 3000;

function bytesOf(base64) {
  var text = atob(base64.replace(/\s/g, "")), bytes = new Uint8Array(text.length);
  for (var i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

var compiled = null; // when the first scenario asks for it
function moduleOf() { return compiled || (compiled = WebAssembly.compile(bytesOf(code.textContent))); }

function html(name, className, text) {
  var element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// ---- the engine: texts in and out ----

function Engine(module) {
  var engine = this, imports = {};
  engine.said = "";
  // There are no files, clocks or arguments: whatever it asks the system for is refused, but it may
  // say why it stops.
  WebAssembly.Module.imports(module).forEach(function (wanted) {
    imports[wanted.module] = imports[wanted.module] || {};
    imports[wanted.module][wanted.name] = function () { return 52; };
  });
  imports.wasi_snapshot_preview1.fd_write = function (fd, pieces, count, written) {
    return engine.take(pieces, count, written);
  };
  imports.wasi_snapshot_preview1.proc_exit = function () { throw new Error("it gave up"); };
  engine.calls = new WebAssembly.Instance(module, imports).exports;
  engine.calls._initialize();
}

Engine.prototype.take = function (pieces, count, written) {
  var view = new DataView(this.calls.memory.buffer), sum = 0;
  for (var i = 0; i < count; i++) {
    var at = view.getUint32(pieces + 8 * i, true), size = view.getUint32(pieces + 8 * i + 4, true);
    this.said += new TextDecoder().decode(new Uint8Array(this.calls.memory.buffer, at, size));
    sum += size;
  }
  view.setUint32(written, sum, true);
  return 0;
};

Engine.prototype.give = function (text) {
  var bytes = new TextEncoder().encode(text), room = this.calls.engine_room(bytes.length);
  if (!room) throw new Error("out of memory");
  new Uint8Array(this.calls.memory.buffer, room, bytes.length).set(bytes);
};

Engine.prototype.text = function () {
  var memory = new Uint8Array(this.calls.memory.buffer), at = this.calls.engine_text();
  return new TextDecoder().decode(memory.subarray(at, memory.indexOf(0, at)));
};

// Calls; what it tells, or throws what is wrong.
Engine.prototype.ask = function (name, given) {
  var numbers = Array.prototype.slice.call(arguments, 2), good;
  try {
    if (given !== null) this.give(given);
    good = this.calls["engine_" + name].apply(null, numbers);
  } catch (error) {
    this.broken = true;
    throw new Error("the simulator stopped: " + (this.said.trim() || error.message));
  }
  if (!good) throw new Error(this.text().trim());
  return this.text();
};

// The run's records, 16 bytes each.
Engine.prototype.records = function () {
  var left = this.calls.engine_record_count() * 16, all = new Uint8Array(left), at = 0;
  for (var chunk = 0; at < all.length; chunk++) {
    var from = this.calls.engine_records(chunk), size = Math.min(left, 4096 * 16);
    all.set(new Uint8Array(this.calls.memory.buffer, from, size), at);
    at += size; left -= size;
  }
  return all;
};

// ---- a scenario and what is changed in it ----

function Lab(section, scenario) {
  var lab = this;
  lab.section = section;
  lab.view = views[section.id];
  lab.list = section.querySelector(".events ol");
  lab.reported = lab.view && { data: lab.view.data, list: lab.list.innerHTML };
  lab.scenario = scenario;
  lab.form = section.querySelector(".lab");
  lab.build();
  lab.open = moduleOf().then(function (module) {
    lab.module = module;
    lab.own = lab.start();
    lab.fill(lab.own);
    lab.engine = null; // until it is wanted: a page may have a hundred scenarios
  }).catch(function (error) { lab.fail(error); });
}

// A new instance: after an error there is no telling what the old one holds.
Lab.prototype.start = function () {
  var engine = this.engine = new Engine(this.module);
  this.scenario.files.forEach(function (file) { engine.ask("hold", file[0] + "\0" + file[1]); });
  return JSON.parse(engine.ask("load", this.scenario.text));
};

Lab.prototype.field = function (label, name, input, attributes) {
  var around = html("label", "", label + " ");
  for (var key in attributes) input.setAttribute(key, attributes[key]);
  input.name = name;
  around.appendChild(input);
  this.fields.appendChild(around);
  return input;
};

Lab.prototype.button = function (name, text, act) {
  var button = html("button", "", text), lab = this;
  button.type = name === "run" ? "submit" : "button";
  button.setAttribute("data-action", name);
  if (act) button.addEventListener("click", function () { lab.guard(act); });
  this.fields.appendChild(button);
  return button;
};

Lab.prototype.build = function () {
  var lab = this, form = lab.form;
  form.appendChild(html("h2", "", "Change it and run again"));
  lab.fields = html("div", "controls");
  lab.model = lab.field("model", "model", html("select"), {});
  lab.cores = lab.field("cores", "cores", html("input"), { type: "number", min: 1, max: 1024 });
  lab.interval = lab.field("switch interval", "interval", html("input"), { size: 7, spellcheck: "false" });
  lab.draw = lab.field("draw", "draw", html("input"), { type: "number", min: 0, max: 1000000000 });
  lab.more = lab.field("anything else", "more", html("input"),
    { size: 24, placeholder: "section.key=value", spellcheck: "false" });
  lab.button("run", "run");
  lab.button("reported", "as reported", lab.back);
  lab.button("compare", "compare models", lab.compare);
  lab.said = html("p", "said");
  lab.said.setAttribute("role", "status");
  lab.facts = html("pre", "facts");
  lab.parts = html("div", "controls");
  lab.part = html("input");
  lab.part.type = "range";
  lab.part.setAttribute("aria-label", "part of the run");
  lab.part.addEventListener("change", function () { lab.guard(lab.look); });
  lab.parts.appendChild(document.createTextNode("part of the run "));
  lab.parts.appendChild(lab.part);
  lab.models = html("table");
  [lab.fields, lab.said, lab.facts, lab.models, lab.parts].forEach(function (part) { form.appendChild(part); });
  lab.facts.hidden = lab.parts.hidden = lab.models.hidden = true;
  form.addEventListener("submit", function (event) { event.preventDefault(); lab.guard(lab.run); });
};

Lab.prototype.fill = function (own) {
  var lab = this;
  if (!lab.model.options.length)
    own.models.forEach(function (model) { lab.model.appendChild(html("option", "", model[0])); });
  lab.model.value = own.model;
  lab.cores.value = own.cores;
  lab.interval.value = own.interval;
  lab.draw.value = own.draw;
  lab.draw.parentNode.hidden = !own.random;
  lab.more.value = "";
};

// Waits for the module, and says what goes wrong.
Lab.prototype.guard = function (act) {
  var lab = this;
  return lab.open.then(function () {
    if (!lab.own) return;
    if (!lab.engine || lab.engine.broken) lab.start();
    return act.call(lab);
  }).catch(function (error) { lab.fail(error); });
};

Lab.prototype.fail = function (error) {
  this.said.textContent = error.message;
  this.said.className = "said wrong";
};

Lab.prototype.say = function (text) {
  this.said.textContent = text;
  this.said.className = "said";
};

// What differs from the scenario's own, as --set takes it.
Lab.prototype.settings = function () {
  var lab = this, own = lab.own, list = [], more = lab.more.value.trim();
  if (+lab.cores.value !== own.cores) list.push("machine.cores=" + lab.cores.value);
  if (lab.interval.value.trim() !== own.interval) list.push("runtime.switch_interval=" + lab.interval.value.trim());
  if (+lab.draw.value !== own.draw) list.push("scenario.replication=" + lab.draw.value);
  if (more) list.push(more);
  return list;
};

// Another model, and the version that it stands for.
Lab.prototype.modelSettings = function () {
  var chosen = this.model.value, own = this.own, list = [];
  own.models.forEach(function (model) {
    if (model[0] !== chosen || chosen === own.model) return;
    list.push("runtime.model=" + chosen);
    if (model[1] !== own.python) list.push("runtime.python=" + model[1]);
  });
  return list;
};

Lab.prototype.change = function (list) {
  this.engine.ask("change", list.join("\n"));
  return list;
};

function quoted(text) { return /^[\w.=,:%+\/-]+$/.test(text) ? text : "'" + text.replace(/'/g, "'\\''") + "'"; }

Lab.prototype.run = function () {
  var lab = this, list = lab.change(lab.modelSettings().concat(lab.settings()));
  var result = JSON.parse(lab.engine.ask("run", null));
  var file = lab.section.querySelector(".file").textContent;
  lab.say("The same on a command line: interlock run " + quoted(file) + list.map(function (setting) {
    return " --set " + quoted(setting);
  }).join(""));
  lab.facts.textContent = result.facts;
  lab.facts.hidden = false;
  lab.part.max = result.length;
  lab.part.value = 0;
  lab.length = result.length;
  if (result.steps) lab.look();
};

// Shows the run from a time on.
Lab.prototype.look = function () {
  var lab = this, window;
  if (!lab.view) return;
  window = JSON.parse(lab.engine.ask("window", null, +lab.part.value, 9e15, EVENTS));
  if (!window.data) return;
  lab.parts.hidden = +lab.part.value === 0 && window.data.to >= lab.length;
  lab.show(window.data, window.list);
};

Lab.prototype.show = function (data, list) {
  var lab = this;
  lab.list.innerHTML = list; // made by escape_xml(), as the page itself
  lab.section.querySelector(".events summary").textContent = lab.list.children.length +
    " records in words, times in milliseconds";
  lab.view.sentences = data === lab.reported.data ? null : function (step) {
    return JSON.parse(lab.engine.ask("state", null, step));
  };
  lab.view.load(data);
};

Lab.prototype.back = function () {
  var lab = this;
  lab.fill(lab.own);
  lab.facts.hidden = lab.parts.hidden = lab.models.hidden = true;
  lab.say("");
  if (lab.reported) lab.show(lab.reported.data, lab.reported.list);
};

// One after the other, so that the page stays alive in between.
Lab.prototype.compare = function () {
  var lab = this, rows = [], names = lab.own.models.map(function (model) { return model[0]; });
  lab.change(lab.settings());
  function next() {
    if (!names.length) return lab.table(rows);
    lab.say("running " + names[0]);
    rows.push(JSON.parse(lab.engine.ask("model", names.shift())));
    return new Promise(function (done) { setTimeout(done, 0); }).then(next);
  }
  return next();
};

Lab.prototype.table = function (rows) {
  var lab = this, base = 0, most = 0, head = html("tr"), requests = rows[0].requests;
  var against = requests ? lab.own.model : "sequential";
  // Where answers count, one thread after the other is not compared: nothing is in the way of who asks.
  function gain(row) { return row.ns && (row.model === against || row.model !== "sequential") ? base / row.ns : 0; }
  rows.forEach(function (row) { if (row.model === against) base = row.ns; });
  rows.forEach(function (row) { most = Math.max(most, gain(row)); });
  lab.models.textContent = "";
  ["model", "#for", requests ? "#99 % below" : "#time", requests ? "#ratio" : "#speedup", "", ""].forEach(function (name) {
    head.appendChild(html("th", name[0] === "#" ? "number" : "", name.replace("#", "")));
  });
  lab.models.appendChild(head);
  rows.forEach(function (row) {
    var line = html("tr", row.ns ? "" : "refused"), room = html("td", "room"), bar = html("div", "bar");
    var speedup = gain(row);
    line.appendChild(html("td", "", row.model));
    line.appendChild(html("td", "number", row.python));
    line.appendChild(html("td", "number", row.time || ""));
    line.appendChild(html("td", "number", speedup ? speedup.toFixed(2) : ""));
    bar.style.width = most ? 100 * speedup / most + "%" : 0;
    if (speedup) room.appendChild(bar);
    line.appendChild(room);
    line.appendChild(html("td", "quiet", row.why || (row.own ? row.own.toFixed(2) +
      " against one thread after the other under " + row.python : "")));
    lab.models.appendChild(line);
  });
  lab.models.hidden = false;
  lab.say("One run under each model" + (lab.own.random ? ", the same draws for all" : "") +
    (requests ? "; the ratio is of the time within which 99 % of `" + requests + "` are answered, against " +
      against + "." : "; speedup is against one thread after the other under " + lab.own.python + "."));
};

// ---- the page ----

window.interlockLabs = {};
Array.prototype.forEach.call(document.querySelectorAll("script.scenario"), function (script) {
  var section = script.closest("section");
  window.interlockLabs[section.id] = new Lab(section, JSON.parse(script.textContent));
});
})();
