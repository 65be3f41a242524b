"use strict";
/* The page of answers: makes each of them, sends all when the line returns or the page is left, and
   brings back what was found on this device. Loaded last: -drafts, -inputs, -answer, -saving and
   -conflict come before it. */

(() => {
  const shared = window.Tidtam.workspace;
  if (!shared) {
    return;
  }
  const { words } = window.Tidtam;
  const { SharedAnswer, TAB, announce, channel, drafts, element, openTabs, richOf, tellTabs, textOf } = shared;

  /* A text without its editor would be sent as markup; such a field waits for its button. */
  const isBare = (root) =>
    [...root.querySelectorAll("textarea[data-rich-text], textarea[data-rich]")].some((text) => !richOf(text));
  const answers = [...document.querySelectorAll("[data-answer]")].filter((root) => !isBare(root)).map((root) => {
    root.tidtamAnswer = new SharedAnswer(root);
    return root.tidtamAnswer;
  });
  document.querySelectorAll("[data-without-script]").forEach((part) => (part.hidden = true));

  const overview = document.querySelector("[data-workspace-overview]");

  let wasUnreached = false;
  shared.tellPage = () => {
    const unsaved = answers.filter((answer) => answer.isDirty || answer.attempt);
    const unreached = unsaved.filter((answer) => answer.failures);
    if (overview) {
      overview.textContent = unsaved.length
        ? words("unsaved-count", { n: String(unsaved.length) })
        : words("all-saved");
    }
    if (overview) {
      overview.classList.toggle("is-unsent", unsaved.some((answer) => answer.failures || answer.stopped));
    }
    if (wasUnreached && !unsaved.length) {
      announce(words("all-saved"));
    }
    wasUnreached = unreached.length > 0 || (wasUnreached && unsaved.length > 0);
  };

  const sendAll = (options) => answers.forEach((answer) => answer.save(options));
  window.addEventListener("online", () => {
    answers.forEach((answer) => (answer.failures = Math.min(answer.failures, 1)));
    sendAll();
  });
  window.addEventListener("focus", () => answers.filter((one) => one.stopped === "signed-out").forEach((one) => one.save()));
  document.addEventListener("visibilitychange", () => sendAll({ leaving: document.hidden }));
  window.addEventListener("pagehide", () => sendAll({ leaving: true }));
  window.addEventListener("beforeunload", (event) => {
    if (answers.some((answer) => !answer.isStored && (answer.isDirty || answer.attempt))) {
      event.preventDefault();
    }
  });

  if (channel) {
    channel.addEventListener("message", ({ data }) => {
      if (data.kind === "who") {
        tellTabs({ kind: "here" });
      } else if (data.kind === "saved") {
        answers.filter((answer) => answer.url === data.url).forEach((answer) => answer.savedElsewhere(data));
      } else if (data.kind === "signed-out") {
        answers.forEach((answer) => answer.isDirty || drafts.remove(drafts.key(answer.url)));
      }
    });
  }

  /* A page that can only be read shows the drafts that came too late, to be copied. */
  function showHomeless(found) {
    const place = document.querySelector("[data-unsent-list]");
    const here = place ? found.filter(({ url }) => url.startsWith(place.dataset.unsentList)) : [];
    for (const { draft } of here) {
      const box = element("textarea", "answer-draft", textOf(JSON.parse(draft.content)));
      box.readOnly = true;
      box.setAttribute("aria-label", words("draft"));
      place.append(box);
    }
    if (here.length) {
      place.hidden = false;
    }
  }

  (async () => {
    const found = drafts.all();
    answers.filter((answer) => answer.isDirty).forEach((answer) => answer.save());
    if (!found.length) {
      return;
    }
    const open = await openTabs();
    const homeless = [];
    for (const each of found.filter(({ tab }) => tab !== TAB && !open.has(tab))) {
      const answer = answers.find(({ url }) => url === each.url);
      (answer ? answer.orphans : homeless).push(each);
    }
    showHomeless(homeless);
    answers.filter((answer) => !answer.isDirty).forEach((answer) => answer.restore());
    shared.tellPage();
  })();

  /* Signing out is asked about and cleared by leaving.js, on every page. */
  document.addEventListener("tidtam:leaving", () => sendAll());
  document.addEventListener("tidtam:left", () => (drafts.isOver = true));

  /* A button that sends the whole form waits until each answer has been saved by itself. */
  shared.root.addEventListener("submit", async (event) => {
    if (event.target !== shared.root) {
      return; // the small form in which the editor asks for a link's address
    }
    const isWaiting = () => answers.some((answer) => answer.isDirty || answer.attempt);
    const { submitter } = event;
    const isSave = submitter && "saveAll" in submitter.dataset && answers.length;
    if (!isSave && !isWaiting()) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    sendAll({ ripe: true });
    for (let step = 0; step < 50 && isWaiting(); step += 1) {
      await new Promise((resolve) => window.setTimeout(resolve, 100));
    }
    if (isWaiting()) {
      announce(words("unsaved-count", { n: String(answers.filter((each) => each.isDirty).length) }));
    } else if (isSave) {
      announce(words("all-saved"));
    } else {
      shared.root.requestSubmit(submitter);
    }
  }, true);

  shared.tellPage();
})();
