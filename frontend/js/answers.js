// Answers save as one types, each by itself. What the server has not acknowledged stays on this computer and is sent
// again, under the same key, until it has: nothing is lost and nothing is doubled.
import { showConflict } from "./answer-conflict.js";
import { addRow, setValue, showAll, valueOf } from "./answer-fields.js";
import { showLeft } from "./answer-left.js";
import { Waiting } from "./answer-store.js";
import { isSame } from "./draft-fields.js";
import { savedLine } from "./saved-line.js";

const PAUSE = 900; // milliseconds after the last key
const RETRY = 5000;
const PRESENCE = 15000;
const MOST_BEFORE = 200; // as questionnaires.forms.answers takes them

class Filling {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.form = root.querySelector("[data-answers-form]");
    this.token = this.form.elements.namedItem("csrfmiddlewaretoken").value;
    this.show = savedLine(root.querySelector("[data-saved]"));
    this.waiting = new Waiting(root.dataset.account, root.dataset.set);
    this.boxes = new Map([...root.querySelectorAll(".question[data-path]")].map((box) => [box.dataset.path, box]));
    this.stored = new Map([...this.boxes].map(([path, box]) => [path, valueOf(box)]));
    this.blocked = new Set(); // questions with a conflict that waits for the reader
    this.timer = 0;
    this.sending = null;
    this.show("ready");
    this.bringBack();
    this.listen();
    this.live();
  }

  listen() {
    this.form.addEventListener("input", (event) => this.typed(event));
    this.form.addEventListener("change", (event) => this.typed(event));
    this.form.addEventListener("paste", (event) => this.pasted(event));
    this.form.addEventListener("submit", (event) => this.leave(event, () => this.goOn(event.submitter)));
    for (const form of document.querySelectorAll("[data-after-saving]"))
      form.addEventListener("submit", (event) => this.leave(event, () => form.submit()));
    for (const more of this.root.querySelectorAll("[data-more]")) {
      more.hidden = false;
      more.addEventListener("click", () => {
        const box = more.closest(".question");
        if (addRow(box)) box.querySelector("tbody tr:last-child [data-cell]").focus();
      });
    }
    window.addEventListener("online", () => this.save());
    window.addEventListener("beforeunload", (event) => this.isUnsafe && event.preventDefault());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
  }

  // What was typed here and never acknowledged: it goes into its box and is sent. Of other pages: it is sent only.
  bringBack() {
    const rows = this.waiting.all();
    for (const [path, entry] of rows) {
      const box = this.boxes.get(path);
      if (!box) continue;
      setValue(box, entry.value);
      box.dataset.seen = entry.seen;
    }
    if (rows.length) {
      this.show("restored");
      this.save();
    }
    showAll(this.root);
  }

  typed(event) {
    const box = event.target.closest(".question[data-path]");
    if (!box || event.target.type === "file") return;
    showAll(this.root);
    const path = box.dataset.path;
    const value = valueOf(box);
    if (isSame(value, this.stored.get(path)) && !this.entryOf(path)) return;
    const before = this.entryOf(path);
    // Only what was sent can have arrived: its keys go along, so that what follows is no conflict with oneself.
    const after = before ? [...(before.after ?? []), ...(before.isSent ? [before.key] : [])].slice(-MOST_BEFORE) : [];
    const entry = { value, seen: Number(box.dataset.seen), key: crypto.randomUUID(), after };
    this.isUnsafe = !this.waiting.keep(path, entry);
    if (this.isUnsafe) (this.unkept ??= new Map()).set(path, entry);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  /** Note that an entry is on its way. */
  mark(path, entry) {
    entry.isSent = true;
    if (!this.unkept?.has(path)) this.waiting.keep(path, entry);
  }

  entryOf(path) {
    return this.waiting.all().find(([each]) => each === path)?.[1] ?? this.unkept?.get(path);
  }

  /** [[path, entry], …] that the server has not acknowledged, without those that wait for a choice. */
  open() {
    const rows = [...this.waiting.all(), ...(this.unkept ?? [])];
    return rows.filter(([path]) => !this.blocked.has(path));
  }

  /** Send what is open; one request at a time. Resolves when nothing more can be sent now. */
  async save() {
    clearTimeout(this.timer);
    if (this.sending) return this.sending;
    const rows = this.open().slice(0, 100);
    if (!rows.length) return undefined;
    this.show("saving");
    this.sending = this.send(rows);
    const isTaken = await this.sending;
    this.sending = null;
    if (isTaken && this.open().length) return this.save();
    if (!isTaken && this.open().length) this.timer = setTimeout(() => this.save(), RETRY);
    return undefined;
  }

  async send(rows) {
    for (const [path, entry] of rows) this.mark(path, entry);
    const answers = rows.map(([path, { value, seen, key, after }]) => ({ path, value, seen, key, after: after ?? [] }));
    let answer;
    try {
      answer = await fetch(this.root.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
        body: JSON.stringify({ answers }),
        redirect: "manual",
      });
    } catch {
      this.show("offline");
      return false;
    }
    if (answer.ok) {
      const said = await answer.json();
      said.outcomes.forEach((outcome, place) => this.became(rows[place], outcome));
      this.progress(said);
      this.isUnsafe = Boolean(this.unkept?.size);
      this.show(this.blocked.size ? "conflict" : "saved");
      return true;
    }
    const signedOut = answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect";
    if (answer.status === 409 || answer.status === 404) location.reload(); // completed or carried over: the page says so
    this.show(signedOut ? "signedOut" : answer.status === 413 ? "tooLarge" : "failed");
    return false;
  }

  became([path, entry], outcome) {
    const box = this.boxes.get(path);
    if (outcome.conflict) {
      this.blocked.add(path);
      if (box) this.ask(box, path, entry, outcome);
      return;
    }
    this.waiting.drop(path, entry.key);
    if (this.unkept?.get(path)?.key === entry.key) this.unkept.delete(path);
    if (!box) return;
    this.say(box, outcome.refused || outcome.problem);
    if (outcome.refused) return;
    this.saw(box, path, outcome.version);
    this.stored.set(path, entry.value);
    if (outcome.sums) this.sum(box, outcome.sums);
  }

  // What is typed on while an answer is on its way was typed by the same hand: it goes on from the version just saved.
  saw(box, path, version) {
    box.dataset.seen = version;
    const field = box.querySelector(":scope > [data-version], :scope > fieldset > [data-version]");
    if (field) field.value = version;
    const later = this.waiting.all().find(([each]) => each === path);
    if (later) this.waiting.keep(path, { ...later[1], seen: version });
  }

  ask(box, path, entry, outcome) {
    const settle = (value) => {
      this.blocked.delete(path);
      this.waiting.drop(path);
      this.unkept?.delete(path);
      this.saw(box, path, outcome.version);
      this.stored.set(path, outcome.conflict.value);
      setValue(box, value);
      showAll(this.root);
    };
    showConflict(box, this.words, outcome.conflict, {
      keep: () => {
        const mine = valueOf(box);
        settle(mine);
        this.waiting.keep(path, { value: mine, seen: outcome.version, key: crypto.randomUUID() });
        this.save();
      },
      take: () => {
        settle(outcome.conflict.value);
        this.say(box, "");
        this.show("saved");
      },
    });
  }

  say(box, words) {
    const line = box.querySelector("[data-problem]");
    line.textContent = words ?? "";
    line.hidden = !words;
    for (const control of box.querySelectorAll("[data-control]"))
      words ? control.setAttribute("aria-invalid", "true") : control.removeAttribute("aria-invalid");
  }

  sum(box, sums) {
    const heads = [...box.querySelectorAll("thead [data-column]")];
    heads.forEach((head, place) => {
      const bold = box.querySelector(`[data-sum="${place}"] b`);
      if (bold && head.dataset.column in sums) bold.textContent = sums[head.dataset.column];
    });
  }

  progress(said) {
    this.root.querySelector("[data-whole]").textContent = said.whole;
    for (const [key, { done, of, bad }] of Object.entries(said.sections)) {
      const state = this.root.querySelector(`[data-section="${CSS.escape(key)}"] .state`);
      if (!state) continue;
      state.toggleAttribute("data-bad", bad > 0);
      const boards = [...state.querySelectorAll(".planks i")];
      boards.forEach((board, place) => board.toggleAttribute("data-on", place < done));
      const words = state.querySelector(".planks + span");
      if (words) words.textContent = words.textContent.replace(/\d+/, done).replace(/\d+(?=\D*$)/, of);
    }
  }

  // A table from a spreadsheet: its rows fill the table from the cell on. More than fit: nothing changes, and why is said.
  pasted(event) {
    const cell = event.target.closest("[data-cell]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const box = cell.closest(".question");
    const lines = text.replace(/\r/g, "").trimEnd().split("\n");
    const rows = [...box.querySelectorAll("tbody tr")];
    const from = rows.indexOf(cell.closest("tr"));
    const most = Number(box.dataset.most);
    if (from + lines.length > most) {
      const rowsSaid = lines.length.toLocaleString(document.documentElement.lang);
      this.say(box, this.words.wordsRows.replace("%(rows)s", rowsSaid).replace("%(most)s", most));
      return;
    }
    while (box.querySelectorAll("tbody tr").length < from + lines.length) addRow(box);
    const cells = [...cell.closest("tr").querySelectorAll("[data-cell]")];
    const start = cells.indexOf(cell);
    const all = [...box.querySelectorAll("tbody tr")];
    lines.forEach((line, number) => {
      const targets = [...all[from + number].querySelectorAll("[data-cell]")];
      line.split("\t").forEach((said, place) => {
        if (targets[start + place]) targets[start + place].value = said.trim();
      });
    });
    this.typed({ target: cell });
  }

  /** Save first, then leave the page; a conflict or a lost connection keeps the reader here. */
  async leave(event, go) {
    event.preventDefault();
    await this.save();
    await this.sending;
    if (this.open().length || this.blocked.size) {
      this.root.querySelector(".conflict")?.scrollIntoView({ block: "center" });
      return;
    }
    go();
  }

  goOn(button) {
    if (button && "plain" in button.dataset) return;
    const links = [...this.root.querySelectorAll(".toc a")];
    const here = links.findIndex((link) => link.hasAttribute("aria-current"));
    location.assign(links[here + 1].href);
  }

  // Who else is here, and what they changed: an answer that nobody touches on this page follows by itself.
  live() {
    const beat = async () => {
      if (document.hidden) return;
      const path = document.activeElement?.closest?.(".question[data-path]")?.dataset.path ?? "";
      try {
        const answer = await fetch(this.root.dataset.presence, {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
          body: JSON.stringify({ path, since: Number(this.root.dataset.change) }),
          redirect: "manual",
        });
        if (answer.ok) this.hear(await answer.json());
      } catch {
        // The line about saving says when the connection is gone.
      }
    };
    setInterval(beat, PRESENCE);
    document.addEventListener("visibilitychange", beat);
    beat();
  }

  hear(said) {
    this.root.dataset.change = said.change;
    this.root.querySelector("[data-people]").textContent = said.people.join(" ");
    const mine = new Set(this.waiting.all().map(([path]) => path));
    for (const { path, version, value, who } of said.answers) {
      const box = this.boxes.get(path);
      if (!box || mine.has(path) || box.contains(document.activeElement)) continue;
      setValue(box, value);
      this.saw(box, path, version);
      this.stored.set(path, valueOf(box));
      const line = box.querySelector("[data-changed]");
      if (line) line.textContent = `${who}: ${this.words.wordsChanged}`;
    }
    if (said.answers.length) showAll(this.root);
  }
}

for (const root of document.querySelectorAll("[data-answers]")) new Filling(root);
for (const box of document.querySelectorAll("[data-left]")) showLeft(box);
for (const form of document.querySelectorAll("[data-answers-once]")) {
  form.addEventListener("input", () => showAll(form));
  showAll(form);
}
for (const form of document.querySelectorAll("[data-answers-preview]")) {
  form.addEventListener("input", () => showAll(form));
  form.addEventListener("submit", (event) => event.preventDefault());
  showAll(form);
}
