"use strict";
/* The meeting's screen: the arrow keys (and a presenter's remote) go from item to item. */

const KEYS = { ArrowLeft: "prev", PageUp: "prev", ArrowRight: "next", PageDown: "next" };

const isTyping = (place) => place instanceof Element && place.closest("input, textarea, select, summary");

/* PageUp and PageDown of a remote turn items only where the page itself has nothing to scroll. */
const scrolls = () => document.documentElement.scrollHeight > window.innerHeight + 8;

document.addEventListener("keydown", (event) => {
  const way = KEYS[event.key];
  if (!way || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isTyping(event.target)) {
    return;
  }
  if (event.key.startsWith("Page") && scrolls()) {
    return;
  }
  const link = document.querySelector(`.meeting__bar a[rel="${way}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});

for (const hint of document.querySelectorAll("[data-keys]")) {
  hint.hidden = false;
}
