// Nothing typed is lost. A form with <c-kept /> in it saves as one types: at the server for an account, in this tab for
// everybody else. <c-saved /> says where the text is; <c-draft-notice /> brings an earlier draft.
import "./drafts-sent.js";
import { contentOf, fill, isSame } from "./draft-fields.js";
import { forget, key, read, write } from "./draft-store.js";
import { savedLine } from "./saved-line.js";

const PAUSE = 1200; // milliseconds after the last key
const RETRY = 15000;
const ANSWERS = { 401: "signedOut", 403: "signedOut", 413: "tooLarge", 422: "failed" };

class DraftedForm {
  constructor(mark) {
    const form = mark.closest("form");
    this.form = form;
    this.about = mark.dataset;
    this.name = key(this.about.account ?? "", this.about.draft, this.about.about ?? "");
    const line = form.querySelector("[data-saved]") ?? document.querySelector("[data-saved]");
    this.show = line ? savedLine(line) : () => {};
    this.stored = contentOf(form); // what the server has: the page itself
    this.isSafe = true; // stored at the server or on this computer
    this.timer = 0;
    this.isSending = false;
    this.show("ready");
    this.restore();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    form.addEventListener("submit", () => this.sent());
    window.addEventListener("online", () => this.save());
    window.addEventListener("pagehide", () => this.isDirty() && write(this.name, this.draft()));
    document.addEventListener("visibilitychange", () => document.hidden && this.isDirty() && this.save());
    window.addEventListener("beforeunload", (event) => {
      if (this.isDirty() && !this.isSafe) event.preventDefault();
    });
  }

  draft() {
    const { draft, about = "", seen = "" } = this.about;
    return { form: draft, about, data: contentOf(this.form), seen_version: seen ? Number(seen) : null, at: Date.now() };
  }

  isDirty() {
    return !this.isSubmitted && !isSame(contentOf(this.form), this.stored);
  }

  // The draft on this computer is newer than the server's: it is forgotten as soon as the server has it.
  // A page that shows errors or a conflict holds what was just sent, which is newer than any draft.
  restore() {
    if (document.querySelector(".ds-error-summary, .conflict")) return;
    const here = read(this.name);
    const notice = document.querySelector("[data-draft-kept]");
    const kept = notice && { data: JSON.parse(notice.dataset.draftKept), seen_version: Number(notice.dataset.draftSeen) || null };
    const draft = here ?? kept;
    if (!draft || isSame(draft.data, this.stored)) return;
    fill(this.form, draft.data);
    this.sees(draft.seen_version);
    this.show("restored");
    if (here) this.save();
    else this.stored = contentOf(this.form);
  }

  // The version that the draft was written against: had somebody saved since, sending it must show both versions.
  sees(version) {
    if (!version) return;
    this.about.seen = version;
    const field = this.form.elements.namedItem("seen");
    if (field) field.value = version;
  }

  typed() {
    if (!this.isDirty()) return;
    this.isSafe = write(this.name, this.draft());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  async save() {
    if (this.isSending || !this.isDirty()) return;
    clearTimeout(this.timer);
    this.isSending = true;
    const draft = this.draft();
    if (this.about.account) this.show("saving");
    const state = await this.send(draft);
    this.isSending = false;
    this.show(state);
    if (state === "kept") this.isSafe = write(this.name, draft);
    else if (state === "saved") {
      this.stored = draft.data;
      this.isSafe = true;
      if (this.isDirty()) this.typed();
      else forget(this.name);
    } else {
      this.isSafe = write(this.name, draft);
      if (state === "offline" || state === "failed") this.timer = setTimeout(() => this.save(), RETRY);
    }
  }

  async send(draft) {
    const { account, keepAt } = this.about;
    if (!account) return "kept";
    try {
      const answer = await fetch(keepAt, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.form.elements.namedItem("csrfmiddlewaretoken").value },
        body: JSON.stringify(draft),
        redirect: "manual",
      });
      if (answer.ok) return "saved";
      return ANSWERS[answer.status] ?? (answer.type === "opaqueredirect" ? "signedOut" : "failed");
    } catch {
      return "offline";
    }
  }

  // The text stays on this computer until a later page says that the server took it.
  sent() {
    if (this.isDirty()) write(this.name, this.draft());
    this.isSubmitted = true;
    clearTimeout(this.timer);
  }

  // The author does not want it any more: it goes here and at the server.
  async drop() {
    this.isSubmitted = true;
    clearTimeout(this.timer);
    forget(this.name);
    await this.send({ ...this.draft(), data: {} });
  }
}

const forms = [];
for (const mark of document.querySelectorAll("[data-draft]")) forms.push(new DraftedForm(mark));
for (const link of document.querySelectorAll("[data-drop-draft]")) {
  link.hidden = false;
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    await Promise.all(forms.map((form) => form.drop()));
    location.assign(link.href);
  });
}
