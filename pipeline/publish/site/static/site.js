// Language and theme switches, and the proof that opens beside a value.
(function () {
  "use strict";
  var root = document.documentElement;
  var labels = window.RIBAO_LABELS || {};
  var language = stored("ribao-language") === "en" ? 1 : 0;

  function stored(key) { try { return localStorage.getItem(key); } catch (e) { return null; } }
  function store(key, value) { try { localStorage.setItem(key, value); } catch (e) { /* kept for this page only */ } }

  function say(key, n) {
    var text = (labels[key] || [key, key])[language];
    return n === undefined ? text : text.replace("{n}", function () { return n; });
  }

  function translate(within) {
    within.querySelectorAll("[data-t]").forEach(function (el) { el.textContent = say(el.dataset.t, el.dataset.n); });
    within.querySelectorAll("[data-en]").forEach(function (el) {
      el.dataset.zh = el.dataset.zh || el.textContent;
      el.textContent = language ? el.dataset.en : el.dataset.zh;
    });
    within.querySelectorAll("[data-ta]").forEach(function (el) { el.setAttribute("aria-label", say(el.dataset.ta)); });
    within.querySelectorAll("[data-tt]").forEach(function (el) { el.title = say(el.dataset.tt); });
    within.querySelectorAll("[data-tp]").forEach(function (el) { el.placeholder = say(el.dataset.tp); });
  }

  function applyLanguage() {
    root.lang = language ? "en" : "zh-Hans";
    document.querySelectorAll(".card, .hits").forEach(function (el) { el.lang = "zh-Hans"; });
    translate(document);
    document.dispatchEvent(new Event("ribao-language"));
  }

  function el(tag, name, text) {
    var made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  window.ribao = { say: say, el: el };

  // Switches
  var languageButton = document.getElementById("language");
  var themeButton = document.getElementById("theme");
  languageButton.hidden = themeButton.hidden = false;
  languageButton.addEventListener("click", function () {
    language = 1 - language;
    store("ribao-language", language ? "en" : "zh");
    applyLanguage();
  });
  themeButton.addEventListener("click", function () {
    var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    store("ribao-theme", root.dataset.theme);
  });
  if (language) applyLanguage();

  // The proof
  var proof = null, anchor = null, pinned = false, timer = 0;

  function close(focus) {
    clearTimeout(timer);
    if (!proof) return;
    proof.remove();
    anchor.removeAttribute("aria-describedby");
    anchor.removeAttribute("aria-expanded");
    var last = anchor;
    proof = anchor = null;
    pinned = false;
    if (focus) last.focus();
  }

  function open(link, pin) {
    if (anchor === link) { pinned = pinned || pin; return; }
    close(false);
    var note = document.getElementById(link.getAttribute("href").slice(1));
    if (!note) return;
    anchor = link;
    pinned = pin;
    var kind = note.className.slice(4) || "exact";
    proof = el("span", "proof say-" + kind);
    proof.setAttribute("role", "note");
    proof.lang = "en";
    if (note.dataset.b) proof.append(onPage(note.dataset.b.split(" ").map(Number)));
    note.childNodes.forEach(function (node) { proof.append(node.cloneNode(true)); });
    if (!proof.querySelector(".say")) proof.append(el("span", "say", say("say_" + kind)));
    linkPages(proof, link.closest("[data-pdf]"), "open_page");
    var button = el("button", "quiet report", say("report"));
    button.type = "button";
    proof.append(button);
    link.after(proof);
    link.setAttribute("aria-describedby", note.id);
    link.setAttribute("aria-expanded", "true");
    place();
  }

  // A small page with the box of the quote. Sizes of pages are not kept: nearly all are Letter or A4.
  function onPage(box) {
    var right = Math.max(612, box[2]), bottom = box[3] > 792 ? Math.max(842, box[3]) : 792;
    var page = shape("svg", { viewBox: "0 0 " + right + " " + bottom, "class": "on-page", "aria-hidden": "true" });
    page.append(shape("rect", { "class": "sheet", width: right, height: bottom }));
    page.append(shape("rect", { "class": "box", x: box[0], y: box[1], width: box[2] - box[0], height: Math.max(30, box[3] - box[1]) }));
    return page;
  }
  function shape(tag, attributes) {
    var made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.keys(attributes).forEach(function (name) { made.setAttribute(name, attributes[name]); });
    return made;
  }

  // A page of a note leads to the PDF at that page.
  function linkPages(within, card, key) {
    if (!card) return;
    within.querySelectorAll("i").forEach(function (page) {
      var number = page.textContent.slice(3), pdf = el("a", "pdf", say(key, number));
      pdf.href = card.dataset.pdf + "#page=" + number;
      pdf.rel = "noopener";
      pdf.dataset.t = key;
      pdf.dataset.n = number;
      page.replaceWith(pdf);
    });
  }
  document.addEventListener("toggle", function (event) {
    if (event.target.matches(".notes") && event.target.open) linkPages(event.target, event.target.closest("[data-pdf]"), "page");
  }, true);

  function place() {
    if (!proof) return;
    var box = anchor.getClientRects()[0] || anchor.getBoundingClientRect();
    proof.style.left = "0";
    proof.style.maxWidth = Math.min(460, root.clientWidth - 24) + "px";
    var width = proof.offsetWidth;
    var left = Math.max(12, Math.min(box.left - 12, root.clientWidth - width - 12));
    var below = box.bottom + 6 + proof.offsetHeight < innerHeight || box.top < proof.offsetHeight + 12;
    proof.style.left = left + scrollX + "px";
    proof.style.top = (below ? box.bottom + 6 : box.top - 6 - proof.offsetHeight) + scrollY + "px";
  }

  function later(action, ms) { clearTimeout(timer); timer = setTimeout(action, ms); }
  function valueAt(target) { return target instanceof Element ? target.closest("a.v") : null; }
  function inProof(target) { return proof && target instanceof Node && (proof.contains(target) || anchor.contains(target)); }

  document.addEventListener("pointerover", function (event) {
    if (event.pointerType !== "mouse") return;
    var link = valueAt(event.target);
    if (link) later(function () { if (!pinned) open(link, false); }, 120);
    else if (inProof(event.target)) clearTimeout(timer);
    else if (proof && !pinned) later(function () { close(false); }, 220);
    else if (!proof) clearTimeout(timer);
  });
  document.addEventListener("focusin", function (event) {
    var link = valueAt(event.target);
    if (link) enter(link);
    if (link && link.matches(":focus-visible")) open(link, false);
    else if (proof && !inProof(event.target)) close(false);
  });
  document.addEventListener("click", function (event) {
    var button = event.target instanceof Element ? event.target.closest(".report") : null;
    if (button) { report(button); return; }
    var link = valueAt(event.target);
    if (link) {
      event.preventDefault();
      if (anchor === link && pinned) close(false);
      else { open(link, true); pinned = true; }
    } else if (proof && !inProof(event.target)) close(false);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && proof) { close(true); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    var step = { ArrowLeft: -1, ArrowRight: 1 }[event.key], value = valueAt(event.target);
    if (step && value) { event.preventDefault(); walk(value, step); return; }
    var action = keys[event.key];
    if (action && action(current()) !== false) event.preventDefault();
  });
  addEventListener("resize", place);

  // A card's values are one stop of the Tab key, those of its unfolded data another; arrows go from one to the next.
  var entered = new Map();
  function groupOf(link) { return link.closest(".data, article.card"); }
  function enter(link) {
    var group = groupOf(link), before = entered.get(group);
    if (before && before !== link) before.tabIndex = -1;
    link.tabIndex = 0;
    entered.set(group, link);
  }
  function walk(link, step) {
    var group = groupOf(link);
    var all = Array.from(group.querySelectorAll("a.v")).filter(function (other) { return groupOf(other) === group; });
    var next = all[all.indexOf(link) + step];
    if (next) next.focus();
  }
  document.querySelectorAll("a.v").forEach(function (link) {
    if (entered.has(groupOf(link))) link.tabIndex = -1;
    else enter(link);
  });

  // Reading a day: which cards were read is kept in this browser, by paper.
  var READ_KEPT = 3000;
  var cards = Array.from(document.querySelectorAll("article.card"));
  var read = new Set();
  try { read = new Set(JSON.parse(stored("ribao-read") || "[]")); } catch (e) { /* not ours: begin anew */ }

  function setRead(card, is) {
    var id = card.dataset.paper;
    read.delete(id);
    if (is) read.add(id);
    store("ribao-read", JSON.stringify(Array.from(read).slice(-READ_KEPT)));
    showRead(card);
  }
  function showRead(card) {
    var is = read.has(card.dataset.paper), listed = document.querySelector('.toc li a[href="#' + CSS.escape(card.id) + '"]');
    card.classList.toggle("is-read", is);
    if (listed) listed.parentNode.classList.toggle("is-read", is);
    var button = card.querySelector(".mark-read");
    if (button) button.setAttribute("aria-pressed", String(is));
  }
  if (document.querySelector(".toc")) cards.forEach(function (card) {
    var button = el("button", "quiet mark-read", say("read"));
    button.type = "button";
    button.dataset.t = "read";
    button.addEventListener("click", function () { setRead(card, !read.has(card.dataset.paper)); });
    card.querySelector(".meta").append(button);
    showRead(card);
  });
  document.querySelectorAll(".keys").forEach(function (line) { line.hidden = false; });

  // What its reader wants more or less of: kept in this browser, and handed over as a file for `ribao interests learn`
  var votes = new Map(), VOTES = { like: "more_short", dislike: "less_short" }; // words: not every machine has 👍
  try { votes = new Map(JSON.parse(stored("ribao-votes") || "[]")); } catch (e) { /* not ours: begin anew */ }

  function showVotes() {
    document.querySelectorAll("[data-vote]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(votes.get(button.closest("article.card").dataset.paper) === button.dataset.vote));
    });
    document.querySelectorAll(".votes").forEach(function (button) {
      button.hidden = !votes.size;
      button.textContent = say("votes", votes.size);
    });
  }
  function idsOf(vote) { return Array.from(votes.keys()).filter(function (id) { return votes.get(id) === vote; }); }
  if (document.querySelector(".toc")) cards.forEach(function (card) {
    Object.keys(VOTES).forEach(function (vote) {
      var button = el("button", "quiet mark-read", say(VOTES[vote]));
      button.type = "button";
      button.dataset.vote = vote;
      button.dataset.t = VOTES[vote];
      button.dataset.ta = vote;
      button.setAttribute("aria-label", say(vote));
      button.addEventListener("click", function () {
        var id = card.dataset.paper, again = votes.get(id) === vote;
        votes.delete(id);
        if (!again) votes.set(id, vote);
        store("ribao-votes", JSON.stringify(Array.from(votes).slice(-READ_KEPT)));
        showVotes();
      });
      card.querySelector(".meta").append(button);
    });
  });
  document.querySelectorAll(".votes").forEach(function (button) {
    button.addEventListener("click", function () {
      var file = { like: idsOf("like"), dislike: idsOf("dislike"), read: Array.from(read) };
      var link = el("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
      link.download = "votes.json";
      link.click();
      URL.revokeObjectURL(link.href);
    });
  });
  showVotes();

  // On the search page the keys walk what was found
  var hits = document.getElementById("hits");
  function goHit(at) {
    var link = hits.children[at] && hits.children[at].querySelector("h2 a");
    if (!link) return false;
    link.focus();
  }

  // The card that has the keyboard, or the one at the top of the window; -1 where the list above them is read.
  function current() {
    if (hits) return Array.from(hits.children).indexOf(document.activeElement.closest(".hit"));
    var focused = document.activeElement.closest("article.card");
    if (focused) return cards.indexOf(focused);
    var top = 80, at = -1;
    cards.forEach(function (card, i) { if (card.getBoundingClientRect().top <= top) at = i; });
    return at;
  }
  function go(at) {
    if (hits) return goHit(at);
    if (!cards[at]) return false;
    cards[at].focus({ preventScroll: true });
    cards[at].scrollIntoView({ behavior: "instant" });
  }
  function fold(at, kind) {
    var details = (cards[at] || cards[0]) && (cards[at] || cards[0]).querySelector("details." + kind);
    if (!details) return false;
    details.open = !details.open;
    if (details.open) details.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
  var keys = {
    j: function (at) { if (cards[at] && cards[at + 1]) setRead(cards[at], true); return go(at + 1); },
    k: function (at) { return go(at - 1); },
    o: function (at) { return fold(at, "data"); },
    e: function (at) { return fold(at, "notes"); },
    r: function (at) { return cards[at] ? setRead(cards[at], !read.has(cards[at].dataset.paper)) : false; },
    "/": function () {
      var field = document.querySelector("[name=q]"), search = document.querySelector('nav a[href$="search.html"]');
      if (field) field.focus(); else location.href = search.href;
    }
  };

  // A wrong fact: as a letter, as an issue where the site says where, or as the line that the prompt lab reads
  var dialog = null;
  document.querySelectorAll(".report[hidden]").forEach(function (button) { button.hidden = false; });

  function report(button) {
    var fact = proof && proof.contains(button) ? anchor : null;
    var card = (fact || button).closest("[data-paper]"), back = fact || button;
    var title = card.querySelector(".title").textContent.trim();
    var said = { paper: card.dataset.paper, field: fact ? fieldOf(fact) : "", shown: fact ? fact.dataset.s || fact.textContent.replace("⚠", "") : "", right: "" };
    if (dialog) dialog.remove();
    close(false);
    dialog = el("form", "report-form");
    dialog.setAttribute("role", "dialog");
    dialog.setAttribute("aria-label", say("report"));
    var label = el("label", "", say("should_be")), field = el("input");
    field.autocomplete = "off";
    label.append(field);
    var mail = el("a", "", say("as_mail")), issue = el("a", "", say("as_issue")), copy = el("button", "quiet", say("copy"));
    var quit = el("button", "quiet", say("close"));
    copy.type = quit.type = "button";
    var to = window.RIBAO_REPORT || "", ways = el("p", "ways");
    var web = to.indexOf("http") === 0;
    ways.append(web ? issue : mail, copy, quit);
    dialog.append(el("p", "", [said.paper, said.field, said.shown].filter(Boolean).join(" · ")), label, ways);
    function write() {
      said.right = field.value.trim();
      var subject = "ribao " + said.paper + ": " + say("report");
      var lines = [said.paper + " " + title, said.field, say("shown_as", said.shown), say("should_be") + said.right, location.href, "", JSON.stringify(said)];
      var body = encodeURIComponent(lines.join("\n"));
      mail.href = "mailto:" + (web ? "" : to) + "?subject=" + encodeURIComponent(subject) + "&body=" + body;
      if (web) issue.href = to + (to.indexOf("?") < 0 ? "?" : "&") + "title=" + encodeURIComponent(subject) + "&body=" + body;
    }
    function leave() { dialog.remove(); dialog = null; back.focus(); }
    issue.rel = "noopener";
    field.addEventListener("input", write);
    quit.addEventListener("click", leave);
    copy.addEventListener("click", function () { copyLine(JSON.stringify(said)); });
    dialog.addEventListener("submit", function (event) { event.preventDefault(); });
    dialog.addEventListener("keydown", function (event) { if (event.key === "Escape") { event.stopPropagation(); leave(); } });
    write();
    document.body.append(dialog);
    field.focus();
  }

  function copyLine(line) {
    var copied = navigator.clipboard ? navigator.clipboard.writeText(line) : Promise.reject(new Error("no clipboard"));
    copied.then(function () { told(say("copied"), line); }, function () { told(say("copy_by_hand"), line); });
  }

  function fieldOf(fact) {
    if (fact.dataset.f) return fact.dataset.f;
    var row = fact.closest(".settings tr"), name = row && row.querySelector("th");
    return name ? "hyperparameter/" + (name.dataset.en || name.textContent) : "prose/" + fact.closest("[data-f]").dataset.f;
  }

  function told(text, line) {
    var status = document.getElementById("said");
    status.replaceChildren(el("span", "", text), el("code", "", line));
    later(function () { status.replaceChildren(); }, 12000);
  }
})();
