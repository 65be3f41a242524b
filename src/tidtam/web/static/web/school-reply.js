"use strict";
/* Keeps what a school typed on this phone until the server has it. */

const form = document.querySelector("form[data-draft]");
const done = document.querySelector("[data-draft-done]");

const store = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key) || "null");
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      /* a phone without room keeps nothing; the page still works */
    }
  },
  forget(beginning) {
    try {
      Object.keys(localStorage)
        .filter((key) => key.startsWith(beginning))
        .forEach((key) => localStorage.removeItem(key));
    } catch {
      /* nothing was kept */
    }
  },
};

if (done) {
  /* "…-<school>-<edit>": every draft of this school is sent or out of date. */
  store.forget(done.dataset.draftDone.replace(/\d+$/, ""));
}

if (form) {
  const key = form.dataset.draft;
  const fields = [...form.elements].filter((each) => each.name && each.type !== "hidden");
  const held = store.read(key);
  const hasErrors = document.querySelector("#error");
  if (held && !hasErrors) {
    fields.forEach((each) => {
      if (each.type === "radio") {
        each.checked = held[each.name] === each.value;
      } else if (each.name in held) {
        each.value = held[each.name];
      }
    });
  }
  form.addEventListener("input", () => {
    const typed = {};
    fields.forEach((each) => {
      if (each.type !== "radio" || each.checked) {
        typed[each.name] = each.value;
      }
    });
    store.write(key, typed);
  });
  form.addEventListener("submit", (event) => {
    const note = form.querySelector("[data-draft-note]");
    if (!navigator.onLine) {
      event.preventDefault();
      note.hidden = false;
      return;
    }
    note.hidden = true;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 5000);
  });
}

const summary = document.querySelector(".error-summary");
if (summary) {
  summary.focus();
}
