// Before the page is drawn: the reader's theme, so that it does not flash.
(function () {
  "use strict";
  var theme = null;
  try { theme = localStorage.getItem("ribao-theme"); } catch (e) { /* storage is off: the system's theme holds */ }
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
})();
