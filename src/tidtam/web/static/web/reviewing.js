"use strict";
/* The page of one review: the comment as the office will read it, the bank of phrases, a figure
   that is typed or a word instead of it. Everything works without it but the bank. */

(() => {
  const mark = document.getElementById("mark");
  const comment = document.getElementById("comment");
  if (!mark || !comment) {
    return;
  }
  const { words } = window.Tidtam;
  const NAME = "{office}";
  const token = () => document.querySelector("#review-form [name=csrfmiddlewaretoken]").value;
  const tell = (text) => {
    const live = document.querySelector("[data-workspace-status]");
    if (live) {
      live.textContent = text;
    }
  };

  /* ---------------------------------------------------------- as the office will read it */

  const filled = document.querySelector("[data-filled]");
  function showFilled() {
    const text = comment.value;
    filled.hidden = !text.includes(NAME);
    filled.querySelector("[data-filled-text]").textContent = text.replaceAll(NAME, mark.dataset.office);
  }
  comment.addEventListener("input", showFilled);
  document.addEventListener("review:put", showFilled);
  showFilled();

  window.addEventListener("beforeprint", () => {
    const paper = document.querySelector("[data-paper-comment]");
    paper.textContent = comment.value.replaceAll(NAME, mark.dataset.office) || "–";
  });

  /* ---------------------------------------------------------- a confirmed mark stays as it is */

  if ("confirmed" in mark.dataset) {
    const place = mark.querySelector("[data-answer-note]");
    document.addEventListener("review:confirmed", () => {
      place.textContent = mark.dataset.closed;
      place.hidden = false;
      tell(mark.dataset.closed);
    });
    mark.addEventListener("keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
      const types = key.length === 1 || ["Backspace", "Delete", "Enter"].includes(key);
      if (types && target.readOnly && !ctrlKey && !metaKey && !altKey) {
        document.dispatchEvent(new Event("review:confirmed"));
      }
    });
  }

  /* ---------------------------------------------------------- putting words in */

  function insert(text) {
    const { selectionStart: start, selectionEnd: end, value } = comment;
    const before = value.slice(0, start);
    const gap = text !== NAME && before && !/\s$/.test(before) ? " " : "";
    comment.focus();
    comment.setRangeText(gap + text, start, end, "end");
    comment.dispatchEvent(new Event("input", { bubbles: true }));
    tell(words("inserted"));
  }
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-insert]");
    if (!button || comment.readOnly) {
      return;
    }
    const dialog = button.closest("dialog");
    if (dialog) {
      dialog.close();
    }
    insert(button.dataset.insert);
    if (button.dataset.used) {
      const body = new FormData();
      body.set("csrfmiddlewaretoken", token());
      fetch(button.dataset.used, { method: "POST", body }).catch(() => {}); // only an order of the list
    }
  });

  /* ---------------------------------------------------------- the bank of phrases */

  const list = document.querySelector("[data-phrases]");
  if (list) {
    const search = document.querySelector("[data-phrase-words]");
    const level = document.querySelector("[data-phrase-level]");
    const none = document.querySelector("[data-phrases-none]");
    const bare = (text) => text.toLowerCase().replace(/\s+/g, "");
    const sift = () => {
      let shown = 0;
      for (const line of list.children) {
        const fits = !level.value || !line.dataset.level || line.dataset.level === level.value;
        line.hidden = !(fits && bare(line.textContent).includes(bare(search.value)));
        shown += line.hidden ? 0 : 1;
      }
      none.hidden = shown > 0;
    };
    search.addEventListener("input", sift);
    level.addEventListener("change", sift);
    document.addEventListener("click", ({ target }) => {
      if (target.closest("[data-opens=phrase-bank]")) {
        const chosen = document.querySelector("[data-part=mark]:checked");
        level.value = chosen && /^[1-5]$/.test(chosen.value) ? chosen.value : "";
        search.value = "";
        sift();
      }
    });
  }

  const keeper = document.querySelector("[data-keep-phrase]");
  if (keeper) {
    keeper.addEventListener("click", async () => {
      const { selectionStart: start, selectionEnd: end, value } = comment;
      const text = (start === end ? value : value.slice(start, end)).replaceAll(mark.dataset.office, NAME);
      const chosen = document.querySelector("[data-part=mark]:checked");
      const body = new FormData();
      body.set("csrfmiddlewaretoken", token());
      body.set("text", text);
      body.set("level", chosen && /^[1-5]$/.test(chosen.value) ? chosen.value : "");
      try {
        const reply = await fetch(keeper.dataset.url, { method: "POST", body, headers: { Accept: "application/json" } });
        const said = await reply.json();
        tellBeside(reply.ok ? words("kept") : words("not-kept", { text: said.error || "" }));
      } catch {
        tellBeside(words("not-kept", { text: "" }));
      }
    });
  }
  function tellBeside(text) {
    const place = mark.querySelector("[data-answer-note]");
    place.textContent = text;
    place.hidden = false;
    tell(text);
  }

  /* ---------------------------------------------------------- a figure, or a word instead */

  const figure = mark.querySelector("[data-part=figure]");
  if (figure) {
    figure.addEventListener("input", () => {
      const typed = mark.querySelector("[data-part=mark][value='']");
      if (typed) {
        typed.checked = true;
      }
    });
  }
})();
