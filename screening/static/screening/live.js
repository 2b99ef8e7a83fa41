// The live form: every answer is sent as soon as it is given; what follows from it is shown; inputs are never replaced.
// Each answer names the version of the data that its typing began on (`began`), so that nobody's change is written over.
(function () {
  "use strict";
  var form = document.querySelector("form[data-live]");
  if (!form || !window.htmx) return;
  var PAUSE = 250, IDLE = 5000, BACK_OFF = [1000, 2000, 5000, 10000];
  var IN_ROW = /^(.+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-)/;
  var words = form.dataset, panel = document.getElementById("panel-body"), status = document.getElementById("save-status");
  var version = Number(form.elements.base_version.value);
  var began = {}, queue = [], flying = null, unsettled = {}, tries = 0, stopped = false, locked = false;
  var timer = 0, leaving = null, gone = false;
  form.isLive = true;

  // --- which fields, and what stands in them ---

  function controls(name) {
    return Array.from(form.elements).filter(function (one) { return one.name === name && one.type !== "hidden"; });
  }
  function together(name) {
    if (/^labs-sample_/.test(name)) return function () { return true; };
    var row = IN_ROW.exec(name);
    return function (other) {
      return other === name || (row && (other.indexOf(row[1]) === 0 || (row[1].indexOf("labs-") === 0 && /^labs-sample_/.test(other))));
    };
  }
  function snapshot(name) {
    // What is being typed somewhere else at this moment is not sent: it is not an answer yet.
    var belongs = together(name);
    return Array.from(new FormData(form)).filter(function (pair) {
      return /-row$/.test(pair[0]) || (belongs(pair[0]) && (pair[0] === name || !(pair[0] in began)));
    });
  }

  // --- the queue: one request after the other, in order ---

  function changed(name, base) {
    var from = base || began[name] || version, same = together(name);
    delete began[name];
    delete unsettled[name];
    var waiting = queue.find(function (one) { return one.base === from && (one.touched.some(same)); });
    if (!waiting) queue.push(waiting = { base: from, touched: [], pairs: [] });
    if (waiting.touched.indexOf(name) < 0) waiting.touched.push(name);
    var fresh = snapshot(name), names = fresh.map(function (pair) { return pair[0]; });
    waiting.pairs = waiting.pairs.filter(function (pair) { return pair[0] !== name && names.indexOf(pair[0]) < 0; }).concat(fresh);
    say();
    if (!timer) timer = setTimeout(function () { timer = 0; send(); }, PAUSE);
  }
  function send() {
    if (flying || timer || stopped || locked || !queue.length) return;
    flying = queue.shift();
    var data = new FormData();
    flying.pairs.forEach(function (pair) { data.append(pair[0], pair[1]); });
    flying.touched.forEach(function (name) { data.append("touched", name); });
    data.set("base_version", flying.base);
    if (flying.reason) data.set("reason", flying.reason);
    data.set("person", words.person);
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    htmx.ajax("POST", words.live, { source: panel, target: panel, swap: "innerHTML", values: data });
  }
  panel.addEventListener("htmx:afterRequest", function (event) {
    if (event.target !== panel || !flying) return;
    var xhr = event.detail.xhr, sent = flying;
    flying = null;
    if (xhr.status === 200 || xhr.status === 422 || xhr.status === 409) { tries = 0; answered(sent); }
    else again(sent, xhr);
    say();
    setTimeout(send); // htmx calls this request finished only after its events
    if (leaving) leave();
  });
  function again(sent, xhr) {
    queue.unshift(sent);
    var plain = /^text\/plain/.test(xhr.getResponseHeader("Content-Type") || "");
    if (xhr.status === 401 || (xhr.status === 403 && !plain)) {
      locked = true;
      setTimeout(function () { document.dispatchEvent(new Event("trialsite:locked")); }, tries++ ? BACK_OFF[1] : 0);
    } else if (xhr.status === 0 || xhr.status >= 500 || xhr.status === 429) {
      timer = setTimeout(function () { timer = 0; send(); }, BACK_OFF[Math.min(tries++, BACK_OFF.length - 1)]);
    } else {
      stopped = true;
      note(plain ? xhr.responseText : words.look);
    }
  }
  addEventListener("online", function () { clearTimeout(timer); timer = 0; send(); });
  document.addEventListener("trialsite:back", function () { locked = false; send(); });

  // --- an answer of the server ---

  function answered(sent) {
    var derived = document.getElementById("derived");
    if (!derived) return;
    var now = Number(derived.dataset.version), parts = Array.from(derived.children);
    version = Math.max(version, now);
    form.elements.base_version.value = version;
    sent.touched.forEach(function (name) {
      if (name in began) began[name] = Math.max(began[name], now);
      queue.forEach(function (one) { if (one.touched.indexOf(name) >= 0) one.base = Math.max(one.base, now); });
    });
    derived.remove();
    apply(parts, sent);
  }
  function apply(parts, sent) {
    var doubts = new Map(), under = new Map();
    parts.forEach(function (part) {
      var at = part.dataset;
      if ("into" in at) into(document.getElementById(at.into), part);
      else if ("doubts" in at) doubts.set(holder(at.doubts), part.innerHTML);
      else if ("under" in at) under.set(document.getElementById(at.under), part.innerHTML);
      else if ("echo" in at) one(holder(at.echo), "p", "form-text echo", part.textContent.trim() && part.innerHTML, "append");
      else if ("said" in at) said(at.said, part.innerHTML);
      else if ("box" in at) box(at, part);
      else if ("merged" in at) merge(at, part);
      else if ("reason" in at) askReason(part.firstElementChild, sent);
    });
    form.querySelectorAll(".doubts").forEach(function (old) {
      var row = old.closest("tr.under"), place = row ? row.previousElementSibling : old.parentElement;
      if (!(row ? under : doubts).has(place)) old.remove();
    });
    doubts.forEach(function (html, place) { one(place, "div", "doubts", html, "append"); });
    under.forEach(function (html, row) { one(underneath(row), "div", "doubts", html, "prepend"); });
  }
  function into(place, part) {
    if (!place) return;
    if (part.dataset.class) place.className = part.dataset.class;
    // A live region speaks only when its words change.
    if (place.innerHTML.trim() !== part.innerHTML.trim()) place.replaceChildren.apply(place, Array.from(part.childNodes));
  }
  function one(place, tag, classes, html, how) {
    if (!place) return;
    var found = Array.from(place.children).find(function (each) { return each.className === classes; });
    if (found && !html) found.remove();
    if (!html || (found && found.innerHTML.trim() === html.trim())) return;
    if (!found) { found = document.createElement(tag); found.className = classes; place[how](found); }
    found.innerHTML = html;
  }
  function holder(name) {
    var control = controls(name)[0];
    if (!control) return null;
    var row = control.closest(".card-rows > li > fieldset");
    return row && !/\bfield\b/.test(name) ? row : control.closest(".field");
  }
  function underneath(row) {
    if (!row) return null;
    var next = row.nextElementSibling;
    if (!next || !next.matches(".under")) {
      next = document.createElement("tr");
      next.className = "under";
      next.innerHTML = '<td class="whole" colspan="' + row.cells.length + '"></td>';
      row.after(next);
      row.classList.add("joined");
    }
    return next.cells[0];
  }

  // --- what stands above a field ---

  function above(name) {
    var control = controls(name)[0];
    if (!control) return null;
    var field = control.closest(".field"), row = control.closest("tr");
    if (field) return { place: field.querySelector(".radios, .with-unit") || control, field: field };
    var over = row.previousElementSibling;
    if (!over || !over.matches(".over")) {
      over = document.createElement("tr");
      over.className = "joined over";
      over.innerHTML = '<td class="whole" colspan="' + row.cells.length + '"></td>';
      row.before(over);
    }
    if (!over.cells[0].lastChild) over.cells[0].append(document.createElement("div"));
    return { place: over.cells[0].lastChild, field: over };
  }
  function said(name, html) {
    var id = "live-said-" + name, old = document.getElementById(id), wrong = Boolean(html.trim()), where;
    if (old) old.remove();
    controls(name).forEach(function (control) {
      var about = (control.getAttribute("aria-describedby") || "").split(" ").filter(function (one) { return one && one !== id; });
      if (wrong) about.push(id);
      control.classList.toggle("is-invalid", wrong);
      if (wrong) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid");
      if (about.length) control.setAttribute("aria-describedby", about.join(" ")); else control.removeAttribute("aria-describedby");
      var field = control.closest(".field");
      if (field) field.classList.toggle("has-error", wrong);
    });
    if (!wrong || !(where = above(name))) return;
    unsettled[name] = true;
    where.place.insertAdjacentHTML("beforebegin", '<div class="invalid-feedback"></div>');
    var made = where.place.previousElementSibling;
    made.id = id;
    made.innerHTML = html;
  }
  function box(at, part) {
    var name = at.box, where = above(name), made = part.firstElementChild;
    closeBox(name);
    if (!where) return note(made.textContent);
    made.querySelector("input").remove();
    where.place.before(made);
    unsettled[name] = true;
    made.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) return;
      event.preventDefault();
      closeBox(name);
      delete unsettled[name];
      if (button.value.indexOf("theirs") === 0) { fill(name, JSON.parse(at.values)); delete began[name]; say(); }
      else changed(name, Number(at.version));
      controls(name)[0].focus();
    });
    if (!isTyping()) made.focus();
  }
  function closeBox(name) {
    var old = document.getElementById("conflict-" + name);
    if (old) old.remove();
  }
  function isTyping() {
    var here = document.activeElement;
    return Boolean(here && here.form === form && here.name in began);
  }

  // --- what somebody else wrote ---

  function fill(name, values) {
    controls(name).forEach(function (control) {
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.indexOf(control.value) >= 0;
      else control.value = values.length ? values[0] : "";
    });
  }
  function merge(at, part) {
    var name = at.merged, values = JSON.parse(at.values), there = controls(name);
    var typed = name in began || name in unsettled || queue.some(function (one) { return one.touched.indexOf(name) >= 0; });
    if (there.length && !typed) fill(name, values);
    if (part.firstElementChild) document.getElementById("live-notes").append(part.firstElementChild);
  }
  function note(text) {
    var made = document.createElement("p");
    made.className = "notice";
    made.setAttribute("role", "alert");
    made.textContent = text;
    document.getElementById("live-notes").append(made);
  }

  // --- why it is changed ---

  function askReason(dialog, sent) {
    document.body.append(dialog);
    dialog.addEventListener("close", function () {
      var typed = new FormData(dialog.querySelector("form")), given = typed.get("words").trim() || typed.get("picked");
      var save = dialog.returnValue && given;
      dialog.remove();
      if (save) { sent.reason = given; queue.unshift(sent); sent.touched.forEach(function (name) { delete unsettled[name]; }); send(); }
      say();
    });
    sent.touched.forEach(function (name) { unsettled[name] = true; });
    dialog.showModal();
  }

  // --- what the person is told ---

  function open() { return Object.keys(unsettled).length; }
  function pending() {
    return queue.concat(flying || []).reduce(function (sum, one) { return sum + one.touched.length; }, 0);
  }
  function say() {
    var waiting = pending();
    if (waiting && (tries || locked || stopped)) status.textContent = waiting === 1 ? words.againOne : words.againMany.replace("{n}", waiting);
    else if (waiting) status.textContent = words.waiting;
    else if (open()) status.textContent = words.look;
    status.dataset.state = waiting ? "waiting" : open() ? "look" : "saved";
    status.classList.toggle("is-failing", Boolean(waiting && tries) || stopped || Boolean(open()));
  }
  addEventListener("beforeunload", function (event) {
    if (!gone && (pending() || open() || Object.keys(began).length)) event.preventDefault();
  });
  document.addEventListener("trialsite:leave", function () { gone = true; });

  // --- a further row ---

  form.addEventListener("htmx:afterSwap", function (event) {
    if (!event.target.matches(".card-rows")) return;
    var first = event.target.lastElementChild.querySelector("input:not([type=hidden]),select,textarea");
    if (first) first.focus();
  });

  // --- what the person does ---

  form.addEventListener("input", function (event) {
    var control = event.target;
    if (!control.name) return;
    if (!(control.name in began)) began[control.name] = version;
    if (control.tagName !== "TEXTAREA") return;
    clearTimeout(control.idle);
    control.idle = setTimeout(function () { if (control.name in began) changed(control.name); }, IDLE);
  });
  form.addEventListener("change", function (event) { if (event.target.name) changed(event.target.name); });
  form.addEventListener("submit", function (event) {
    // What was typed goes first, so that a page that is sent whole meets no half of itself.
    Object.keys(began).forEach(function (name) { if (began[name] < version || queue.length || flying) changed(name); });
    if (gone || (!queue.length && !flying)) { gone = true; return; }
    event.preventDefault();
    leaving = event.submitter || true;
    clearTimeout(timer);
    timer = 0;
    send();
  });
  function leave() {
    var first = form.querySelector(".conflict, .is-invalid");
    if (open()) { leaving = null; if (first) first.focus(); return; }
    if (queue.length || flying) return;
    var button = leaving;
    leaving = null;
    gone = true;
    form.requestSubmit(button === true ? null : button);
  }
})();
