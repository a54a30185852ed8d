/* A box that scrolls sideways gets a tab stop and a name, so that the arrow keys can move it; only as long as it scrolls. */

const name = (box) => (box.querySelector("caption") ?? box.closest("figure")?.querySelector("figcaption"))?.textContent.trim();

function mark(box) {
  const attributes = { tabindex: "0", role: "group", "aria-label": `${name(box)} (schuif opzij met de pijltjes)` };
  const scrolls = box.scrollWidth > box.clientWidth;
  for (const [key, value] of Object.entries(attributes)) scrolls ? box.setAttribute(key, value) : box.removeAttribute(key);
}

const boxes = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target)));
document.querySelectorAll(".figuur-beeld, .uitvoer:has(> table)").forEach((box) => boxes.observe(box));
