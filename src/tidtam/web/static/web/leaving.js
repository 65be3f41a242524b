"use strict";
/* Nothing typed stays on a shared machine: when a person signs out, on whatever page, the answers
   that never reached the server are counted, asked about and cleared. workspace.js keeps them
   under tidtam:draft:<person>:<save-url>:<tab> and hears what is decided here. */

(() => {
  const keysOf = (...prefixes) => {
    try {
      return Object.keys(localStorage).filter((key) => prefixes.some((each) => key.startsWith(each)));
    } catch {
      return []; // a device that keeps nothing has no drafts
    }
  };
  const tell = (name) => document.dispatchEvent(new CustomEvent(`tidtam:${name}`));

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const person = form.dataset.signsOut;
    if (!person) {
      return;
    }
    const prefix = `tidtam:draft:${person}:`;
    const words = `tidtam:words:${person}:`; // of review.js: a director's, not yet sent
    const answers = new Set(keysOf(prefix).map((key) => key.slice(0, key.lastIndexOf(":"))));
    keysOf(words).forEach((key) => answers.add(key));
    const dialog = document.getElementById("unsent-drafts");
    if (answers.size && dialog && !form.dataset.anyway) {
      event.preventDefault();
      event.stopPropagation();
      dialog.querySelector("[data-unsent-count]").textContent = String(answers.size);
      dialog.querySelector("[data-unsent-leave]").onclick = () => {
        form.dataset.anyway = "yes";
        form.requestSubmit();
      };
      dialog.showModal();
      tell("leaving");
      return;
    }
    tell("left");
    keysOf(prefix, words).forEach((key) => localStorage.removeItem(key));
    if ("BroadcastChannel" in window) {
      new BroadcastChannel(`tidtam:${person}`).postMessage({ kind: "signed-out" });
    }
  }, true);
})();
