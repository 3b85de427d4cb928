// Passkeys and security keys. A form with data-passkey="get|create" carries a hidden field `credential`;
// its button asks the browser's authenticator and then sends the form. Options come from the JSON beside
// the form (#js_data), or for signing in from the form's own address, as a fresh challenge.

const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const toBase64 = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const withIds = (list) => (list || []).map((each) => ({ ...each, id: fromBase64(each.id) }));

function creationOptions(json) {
  return {
    ...json,
    challenge: fromBase64(json.challenge),
    user: { ...json.user, id: fromBase64(json.user.id) },
    excludeCredentials: withIds(json.excludeCredentials),
  };
}

function requestOptions(json) {
  return { ...json, challenge: fromBase64(json.challenge), allowCredentials: withIds(json.allowCredentials) };
}

function described(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: toBase64(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = toBase64(response[name]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: toBase64(credential.rawId),
    type: credential.type,
    response: answer,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function options(form) {
  const data = document.getElementById("js_data");
  if (data && !form.hasAttribute("data-fresh")) return JSON.parse(data.textContent);
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

async function create(form) {
  const publicKey = creationOptions((await options(form)).creation_options.publicKey);
  const wanted = { ...publicKey.authenticatorSelection };
  const alone = form.elements.namedItem("passwordless");
  if (alone) {
    wanted.residentKey = alone.checked ? "required" : "discouraged";
    wanted.requireResidentKey = alone.checked;
    if (alone.checked) wanted.userVerification = "required";
  }
  return navigator.credentials.create({ publicKey: { ...publicKey, authenticatorSelection: wanted } });
}

async function get(form) {
  const publicKey = requestOptions((await options(form)).request_options.publicKey);
  return navigator.credentials.get({ publicKey });
}

function say(form, name) {
  const place = form.querySelector("[data-passkey-trouble]");
  if (!place) return;
  place.textContent = place.dataset[name];
  place.hidden = false;
  place.focus();
}

async function ask(form, button) {
  button.disabled = true;
  try {
    const credential = await (form.dataset.passkey === "create" ? create(form) : get(form));
    form.elements.namedItem("credential").value = described(credential);
    form.submit();
  } catch (trouble) {
    // The browser says the same for "refused", "timed out" and "no key here": so do we.
    say(form, trouble.name === "InvalidStateError" ? "known" : "refused");
    button.disabled = false;
  }
}

function begin() {
  const able = window.isSecureContext && "PublicKeyCredential" in window;
  for (const place of document.querySelectorAll("[data-needs-passkeys]")) place.hidden = !able;
  for (const place of document.querySelectorAll("[data-lacks-passkeys]")) place.hidden = able;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-button]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (able && form.reportValidity()) ask(form, button);
    });
  }
}

begin();
