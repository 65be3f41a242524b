"use strict";
/* Sends files of evidence in pieces: chosen, dropped, pasted or taken by the phone's camera.

   A piece that was acknowledged is never sent again: when the line breaks, the page is loaded
   anew or the server was restarted, the server says where to go on. Without scripts the form
   sends one file in one request. All words come from the page. */

(() => {
  const SMALLEST = 128 * 1024;
  const FIRST = 1024 * 1024;
  const LARGEST = 4 * 1024 * 1024;
  const REMEMBERED = "tidtam-evidence-";
  const WEEK = 7 * 24 * 3600 * 1000;

  const pause = (ms) => new Promise((resolve) => {
    const done = () => {
      window.clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    };
    const timer = window.setTimeout(done, ms);
    window.addEventListener("online", done);
  });

  /* ------------------------------------------------------- what the machine remembers */

  /* Only a number made of the file's name, size and date: offices share machines. */
  function memoryOf(form, file) {
    const text = [form.dataset.attachUrl, file.name, file.size, file.lastModified].join("|");
    let [high, low] = [0x9e3779b9, 0x85ebca6b];
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    return REMEMBERED + (high >>> 0).toString(16) + (low >>> 0).toString(16);
  }

  function remember(key, token) {
    try {
      window.localStorage.setItem(key, JSON.stringify({ token, at: Date.now() }));
    } catch {
      /* a full or forbidden memory only costs going on after a reload */
    }
  }

  function recall(key) {
    try {
      const kept = JSON.parse(window.localStorage.getItem(key) || "null");
      return kept && Date.now() - kept.at < WEEK ? kept.token : "";
    } catch {
      return "";
    }
  }

  function forget(key) {
    try {
      window.localStorage.removeItem(key);
    } catch {
      /* as above */
    }
  }

  /* ------------------------------------------------------------------- asking the server */

  class Refused extends Error {
    constructor(sentence, status, isFinal = false) {
      super(sentence);
      this.status = status;
      this.isFinal = isFinal;
    }
  }

  async function ask(form, address, { method = "POST", body, signal } = {}) {
    const headers = { Accept: "application/json" };
    if (method === "POST") {
      headers["X-CSRFToken"] = form.querySelector("[name=csrfmiddlewaretoken]").value;
    }
    if (body instanceof Blob) {
      headers["Content-Type"] = "application/octet-stream";
    }
    const answer = await fetch(address, { method, headers, body, signal, credentials: "same-origin" });
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    const told = isJson ? await answer.json() : {};
    if (!answer.ok || !isJson) {
      throw new Refused(told.error || form.dataset.wordBroken, answer.status);
    }
    return told;
  }

  const fields = (values) => {
    const data = new FormData();
    for (const [name, value] of Object.entries(values)) {
      data.append(name, value);
    }
    return data;
  };

  /* ------------------------------------------------------------------------ one file */

  class Sending {
    constructor(form, file, row) {
      Object.assign(this, { form, file, row, token: "", offset: 0, size: FIRST });
      this.memory = memoryOf(form, file);
      this.stop = new AbortController();
      this.told = -1;
      row.querySelector("[data-name]").textContent = file.name;
      row.querySelector("[data-bar]").setAttribute("aria-label", file.name);
      for (const place of row.querySelectorAll("[data-of]")) {
        place.textContent = ` ${file.name}`;
      }
      row.querySelector("[data-cancel]").addEventListener("click", () => this.cancel());
      row.querySelector("[data-again]").addEventListener("click", () => this.again());
      this.show("waiting");
    }

    get base() {
      return `${this.form.dataset.startUrl}${encodeURIComponent(this.token)}/`;
    }

    /* Says where it stands: in its row always, aloud at every quarter and at each change. */
    show(word, sentence = "") {
      const percent = Math.floor((100 * this.offset) / this.file.size) || 0;
      const key = `word${word[0].toUpperCase()}${word.slice(1)}`;
      const text = sentence || (this.form.dataset[key] || "").replace("{percent}", String(percent));
      this.row.querySelector("[data-bar]").value = percent;
      this.row.querySelector("[data-state]").textContent = text;
      this.row.classList.toggle("is-refused", word === "refused");
      this.row.classList.toggle("is-waiting", word === "offline");
      const step = `${word} ${Math.floor(percent / 25)}`;
      if (this.told !== step) {
        this.told = step;
        this.form.querySelector("[data-say]").textContent = `${this.file.name}: ${text}`;
      }
    }

    async run() {
      let wait = 1000;
      this.row.querySelector("[data-again]").hidden = true;
      for (;;) {
        if (this.stop.signal.aborted) {
          return;
        }
        const before = this.offset;
        try {
          await this.pass();
          return;
        } catch (error) {
          if (this.stop.signal.aborted) {
            return;
          }
          const isLine = !(error instanceof Refused);
          const isBusy = !isLine && !error.isFinal && [409, 502, 503, 504].includes(error.status);
          if (!isLine && !isBusy) {
            this.fail(error);
            return;
          }
          wait = this.offset > before ? 1000 : Math.min(wait * 2, 30000);
          if (isLine || error.status !== 409) {
            this.show("offline");
          }
          this.size = Math.max(SMALLEST, this.size / 2);
          await pause(wait);
        }
      }
    }

    /* From wherever it stands to the end; throws where the line or the server fails. */
    async pass() {
      if (!(await this.begin())) {
        await this.pieces();
        this.show("checking");
        this.note = (await this.ask("finish/")).note || "";
      }
      this.show("attaching");
      await this.attach();
      forget(this.memory);
      this.row.querySelector("[data-cancel]").hidden = true;
      this.show("done", this.note);
    }

    /* Starts, or goes on with what the server has; true when it has all of it already. */
    async begin() {
      this.token = this.token || recall(this.memory);
      if (this.token) {
        try {
          const told = await ask(this.form, this.base, { method: "GET", signal: this.stop.signal });
          if (told.state === "done") {
            this.offset = this.file.size;
            this.note = told.note || "";
            return true;
          }
          if (told.state === "receiving" || told.state === "checking") {
            this.offset = told.offset;
            return false;
          }
        } catch (error) {
          if (!(error instanceof Refused) || error.status !== 404) {
            throw error;
          }
        }
      }
      const { name, size } = this.file;
      const body = fields({ name, size, agency: this.form.dataset.agency });
      const told = await ask(this.form, this.form.dataset.startUrl, { body, signal: this.stop.signal });
      this.token = told.token;
      this.offset = 0;
      remember(this.memory, told.token);
      return false;
    }

    async pieces() {
      while (this.offset < this.file.size) {
        this.show("sending");
        const piece = this.file.slice(this.offset, this.offset + this.size);
        const began = performance.now();
        const told = await this.ask(`piece/?offset=${this.offset}`, piece);
        this.offset = told.offset;
        this.adapt(performance.now() - began);
      }
    }

    /* A piece should take about a second: large on a good line, small on a weak one. */
    adapt(took) {
      if (took < 700) {
        this.size = Math.min(this.size * 2, LARGEST);
      } else if (took > 4000) {
        this.size = Math.max(this.size / 2, SMALLEST);
      }
    }

    ask(what, body) {
      return ask(this.form, this.base + what, { body: body || fields({}), signal: this.stop.signal });
    }

    async attach() {
      const data = new FormData(this.form);
      data.delete("file");
      data.append("upload", this.token);
      const answer = await fetch(this.form.dataset.attachUrl, {
        method: "POST",
        body: data,
        headers: {
          "HX-Request": "true",
          "X-CSRFToken": this.form.querySelector("[name=csrfmiddlewaretoken]").value,
        },
        credentials: "same-origin",
      });
      const html = await answer.text();
      const page = new DOMParser().parseFromString(html, "text/html");
      if (!answer.ok || answer.redirected) {
        const sentence = page.querySelector("[role=alert]");
        throw new Refused(sentence ? sentence.textContent.trim() : "", answer.status, true);
      }
      const rows = document.getElementById(this.form.dataset.rows);
      if (rows) {
        rows.insertAdjacentHTML("beforeend", html);
        if (window.htmx) {
          window.htmx.process(rows);
        }
      }
      this.form.dispatchEvent(new CustomEvent("evidence:attached", { bubbles: true }));
    }

    fail(error) {
      const isOver = error.status === 422 || error.status === 404;
      if (isOver) {
        forget(this.memory);
        this.token = "";
        this.offset = 0;
      }
      this.row.querySelector("[data-again]").hidden = error.status === 422;
      this.show("refused", error.message || this.form.dataset.wordBroken);
    }

    again() {
      this.stop = new AbortController();
      this.row.querySelector("[data-cancel]").focus();
      queueOf(this.form).add(this);
    }

    cancel() {
      this.stop.abort();
      forget(this.memory);
      if (this.token && this.offset < this.file.size) {
        ask(this.form, `${this.base}cancel/`, { body: fields({}) }).catch(() => undefined);
      }
      this.show("cancelled");
      const next = this.form.querySelector("[data-pick]");
      this.row.remove();
      this.form.querySelector("[data-files]").hidden = !this.form.querySelector(".evidence-file");
      next.focus();
    }
  }

  /* ------------------------------------------------------------------- many files */

  const queues = new WeakMap();

  /* One file at a time: on a weak line two would only slow each other. */
  class Queue {
    constructor() {
      this.waiting = [];
      this.isBusy = false;
    }

    async add(sending) {
      this.waiting.push(sending);
      if (this.isBusy) {
        return;
      }
      this.isBusy = true;
      while (this.waiting.length) {
        await this.waiting.shift().run();
      }
      this.isBusy = false;
    }
  }

  function queueOf(form) {
    if (!queues.has(form)) {
      queues.set(form, new Queue());
    }
    return queues.get(form);
  }

  function take(form, files) {
    const list = form.querySelector("[data-files]");
    for (const file of files) {
      const row = form.querySelector("template[data-file]").content.cloneNode(true).firstElementChild;
      list.append(row);
      list.hidden = false;
      queueOf(form).add(new Sending(form, file, row));
    }
  }

  function isFiles(event) {
    return event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  }

  function prepare(form) {
    if (form.dataset.ready) {
      return;
    }
    form.dataset.ready = "yes";
    form.classList.add("has-script");
    form.querySelector("[data-plain]").remove();
    for (const hidden of form.querySelectorAll("[data-needs-script]")) {
      hidden.hidden = false;
    }
    for (const input of form.querySelectorAll("[data-pick]")) {
      input.addEventListener("change", () => {
        take(form, [...input.files]);
        input.value = "";
      });
    }
    form.addEventListener("submit", (event) => event.preventDefault());
    const zone = form.querySelector("[data-zone]");
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      zone.addEventListener(name, (event) => {
        if (!isFiles(event)) {
          return;
        }
        event.preventDefault();
        zone.classList.toggle("is-over", name === "dragenter" || name === "dragover");
        if (name === "drop") {
          take(form, [...event.dataTransfer.files]);
        }
      });
    }
  }

  /* A pasted picture goes to the form that has the focus, or to the only one on the page. */
  document.addEventListener("paste", (event) => {
    const files = [...((event.clipboardData && event.clipboardData.files) || [])];
    const forms = [...document.querySelectorAll("[data-evidence-drop]")];
    const form = forms.find((each) => each.contains(document.activeElement)) || forms[0];
    const isElsewhere = forms.length > 1 && form && !form.contains(document.activeElement);
    if (!files.length || !form || isElsewhere || event.clipboardData.getData("text/plain")) {
      return;
    }
    event.preventDefault();
    take(form, files.map((file) => named(form, file)));
  });

  function named(form, file) {
    const ending = (file.name.match(/\.[a-z0-9]+$/i) || [".png"])[0];
    const time = new Date().toTimeString().slice(0, 5).replace(":", ".");
    const isPlain = /^image\.[a-z]+$/i.test(file.name);
    return isPlain ? new File([file], `${form.dataset.wordPasted} ${time}${ending}`, { type: file.type }) : file;
  }

  /* A file dropped beside the place must not replace the page. */
  for (const name of ["dragover", "drop"]) {
    window.addEventListener(name, (event) => {
      if (isFiles(event) && document.querySelector("[data-evidence-drop]")) {
        event.preventDefault();
      }
    });
  }

  window.addEventListener("beforeunload", (event) => {
    const forms = [...document.querySelectorAll("[data-evidence-drop]")];
    if (forms.some((form) => queues.has(form) && queues.get(form).isBusy)) {
      event.preventDefault();
    }
  });

  const prepareAll = () => document.querySelectorAll("[data-evidence-drop]").forEach(prepare);
  document.addEventListener("htmx:load", prepareAll);
  if (document.readyState === "loading") {
    window.addEventListener("DOMContentLoaded", prepareAll);
  } else {
    prepareAll();
  }
})();
