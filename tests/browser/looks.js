() => {
  // What axe does not ask: does the page fit the window, do controls stand out 3:1 from what is around them, and do keys
  // go through it in the order it is read in?
  const problems = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll("body *")].filter(
      (one) => one.getBoundingClientRect().right > root.clientWidth + 1 && !one.closest(".scroll"));
    problems.push(`${root.scrollWidth - root.clientWidth} px of sideways scroll: ${wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 90))}`);
  }
  const rgb = (text) => { const n = text.match(/[\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, two) => { const [a, b] = [light(one), light(two)]; return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); };
  const paper = (one) => { for (let at = one; at; at = at.parentElement) { const c = rgb(getComputedStyle(at).backgroundColor); if (c[3] > 0) return c; } return [255, 255, 255, 1]; };
  for (const control of document.querySelectorAll("input:not([type=hidden]), select, textarea, button.btn")) {
    const style = getComputedStyle(control), box = control.getBoundingClientRect();
    if (!box.width || control.disabled || control.ariaDisabled === "true" || control.closest(".visually-hidden, .visually-hidden-focusable") || box.width < 3) continue;
    const around = paper(control.parentElement);
    const edge = parseFloat(style.borderTopWidth) ? contrast(rgb(style.borderTopColor), around) : 0;
    const face = contrast(paper(control), around);
    if (Math.max(edge, face) < 3) problems.push(`a border of ${Math.max(edge, face).toFixed(2)}:1 around ${control.outerHTML.slice(0, 90)}`);
  }
  // Keys go through a page in the order of its source, which is the order it is read in: nothing may turn that around.
  for (const one of document.querySelectorAll("body *")) {
    const style = getComputedStyle(one);
    if (one.tabIndex > 0) problems.push(`a place of its own among the tabs: ${one.outerHTML.slice(0, 90)}`);
    if (style.order !== "0" || style.flexDirection.endsWith("reverse") || style.gridAutoFlow.includes("dense"))
      problems.push(`another order on the screen than in the source: ${one.outerHTML.slice(0, 90)}`);
  }
  return problems;
}
