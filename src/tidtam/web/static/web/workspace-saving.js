"use strict";
/* Saves an answer while it is typed, and tells the truth about it: a draft goes only when the server
   has acknowledged just that text. The replies of the server are in docs/workspace.md. */

(() => {
  const shared = window.Tidtam.workspace;
  if (!shared) {
    return;
  }
  const { words } = window.Tidtam;
  const { announce, clock, drafts, element, newId, tellTabs, textOf } = shared;
  const PAUSE = 1000;
  const LONGEST_WAIT = 5000;
  const REASON_WAIT = 5000;
  const TIMEOUT = 20000;
  const FIRST_RETRY = 2000;
  const LAST_RETRY = 60000;
  const MOST_KEEPALIVE = 60000;

  function csrfToken() {
    const cookie = document.cookie.match(/(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/);
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return cookie ? cookie[1] : field ? field.value : "";
  }

  class SavedAnswer extends shared.Answer {
    /* ---------------------------------- typing */

    listen() {
      const { root } = this;
      root.addEventListener("input", () => this.changed());
      root.addEventListener("change", () => this.changed());
      root.addEventListener("focusout", ({ target }) => {
        const ripe = this.inputs.of("reason").includes(target);
        window.setTimeout(() => this.save({ ripe }), 0);
      });
      root.addEventListener("click", (event) => this.clicked(event));
      root.addEventListener("editor:pictures-lost", ({ detail }) => this.tellLost(detail));
      document.addEventListener("evidence:attached", () => this.lost && this.tellLost(0));
    }

    changed() {
      if (this.isPutting) {
        return;
      }
      this.note("");
      this.forgetRow();
      this.showParts();
      this.countPercent();
      if (!this.isDirty) {
        if (!this.attempt && !this.sending) {
          this.settle();
        }
        return;
      }
      this.keep();
      if (this.stopped === "refused") {
        this.stopped = "";
        this.say("typing");
      } else if (!this.stopped && !this.failures) {
        this.say("typing");
      }
      this.plan();
    }

    /* Typed and taken back again before anything was sent: nothing is unsaved. */
    settle() {
      window.clearTimeout(this.timer);
      this.waitsSince = 0;
      drafts.remove(drafts.key(this.url));
      this.complain("");
      if (this.stopped === "refused") {
        this.stopped = "";
      }
      if (!this.stopped) {
        this.showSaved();
      }
      shared.tellPage();
    }

    showSaved() {
      if (this.isSavedHere) {
        const name = this.root.dataset.state === "blank" ? "saved-blank" : "saved";
        this.say(name, { time: this.root.dataset.savedAt });
      } else {
        this.say("");
        this.status.textContent = this.firstStatus;
      }
    }

    /* What is empty is not answered, whatever button was pressed. */
    clearBlank() {
      if (this.root.dataset.state === "blank" && this.inputs.text("state") === "answered") {
        this.inputs.put("state", "");
      }
    }

    plan() {
      const now = Date.now();
      this.waitsSince = this.waitsSince || now;
      const isUnripe = this.awaitsReason && !this.attempt;
      const wait = isUnripe ? REASON_WAIT : Math.max(0, Math.min(PAUSE, this.waitsSince + LONGEST_WAIT - now));
      if (!this.failures || isUnripe) {
        window.clearTimeout(this.timer);
        this.timer = window.setTimeout(() => this.save({ ripe: true }), wait);
      }
      shared.tellPage();
    }

    keep() {
      this.isStored = drafts.write(this.url, {
        edit: this.edit,
        content: this.content(),
        attempt: this.attempt,
        at: Date.now(),
      });
      if (!this.isStored) {
        announce(words("storage-full"));
      }
      this.root.classList.toggle("is-unkept", !this.isStored);
    }

    /* ---------------------------------- sending */

    /* None without its reason would be refused: it is given time to be typed. */
    get awaitsReason() {
      return this.inputs.text("state") === "none" && !this.inputs.text("reason").trim();
    }

    async save({ leaving = false, ripe = false } = {}) {
      const isHeld = this.stopped && this.stopped !== "signed-out";
      if (this.sending || isHeld || this.isReadOnly || (!this.isDirty && !this.attempt)) {
        return;
      }
      if (!ripe && !this.attempt && this.awaitsReason) {
        this.plan();
        return;
      }
      window.clearTimeout(this.timer);
      this.waitsSince = 0;
      // An attempt whose reply was lost goes first, just as it was: perhaps it is stored already,
      // and then only its own mark tells that the newer edit on the server is ours.
      this.attempt = this.attempt || { save_id: newId(), edit: this.edit, content: this.content() };
      this.keep();
      this.sending = true;
      if (!this.failures && !this.stopped) {
        this.say("saving");
      }
      const reply = await this.send(this.attempt, leaving);
      this.sending = false;
      this.receive(reply);
      shared.tellPage();
    }

    async send(attempt, leaving) {
      const { edit, save_id: saveId } = attempt;
      const body = JSON.stringify({ edit, ...JSON.parse(attempt.content), save_id: saveId });
      const abort = new AbortController();
      const timer = window.setTimeout(() => abort.abort(), TIMEOUT);
      try {
        const response = await fetch(this.url, {
          method: "POST",
          body,
          credentials: "same-origin",
          redirect: "manual",
          keepalive: leaving && body.length * 3 < MOST_KEEPALIVE,
          signal: abort.signal,
          headers: {
            "Content-Type": "application/json",
            "X-CSRFToken": csrfToken(),
            "X-Requested-With": "autosave",
            "X-Person": shared.person,
          },
        });
        if (response.type === "opaqueredirect") {
          return { status: 401, data: { signed_out: true } };
        }
        const isJson = /json/.test(response.headers.get("Content-Type") || "");
        return { status: response.status, data: isJson ? await response.json() : {} };
      } catch {
        return { status: 0, data: {} };
      } finally {
        window.clearTimeout(timer);
      }
    }

    receive({ status, data }) {
      if (status === 200 && Number.isInteger(data.edit)) {
        this.saved(data);
      } else if (data.conflict) {
        this.conflicted(data.conflict);
      } else if (data.problem) {
        this.refused(data.problem);
      } else if (data.closed) {
        this.closed(data.closed.text);
      } else if (data.signed_out || status === 401 || status === 403) {
        this.signedOut();
      } else {
        this.unreached();
      }
    }

    saved(reply) {
      const sent = this.attempt.content;
      this.acknowledged = sent;
      this.attempt = null;
      this.failures = 0;
      this.stopped = "";
      this.edit = reply.edit;
      this.root.dataset.edit = String(reply.edit);
      this.root.dataset.savedAt = reply.saved_at;
      this.isSavedHere = true;
      this.root.dataset.state = reply.state;
      this.inputs.put("edit", String(reply.edit));
      if (reply.state === "answered" && !this.inputs.text("state")) {
        this.inputs.put("state", "answered"); // a blank answer has no button pressed
      }
      this.complain("");
      this.hint(reply);
      tellTabs({ kind: "saved", url: this.url, edit: reply.edit, content: sent, at: reply.saved_at, state: reply.state });
      this.root.dispatchEvent(new CustomEvent("answer:saved", { bubbles: true, detail: reply }));
      if (this.isDirty) {
        this.countPercent(); // the server's is of what was sent
        this.keep();
        this.say("typing");
        this.plan();
        return;
      }
      drafts.remove(drafts.key(this.url));
      this.adopted.forEach((key) => drafts.remove(key));
      this.adopted = [];
      this.isStored = true;
      this.root.classList.remove("is-unkept");
      this.clearBlank();
      this.showSaved();
      this.restore();
    }

    refused({ text, path }) {
      const isOld = this.attempt && this.attempt.content !== this.content();
      this.attempt = null;
      this.failures = 0;
      this.keep();
      if (isOld) {
        this.stopped = "";
        this.say("typing");
        this.plan();
        return;
      }
      this.stopped = "refused";
      this.hint({ hints: [], percent: this.inputs.percent });
      this.complain(text, path);
      this.say(this.problem ? "not-saved-below" : "not-saved", { text });
      announce(words("not-saved", { text }));
    }

    unreached() {
      this.failures += 1;
      this.keep();
      this.say(this.isStored ? "unreached" : "unreached-unkept", { time: clock() });
      const wait = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** (this.failures - 1));
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.save(), wait * (0.75 + Math.random() / 2));
      if (this.failures === 1) {
        announce(words(this.isStored ? "unreached" : "unreached-unkept", { time: clock() }));
      }
    }

    signedOut() {
      this.stopped = "signed-out";
      this.keep();
      this.say("signed-out");
      const link = element("a", "answer-status__act", words("sign-in"));
      Object.assign(link, { href: shared.root.dataset.signInUrl, target: "_blank", rel: "noopener" });
      this.status.append(" ", link);
      announce(words("signed-out"));
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.save(), 30000);
    }

    closed(text) {
      this.attempt = null;
      this.stopped = "closed";
      this.keep();
      this.say("not-saved", { text });
      const copy = element("button", "button button--quiet button--small", words("copy-draft"));
      copy.type = "button";
      copy.addEventListener("click", () => this.copyDraft());
      this.status.append(" ", copy);
      announce(words("not-saved", { text }));
    }

    async copyDraft() {
      const text = textOf(JSON.parse(this.content()));
      const box = element("textarea", "answer-draft", text);
      box.readOnly = true;
      box.setAttribute("aria-label", words("draft"));
      if (!this.root.querySelector(".answer-draft")) {
        this.status.after(box);
      }
      box.select();
      try {
        await navigator.clipboard.writeText(text);
        announce(words("copied"));
      } catch {
        box.focus();
      }
    }

    /* ---------------------------------- drafts found when the page opens */

    restore() {
      const found = this.orphans.shift();
      if (!found) {
        return;
      }
      const { draft, key } = found;
      if (draft.content === this.acknowledged && !draft.attempt) {
        drafts.remove(key);
        this.restore();
        return;
      }
      this.put(JSON.parse(draft.content));
      this.edit = draft.edit;
      this.attempt = draft.attempt;
      this.keep();
      if (this.isStored) {
        drafts.remove(key);
      } else {
        this.adopted.push(key);
      }
      this.note(words("restored", { time: clock(new Date(draft.at)) }));
      if (this.isReadOnly) {
        this.closed(this.root.dataset.closed);
      } else if (this.isDirty || this.attempt) {
        this.save();
      } else {
        this.saved({ edit: this.edit, saved_at: this.root.dataset.savedAt, state: this.root.dataset.state });
      }
    }

    savedElsewhere({ edit, content, at, state }) {
      if (this.isDirty || this.attempt || this.sending || edit <= this.edit) {
        return;
      }
      this.put(JSON.parse(content));
      this.edit = edit;
      this.acknowledged = this.content();
      Object.assign(this.root.dataset, { savedAt: at, state });
      this.isSavedHere = true;
      this.inputs.put("edit", String(edit));
      this.clearBlank();
      this.showSaved();
    }
  }

  shared.SavedAnswer = SavedAnswer;
})();
