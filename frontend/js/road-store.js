// Entries that wait on this device, each under the account that typed it: nobody else's page reads them.
const NAME = "pomost-road";
const STORE = "entries";

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Run one request; resolves when the transaction is over, so that what is acknowledged is stored. */
async function done(mode, work) {
  const base = await opened();
  return new Promise((resolve, reject) => {
    const step = base.transaction(STORE, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
    const request = work(step.objectStore(STORE));
    step.oncomplete = () => {
      base.close();
      resolve(request.result);
    };
    step.onerror = step.onabort = () => reject(step.error);
  });
}

export const put = (entry) => done("readwrite", (store) => store.put(entry));
export const drop = (key) => done("readwrite", (store) => store.delete(key));

/** The entries of an account, in the order in which they were made. */
export async function all(account) {
  const found = await done("readonly", (store) => store.getAll());
  return found.filter((entry) => entry.account === account).sort((one, other) => one.at - other.at);
}
