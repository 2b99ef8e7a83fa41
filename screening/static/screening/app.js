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
  document.addEventListener("trialsite:leave", function () { dirty = false; });
})();

// The end of the session: a word before it, the password again after it, and the page as it was.
(function () {
  "use strict";
  var page = document.body.dataset, WARN = 120, timer = 0, asked = Date.now(), over = false, dialog = null;
  if (!page.session) return;

  function plan(left) {
    clearTimeout(timer);
    timer = setTimeout(ask, (left > WARN ? left - WARN : left) * 1000 + 500);
  }
  function ask(form, unsent) {
    asked = Date.now();
    var sent = form ? { method: "POST", body: new URLSearchParams(new FormData(form)) } : {};
    fetch(page.session, sent).then(function (answer) { return answer.text(); }).then(function (text) {
      var said = new DOMParser().parseFromString(text, "text/html").querySelector("[data-left]");
      if (!said) throw new Error("the server is away");
      show(said, form);
      if (over && unsent && unsent.isConnected) ask(unsent);
    }).catch(function () {
      // What was typed into the dialog stays there and is sent again, with the token that is good then.
      clearTimeout(timer);
      timer = setTimeout(function () { ask(null, form || unsent); }, 2000);
    });
  }
  function show(said, form) {
    var left = Number(said.dataset.left), token = said.querySelector("[name=csrfmiddlewaretoken]").value;
    if (said.dataset.elsewhere || (left && said.dataset.person !== page.person)) return leave(said.dataset.elsewhere || "/");
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (input) { input.value = token; });
    var asking = over && dialog && dialog.open;
    over = !left;
    document.body.classList.toggle("locked", over);
    if (left > WARN) close(); else if (form || !asking || !over) open(said);
    if (left) { plan(left); document.dispatchEvent(new Event("trialsite:back")); }
  }
  function leave(where) {
    document.dispatchEvent(new Event("trialsite:leave"));
    location.href = where;
  }
  function open(inside) {
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "ask";
      dialog.setAttribute("aria-labelledby", "session-title");
      dialog.addEventListener("close", function () { if (over) dialog.showModal(); });
      dialog.addEventListener("submit", function (event) { event.preventDefault(); ask(event.target); });
      document.body.append(dialog);
    }
    dialog.replaceChildren(inside);
    if (!dialog.open) dialog.showModal();
    var first = dialog.querySelector(".is-invalid, [type=password], button");
    if (first) first.focus();
  }
  function close() { if (dialog && dialog.open) dialog.close(); }

  plan((Number(page.minutes) - 1) * 60);
  document.addEventListener("trialsite:locked", function () { ask(); });
  // Timers sleep with the computer.
  document.addEventListener("visibilitychange", function () { if (!document.hidden && Date.now() - asked > 60000) ask(); });
})();
