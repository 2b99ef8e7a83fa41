// Keys for hands that stay on the keyboard. Everything here can also be reached by Tab, arrows and Enter.
(function () {
  "use strict";
  var keys = document.body.dataset, TYPED = "textarea,select,input:not([type=radio]):not([type=checkbox])";

  function isShown(one) { return one.checkVisibility ? one.checkVisibility() : one.offsetParent !== null; }
  // One stop for each question: of radios and boxes of one name only one, the chosen one if there is one.
  function stops(form) {
    var seen = {};
    return Array.from(form.querySelectorAll("input,select,textarea")).filter(function (one) {
      if (one.type === "hidden" || one.disabled || !isShown(one)) return false;
      if (!isOption(one)) return true;
      if (seen[one.name]) return false;
      seen[one.name] = true;
      return true;
    });
  }
  function isOption(one) { return one.type === "radio" || one.type === "checkbox"; }
  function group(one) { return Array.from(one.form.elements).filter(function (each) { return each.name === one.name && each.type === one.type; }); }
  function isAnswered(one) { return isOption(one) ? group(one).some(function (each) { return each.checked; }) : one.value !== ""; }
  function enter(one) {
    var stop = isOption(one) ? group(one).find(function (each) { return each.checked; }) || one : one;
    stop.focus();
    if (stop.select && stop.matches(TYPED)) stop.select();
  }
  function mainButton(form) { return form.querySelector("button.btn-primary:not([name])"); }
  function moveOn(from) {
    var all = stops(from.form), next, options = isOption(from) ? group(from) : [from];
    var last = options[options.length - 1];
    next = all.find(function (one) {
      return options.indexOf(one) < 0 && last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    }) || mainButton(from.form);
    if (next) enter(next);
  }

  // The option that a key means: its very value, else the only one that begins with the letter, else the one so many down.
  function meant(options, key) {
    var same = options.filter(function (one) { return one.value === key; });
    if (!same.length) same = options.filter(function (one) { return one.value.charAt(0) === key; });
    return same.length === 1 ? same[0] : options[Number(key) - 1];
  }
  function answer(event) {
    var option = event.key.length === 1 && meant(group(event.target), event.key.toLowerCase());
    if (!option) return false;
    option.click();
    if (option.type === "radio") moveOn(option); else option.focus();
    return true;
  }

  function save(target) {
    var form = target.closest("main form") || document.querySelector("form[data-guard]");
    var button = form && mainButton(form);
    if (button) form.requestSubmit(button);
    return Boolean(button);
  }
  function search() {
    var field = document.querySelector("input[type=search]");
    if (field) field.focus(); else location.href = keys.search;
    return true;
  }
  function help() {
    var shown = document.querySelector("dialog.shortcuts");
    if (shown) { shown.showModal(); return true; }
    fetch(keys.help).then(function (answer) { return answer.text(); }).then(function (text) {
      shown = document.createElement("dialog");
      shown.className = "shortcuts";
      shown.append(new DOMParser().parseFromString(text, "text/html").querySelector(".shortcuts"));
      document.body.append(shown);
      shown.showModal();
    });
    return true;
  }

  function act(event) {
    var on = event.target, typing = on.matches(TYPED);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return save(on);
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "Enter") {
      var goesOn = on.closest(".lab") ? "keypad" in keys && on.matches("input") : on.type === "checkbox" && "letters" in keys;
      if (goesOn) moveOn(on);
      return goesOn;
    }
    if (!("letters" in keys)) return false;
    if (isOption(on) && on.form && answer(event)) return true;
    return !typing && (event.key === "/" ? search() : event.key === "?" && help());
  }
  document.addEventListener("keydown", function (event) {
    // While an input method composes, every key is its own.
    if (event.isComposing || event.keyCode === 229 || !(event.target instanceof Element)) return;
    if (act(event)) event.preventDefault();
  });

  // After "Save and go to …" the cursor stands in the first question without an answer.
  function begin() {
    var form = document.getElementById("questions"), here = document.activeElement;
    if (!form || (here && here !== document.body) || document.querySelector("[data-focus]")) return;
    var open = stops(form).find(function (one) { return !isAnswered(one); });
    if (open) enter(open);
  }
  if (location.hash === "#questions") {
    begin();
    // The browser itself goes to the place that the address names, and takes the focus away again.
    addEventListener("load", function () { requestAnimationFrame(function () { setTimeout(begin); }); });
  }
})();
