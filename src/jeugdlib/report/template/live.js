/* Turns the drawn figures of a page into live ones: words at the pointer, and the choices that a figure offers.
   What it needs stands in front of it: vegaEmbed, FORMAT and TIME_FORMAT. A figure that fails keeps its drawing. */

const OPTIONS = {
  mode: "vega-lite",
  renderer: "svg",
  actions: false,
  ast: true, // expressions are interpreted: the policy of the page forbids eval
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
  formatLocale: FORMAT,
  timeFormatLocale: TIME_FORMAT,
};
const WORDS = ["role", "aria-label"]; // of the drawing: Dutch, made from the data
const VEGAS_WORDS = ["role", "aria-label", "aria-roledescription", "aria-hidden"]; // of parts: English, whatever the locale

function keepSilent(part) {
  VEGAS_WORDS.forEach((name) => part.removeAttribute(name));
}

function keepSilentInside(drawing) {
  drawing.querySelectorAll(VEGAS_WORDS.map((name) => `[${name}]`).join()).forEach(keepSilent);
  // A choice of the reader draws parts anew.
  const changes = new MutationObserver((found) => found.forEach(({ target }) => target === drawing || keepSilent(target)));
  changes.observe(drawing, { subtree: true, attributeFilter: VEGAS_WORDS });
}

async function enliven(figure) {
  const drawing = figure.querySelector(".figuur-beeld > svg");
  const spec = JSON.parse(figure.querySelector("script.figuur-spec").textContent);
  const holder = document.createElement("div");
  const { view } = await vegaEmbed(holder, spec, OPTIONS);
  await view.runAsync();
  const live = holder.querySelector("svg");
  WORDS.forEach((name) => live.setAttribute(name, drawing.getAttribute(name)));
  for (const part of live.children) part.setAttribute("aria-hidden", "true"); // what Vega says of its marks is English
  keepSilentInside(live);
  const choices = holder.querySelector(".vega-bindings");
  drawing.replaceWith(live);
  if (choices?.hasChildNodes()) live.parentElement.before(choices);
  figure.classList.add("levend");
}

// One after another, so that the page stays quick; a figure far below waits until the reader comes near.
let last = Promise.resolve();
const near = new IntersectionObserver(
  (entries) => {
    for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
      near.unobserve(target);
      last = last.then(() => enliven(target)).catch(reportError);
    }
  },
  { rootMargin: "600px 0px" },
);
for (const spec of document.querySelectorAll("figure.figuur > script.figuur-spec")) near.observe(spec.parentElement);

// What appears under the pointer can be sent away without moving it (WCAG 1.4.13).
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.getElementById("vg-tooltip-element")?.classList.remove("visible");
});
