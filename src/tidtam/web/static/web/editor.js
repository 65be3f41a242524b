"use strict";
/* Turns <textarea data-rich-text data-html="…"> into an editor for the few things that reports
   print. The schema is that of tidtam.forms.rich_text; the server cleans whatever arrives again.
   Without this script the textarea holds the same text as light markup. */

window.Tidtam = window.Tidtam || {};

window.Tidtam.words = (() => {
  const known = new Map();
  for (const template of document.querySelectorAll("#workspace-words, template[data-words]")) {
    for (const word of template.content.querySelectorAll("[data-word]")) {
      known.set(word.dataset.word, word.textContent.trim());
    }
  }
  return (name, values = {}) =>
    (known.get(name) || name).replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
})();

/* ------------------------------------------------------------------ what is pasted */

window.Tidtam.cleanPaste = (() => {
  const KEPT = { A: ["href"], TD: [], TH: [] };
  const DROPPED = "style,script,meta,link,title,xml,template,svg,math,iframe,object,img,noscript";
  const BULLET = /^[\s\u00a0]*([·•§\uf0b7\uf0a7o–-])[\s\u00a0]+/;
  const NUMBER = /^[\s\u00a0]*\(?([0-9๐-๙]{1,3}|[a-zA-Z]|[ivxIVX]{1,6}|[ก-ฮ])[.)]/;

  /* The policy of the page forbids styles even in a document that is never shown. */
  const unstyled = (html) =>
    html
      .replace(/<style\b[\s\S]*?(<\/style\s*>|$)/gi, "")
      .replace(/<[a-zA-Z][^>]*>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-look="));

  const look = (element) => (element.dataset.look || "").toLowerCase();
  const unwrap = (element) => element.replaceWith(...element.childNodes);

  function asBold(element) {
    const weight = (look(element).match(/font-weight\s*:\s*(\w+)/) || [])[1];
    const isBold = weight && (weight.startsWith("bold") || Number(weight) >= 600);
    if (/^(B|STRONG)$/.test(element.tagName)) {
      if (weight && !isBold) {
        unwrap(element);
      }
    } else if (isBold || /^H[1-6]$/.test(element.tagName)) {
      const strong = element.ownerDocument.createElement("strong");
      strong.append(...element.childNodes);
      element.append(strong);
    }
  }

  /* Word writes an item of a list as a paragraph; its level stands in the style. */
  function levelOf(paragraph) {
    const told = look(paragraph).match(/mso-list\s*:[^;:]{0,60}\blevel(\d)/);
    if (told) {
      return Math.max(1, Number(told[1]));
    }
    if (!/MsoListParagraph/.test(paragraph.className)) {
      return 0;
    }
    const found = paragraph.textContent.match(BULLET) || paragraph.textContent.match(NUMBER);
    if (!found) {
      return 0;
    }
    paragraph.dataset.mark = found[0];
    cutStart(paragraph, found[0].length);
    const indent = look(paragraph).match(/margin-left\s*:\s*([\d.]+)(pt|in|cm)/);
    const points = indent ? Number(indent[1]) * { pt: 1, in: 72, cm: 28.35 }[indent[2]] : 36;
    return Math.max(1, Math.round(points / 36));
  }

  function cutStart(element, length) {
    const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (length > 0 && walker.nextNode()) {
      const text = walker.currentNode;
      const cut = Math.min(length, text.data.length);
      text.data = text.data.slice(cut);
      length -= cut;
    }
  }

  function wordLists(root) {
    const open = [];
    let after = null;
    for (const paragraph of [...root.querySelectorAll("p")]) {
      const level = levelOf(paragraph);
      if (!level) {
        continue;
      }
      const numbered = NUMBER.test(paragraph.dataset.mark || "");
      if (paragraph.closest("td, th")) {
        paragraph.prepend(numbered ? `${paragraph.dataset.mark.trim()} ` : "- ");
        continue;
      }
      const before = paragraph.previousElementSibling;
      if (!after || before !== after) {
        open.length = 0;
      }
      const place = Math.min(level, open.length + 1);
      const tag = numbered ? "OL" : "UL";
      open.length = open[place - 1] && open[place - 1].tagName !== tag ? place - 1 : Math.min(open.length, place);
      if (open.length < place) {
        const list = root.ownerDocument.createElement(tag);
        if (place === 1) {
          paragraph.before(list);
          after = list;
        } else {
          open[place - 2].lastElementChild.append(list);
        }
        open.push(list);
      }
      const item = root.ownerDocument.createElement("li");
      item.append(...paragraph.childNodes);
      open[open.length - 1].append(item);
      paragraph.remove();
    }
  }

  /* A cell holds lines: items of lists and cells of inner tables become some. */
  function flatCell(cell) {
    const make = (tag) => cell.ownerDocument.createElement(tag);
    for (const inner of [...cell.querySelectorAll("td, th, li")].reverse()) {
      const line = make("p");
      const list = inner.closest("ol, ul");
      if (inner.tagName === "LI" && list) {
        const place = [...list.children].indexOf(inner) + 1;
        line.append(list.tagName === "OL" ? `${place}. ` : "- ");
      }
      line.append(...inner.childNodes);
      inner.replaceWith(line);
    }
    cell.querySelectorAll("table, tbody, thead, tr, ul, ol").forEach(unwrap);
    cell.querySelectorAll("p p").forEach((line) => line.closest("p p") && line.parentNode.after(line));
  }

  /* Merged cells: the text in the first place, empty cells where it reached. */
  function unmerge(table) {
    [...table.rows].forEach((row, at) => {
      for (let place = 0; place < row.cells.length; place += 1) {
        const cell = row.cells[place];
        const across = Math.min(cell.colSpan || 1, 20);
        const down = Math.min(cell.rowSpan || 1, 200);
        cell.removeAttribute("colspan");
        cell.removeAttribute("rowspan");
        for (let step = 1; step < across; step += 1) {
          cell.after(table.ownerDocument.createElement("td"));
        }
        for (let below = 1; below < down && table.rows[at + below]; below += 1) {
          const other = table.rows[at + below];
          for (let step = 0; step < across; step += 1) {
            other.insertBefore(table.ownerDocument.createElement("td"), other.cells[place] || null);
          }
        }
      }
    });
  }

  function tidy(root) {
    root.querySelectorAll(DROPPED).forEach((element) => element.remove());
    for (const element of [...root.querySelectorAll("[data-look]")]) {
      const style = look(element);
      if (/mso-list\s*:\s*ignore/.test(style)) {
        const paragraph = element.closest("p");
        if (paragraph) {
          paragraph.dataset.mark = element.textContent;
        }
        element.remove();
      } else if (/display\s*:\s*none|mso-hide\s*:\s*all/.test(style)) {
        element.remove();
      }
    }
    root.querySelectorAll("*").forEach(asBold);
    wordLists(root);
    root.querySelectorAll("table:not(table table)").forEach((table) => {
      table.querySelectorAll("td, th").forEach((cell) => {
        if (cell.isConnected && cell.closest("table") === table) {
          flatCell(cell);
        }
      });
      unmerge(table);
    });
    for (const element of root.querySelectorAll("*")) {
      const kept = KEPT[element.tagName] || [];
      for (const { name } of [...element.attributes]) {
        if (!kept.includes(name)) {
          element.removeAttribute(name);
        }
      }
    }
    const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      walker.currentNode.data = walker.currentNode.data.replace(/\u00a0/g, " ");
    }
  }

  return (html) => {
    if (/data-pm-slice/.test(html)) {
      return html;
    }
    const { body } = new DOMParser().parseFromString(unstyled(html), "text/html");
    tidy(body);
    return body.innerHTML;
  };
})();

