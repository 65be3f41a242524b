"use strict";
/* One appeal: why the mark is not right and the mark that would be, saved together as the workspace
   saves an answer (workspace-saving.js, workspace-conflict.js); here is only what differs. Loaded
   before workspace.js, which makes one of these for the page. */

(() => {
  const shared = window.Tidtam.workspace;
  if (!shared) {
    return;
  }
  const { words } = window.Tidtam;

  class Appeal extends shared.SharedAnswer {
    get wanted() {
      const chosen = this.inputs.of("mark").find((input) => input.checked);
      const [figure] = this.inputs.of("figure");
      return (chosen && chosen.value) || (figure ? figure.value.trim() : "");
    }

    content() {
      const value = { reason: this.inputs.text("words"), wanted: this.wanted };
      return JSON.stringify({ state: "answered", value, reason: "", copied_from: "" });
    }

    put({ value }) {
      this.isPutting = true;
      const held = value || { reason: "", wanted: "" };
      const radios = this.inputs.of("mark");
      const fitting = radios.find((input) => input.value && input.value === held.wanted);
      const [figure] = this.inputs.of("figure");
      radios.forEach((input) => (input.checked = input === fitting || (!fitting && input.value === "")));
      if (figure && !fitting) {
        figure.value = held.wanted;
      }
      this.inputs.put("words", held.reason || "");
      this.isPutting = false;
    }

    fillSide(text, { value }) {
      const held = value || {};
      const lines = [["wanted", held.wanted], ["why", held.reason]];
      text.textContent = lines.filter(([, said]) => said).map(([name, said]) => `${words(name)}: ${said}`).join("\n");
    }

    saved(reply) {
      super.saved(reply);
      if (reply.mark_problem) {
        this.complain(reply.mark_problem);
      }
    }

    wrongInputs() {
      return this.inputs.of("figure");
    }
  }

  shared.SharedAnswer = Appeal;
})();
