"use strict";
/* The line of a problem becomes a button that goes to that line of the text. */

window.addEventListener("DOMContentLoaded", () => {
  const source = document.getElementById("source");
  if (!source) {
    return;
  }
  for (const words of document.querySelectorAll(".problems__line[data-line]")) {
    const line = Number(words.dataset.line);
    if (line < 1) {
      continue;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = words.textContent;
    button.addEventListener("click", () => goTo(source, line));
    words.replaceChildren(button);
  }
});

function goTo(source, line) {
  const lines = source.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const height = source.scrollHeight / lines.length;
  source.focus();
  source.setSelectionRange(start, start + (lines[line - 1] || "").length);
  source.scrollTop = Math.max(0, (line - 4) * height);
  source.scrollLeft = 0;
}
