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
    within.querySelectorAll("[data-en]").forEach(function (el) { el.textContent = language ? el.dataset.en : el.dataset.zh; });
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
    if (link && link.matches(":focus-visible")) open(link, false);
    else if (proof && !inProof(event.target)) close(false);
  });
  document.addEventListener("click", function (event) {
    var report = event.target instanceof Element ? event.target.closest(".report") : null;
    if (report) { copyReport(report); return; }
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
    var action = keys[event.key];
    if (action && action(current()) !== false) event.preventDefault();
  });
  addEventListener("resize", place);

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
    var is = read.has(card.dataset.paper), listed = document.querySelector('.toc a[href="#' + CSS.escape(card.id) + '"]');
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

  // The card that has the keyboard, or the one at the top of the window; -1 where the list above them is read.
  function current() {
    var focused = document.activeElement.closest("article.card");
    if (focused) return cards.indexOf(focused);
    var top = 80, at = -1;
    cards.forEach(function (card, i) { if (card.getBoundingClientRect().top <= top) at = i; });
    return at;
  }
  function go(at) {
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

  // A wrong fact, as the line that `ribao prompt fixture from-report` reads
  document.querySelectorAll(".report[hidden]").forEach(function (button) { button.hidden = false; });

  function copyReport(button) {
    var fact = proof && proof.contains(button) ? anchor : null;
    var card = (fact || button).closest("[data-paper]");
    var shown = fact ? fact.dataset.s || fact.textContent.replace("⚠", "") : "";
    var line = JSON.stringify({ paper: card.dataset.paper, field: fact ? fieldOf(fact) : "", shown: shown, right: "" });
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
    var mail = el("a", "", say("as_mail")), subject = "ribao: " + say("report");
    mail.href = "mailto:?subject=" + encodeURIComponent(subject) + "&body=" + encodeURIComponent(line + "\n" + location.href);
    status.replaceChildren(el("span", "", text), el("code", "", line), mail);
    later(function () { status.replaceChildren(); }, 12000);
  }
})();
