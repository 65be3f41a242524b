"use strict";
/* A decision that is not saved yet stays on this device, under tidtam:words:<person>:decision/<item>:
   a reload, a key pressed too early or a lost session costs none of it. It is over when the item was
   saved; leaving.js counts and clears it too. And the chosen mark brings its reviewer's comment. */

(() => {
  const nameOf = (person, item) => `tidtam:words:${person}:decision/${item}`;
  const forget = (key) => {
    try {
      localStorage.removeItem(key);
    } catch {
      /* Nothing was kept where nothing can be. */
    }
  };
  for (const { dataset } of document.querySelectorAll("[data-decided]")) {
    forget(nameOf(dataset.person, dataset.decided));
  }
  const form = document.querySelector("form[data-keeps]");
  if (!form) {
    return;
  }
  const FIELDS = ["mark", "figure", "kind", "reason", "comment"];
  const key = form.dataset.person ? nameOf(form.dataset.person, form.dataset.keeps) : "";
  const comment = form.elements.namedItem("comment");
  const chosen = () => form.querySelector("input[name=mark]:checked");
  let isOver = !key; // the person has signed out, or nobody is named: nothing is written
  let own = comment.value; // what the page, or a chosen mark, put into the box

  const content = () => {
    const sent = new FormData(form);
    return Object.fromEntries(FIELDS.map((name) => [name, String(sent.get(name) || "")]));
  };
  const same = (one, other) => FIELDS.every((name) => (one[name] || "") === (other[name] || ""));
  const fresh = content();
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null; // a device that keeps nothing has no drafts
    }
  };
  const keep = () => {
    if (isOver) {
      return;
    }
    const now = content();
    if (same(now, fresh) && !("refused" in form.dataset)) {
      forget(key);
      return;
    }
    try {
      localStorage.setItem(key, JSON.stringify({ ...now, seen: form.elements.namedItem("seen").value }));
    } catch {
      /* It is still in its boxes. */
    }
  };
  const put = (draft) => {
    for (const name of ["mark", "kind"]) {
      for (const input of form.querySelectorAll(`input[name=${name}]`)) {
        input.checked = input.value === draft[name];
      }
    }
    for (const name of ["figure", "reason", "comment"]) {
      const box = form.elements.namedItem(name);
      if (box) {
        box.value = draft[name] || "";
      }
    }
    form.elements.namedItem("seen").value = draft.seen; // a decision made meanwhile is told when saving
    own = (chosen() && chosen().dataset.comment) || fresh.comment;
  };
  const tellEffect = () => form.querySelector(".choosing").dispatchEvent(new Event("change", { bubbles: true }));

  document.addEventListener("tidtam:left", () => (isOver = true));
  form.addEventListener("change", ({ target }) => {
    if (target.name === "mark" && comment.value === own) {
      own = target.dataset.comment;
      comment.value = own;
    }
    keep();
  });
  form.addEventListener("input", keep);

  const draft = isOver ? null : read();
  const notice = document.querySelector("[data-kept]");
  if ("refused" in form.dataset) {
    keep();
  } else if (draft && !same(draft, fresh)) {
    put(draft);
    notice.hidden = false;
    document.addEventListener("DOMContentLoaded", tellEffect);
  }
  notice.querySelector("[data-forget]").addEventListener("click", () => {
    isOver = true;
    forget(key);
    window.location.reload();
  });
})();
