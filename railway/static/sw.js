// What was opened once is shown again without a network: one's own tickets, station boards, timetables, and their looks.
// Always the newest: the network first, what is kept only when it fails. Messages about orders are shown, if asked for.
"use strict";

const KEPT = "kept-1";
const PAGES = /^\/(ru|be|en)\/(o\/[^/]+\/$|tablo\/|timetable\/|train\/)/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", (event) => event.waitUntil(keep(event.data)));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const isOurs = event.request.method === "GET" && url.origin === location.origin;
  if (isOurs && (PAGES.test(url.pathname) || url.pathname.startsWith("/static/"))) {
    event.respondWith(newest(event.request, event.resultingClientId));
  }
});

// A message about an order: shown once, however often it comes; a touch opens the order.
self.addEventListener("push", (event) => {
  const { title, body, url, tag } = event.data?.json() ?? {};
  if (title) event.waitUntil(registration.showNotification(title, { body, tag, data: url, icon: "/static/icon.svg" }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data ?? "/", location.origin);
  if (url.origin === location.origin) event.waitUntil(clients.openWindow(url));
});

async function begin() {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  await clients.claim();
}

// A page that was open before this script came asks for itself and its files.
async function keep(addresses) {
  const kept = await caches.open(KEPT);
  await Promise.allSettled(addresses.map((address) => kept.add(new Request(address, { credentials: "same-origin" }))));
}

async function newest(request, page) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await kept.put(request, answer.clone());
    return answer;
  } catch (lost) {
    const found = await kept.match(request, { ignoreVary: true });
    if (!found) throw lost;
    // Not waited for: the page is there only once it has this very answer.
    if (request.mode === "navigate") clients.get(page).then((shown) => shown?.postMessage("kept"));
    return found;
  }
}
