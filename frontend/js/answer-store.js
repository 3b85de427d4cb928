// Answers that the server does not have yet, on this computer: by account and filling, one entry a question.
const PREFIX = "pomost-answer:";

export class Waiting {
  constructor(account, set) {
    this.prefix = `${PREFIX}${account}:${set}:`;
  }

  /** True when it was stored; private windows and full storage say no. */
  keep(path, entry) {
    try {
      localStorage.setItem(this.prefix + path, JSON.stringify(entry));
      return true;
    } catch {
      return false;
    }
  }

  /** Forget an entry, unless a newer one took its place. */
  drop(path, key) {
    try {
      const here = JSON.parse(localStorage.getItem(this.prefix + path) ?? "null");
      if (!here || !key || here.key === key) localStorage.removeItem(this.prefix + path);
    } catch {
      // Nothing could have been stored either.
    }
  }

  /** [[path, entry], …] of everything that waits. */
  all() {
    const found = [];
    try {
      for (const name of Object.keys(localStorage))
        if (name.startsWith(this.prefix)) found.push([name.slice(this.prefix.length), JSON.parse(localStorage.getItem(name))]);
    } catch {
      // A private window holds nothing.
    }
    return found.filter(([, entry]) => entry && typeof entry.key === "string");
  }
}
