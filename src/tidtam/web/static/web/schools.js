"use strict";
/* Copying links and printing slips; without scripts the texts are selected by hand. */

const say = (button, done) => {
  const place = button.parentElement.querySelector("[data-copied]");
  if (place) {
    place.textContent = done ? place.dataset.copied : "";
  }
};

document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      say(button, true);
    } catch {
      say(button, document.execCommand("copy"));
    }
  });
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
