// The page for the road: keeps entries on the device, and sends them one by one when there is a connection. An entry
// is forgotten only after the server has said that it is recorded; sent twice it is recorded once (its key).
import { all, drop, put } from "./road-store.js";

const RETRY = 15000;
const box = document.querySelector("[data-road]");

class Road {
  constructor() {
    this.words = box.dataset;
    this.account = box.dataset.account;
    this.people = JSON.parse(box.dataset.people);
    this.form = box.querySelector("[data-road-form]");
    this.list = box.querySelector("[data-road-list]");
    this.said = box.querySelector("[data-road-said]");
    this.isSending = false;
    this.begun = `pomost-road-begun:${this.account}`;
    this.form.addEventListener("submit", (event) => this.keep(event));
    this.form.addEventListener("input", () => this.begin());
    this.form.elements.partnership.addEventListener("change", () => this.name());
    window.addEventListener("online", () => this.send());
    setInterval(() => this.send(), RETRY);
    this.name();
    this.resume();
    this.ready();
    this.show().then(() => this.send());
  }

  async ready() {
    if (!("serviceWorker" in navigator)) return;
    try {
      await navigator.serviceWorker.register(this.words.worker, { type: "module" });
      await navigator.serviceWorker.ready;
      box.querySelector("[data-road-ready]").textContent = this.words.wordsReady;
    } catch {
      // Without the worker the page still keeps and sends as long as it stays open.
    }
  }

  // Who may be given a step: the people of the partnership that is chosen.
  name() {
    const who = this.form.elements.step1_who;
    const people = this.people[this.form.elements.partnership.value] ?? [];
    who.replaceChildren(new Option(this.words.wordsNobody, ""), ...people.map(([id, name]) => new Option(name, id)));
  }

  // What is being typed, should the page close before it is kept.
  begin() {
    try {
      localStorage.setItem(this.begun, JSON.stringify({ key: this.mending ?? null, fields: this.fields() }));
    } catch {
      // Private windows and full storage: what is kept by the button has a store of its own.
    }
  }

  resume() {
    try {
      const { key, fields } = JSON.parse(localStorage.getItem(this.begun)) ?? {};
      if (fields) this.fill(fields, key);
    } catch {
      localStorage.removeItem(this.begun);
    }
  }

  fields() {
    const found = {};
    for (const [name, text] of new FormData(this.form)) (found[name] ??= []).push(text);
    return found;
  }

  async keep(event) {
    event.preventDefault();
    const fields = this.fields();
    if (!fields.minutes?.[0] || !fields.agreed?.[0]?.trim() || !fields.topics) {
      this.say(this.words.wordsIncomplete);
      return;
    }
    const key = this.mending ?? crypto.randomUUID();
    fields.client_key = [key];
    fields.account = [this.account];
    try {
      await put({ key, account: this.account, at: Date.now(), fields, errors: [] });
    } catch {
      this.say(this.words.wordsNoStore);
      return;
    }
    this.mending = null;
    localStorage.removeItem(this.begun);
    this.form.reset();
    this.name();
    this.say(this.words.wordsKept);
    await this.show();
    this.send();
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    try {
      const waiting = (await all(this.account)).filter((entry) => !entry.errors.length);
      if (waiting.length) await this.sendAll(waiting);
    } catch (failure) {
      // No connection, or a server in trouble: what waits goes on waiting, and the page says so.
      this.say(failure instanceof TypeError ? this.words.wordsKept : this.words.wordsFailed);
    } finally {
      this.isSending = false;
    }
  }

  async sendAll(waiting) {
    const answer = await fetch(this.words.ticket, { cache: "no-store", credentials: "same-origin" });
    const ticket = answer.ok ? await answer.json() : null;
    if (!ticket || String(ticket.account) !== this.account) {
      this.say(this.words.wordsSignedOut, this.words.signIn, this.words.wordsSignIn);
      return;
    }
    for (const entry of waiting) await this.sendOne(entry, ticket.token);
  }

  async sendOne(entry, token) {
    const answer = await fetch(this.words.send, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(entry.fields),
    });
    if (answer.ok) {
      const { url } = await answer.json();
      await drop(entry.key);
      this.say(this.words.wordsSent, url, this.words.wordsLook);
    } else if (answer.status === 422) {
      const { errors } = await answer.json();
      await put({ ...entry, errors });
    } else throw new Error(answer.status);
    await this.show();
  }

  async show() {
    const entries = await all(this.account);
    this.list.closest("[data-road-box]").hidden = !entries.length;
    this.list.replaceChildren(...entries.map((entry) => this.row(entry)));
  }

  row(entry) {
    const row = document.createElement("li");
    row.className = "waiting";
    const name = this.form.elements.partnership.querySelector(`option[value="${CSS.escape(entry.fields.partnership[0])}"]`);
    const title = document.createElement("b");
    title.textContent = `${name?.textContent ?? entry.fields.partnership[0]}, ${entry.fields.day[0]}`;
    row.append(title, " ", entry.fields.agreed[0].slice(0, 120));
    if (entry.errors.length) {
      row.dataset.state = "refused";
      const why = document.createElement("p");
      why.textContent = `${this.words.wordsRefused} ${entry.errors.join(" ")}`;
      const buttons = document.createElement("p");
      buttons.className = "cluster";
      buttons.append(this.button(this.words.wordsMend, () => this.mend(entry)), this.button(this.words.wordsDrop, () => this.lose(entry)));
      row.append(why, buttons);
    }
    return row;
  }

  button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "ds-button";
    made.dataset.variant = "secondary";
    made.dataset.size = "sm";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  // Back into the form, under its key: sending it again is still the same entry.
  mend(entry) {
    this.fill(entry.fields, entry.key);
    for (const details of this.form.querySelectorAll("details")) details.open = true;
    this.form.elements.minutes.focus();
  }

  fill(fields, key) {
    this.mending = key;
    this.form.reset();
    this.form.elements.partnership.value = fields.partnership[0];
    this.name();
    for (const [name, texts] of Object.entries(fields)) {
      for (const control of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (control.type === "checkbox" || control.type === "radio") control.checked = texts.includes(control.value);
        else control.value = texts[0] ?? "";
      }
    }
  }

  async lose(entry) {
    await drop(entry.key);
    await this.show();
  }

  say(text, url, link) {
    this.said.textContent = text;
    if (!url) return;
    const way = document.createElement("a");
    way.className = "ds-link";
    way.href = url;
    way.textContent = link;
    this.said.append(" ", way);
  }
}

if (box) new Road();
