// Drafts on this computer: kept while there is no connection or no sign-in, forgotten once the server has them.
const PREFIX = "pomost-draft:";

export function key(account, form, about) {
  return `${PREFIX}${account}:${form}:${about}`;
}

export function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

/** True when it was stored; private windows and full storage say no. */
export function write(name, draft) {
  try {
    localStorage.setItem(name, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // Nothing could have been stored either.
  }
}
