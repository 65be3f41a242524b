"use strict";
/* What the pages add when scripts run. Every page reads and every form works without it. */

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const closer = event.target.closest("[data-closes]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
  } else if (closer) {
    const dialog = closer.closest("dialog");
    if (dialog) {
      event.preventDefault();
      dialog.close();
    }
  }
});

/* A second click while the first is on its way must not send a form twice. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 5000);
  }
});

/* The line was cut while something was being sent: say so, keep what was typed. */
document.addEventListener("htmx:sendError", () => {
  const place = document.getElementById("refusals");
  const words = document.getElementById("offline-words");
  if (place && words) {
    place.replaceChildren(words.content.cloneNode(true));
  }
});

/* Errors are read first: move there when a page comes back with some. */
window.addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector(".error-summary");
  if (summary) {
    summary.focus();
  }
});
