// Starts the deck, and says in Dutch what reveal.js says in English.
document.querySelector(".zonder").remove();
Reveal.initialize({
  width: 1280, height: 720, margin: 0.03, center: false, display: "flex", transition: "none", hash: true, controls: true, controlsTutorial: false,
  slideNumber: "c/t", pause: false, help: false, jumpToSlide: false, postMessage: false, postMessageEvents: false,
  scrollActivationWidth: null, // on a narrow screen too, one slide at a time: what scrolls there would have no tab stop
}).then(() => {
  const words = { "navigate-left": "vorige slide", "navigate-right": "volgende slide", "navigate-up": "slide erboven", "navigate-down": "slide eronder" };
  for (const [name, word] of Object.entries(words)) {
    for (const button of document.querySelectorAll("button." + name)) button.setAttribute("aria-label", word);
  }
  for (const overlay of document.querySelectorAll(".pause-overlay")) overlay.remove();
});
