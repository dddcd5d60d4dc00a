// What spares a reload. Every page works without this file: see the forms and links it improves.
"use strict";

const booking = document.getElementById("booking");
const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

// --- Buttons: one press is enough, a second does no harm ------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  const button = event.submitter;
  if (!button?.dataset.busy) return;
  setTimeout(() => {
    if (!form.dataset.sent) return;
    button.dataset.rest ??= button.textContent;
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-busy", "true");
  }, 300);
});

// A page that comes back by the Back button is pressed afresh; one that shows a hold or a price is read again.
window.addEventListener("pageshow", (event) => {
  each("form[data-sent]", (form) => delete form.dataset.sent);
  each("[aria-busy][data-rest]", (button) => {
    button.textContent = button.dataset.rest;
    button.removeAttribute("aria-busy");
  });
  if (event.persisted && document.querySelector("[data-fresh]")) location.reload();
});

// --- Parts of a page taken anew from the server -------------------------------------------------------------------

// `tag` names the state that is shown: where it still holds, the server says so (304) and writes no page.
async function takeParts(ids, { tag, ...options } = {}) {
  const answer = await fetch(options.url ?? location.href, {
    headers: { "X-Requested-With": "fetch", ...(tag && { "If-None-Match": `"${tag}"` }) },
    credentials: "same-origin",
    ...options,
  });
  if (answer.status === 304) return null;
  if (!answer.ok) throw new Error(answer.status);
  if (answer.redirected && new URL(answer.url).pathname !== location.pathname) return location.assign(answer.url);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (booking && !fresh.getElementById("booking")) return location.reload();
  const focused = document.activeElement?.id;
  for (const id of ids) {
    const [now, next] = [document.getElementById(id), fresh.getElementById(id)];
    if (!now || !next) continue;
    const unfolded = now.querySelectorAll("details");
    next.querySelectorAll("details").forEach((each, place) => (each.open ||= unfolded[place]?.open ?? false));
    now.replaceWith(document.adoptNode(next));
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  return fresh;
}

// Boards and orders renew themselves while they are looked at; without an answer for a minute they say how old they are.
const clockOf = (zone) => new Date().toLocaleTimeString("ru", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
each("[data-live]", ({ id, dataset }) => {
  let [last, busy] = [Date.now(), false];
  const look = async () => {
    if (document.hidden || busy) return;
    busy = true;
    const shown = document.getElementById(id)?.dataset ?? dataset;
    try {
      const fresh = await takeParts((shown.parts ?? id).split(" "), { tag: shown.tag });
      const [said, saying] = [document, fresh].map((page) => page?.getElementById("live-said"));
      if (saying && saying.textContent !== said.textContent) said.textContent = saying.textContent;
      if (!fresh && shown.zone) each(`#${id} .age-clock`, (age) => (age.textContent = clockOf(shown.zone)));
      last = Date.now();
      document.body.classList.remove("stale");
    } catch {
      if (Date.now() - last > 60_000) document.body.classList.add("stale");
    }
    busy = false;
  };
  setInterval(look, Number(dataset.live) * 1000);
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
});

// Whoever waits for the bank looks again by itself.
each("[data-await]", (part) => setTimeout(() => location.reload(), Number(part.dataset.await) * 1000));

// --- The hold: a countdown that speaks seldom ----------------------------------------------------------------------

const hold = document.getElementById("hold");
if (hold?.dataset.until) {
  const skew = Date.parse(hold.dataset.now) - Date.now();
  const left = () => Math.round((Date.parse(hold.dataset.until) - Date.now() - skew) / 1000);
  const timer = hold.querySelector("[role=timer]");
  const said = document.getElementById("hold-said");
  const [minutes, seconds] = [hold.dataset.minutes, hold.dataset.seconds];
  const say = (time) => (said.textContent = hold.dataset.say.replace("{time}", time));
  let before = Infinity;
  const tick = () => {
    const now = left();
    if (now <= 0) return location.reload();
    timer.textContent = `${Math.floor(now / 60)}\u00a0${minutes} ${String(now % 60).padStart(2, "0")}\u00a0${seconds}`;
    each("[data-left]", (mark) => {
      const at = Number(mark.dataset.left);
      if (now <= at && before > at && before !== Infinity) said.textContent = mark.textContent;
    }, hold);
    if (now <= 120) document.getElementById("hold-more")?.removeAttribute("hidden");
    before = now;
    setTimeout(tick, 1000 - (Date.now() % 1000));
  };
  hold.querySelector(".left").hidden = false;
  tick();
}

// --- Home: swap, and as many categories as passengers ----------------------------------------------------------------

const swap = document.querySelector("[name=swap]");
swap?.addEventListener("click", (event) => {
  const [from, to] = ["origin", "destination"].map((name) => swap.form.elements[name]);
  [from.value, to.value] = [to.value, from.value];
  event.preventDefault();
});

const count = document.querySelector("[data-party]");
if (count) {
  const rows = document.querySelectorAll("[data-traveller]");
  const show = () => rows.forEach((row) => (row.hidden = Number(row.dataset.traveller) > Number(count.value)));
  count.addEventListener("change", show);
  rows.forEach((row) => row.addEventListener("change", show));
  show();
}

// --- Seats and passengers -----------------------------------------------------------------------------------------

if (booking) {
  const parts = (booking.dataset.parts ?? "").split(" ");
  const said = document.getElementById("said");
  const limit = Number(booking.dataset.party);
  const chosen = () => [...booking.querySelectorAll("input[name=seat]:checked")];
  let order = chosen();
  let running = Promise.resolve();

  // The server answers with the same page: its seats, prices and messages are put in, what was typed stays. What is
  // sent is what stands in the form when its turn comes, so that an older state never arrives after a newer one.
  let waiting = 0;
  let last = 0; // of saves that wait for their turn only the last one is sent: it holds all that was typed
  const note = document.getElementById("elsewhere");
  const elsewhere = note && window.BroadcastChannel ? new BroadcastChannel(`order ${note.dataset.order}`) : null;
  elsewhere?.addEventListener("message", () => (note.hidden = false));
  const send = (what) => {
    waiting += 1;
    const mine = ++last;
    running = running.then(async () => {
      if (what === "save" && mine !== last) return void (waiting -= 1);
      const data = new FormData(booking);
      data.set("do", what);
      booking.setAttribute("aria-busy", "true");
      elsewhere?.postMessage("changed");
      try {
        const fresh = await takeParts(parts, { method: "POST", body: data, url: booking.action || location.href });
        if (fresh) said.textContent = fresh.getElementById("said")?.textContent.trim() ?? "";
      } catch {
        said.textContent = said.dataset.offline;
      }
      booking.removeAttribute("aria-busy");
      order = chosen();
      waiting -= 1;
    });
  };

  // A button pressed meanwhile waits for what is under way: else the two could arrive in the wrong order.
  booking.addEventListener("submit", (event) => {
    elsewhere?.postMessage("changed");
    if (!waiting) return;
    event.preventDefault();
    last += 1;
    const button = event.submitter;
    running.then(() => (button?.isConnected ? booking.requestSubmit(button) : booking.requestSubmit()));
  });

  booking.addEventListener("change", ({ target }) => {
    if (target.name === "seat") {
      order = target.checked ? [...order.filter((seat) => seat.checked), target] : order.filter((seat) => seat !== target);
      while (order.length > limit) order.shift().checked = false;
      if (target.checked && chosen().length === limit) send("seats");
    } else if (target.matches("[data-price]")) {
      send("save");
    }
  });

  const plan = document.getElementById("plan");
  if (plan && matchMedia("(min-width: 48rem)").matches) plan.open = true;

  // While the plan is looked at, seats that others take grey out and those they let go can be chosen.
  const put = (box, { tag, taken, coaches }) => {
    const gone = new Set(taken);
    box.dataset.tag = tag;
    each("input[name=seat]", (seat) => {
      const isGone = gone.has(seat.value);
      if (isGone === seat.disabled) return;
      if (isGone && seat.checked) said.textContent = box.dataset.lost.replace("{number}", seat.value.split("-")[1]);
      if (isGone) seat.checked = false;
      seat.disabled = isGone;
      seat.closest("label").classList.toggle("gone", isGone);
      seat.closest("label").querySelector(".vh i").textContent = isGone ? box.dataset.taken : box.dataset.free;
    }, box);
    for (const [number, words] of Object.entries(coaches)) {
      const mark = box.querySelector(`[data-coach="${number}"]`);
      if (mark) mark.textContent = words;
    }
    order = order.filter((seat) => seat.checked);
  };
  const watch = async () => {
    const box = document.getElementById("plan-box");
    if (!box || !plan.open || document.hidden || waiting) return;
    const headers = { "X-Requested-With": "fetch", ...(box.dataset.tag && { "If-None-Match": `"${box.dataset.tag}"` }) };
    const answer = await fetch(box.dataset.seats, { headers, credentials: "same-origin" }).catch(() => null);
    if (answer?.status === 200 && !answer.redirected && !waiting) put(box, await answer.json());
  };
  if (plan) setInterval(watch, 5000);
}

// --- Without a network: what was opened before, and how old it is -----------------------------------------------------

const offline = document.getElementById("offline");
const keeper = offline && navigator.serviceWorker;
if (offline) {
  let isKept = false;
  const show = () => (offline.hidden = navigator.onLine && !isKept);
  keeper?.addEventListener("message", ({ data }) => {
    isKept = data === "kept";
    show();
  });
  for (const change of ["online", "offline"]) addEventListener(change, show);
  show();
}
if (keeper) {
  const files = () => [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.href || one.src);
  const ask = () => keeper.controller.postMessage([location.href, ...files()]);
  if (!keeper.controller) keeper.addEventListener("controllerchange", ask, { once: true });
  addEventListener("load", () => keeper.register("/sw.js").catch(() => {}));
}

// --- Small things ----------------------------------------------------------------------------------------------------

document.querySelector("[data-focus]")?.focus();
const clock = document.querySelector("main time[datetime]")?.dateTime.match(/([+-])(\d\d):(\d\d)$/);
if (clock) {
  const there = Number(`${clock[1]}1`) * (Number(clock[2]) * 60 + Number(clock[3]));
  document.getElementById("zone").hidden = there === -new Date().getTimezoneOffset();
}
document.querySelector(".days [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
each("[data-plain]", (link) => (link.hidden = true));
each("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
