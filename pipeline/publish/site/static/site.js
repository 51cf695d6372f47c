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
    proof = el("span", "proof " + note.className);
    proof.setAttribute("role", "note");
    note.childNodes.forEach(function (node) { proof.append(node.cloneNode(true)); });
    var pdf = proof.querySelector("a[href]");
    if (pdf) { pdf.classList.add("pdf"); pdf.textContent = say("open_page", pdf.querySelector("[data-n]") ? pdf.querySelector("[data-n]").dataset.n : ""); }
    var button = el("button", "quiet report", say("report"));
    button.type = "button";
    proof.append(button);
    link.after(proof);
    link.setAttribute("aria-describedby", note.id);
    link.setAttribute("aria-expanded", "true");
    place();
  }

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
  document.addEventListener("keydown", function (event) { if (event.key === "Escape" && proof) close(true); });
  addEventListener("resize", place);

  // A wrong fact, as the line that `ribao prompt fixture from-report` reads
  document.querySelectorAll(".report[hidden]").forEach(function (button) { button.hidden = false; });

  function copyReport(button) {
    var fact = proof && proof.contains(button) ? anchor : null;
    var card = (fact || button).closest("[data-paper]");
    var shown = fact ? fact.dataset.s || fact.textContent.replace("⚠", "") : "";
    var line = JSON.stringify({ paper: card.dataset.paper, field: fact ? fact.dataset.f : "", shown: shown, right: "" });
    var copied = navigator.clipboard ? navigator.clipboard.writeText(line) : Promise.reject(new Error("no clipboard"));
    copied.then(function () { told(say("copied"), line); }, function () { told(say("copy_by_hand"), line); });
  }

  function told(text, line) {
    var status = document.getElementById("said");
    status.replaceChildren(el("span", "", text), el("code", "", line));
    later(function () { status.replaceChildren(); }, 12000);
  }
})();
