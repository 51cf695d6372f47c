// Search over all days. The index comes as scripts, since a page opened from a file may fetch nothing.
(function () {
  "use strict";
  var ID = 0, DAY = 1, TITLE = 2, AUTHORS = 3, TASK = 4, BACKBONES = 5, DATASETS = 6, CATEGORIES = 7, UPVOTES = 8,
    CODE = 9, GPUS = 10, VERIFIED = 11, SLUG = 12;
  var STEP = 50;
  var manifest = window.RIBAO_MANIFEST || { shards: [], slugs: {} };
  var form = document.getElementById("filters"), list = document.getElementById("hits");
  var count = document.getElementById("count"), more = document.getElementById("more");
  var shards = {}, rows = [], texts = {}, missing = 0, shown = STEP, hits = [];
  var say = window.ribao.say, el = window.ribao.el;

  window.RIBAO_SHARD = function (name, data) { shards[name] = data; };
  window.RIBAO_TEXT = function (name, data) { texts[name] = data; };

  function load(src) {
    return new Promise(function (done) {
      var script = document.createElement("script");
      script.src = src;
      script.onload = function () { done(true); };
      script.onerror = function () { done(false); };
      document.head.append(script);
    });
  }

  function state() {
    var values = {};
    new FormData(form).forEach(function (value, name) { if (String(value).trim()) values[name] = String(value).trim(); });
    return values;
  }

  function readAddress() {
    var wanted = new URLSearchParams(location.hash.slice(1));
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name) return;
      if (field.type === "checkbox") field.checked = wanted.has(field.name);
      else field.value = wanted.get(field.name) || "";
    });
  }

  function writeAddress(values) {
    var text = new URLSearchParams(values).toString();
    history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
  }

  // The same rules as pipeline/site/filters.py: a feed of a preset holds what this page shows
  function has(field, wanted) { return !wanted || field.indexOf(wanted) >= 0; }

  function match(values) {
    var words = (values.q || "").toLowerCase().split(/\s+/).filter(Boolean);
    var want = {};
    ["author", "backbone", "dataset", "task", "category"].forEach(function (name) { want[name] = (values[name] || "").toLowerCase(); });
    var most = values.gpus ? Number(values.gpus) : 0;
    return rows.filter(function (row) {
      var low = row.low;
      if (values.code && !row.data[CODE]) return false;
      if (values.verified && !row.data[VERIFIED]) return false;
      if (most && !(row.data[GPUS] && row.data[GPUS] <= most)) return false;
      if (!has(low[1], want.author) || !has(low[2], want.backbone) || !has(low[3], want.dataset) || !has(low[4], want.task) || !has(low[5], want.category)) return false;
      for (var i = 0; i < words.length; i++) {
        if (low[0].indexOf(words[i]) < 0 && row.text.indexOf(words[i]) < 0) return false;
      }
      return true;
    });
  }

  function chip(text) { return el("span", "chip", text); }

  function item(row) {
    var data = row.data, li = el("li", "hit"), heading = el("h2"), link = el("a", "", data[TITLE]);
    link.href = "paper/" + encodeURIComponent(data[SLUG]) + ".html";
    heading.append(link);
    var meta = el("p", "meta");
    if (data[UPVOTES] !== null) meta.append(el("span", "upvotes", "▲ " + data[UPVOTES]));
    var day = el("a", "", data[DAY]);
    day.href = "day/" + encodeURIComponent(row.day) + ".html";
    meta.append(day, el("span", "authors", data[AUTHORS].slice(0, 3).join(", ") + (data[AUTHORS].length > 3 ? " +" + (data[AUTHORS].length - 3) : "")));
    li.append(heading, meta);
    if (data[TASK]) li.append(el("p", "hit-task", data[TASK]));
    var chips = el("p", "chips");
    data[BACKBONES].concat(data[DATASETS]).slice(0, 8).forEach(function (name) { chips.append(chip(name)); });
    if (data[GPUS]) chips.append(chip("GPU × " + data[GPUS]));
    if (data[CODE]) chips.append(chip(say("code")));
    if (chips.childNodes.length) li.append(chips);
    return li;
  }

  function show() {
    list.replaceChildren.apply(list, hits.slice(0, shown).map(item));
    count.textContent = hits.length ? say("found", hits.length) : say("nothing");
    if (missing) count.textContent += " · " + say("load_failed", missing);
    more.hidden = hits.length <= shown;
    more.textContent = say("more", Math.min(STEP, hits.length - shown));
  }

  function search(keep) {
    var begun = performance.now(), values = state();
    writeAddress(values);
    if (!keep) shown = STEP;
    hits = match(values);
    show();
    list.dataset.ms = (performance.now() - begun).toFixed(1); // for bench/site
  }

  function offer(id, column) {
    var seen = new Map();
    rows.forEach(function (row) { row.data[column].forEach(function (name) { seen.set(name, (seen.get(name) || 0) + 1); }); });
    var names = Array.from(seen.keys()).sort(function (a, b) { return seen.get(b) - seen.get(a); }).slice(0, 200);
    document.getElementById(id).replaceChildren.apply(document.getElementById(id), names.map(function (name) { var o = el("option"); o.value = name; return o; }));
  }

  function prepare() {
    manifest.shards.forEach(function (name) {
      (shards[name] || []).forEach(function (data) {
        var low = [data[TITLE] + " " + data[TASK] + " " + data[ID], data[AUTHORS].join("\n"), data[BACKBONES].join("\n"), data[DATASETS].join("\n"), data[TASK], data[CATEGORIES].join("\n")];
        rows.push({ data: data, day: manifest.slugs[data[DAY]] || data[DAY], text: "", low: low.map(function (s) { return s.toLowerCase(); }) });
      });
    });
    offer("backbones", BACKBONES);
    offer("datasets", DATASETS);
    offer("categories", CATEGORIES);
  }

  function addTexts() {
    var byId = {};
    Object.keys(texts).forEach(function (name) { texts[name].forEach(function (pair) { byId[pair[0]] = pair[1]; }); });
    rows.forEach(function (row) { row.text = byId[row.data[ID]] || ""; });
    texts = {};
    list.dataset.texts = "loaded";
    search(true);
  }

  var waiting = 0;
  form.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(search, 60); });
  form.addEventListener("reset", function () { setTimeout(search, 0); });
  form.addEventListener("submit", function (event) { event.preventDefault(); search(); });
  more.addEventListener("click", function () { shown += STEP; show(); });
  addEventListener("hashchange", function () { readAddress(); search(); });
  document.addEventListener("ribao-language", function () { if (rows.length) show(); });

  readAddress();
  Promise.all(manifest.shards.map(function (name) { return load("data/" + name + ".js"); })).then(function (loaded) {
    missing = loaded.filter(function (ok) { return !ok; }).length;
    prepare();
    search();
    list.dataset.ready = "yes";
    return Promise.all(manifest.shards.map(function (name) { return load("data/text-" + name + ".js"); }));
  }).then(function (loaded) {
    missing += loaded.filter(function (ok) { return !ok; }).length;
    addTexts();
  });
})();
