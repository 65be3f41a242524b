"use strict";
/* What is typed is first kept on this device, under tidtam:draft:<person>:<save-url>:<tab>; and the
   tabs of one person, who tell each other what was saved. Makes window.Tidtam.workspace, which the
   other workspace-*.js files share; where no person may write, none of them does anything. */

(() => {
  const root = document.querySelector("[data-workspace]");
  const person = root ? root.dataset.person : "";
  if (!person) {
    return;
  }
  const PREFIX = `tidtam:draft:${person}:`;

  const newId = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
      byte.toString(16).padStart(2, "0"),
    ).join("");
  const TAB = newId();
  const clock = (when = new Date()) =>
    `${String(when.getHours()).padStart(2, "0")}:${String(when.getMinutes()).padStart(2, "0")}`;
  const element = (tag, className, text = "") => {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const drafts = {
    key: (url, tab = TAB) => `${PREFIX}${url}:${tab}`,
    isOver: false, // the person has signed out: nothing more is written
    write(url, draft) {
      if (this.isOver) {
        return true;
      }
      try {
        localStorage.setItem(this.key(url), JSON.stringify(draft));
        return true;
      } catch {
        return false;
      }
    },
    remove(key) {
      try {
        localStorage.removeItem(key);
      } catch {
        /* Nothing was kept where nothing can be. */
      }
    },
    all() {
      const found = [];
      try {
        for (let at = 0; at < localStorage.length; at += 1) {
          const key = localStorage.key(at);
          if (key.startsWith(PREFIX)) {
            const split = key.lastIndexOf(":");
            const draft = JSON.parse(localStorage.getItem(key));
            found.push({ key, url: key.slice(PREFIX.length, split), tab: key.slice(split + 1), draft });
          }
        }
      } catch {
        /* A device that keeps nothing has no drafts. */
      }
      return found.sort((one, other) => other.draft.at - one.draft.at);
    },
  };

  /* Tabs of one person: who is still open, and what was saved elsewhere. */
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`tidtam:${person}`) : null;
  const tellTabs = (message) => channel && channel.postMessage({ ...message, tab: TAB });

  function openTabs() {
    if (!channel) {
      return Promise.resolve(new Set());
    }
    return new Promise((resolve) => {
      const found = new Set();
      const hear = ({ data }) => data.kind === "here" && found.add(data.tab);
      channel.addEventListener("message", hear);
      tellTabs({ kind: "who" });
      window.setTimeout(() => {
        channel.removeEventListener("message", hear);
        resolve(found);
      }, 250);
    });
  }

  /* For who listens instead of looking. */
  function announce(text) {
    const live = document.querySelector("[data-workspace-status]");
    if (live && live.textContent !== text) {
      live.textContent = text;
    }
  }

  /* After a press that moves what stands below it, the second press of a double click must not hit
     what came up to its place. Keys (a click without a place, detail 0) are not held. */
  const STILL = 600;
  let stillUntil = 0;
  const holdStill = () => {
    stillUntil = performance.now() + STILL;
  };
  for (const name of ["pointerdown", "mousedown", "click", "dblclick"]) {
    window.addEventListener(name, (event) => {
      if (performance.now() < stillUntil && !(name === "click" && !event.detail)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    }, true);
  }

  window.Tidtam.workspace = {
    root,
    person,
    TAB,
    newId,
    clock,
    element,
    drafts,
    channel,
    tellTabs,
    openTabs,
    announce,
    STILL,
    holdStill,
    tellPage() {}, // workspace.js knows the page
  };
})();
