"use strict";
/* What is typed into a form with data-keeps stays on this device until it is saved, under
   tidtam:words:<person>:<data-keeps>: a reload, the Back button or a lost session costs none of it.
   data-seen names the hidden field with the state it was typed on, data-refused a form that came
   back unsaved. A form is over where the page says data-saved; leaving.js counts and clears it too. */

(() => {
  const nameOf = ({ dataset }, what) => `tidtam:words:${dataset.person}:${what}`;
  const forget = (key) => {
    try {
      localStorage.removeItem(key);
    } catch {
      /* Nothing was kept where nothing can be. */
    }
  };
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null; // a device that keeps nothing has no drafts
    }
  };
  const write = (key, draft) => {
    try {
      localStorage.setItem(key, JSON.stringify(draft));
    } catch {
      /* It is still in its boxes. */
    }
  };
  const givenOf = (box) => {
    if (box instanceof HTMLSelectElement) {
      const options = [...box.options];
      return (options.find((each) => each.defaultSelected) || options[0] || { value: "" }).value;
    }
    return box.defaultValue;
  };
  let hasLeft = false; // the person has signed out: nothing more is written

  function look(form) {
    const key = nameOf(form, form.dataset.keeps);
    const boxes = [...form.querySelectorAll("textarea, select, input:not([type=hidden])")];
    const seen = form.dataset.seen ? form.elements.namedItem(form.dataset.seen) : null;
    const now = seen ? seen.value : "";
    const notice = form.querySelector("[data-kept]");
    const isRefused = "refused" in form.dataset;

    const keep = () => {
      if (hasLeft) {
        return;
      }
      const isNothing = (box) => (isRefused ? !box.value.trim() : box.value === givenOf(box));
      if (boxes.every(isNothing)) {
        forget(key);
        return;
      }
      const words = Object.fromEntries(boxes.map((box) => [box.name, box.value]));
      write(key, { words, seen: seen ? seen.value : "" });
    };
    const bringBack = ({ words, seen: typedOn }) => {
      for (const box of boxes) {
        if (box.name in words) {
          box.value = words[box.name];
        }
      }
      if (seen) {
        seen.value = typedOn; // an answer saved meanwhile is told when saving
      }
      notice.hidden = false;
      const around = form.closest("details");
      if (around) {
        around.open = true;
      }
    };

    const draft = isRefused ? null : read(key);
    const words = draft && draft.words ? draft.words : {};
    if (isRefused) {
      keep();
    } else if (boxes.some((box) => box.name in words && words[box.name] !== givenOf(box))) {
      bringBack(draft);
    } else {
      forget(key);
    }
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    notice.querySelector("[data-forget]").addEventListener("click", () => {
      forget(key);
      form.reset();
      if (seen) {
        seen.value = now;
      }
      notice.hidden = true;
      boxes[0].focus();
    });
  }

  document.addEventListener("tidtam:left", () => (hasLeft = true));
  for (const mark of document.querySelectorAll("[data-saved]")) {
    forget(nameOf(mark, mark.dataset.saved));
  }
  for (const form of document.querySelectorAll("form[data-keeps]")) {
    if (form.dataset.person) {
      look(form);
    }
  }
})();
