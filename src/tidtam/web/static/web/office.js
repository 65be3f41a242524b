"use strict";
/* Small truths on an indicator's page after a save: how many questions are left, which state it is. */

(() => {
  /* A form that is sent whole must not claim to have seen more than the script has shown. */
  for (const root of document.querySelectorAll("[data-answer]")) {
    const seen = root.querySelector("input[data-part=edit]");
    if (seen) {
      seen.value = root.dataset.edit;
    }
  }

  const left = document.querySelector("[data-item-blank]");

  document.addEventListener("answer:saved", ({ target, detail }) => {
    for (const tag of target.querySelectorAll("[data-copied-tag]")) {
      tag.hidden = true;
    }
    if (left && detail.item) {
      const { blank } = detail.item;
      left.textContent = blank
        ? left.dataset.wordLeft.replace("{n}", String(blank))
        : left.dataset.wordDone;
    }
  });

  document.addEventListener("evidence:attached", () => {
    const nothing = document.getElementById("no-evidence");
    if (nothing) {
      nothing.hidden = true;
    }
  });
})();
