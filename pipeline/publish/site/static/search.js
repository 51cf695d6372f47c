// Search over all days. The index comes as scripts, since a page opened from a file may fetch nothing.
(function () {
  "use strict";
  var DAY = 1, TITLE = 2, AUTHORS = 3, TASK = 4, BACKBONES = 5, DATASETS = 6, CATEGORIES = 7, UPVOTES = 8, CODE = 9,
    GPUS = 10, VERIFIED = 11, SLUG = 12, ABSTRACT = 13, TOLD = 14, ORGANIZATION = 15, SEEN = 16;
  var FIELDS = { author: AUTHORS, backbone: BACKBONES, dataset: DATASETS, task: TASK, category: CATEGORIES, organization: ORGANIZATION };
  var FIRST = 20, STEP = 50; // each key draws the first anew, with its marks
  var manifest = window.RIBAO_MANIFEST || { shards: [], slugs: {} };
  var form = document.getElementById("filters"), list = document.getElementById("hits");
  var conditions = document.getElementById("conditions"), wide = matchMedia("(min-width: 48rem)"); // on a phone they are folded
  var count = document.getElementById("count"), more = document.getElementById("more");
  var AT_ONCE = 2000; // papers, 8 MB: the older ones are loaded when they are asked for
  var older = document.getElementById("older"), due = dueOf(manifest.papers || []);
  var shards = {}, asked = 0, taken = 0, missing = 0; // months whose papers are in `rows`, and those that did not load
  var SNIPPETS = 2, AROUND = 48; // characters on either side of a word that was found
  var rows = [], hits = [], values = {}, shown = FIRST, drawn = -1; // drawn: hits in the list; -1: another search's
  var say = window.ribao.say, el = window.ribao.el;

  window.RIBAO_SHARD = function (name, data) { shards[name] = data; };

  // How many shards, the newest first, have the papers that are loaded without being asked for
  function dueOf(papers) {
    for (var n = 0, sum = 0; n < papers.length && sum < AT_ONCE; n++) sum += papers[n];
    return papers.length ? n : manifest.shards.length;
  }

  function left() { return (manifest.papers || []).slice(due).reduce(function (sum, n) { return sum + n; }, 0); }

  // The newest papers alone, then two months at a time: asked for at once, the first would come little before the last
  function loadNext() {
    if (asked < due) load(manifest.shards[asked++]);
  }

  function load(name) {
    var script = document.createElement("script");
    script.src = "data/" + name + ".js";
    script.onload = script.onerror = take;
    script.dataset.shard = name;
    document.head.append(script);
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
    wanted.delete("q");
    conditions.open = conditions.open || wide.matches || Boolean(wanted.toString());
  }

  function writeAddress(values) {
    var text = new URLSearchParams(values).toString();
    history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
  }

  // The same rules as pipeline/interests/filters.py: a feed of a preset holds what this page shows
  function matcher(values) {
    var words = wordsOf(values), unwanted = wordsOf(values, true);
    var fields = Object.keys(FIELDS).filter(function (name) { return values[name]; });
    var most = values.gpus ? Number(values.gpus) : 0;
    return function (row) {
      var data = row.data;
      if (values.code && !data[CODE]) return false;
      if (values.unseen && data[SEEN]) return false;
      if (values.upvotes && (data[UPVOTES] || 0) < Number(values.upvotes)) return false;
      if (values.verified && !data[VERIFIED]) return false;
      if (most && !(data[GPUS] && data[GPUS] <= most)) return false;
      for (var f = 0; f < fields.length; f++) {
        if (lower(row, FIELDS[fields[f]]).indexOf(values[fields[f]].toLowerCase()) < 0) return false;
      }
      for (var i = 0; i < words.length; i++) {
        if (row.english.indexOf(words[i]) < 0 && row.chinese.indexOf(words[i]) < 0) return false;
      }
      for (var u = 0; u < unwanted.length; u++) {
        if (row.english.indexOf(unwanted[u]) >= 0 || row.chinese.indexOf(unwanted[u]) >= 0) return false;
      }
      return true;
    };
  }

  // Words and "phrases" in lower case: those that must be there, or those with "-" before them
  function wordsOf(values, unwanted) {
    return ((values.q || "").toLowerCase().match(/-?"[^"]*"?|\S+/g) || [])
      .filter(function (word) { return (word[0] === "-") === Boolean(unwanted); })
      .map(function (word) { return word.replace(/^-+/, "").replace(/^"+|"+$/g, ""); }).filter(Boolean);
  }

  // The text with the words that were looked for marked; a letter whose lower case is longer would shift them
  function marked(text, words) {
    var low = text.toLowerCase(), parts = [], at = 0;
    if (low.length !== text.length) return [text];
    for (;;) {
      var next = -1, length = 0;
      words.forEach(function (word) {
        var found = low.indexOf(word, at);
        if (found >= 0 && (next < 0 || found < next || (found === next && word.length > length))) { next = found; length = word.length; }
      });
      if (next < 0) return parts.concat(text.slice(at));
      parts.push(text.slice(at, next), el("mark", "", text.slice(next, next + length)));
      at = next + length;
    }
  }

  // Where the words stand that title and task do not show: lines of method and facts, then the abstract
  function snippets(row, words) {
    var shown = lower(row, TITLE) + " " + lower(row, TASK), found = [];
    var left = words.filter(function (word) { return shown.indexOf(word) < 0; });
    [[row.data[TOLD], row.chinese], [row.data[ABSTRACT], row.english.slice(-row.data[ABSTRACT].length)]].forEach(function (texts) {
      var text = texts[0], low = texts[1].length === text.length ? texts[1] : text.toLowerCase();
      while (left.length && found.length < SNIPPETS) {
        var at = Math.min.apply(null, left.map(function (word) { return (low.indexOf(word) + 1 || Infinity) - 1; }));
        if (at === Infinity) return;
        var begin = Math.max(low.lastIndexOf("\n", at) + 1, at - AROUND), end = low.indexOf("\n", at);
        end = Math.min(end < 0 ? text.length : end, at + 2 * AROUND);
        while (begin > 0 && /[\w.]{2}/.test(text.slice(begin - 1, begin + 1))) begin--; // no number or word is cut
        while (end < text.length && /[\w.]{2}/.test(text.slice(end - 1, end + 1))) end++;
        var near = low.slice(begin, end), line = el("p", "snippet");
        line.append.apply(line, marked((low[begin - 1] === "\n" || !begin ? "" : "…") + text.slice(begin, end), left));
        left = left.filter(function (word) { return near.indexOf(word) < 0; });
        found.push(line);
      }
    });
    return found;
  }

  function lower(row, field) {
    if (row.low[field] === undefined) {
      var value = row.data[field];
      row.low[field] = (Array.isArray(value) ? value.join("\n") : value).toLowerCase();
    }
    return row.low[field];
  }

  function chip(text) { return el("span", "chip", text); }

  function item(row, words) {
    var data = row.data, li = el("li", "hit"), heading = el("h2"), link = el("a");
    link.append.apply(link, marked(data[TITLE], words));
    link.href = "paper/" + encodeURIComponent(data[SLUG]) + ".html";
    heading.append(link);
    var meta = el("p", "meta");
    if (data[UPVOTES] !== null) meta.append(el("span", "upvotes", "▲ " + data[UPVOTES]));
    var day = el("a", "", data[DAY]);
    day.href = "day/" + encodeURIComponent(manifest.slugs[data[DAY]] || data[DAY]) + ".html";
    meta.append(day, el("span", "authors", data[AUTHORS].slice(0, 3).join(", ") + (data[AUTHORS].length > 3 ? " +" + (data[AUTHORS].length - 3) : "")));
    li.append(heading, meta);
    if (data[TASK]) {
      var task = el("p", "hit-task");
      task.append.apply(task, marked(data[TASK], words));
      li.append(task);
    }
    if (words.length) li.append.apply(li, snippets(row, words));
    var chips = el("p", "chips");
    data[BACKBONES].concat(data[DATASETS]).slice(0, 8).forEach(function (name) { chips.append(chip(name)); });
    if (data[GPUS]) chips.append(chip("GPU × " + data[GPUS]));
    if (data[CODE]) chips.append(chip(say("code")));
    if (chips.childNodes.length) li.append(chips);
    return li;
  }

  function show() {
    var wanted = Math.min(shown, hits.length);
    if (drawn < 0) list.replaceChildren.apply(list, hits.slice(0, wanted).map(drawing));
    else list.append.apply(list, hits.slice(drawn, wanted).map(drawing));
    drawn = wanted;
    var loading = taken < due;
    older.hidden = loading || due === manifest.shards.length;
    older.textContent = say("older", left());
    var found = hits.length || loading ? say("found", hits.length) : say("nothing");
    count.setAttribute("aria-busy", loading); // said once, when all is there
    count.textContent = [found].concat(loading ? say("loading") : [], missing ? say("load_failed", missing) : []).join(" · ");
    more.hidden = hits.length <= shown;
    more.textContent = say("more", Math.min(STEP, hits.length - shown));
  }

  // What is listed without words is kept; words mark something else each time
  function drawing(row) {
    var words = wordsOf(values);
    return words.length ? item(row, words) : row.item = row.item || item(row, words);
  }

  function search() {
    var former = values;
    values = state();
    writeAddress(values);
    shown = FIRST;
    drawn = -1;
    hits = (narrows(former, values) ? hits : rows).filter(matcher(values));
    show();
  }

  // Whether all that the second search finds was found by the first, as when a word is being typed
  function narrows(former, now) {
    var names = Object.keys(Object.assign({}, former, now)).filter(function (name) { return name !== "q"; });
    var words = wordsOf(now), unwanted = wordsOf(now, true);
    return names.every(function (name) { return former[name] === now[name]; })
      && wordsOf(former, true).every(function (word) { return unwanted.indexOf(word) >= 0; })
      && wordsOf(former).every(function (word) { return words.some(function (other) { return other.indexOf(word) >= 0; }); });
  }

  // Months come one by one; what is found in each goes below what newer ones gave
  function take() {
    if (asked === 1) loadNext();
    loadNext();
    var matches = matcher(values);
    shards[this.dataset.shard] = shards[this.dataset.shard] || null;
    while (taken < manifest.shards.length && shards[manifest.shards[taken]] !== undefined) {
      var data = shards[manifest.shards[taken++]];
      if (!data) missing++;
      (data || []).forEach(function (paper) {
        var english = [paper[TITLE], paper[TASK], paper[0], paper[ABSTRACT]].join(" ");
        var row = { data: paper, low: [], english: english.toLowerCase(), chinese: paper[TOLD].toLowerCase(), item: null };
        rows.push(row);
        if (matches(row)) hits.push(row);
      });
    }
    show();
    if (taken === due) loaded();
  }

  function loaded() {
    list.dataset.ready = "yes"; // for the tests
    setTimeout(function () {
      offer("backbones", BACKBONES);
      offer("datasets", DATASETS);
      offer("categories", CATEGORIES);
    }, 200); // behind a first key
  }

  function offer(id, column) {
    var seen = new Map(), box = document.getElementById(id);
    rows.forEach(function (row) { row.data[column].forEach(function (name) { seen.set(name, (seen.get(name) || 0) + 1); }); });
    var names = Array.from(seen.keys()).sort(function (a, b) { return seen.get(b) - seen.get(a); }).slice(0, 200);
    box.replaceChildren.apply(box, names.map(function (name) { var o = el("option"); o.value = name; return o; }));
  }

  function relabel() {
    rows.forEach(function (row) { row.item = null; });
    drawn = -1;
    show();
  }

  form.addEventListener("input", search);
  form.addEventListener("reset", function () { setTimeout(search, 0); });
  form.addEventListener("submit", function (event) { event.preventDefault(); search(); });
  older.addEventListener("click", function () {
    due = manifest.shards.length;
    loadNext();
    loadNext();
    show();
  });
  more.addEventListener("click", function () { shown += STEP; show(); });
  addEventListener("hashchange", function () { readAddress(); search(); });
  document.addEventListener("ribao-language", relabel);

  readAddress();
  values = state();
  loadNext();
  show();
})();
