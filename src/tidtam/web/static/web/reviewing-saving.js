"use strict";
/* One review: the mark, the comment and the note are saved together, as the workspace saves an
   answer (workspace-saving.js, workspace-conflict.js); here is only what differs. Loaded before
   workspace.js, which makes one of these for the page. */

(() => {
  const shared = window.Tidtam.workspace;
  if (!shared) {
    return;
  }
  const { words } = window.Tidtam;
  const { announce } = shared;

  class Review extends shared.SharedAnswer {
    /* ---------------------------------- what stands on the page */

    get mark() {
      const chosen = this.inputs.of("mark").find((input) => input.checked);
      const [figure] = this.inputs.of("figure");
      return (chosen && chosen.value) || (figure ? figure.value.trim() : "");
    }

    content() {
      const value = { mark: this.mark, comment: this.inputs.text("comment"), private_note: this.inputs.text("private_note") };
      return JSON.stringify({ state: "answered", value, reason: "", copied_from: "" });
    }

    put({ value }) {
      this.isPutting = true;
      const held = value || { mark: "", comment: "", private_note: "" };
      const radios = this.inputs.of("mark");
      const fitting = radios.find((input) => input.value && input.value === held.mark);
      const [figure] = this.inputs.of("figure");
      radios.forEach((input) => (input.checked = input === fitting || (!fitting && input.value === "")));
      if (figure && !fitting) {
        figure.value = held.mark;
      }
      this.inputs.put("comment", held.comment || "");
      this.inputs.put("private_note", held.private_note || "");
      this.isPutting = false;
      this.tellMark();
      this.root.dispatchEvent(new CustomEvent("review:put", { bubbles: true }));
    }

    fillSide(text, { value }) {
      const held = value || {};
      const lines = [["mark", held.mark], ["comment", held.comment], ["note", held.private_note]];
      text.textContent = lines.filter(([, said]) => said).map(([name, said]) => `${words(name)}: ${said}`).join("\n");
    }

    changed() {
      super.changed();
      this.tellMark();
    }

    tellMark() {
      for (const shown of document.querySelectorAll("[data-mark-shown]")) {
        shown.textContent = this.mark;
      }
    }

    /* ---------------------------------- the time in front */

    /* Counted while the page is the one that is looked at; sent with a save and begun anew. */
    get front() {
      this.countFront();
      return Math.floor((this.frontFor || 0) / 1000);
    }

    countFront() {
      const now = performance.now();
      if (this.frontSince !== undefined) {
        this.frontFor = (this.frontFor || 0) + now - this.frontSince;
      }
      this.frontSince = document.visibilityState === "visible" ? now : undefined;
    }

    listen() {
      super.listen();
      this.countFront();
      document.addEventListener("visibilitychange", () => this.countFront(), true);
      shared.root.addEventListener("submit", () => {
        const field = shared.root.querySelector("[name=seconds]");
        if (field) {
          field.value = String(this.front);
        }
      });
    }

    send(attempt, leaving) {
      if (attempt.seconds === undefined) {
        attempt.seconds = this.front;
        this.keep();
      }
      const told = { ...JSON.parse(attempt.content), seconds: attempt.seconds };
      return super.send({ ...attempt, content: JSON.stringify(told) }, leaving);
    }

    /* ---------------------------------- what came back */

    saved(reply) {
      const { attempt } = this;
      if (attempt && reply.edit > 0) {
        this.frontFor = Math.max(0, (this.frontFor || 0) - (attempt.seconds || 0) * 1000);
      }
      super.saved(reply);
      if (reply.mark_problem) {
        this.complain(reply.mark_problem);
        if (!this.isDirty) {
          this.say("without-mark", { time: reply.saved_at });
        }
      }
      this.showLevel(reply);
      if (attempt && reply.stored) {
        this.takeStored(JSON.parse(attempt.content).value, reply);
      }
    }

    wrongInputs() {
      return this.inputs.of("figure");
    }

    showLevel({ level_html: html }) {
      const place = this.root.querySelector("[data-mark-level]");
      if (place && html !== undefined) {
        place.innerHTML = html; // a badge that the server made; no word of a person is in it
      }
    }

    /* A name that was typed is stored as {office}; it is shown so once nobody types there. */
    takeStored(sent, { stored, named }) {
      const [area] = this.inputs.of("comment");
      if (stored.comment === sent.comment) {
        return;
      }
      const take = () => {
        if (area.value !== sent.comment || this.stopped) {
          return;
        }
        this.isPutting = true;
        area.value = stored.comment;
        this.isPutting = false;
        const held = JSON.parse(this.acknowledged);
        if (held.value.comment === sent.comment) {
          held.value.comment = stored.comment;
          this.acknowledged = JSON.stringify(held);
        }
        this.root.dispatchEvent(new CustomEvent("review:put", { bubbles: true }));
        if (named && named.length) {
          this.note(words("named"));
          announce(words("named"));
        }
      };
      if (document.activeElement === area) {
        area.addEventListener("blur", take, { once: true });
      } else {
        take();
      }
    }
  }

  shared.SharedAnswer = Review;
})();
