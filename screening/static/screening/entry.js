// Small helps while entering: dates in one spelling, a column pasted from a spreadsheet, what no longer belongs.
// Loaded before live.js, so that what is saved is what stands there.
(function () {
  "use strict";
  var form = document.getElementById("questions");
  if (!form) return;

  // --- dates: only what the server reads the same way; everything else it reads, or refuses with a sentence ---

  function iso(year, month, day) {
    var made = new Date(Date.UTC(year, month - 1, day));
    var real = made.getUTCMonth() === month - 1 && made.getUTCDate() === day && year >= 1900 && year <= 2200;
    return real ? made.toISOString().slice(0, 10) : null;
  }
  function readDay(text) {
    var typed = text.normalize("NFKC").replace(/[‐‑‒–—−]/g, "-").trim().toLowerCase(), found;
    if (["today", "t", "今天", "今日"].indexOf(typed) >= 0) return form.dataset.today;
    if ((found = /^-\s?(\d{1,4})\s?d?$/.exec(typed))) {
      var ago = new Date(form.dataset.today + "T00:00:00Z");
      ago.setUTCDate(ago.getUTCDate() - Number(found[1]));
      return iso(ago.getUTCFullYear(), ago.getUTCMonth() + 1, ago.getUTCDate());
    }
    found = /^(\d{4})(\d{2})(\d{2})$/.exec(typed) || /^(\d{4})\s*[-\/.年 ]\s*(\d{1,2})\s*[-\/.月 ]\s*(\d{1,2})\s*日?$/.exec(typed);
    return found && iso(Number(found[1]), Number(found[2]), Number(found[3]));
  }
  form.addEventListener("change", function (event) {
    var input = event.target, day;
    if (!input.closest(".is-date, td.day") || input.type !== "text") return;
    if ((day = readDay(input.value))) input.value = day;
  }, true);

  // --- a column of results, pasted ---

  form.addEventListener("paste", function (event) {
    var first = event.target, text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    if (!first.closest("td.result") || text.indexOf("\n") < 0) return;
    event.preventDefault();
    var below = Array.from(form.querySelectorAll("td.result input:not([type=hidden])"));
    below = below.slice(below.indexOf(first));
    text.split("\n").slice(0, below.length).forEach(function (line, place) {
      var value = line.split("\t")[0].trim(), input = below[place];
      if (!value) return;
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    });
  });

  // --- the laboratory's unit and limit, which stand in the row as words ---

  form.addEventListener("change", function (event) {
    var words = event.target.id && form.querySelector('[data-shows="' + event.target.id + '"]');
    if (words) words.textContent = event.target.selectedOptions ? event.target.selectedOptions[0].text : event.target.value || "–";
  });

  // --- answers below a question that is answered otherwise: shown until somebody strikes them out ---

  function answered(opened) {
    var names = Array.from(opened.querySelectorAll("input,select,textarea")).filter(function (one) {
      return one.type === "hidden" ? false : one.type === "radio" || one.type === "checkbox" ? one.checked && one.value !== "unknown" : one.value;
    }).map(function (one) { return one.name; });
    return names.filter(function (name, place) { return names.indexOf(name) === place; });
  }
  form.addEventListener("change", function (event) {
    var question = event.target.closest(".question"), strike = question && question.querySelector(".strike");
    if (!strike) return;
    var names = answered(question.querySelector(".opened")), words = strike.querySelector("span");
    question.classList.toggle("keep", names.length > 0);
    strike.hidden = !names.length;
    strike.querySelector("button").value = names.join(" ");
    words.textContent = names.length === 1 ? words.dataset.one : words.dataset.many.replace("{n}", names.length);
  });

  // --- ten seconds to take a removal back; later the history does it ---

  var undo = document.querySelector("[data-undo]");
  if (undo) setTimeout(function () { undo.remove(); }, 10000);
})();
