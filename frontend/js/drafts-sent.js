// Forms that the server took since the last page: the copies on this computer go.
import { forget, forgetAll, key } from "./draft-store.js";

const { account, draftsSent } = document.body.dataset;
for (const [form, about] of JSON.parse(draftsSent || "[]")) {
  forget(key(account, form, about));
  forget(key("", form, about)); // of a form that is kept in this tab only
}
if (document.querySelector("[data-drafts-over]")) forgetAll();
