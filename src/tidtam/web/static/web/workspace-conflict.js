"use strict";
/* Two people wrote in one field: both texts side by side, and nothing is sent until one is chosen or
   they are merged by hand. */

(() => {
  const shared = window.Tidtam.workspace;
  if (!shared) {
    return;
  }
  const { words } = window.Tidtam;
  const { STILL, announce, drafts, element, holdStill, isSame, newId, richHtml } = shared;

  class SharedAnswer extends shared.SavedAnswer {
    conflicted(conflict) {
      const mine = JSON.parse(this.content());
      const theirs = {
        state: conflict.state || "answered",
        value: conflict.value,
        reason: conflict.reason || "",
        copied_from: "",
      };
      // The same text from two sides is no conflict, whoever sent it.
      const sent = this.attempt.content;
      const same = [sent, this.content()].find((text) => isSame(JSON.parse(text), theirs, this.inputs));
      if (same) {
        this.attempt.content = same;
        this.saved({ edit: conflict.edit, saved_at: conflict.at, state: theirs.state });
        return;
      }
      this.attempt = null;
      this.stopped = "conflict";
      this.keep();
      this.say("conflict", { by: conflict.by });
      announce(words("conflict", { by: conflict.by }));
      this.showConflict(conflict, mine, theirs);
    }

    showConflict(conflict, mine, theirs) {
      this.hideConflict();
      const panel = element("section", "conflict");
      const title = element("h3", "conflict__title", words("conflict-title"));
      title.id = `conflict-${newId()}`;
      panel.setAttribute("aria-labelledby", title.id);
      const both = element("div", "conflict__both");
      const shown = this.inputs.rich ? null : conflict.shown;
      both.append(
        this.side(words("conflict-mine"), mine),
        this.side(words("conflict-theirs", { by: conflict.by, at: conflict.at }), theirs, shown),
      );
      const row = element("div", "button-row");
      const button = (name, act, quiet = true) => {
        const made = element("button", quiet ? "button button--quiet" : "button", words(name, { by: conflict.by }));
        made.type = "button";
        made.addEventListener("click", () => {
          holdStill();
          act();
        });
        row.append(made);
        return made;
      };
      const take = () => {
        this.edit = conflict.edit;
        this.acknowledged = ""; // even what stood here before is now a new text over theirs
        this.stopped = "";
        this.settleConflict();
        this.save();
      };
      button("take-mine", take);
      button("take-theirs", () => {
        this.put(theirs);
        this.edit = conflict.edit;
        this.root.dataset.savedAt = conflict.at;
        this.acknowledged = this.content();
        this.stopped = "";
        this.inputs.put("edit", String(conflict.edit));
        drafts.remove(drafts.key(this.url));
        this.adopted.forEach((key) => drafts.remove(key));
        this.adopted = [];
        this.settleConflict();
        this.complain("");
        this.say("saved", { time: conflict.at });
        shared.tellPage();
        this.restore();
      });
      const merge = button("merge", () => {
        row.replaceChildren();
        button("merge-save", take, false);
        row.before(element("p", "conflict__how", words("merge-how")));
        const { rich } = this.inputs;
        this.mine = null;
        const typed = JSON.parse(this.content());
        if (rich && theirs.value && typed.state === "answered") {
          rich.setHtml(`${typed.value || ""}${theirs.value}`);
        }
        (rich || this.inputs.of("value")[0] || this.root.querySelector("input")).focus();
      });
      merge.dataset.merge = "";
      panel.append(title, both, row);
      this.status.after(panel);
      this.panel = panel;
      this.mine = both.querySelector(".conflict__text");
    }

    side(heading, content, shown = null) {
      const side = element("div", "conflict__side");
      side.append(element("h4", "", heading));
      const text = element("div", "conflict__text rich");
      text.lang = "th";
      text.tabIndex = 0;
      text.setAttribute("role", "region");
      text.setAttribute("aria-label", heading);
      this.fillSide(text, content, shown);
      side.append(text);
      return side;
    }

    fillSide(text, content, shown) {
      if (this.inputs.rich && content.state === "answered") {
        const template = document.createElement("template");
        template.innerHTML = richHtml(content.value || "");
        text.replaceChildren(template.content);
      } else {
        text.textContent = shown || this.inputs.inWords(content);
      }
    }

    /* My side follows what is typed, until it is merged: then both stand as they were. */
    changed() {
      super.changed();
      if (this.panel && this.mine && !this.isPutting) {
        this.fillSide(this.mine, JSON.parse(this.content()));
      }
    }

    /* The box keeps its place for a moment, so that nothing below moves under a second press. */
    settleConflict() {
      const { panel, status } = this;
      this.panel = null;
      panel.inert = true;
      window.setTimeout(() => panel.remove(), STILL);
      status.tabIndex = -1;
      status.focus({ preventScroll: true });
    }

    hideConflict() {
      if (this.panel) {
        this.panel.remove();
        this.panel = null;
      }
    }
  }

  shared.SharedAnswer = SharedAnswer;
})();
