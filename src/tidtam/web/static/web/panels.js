"use strict";
/* What scripts add to the pages of panels; all of them work without. */

/* Long work on the way: say so under the button. */
document.addEventListener("submit", (event) => {
  const shown = document.getElementById(event.target.dataset.working || "");
  if (shown) {
    shown.hidden = false;
  }
});

(() => {
  const form = document.getElementById("move");
  const list = document.getElementById("palette-list");
  if (!form || !list) {
    return;
  }
  /* Moving a reviewer's name with the mouse. Every name is a link to a form that does the same,
     so a keyboard or a phone needs none of this. The server judges every move. */
  const SEAT = "[data-office]";
  const PERSON = "[data-reviewer]";
  let held = null;

  /* A seat is let go over a person, a person over a seat. */
  function targetOf(element) {
    const found = held && element.closest && element.closest(held.matches(SEAT) ? PERSON : SEAT);
    return found && found !== held ? found : null;
  }

  function clear() {
    for (const marked of document.querySelectorAll(".is-over, .is-held")) {
      marked.classList.remove("is-over", "is-held");
    }
  }

  function give(seat, person) {
    if (seat.dataset.now === person.dataset.reviewer) {
      return;
    }
    for (const name of ["office", "field", "seat", "now"]) {
      form.elements.namedItem(name).value = seat.dataset[name];
    }
    form.elements.namedItem("reviewer").value = person.dataset.reviewer;
    form.requestSubmit();
  }

  document.addEventListener("dragstart", (event) => {
    const element = event.target.closest && event.target.closest(`${SEAT}, ${PERSON}`);
    if (!element) {
      return;
    }
    held = element;
    element.classList.add("is-held");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", element.textContent.trim());
  });

  document.addEventListener("dragover", (event) => {
    const target = targetOf(event.target);
    for (const marked of document.querySelectorAll(".is-over")) {
      marked.classList.toggle("is-over", marked === target);
    }
    if (target) {
      event.preventDefault();
      event.dataTransfer.dropEffect = "move";
      target.classList.add("is-over");
    }
  });

  document.addEventListener("drop", (event) => {
    const target = targetOf(event.target);
    if (target) {
      event.preventDefault();
      give(...(held.matches(SEAT) ? [held, target] : [target, held]));
    }
  });

  document.addEventListener("dragend", () => {
    held = null;
    clear();
  });

  /* The list of reviewers is found by name; loads that come anew keep to what is typed. */
  const find = document.getElementById("palette-find");
  function narrow() {
    const words = find.value.trim().toLowerCase();
    for (const one of list.children) {
      one.hidden = !one.textContent.toLowerCase().includes(words);
    }
  }
  find.addEventListener("input", narrow);
  document.addEventListener("htmx:afterSettle", narrow);
  /* A move keeps the filter and the page of the table; then its chip has the focus. */
  let moving = null;
  document.addEventListener("htmx:configRequest", (event) => {
    const asks = event.detail.elt;
    if (asks === form || asks.matches("[data-moves]")) {
      event.detail.path = form.getAttribute("hx-post") + window.location.search;
      moving = Object.fromEntries(new FormData(asks));
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!moving || event.target.id !== "seats") {
      return;
    }
    const { office, field, seat, now, reviewer } = moving;
    moving = null;
    const chips = [...document.querySelectorAll(SEAT)].filter(
      (chip) => chip.dataset.office === office && chip.dataset.field === field && chip.dataset.seat === seat,
    );
    const chip =
      chips.find((one) => one.dataset.now === reviewer) || chips.find((one) => one.dataset.now === now);
    if (chip) {
      chip.focus({ preventScroll: true });
    }
  });
})();