/* How many pictures of a paste do not come along. A paste of nothing but a picture is taken as
   evidence where the page can take it (evidence.js). */
window.Tidtam.lostPictures = (data) => {
  const isPicture = ({ type }) => type.startsWith("image/");
  const pictures = [...data.files].filter(isPicture).length;
  if (pictures && !data.getData("text/plain") && document.querySelector("[data-evidence-drop]")) {
    return 0;
  }
  const html = data.getData("text/html").replace(/<!--[\s\S]*?-->/g, "");
  return (html.match(/<img\b/gi) || []).length || (data.getData("text/plain") ? 0 : pictures);
};

/* ------------------------------------------------------------------ the editor */

window.Tidtam.richText = (() => {
  const PM = window.ProseMirror;
  if (!PM) {
    return { attach: () => null };
  }
  const { words } = window.Tidtam;
  const DEEPEST_LIST = 3;
  const isSafe = (address) => /^(https?:\/\/|mailto:)\S+$/i.test(address);

  const schema = new PM.Schema({
    nodes: {
      doc: { content: "block+" },
      paragraph: {
        content: "inline*",
        group: "block",
        parseDOM: ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"].map((tag) => ({ tag })),
        toDOM: () => ["p", 0],
      },
      text: { group: "inline" },
      hard_break: {
        inline: true,
        group: "inline",
        selectable: false,
        parseDOM: [{ tag: "br" }],
        toDOM: () => ["br"],
      },
      bullet_list: {
        content: "list_item+",
        group: "block list",
        parseDOM: [{ tag: "ul" }],
        toDOM: () => ["ul", 0],
      },
      ordered_list: {
        content: "list_item+",
        group: "block list",
        parseDOM: [{ tag: "ol" }],
        toDOM: () => ["ol", 0],
      },
      list_item: {
        content: "paragraph list*",
        defining: true,
        parseDOM: [{ tag: "li" }],
        toDOM: () => ["li", 0],
      },
      ...PM.tableNodes({ tableGroup: "block", cellContent: "paragraph+", cellAttributes: {} }),
    },
    marks: {
      link: {
        attrs: { href: {} },
        inclusive: false,
        parseDOM: [
          {
            tag: "a[href]",
            getAttrs: (a) => (isSafe(a.getAttribute("href")) ? { href: a.getAttribute("href") } : false),
          },
        ],
        toDOM: (mark) => ["a", { href: mark.attrs.href, rel: "noopener noreferrer" }, 0],
      },
      strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    },
  });
  const { nodes, marks } = schema;
  const serializer = PM.DOMSerializer.fromSchema(schema);

  function parse(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    return PM.DOMParser.fromSchema(schema).parse(template.content);
  }

  function htmlOf(doc) {
    const box = document.createElement("div");
    box.append(serializer.serializeFragment(doc.content));
    box.querySelectorAll("a").forEach((a) => a.removeAttribute("rel"));
    const isBare = !doc.textContent.trim() && !box.querySelector("table");
    return isBare ? "" : box.innerHTML;
  }

  /* -------------------------------------------------- commands */

  const depthOfList = (state) => {
    let depth = 0;
    for (let at = state.selection.$from.depth; at > 0; at -= 1) {
      depth += state.selection.$from.node(at).type === nodes.list_item ? 1 : 0;
    }
    return depth;
  };

  const toggleList = (type) => (state, dispatch) => {
    const { $from } = state.selection;
    for (let at = $from.depth; at > 0; at -= 1) {
      const node = $from.node(at);
      if (node.type === nodes.bullet_list || node.type === nodes.ordered_list) {
        if (node.type === type) {
          return PM.liftListItem(nodes.list_item)(state, dispatch);
        }
        if (dispatch) {
          dispatch(state.tr.setNodeMarkup($from.before(at), type));
        }
        return true;
      }
    }
    return PM.wrapInList(type)(state, dispatch);
  };

  const sink = (state, dispatch) =>
    depthOfList(state) < DEEPEST_LIST && PM.sinkListItem(nodes.list_item)(state, dispatch);
  const lift = (state, dispatch) =>
    depthOfList(state) > 0 && PM.liftListItem(nodes.list_item)(state, dispatch);

  const lineBreak = (state, dispatch) => {
    if (dispatch) {
      dispatch(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
    }
    return true;
  };

  const insertTable = (state, dispatch) => {
    const { $from } = state.selection;
    if (PM.isInTable(state) || depthOfList(state)) {
      return false;
    }
    if (dispatch) {
      const row = (type) =>
        nodes.table_row.create(null, [1, 2, 3].map(() => type.createAndFill()));
      const table = nodes.table.create(null, [
        row(nodes.table_header),
        row(nodes.table_cell),
        row(nodes.table_cell),
      ]);
      const after = $from.after(1);
      const tr = state.tr.insert(after, [table, nodes.paragraph.create()]);
      dispatch(tr.setSelection(PM.TextSelection.near(tr.doc.resolve(after + 3))).scrollIntoView());
    }
    return true;
  };

  /* -------------------------------------------------- toolbar */

  const TOOLS = [
    { name: "bold", command: PM.toggleMark(marks.strong), mark: marks.strong, keys: "Ctrl+B" },
    { name: "bullets", command: toggleList(nodes.bullet_list), list: nodes.bullet_list, keys: "Ctrl+Shift+8" },
    { name: "numbers", command: toggleList(nodes.ordered_list), list: nodes.ordered_list, keys: "Ctrl+Shift+7" },
    { name: "deeper", command: sink, keys: "Ctrl+]", where: "list" },
    { name: "shallower", command: lift, keys: "Ctrl+[", where: "list" },
    { name: "link", ask: true, mark: marks.link, keys: "Ctrl+K" },
    { name: "table", command: insertTable },
    { name: "undo", command: PM.undo, keys: "Ctrl+Z" },
    { name: "redo", command: PM.redo, keys: "Ctrl+Y" },
    { name: "row-add", command: PM.addRowAfter, where: "table" },
    { name: "row-remove", command: PM.deleteRow, where: "table" },
    { name: "column-add", command: PM.addColumnAfter, where: "table" },
    { name: "column-remove", command: PM.deleteColumn, where: "table" },
    { name: "table-remove", command: PM.deleteTable, where: "table" },
  ];

  function isOn(tool, state) {
    const { from, to, empty, $from } = state.selection;
    if (tool.mark) {
      return empty
        ? Boolean(tool.mark.isInSet(state.storedMarks || $from.marks()))
        : state.doc.rangeHasMark(from, to, tool.mark);
    }
    for (let at = $from.depth; at > 0; at -= 1) {
      const { type } = $from.node(at);
      if (type === nodes.bullet_list || type === nodes.ordered_list) {
        return type === tool.list;
      }
    }
    return false;
  }

  function toolbarOf(view, ask) {
    const bar = document.createElement("div");
    bar.className = "editor__tools";
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", words("tools"));
    const buttons = TOOLS.map((tool) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `editor__tool editor__tool--${tool.name}`;
      button.tabIndex = -1;
      button.textContent = words(`tool-${tool.name}`);
      const title = words(`tool-${tool.name}-title`);
      button.title = tool.keys ? `${title} (${tool.keys})` : title;
      button.setAttribute("aria-label", title);
      button.dataset.tool = tool.name;
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => {
        if (button.getAttribute("aria-disabled") === "true") {
          return;
        }
        if (tool.ask) {
          ask();
        } else {
          tool.command(view.state, view.dispatch, view);
          view.focus();
        }
      });
      bar.append(button);
      return button;
    });
    buttons[0].tabIndex = 0;

    bar.addEventListener("keydown", (event) => {
      const shown = buttons.filter((button) => !button.hidden);
      const here = shown.indexOf(document.activeElement);
      const steps = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: shown.length - 1 };
      if (event.key in steps) {
        event.preventDefault();
        const next = shown[(steps[event.key] + shown.length) % shown.length];
        buttons.forEach((button) => (button.tabIndex = button === next ? 0 : -1));
        next.focus();
      } else if (event.key === "Escape") {
        view.focus();
      }
    });

    function show(state) {
      let hasTable = false;
      state.doc.forEach((node) => {
        hasTable = hasTable || node.type === nodes.table;
      });
      TOOLS.forEach((tool, place) => {
        const button = buttons[place];
        if (tool.mark || tool.list) {
          button.setAttribute("aria-pressed", String(isOn(tool, state)));
        }
        const possible = tool.ask ? true : tool.command(state, undefined, view);
        button.setAttribute("aria-disabled", String(!possible));
        button.hidden = tool.where === "table" && !hasTable;
        if (button.hidden && button.tabIndex === 0) {
          button.tabIndex = -1;
          buttons[0].tabIndex = 0;
        }
      });
    }
    return { bar, show };
  }

  /* -------------------------------------------------- links */

  function linkAsker(getView) {
    const dialog = document.createElement("dialog");
    dialog.className = "editor__link";
    const form = document.createElement("form");
    form.method = "dialog";
    const label = document.createElement("label");
    label.append(words("link-address"));
    const input = document.createElement("input");
    Object.assign(input, { type: "text", inputMode: "url", autocomplete: "off" });
    const wrong = document.createElement("p");
    wrong.className = "field__error";
    wrong.setAttribute("role", "alert");
    label.append(input);
    const row = document.createElement("div");
    row.className = "button-row";
    const button = (name, kind) => {
      const made = document.createElement("button");
      Object.assign(made, { type: name === "link-set" ? "submit" : "button", className: kind });
      made.textContent = words(name);
      row.append(made);
      return made;
    };
    button("link-set", "button");
    const remove = button("link-remove", "button button--quiet");
    const cancel = button("cancel", "button button--quiet");
    form.append(label, wrong, row);
    dialog.append(form);
    dialog.setAttribute("aria-label", words("tool-link-title"));

    function range(state) {
      const { from, to, empty, $from } = state.selection;
      if (!empty || !marks.link.isInSet($from.marks())) {
        return { from, to };
      }
      const { parent } = $from;
      let start = $from.start();
      let found = { from, to };
      parent.forEach((node, offset) => {
        const begin = $from.start() + offset;
        if (begin <= from && from <= begin + node.nodeSize && marks.link.isInSet(node.marks)) {
          start = begin;
          found = { from: start, to: begin + node.nodeSize };
        }
      });
      return found;
    }
    const done = () => {
      dialog.close();
      getView().focus();
    };
    remove.addEventListener("click", () => {
      const view = getView();
      const { from, to } = range(view.state);
      view.dispatch(view.state.tr.removeMark(from, to, marks.link));
      done();
    });
    cancel.addEventListener("click", done);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const view = getView();
      let href = input.value.trim();
      if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(href)) {
        href = `mailto:${href}`;
      } else if (/^[\w-]+(\.[\w-]+)+([/?#].*)?$/.test(href)) {
        href = `https://${href}`;
      }
      if (!isSafe(href)) {
        wrong.textContent = words("link-wrong");
        return;
      }
      const { from, to } = range(view.state);
      const mark = marks.link.create({ href });
      const { tr } = view.state;
      if (from === to) {
        tr.replaceSelectionWith(schema.text(href, [mark]), false);
      } else {
        tr.removeMark(from, to, marks.link).addMark(from, to, mark);
      }
      view.dispatch(tr);
      done();
    });
    return {
      dialog,
      ask() {
        const { state } = getView();
        const { from, to } = range(state);
        let href = "";
        state.doc.nodesBetween(from, Math.max(to, from + (from === to ? 0 : 1)), (node) => {
          const mark = marks.link.isInSet(node.marks);
          href = mark ? mark.attrs.href : href;
        });
        input.value = href;
        wrong.textContent = "";
        remove.hidden = !href;
        dialog.showModal();
        input.focus();
      },
    };
  }

  /* -------------------------------------------------- putting it together */

  function attach(textarea) {
    const field = document.createElement("div");
    field.className = "editor";
    const label = textarea.labels && textarea.labels[0];
    if (label && !label.id) {
      label.id = `${textarea.id || textarea.name}-label`;
    }
    const asker = linkAsker(() => view);
    const { id } = textarea;

    const changed = () => {
      textarea.value = htmlOf(view.state.doc);
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    };

    /* Always false: the text itself is put in as ever. */
    const tellLost = (data) => {
      const n = data ? window.Tidtam.lostPictures(data) : 0;
      textarea.dispatchEvent(new CustomEvent("editor:pictures-lost", { bubbles: true, detail: n }));
      return false;
    };

    const state = (html) =>
      PM.EditorState.create({
        doc: parse(html),
        plugins: [
          PM.history(),
          PM.keymap({
            "Mod-z": PM.undo,
            "Mod-y": PM.redo,
            "Shift-Mod-z": PM.redo,
            "Mod-b": PM.toggleMark(marks.strong),
            "Mod-k": () => (asker.ask(), true),
            "Mod-Shift-8": toggleList(nodes.bullet_list),
            "Mod-Shift-7": toggleList(nodes.ordered_list),
            "Mod-]": sink,
            "Mod-[": lift,
            "Shift-Enter": lineBreak,
            "Alt-F10": () => (tools.bar.querySelector("[tabindex='0']").focus(), true),
            Enter: PM.splitListItem(nodes.list_item),
            Tab: PM.goToNextCell(1),
            "Shift-Tab": PM.goToNextCell(-1),
          }),
          PM.keymap(PM.baseKeymap),
          PM.tableEditing(),
        ],
      });

    const attributes = { role: "textbox", "aria-multiline": "true", lang: "th", class: "editor__text rich" };
    if (id) {
      attributes.id = id;
      textarea.removeAttribute("id");
    }
    if (label) {
      attributes["aria-labelledby"] = label.id;
      label.addEventListener("click", () => view.focus());
    } else if (textarea.getAttribute("aria-label")) {
      attributes["aria-label"] = textarea.getAttribute("aria-label");
    }
    if (textarea.getAttribute("aria-labelledby")) {
      attributes["aria-labelledby"] = textarea.getAttribute("aria-labelledby");
    }
    if (textarea.getAttribute("aria-describedby")) {
      attributes["aria-describedby"] = textarea.getAttribute("aria-describedby");
    }
    const view = new PM.EditorView(field, {
      state: state(textarea.dataset.html || ""),
      attributes,
      transformPastedHTML: window.Tidtam.cleanPaste,
      handlePaste: (_, { clipboardData }) => tellLost(clipboardData),
      handleDrop: (_, { dataTransfer }, slice, isMoved) => !isMoved && tellLost(dataTransfer),
      editable: () => !textarea.matches(":disabled") && !textarea.readOnly,
      dispatchTransaction(transaction) {
        view.updateState(view.state.apply(transaction));
        tools.show(view.state);
        if (transaction.docChanged) {
          changed();
        }
      },
      handleDOMEvents: {
        blur: () => {
          textarea.dispatchEvent(new Event("focusout", { bubbles: true }));
          return false;
        },
      },
    });
    const tools = toolbarOf(view, asker.ask);
    field.prepend(tools.bar);
    field.append(asker.dialog);
    tools.show(view.state);
    textarea.after(field);
    textarea.hidden = true;
    textarea.value = htmlOf(view.state.doc);
    const editor = {
      field,
      focus: () => view.focus(),
      html: () => htmlOf(view.state.doc),
      /* Puts another text in; what stood there can be had back by undo. */
      setHtml(html) {
        const { tr, doc } = view.state;
        view.dispatch(PM.closeHistory(tr.replaceWith(0, doc.content.size, parse(html).content)));
      },
    };
    textarea.tidtamEditor = editor;
    return editor;
  }

  return { attach, htmlOf, parse };
})();

/* Only where the server gave the text as HTML: an editor must never begin empty by mistake. */
for (const textarea of document.querySelectorAll("textarea[data-html]")) {
  const editor = window.Tidtam.richText.attach(textarea);
  const format = editor && textarea.dataset.formatField
    ? document.getElementById(textarea.dataset.formatField)
    : null;
  if (format) {
    format.value = "html";
  }
}
