// Keeps the page for the road and what it is made of at hand, and nothing else. With a connection everything comes
// from the server; a page that is no answer to its own address (a sign-in) is never kept.
const CACHE = "pomost-road";
const PAGE = new URL("./", self.location.href).pathname;

self.addEventListener("install", (event) => event.waitUntil(firstTime()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Only when the page and its parts are kept is the worker installed, and the page says that it is ready.
async function firstTime() {
  await self.skipWaiting();
  const answer = await fetch(PAGE, { credentials: "same-origin" });
  if (!isOwn(answer)) throw new Error("this is not the page");
  const cache = await caches.open(CACHE);
  await cache.put(PAGE, answer.clone());
  const parts = [...(await answer.text()).matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)].map((found) => found[1]);
  await Promise.allSettled(parts.map((part) => cache.add(part)));
}

function isOwn(answer) {
  return answer.ok && !answer.redirected;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page(event.request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(part(event.request));
});

async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (isOwn(answer)) await keep(cache, answer.clone());
    else if (answer.redirected || answer.type === "opaqueredirect") await cache.delete(PAGE);
    return answer;
  } catch (error) {
    const kept = await cache.match(PAGE);
    if (kept) return kept;
    throw error;
  }
}

// The page as it is now, without the parts of earlier builds.
async function keep(cache, answer) {
  const text = await answer.clone().text();
  await cache.put(PAGE, answer);
  for (const kept of await cache.keys()) {
    const path = new URL(kept.url).pathname;
    if (/\.(js|css)$/.test(path) && !text.includes(path)) await cache.delete(kept);
  }
}

// Names of static files hold their content's hash: what is kept is what the server would send.
async function part(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}
