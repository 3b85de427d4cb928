// Drafts on this computer. Of an account: until the server has them. Of nobody: in this tab only, as the next
// person at the same computer must not read them.
const PREFIX = "pomost-draft:";

export function key(account, form, about) {
  return `${PREFIX}${account}:${form}:${about}`;
}

function store(name) {
  return name.startsWith(`${PREFIX}:`) ? sessionStorage : localStorage;
}

export function read(name) {
  try {
    return JSON.parse(store(name).getItem(name));
  } catch {
    return null;
  }
}

/** True when it was stored; private windows and full storage say no. */
export function write(name, draft) {
  try {
    store(name).setItem(name, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function forget(name) {
  try {
    store(name).removeItem(name);
  } catch {
    // Nothing could have been stored either.
  }
}

/** Forget what nobody in particular typed in this tab. */
export function forgetAll() {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(`${PREFIX}:`)) sessionStorage.removeItem(name);
  } catch {
    // Nothing could have been stored either.
  }
}
