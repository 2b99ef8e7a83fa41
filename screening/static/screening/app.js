// Small comforts only: every page and every form works without this file.
(function () {
  "use strict";
  // The error summary takes the focus, so that a keyboard or a screen reader starts there.
  var summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
  // A link to a field opens the folded part it lies in and puts the cursor into it.
  function arrive() {
    var id = decodeURIComponent(location.hash.slice(1));
    var target = id && document.getElementById(id);
    if (!target) return;
    for (var part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    var input = target.matches("input,select,textarea,button") ? target : target.querySelector("input,select,textarea");
    if (input) input.focus();
  }
  addEventListener("hashchange", arrive);
  if (!summary) arrive();
  // Leaving with typed, unsaved answers asks first.
  var dirty = false;
  document.addEventListener("input", function (event) {
    var form = event.target.closest("form[data-guard]");
    if (form && !form.isLive) dirty = true; // live.js keeps its own account
  });
  document.addEventListener("submit", function () { dirty = false; });
  addEventListener("beforeunload", function (event) { if (dirty) event.preventDefault(); });
})();
