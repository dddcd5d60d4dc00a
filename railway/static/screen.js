// The board on a platform: renews itself, keeps its clock, and says how old it is when the network is gone. It runs for
// weeks: nothing is kept but the newest rows, and a new version of the site is taken as soon as it answers.
"use strict";

const EVERY_MS = 15_000;
const PATIENCE_MS = 10_000;
const STALE_MS = 60_000;
const TURN_MS = 8_000;
const GONE_MS = 30_000;
const LIFE_MS = 24 * 3600_000;

const root = document.documentElement;
let board = document.getElementById("screen");
let newest = Number(board.dataset.now);
let skew = Number(remembered("skew")) || 0;
let turn = -1;

root.classList.add("js");
setInterval(tick, 1000);
tick();
look();

function now() {
  return Date.now() + skew;
}

// One question at a time, with an end to waiting: a network that neither answers nor fails is lost as well.
async function look() {
  const control = new AbortController();
  const patience = setTimeout(() => control.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: control.signal });
    if (answer.ok && !answer.redirected) take(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // The age of what is shown tells it.
  }
  clearTimeout(patience);
  tick();
  setTimeout(look, EVERY_MS);
}

// What the service worker kept for lost networks is no newer than what stands here, and is not taken for an answer.
function take(page) {
  const next = page.getElementById("screen");
  const at = Number(next?.dataset.now);
  if (!(at > newest)) return;
  newest = at;
  skew = at - Date.now();
  remember("skew", String(skew));
  if (files(page) !== files(document) || performance.now() > LIFE_MS) renew();
  board.replaceWith(document.adoptNode(next));
  board = next;
}

function renew() {
  if (Date.now() - Number(remembered("renewed")) < 600_000) return;
  remember("renewed", String(Date.now()));
  location.reload();
}

function files(page) {
  return [...page.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.getAttribute("href") ?? one.getAttribute("src")).join();
}

function tick() {
  const moment = new Date(now());
  const timeZone = board.dataset.zone;
  const [hour, minute, second] = part("ru", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  document.getElementById("clock").textContent = `${hour}:${minute}`;
  document.getElementById("seconds").textContent = second;
  root.classList.toggle("stale", now() - newest > STALE_MS);
  const next = Math.floor(now() / TURN_MS) % 3;
  if (next !== turn) root.classList.replace(`turn-${turn}`, `turn-${next}`) || root.classList.add(`turn-${next}`);
  turn = next;
  drop();
  date();

  function part(language, options) {
    const parts = new Intl.DateTimeFormat(language, { timeZone, ...options }).formatToParts(moment);
    return parts.filter(({ type }) => type !== "literal").map(({ value }) => value);
  }

  // Past midnight without a network the day goes on, and what was tomorrow's is no longer announced as such.
  function date() {
    const today = new Intl.DateTimeFormat("sv", { timeZone }).format(moment);
    if (today === board.dataset.day) return;
    board.dataset.day = today;
    for (const text of document.querySelectorAll("#day > span")) {
      text.textContent = new Intl.DateTimeFormat(text.lang, { timeZone, weekday: "short", day: "numeric", month: "long" }).format(moment);
    }
    for (const day of board.querySelectorAll("li:first-child > .new-day")) day.remove();
  }
}

// A train that has left goes without waiting for the network.
function drop() {
  for (const row of board.querySelectorAll("[data-leaves]")) {
    if (Number(row.dataset.leaves) + GONE_MS < now()) row.remove();
  }
}

function remembered(name) {
  try {
    return localStorage.getItem(`screen-${name}`);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`screen-${name}`, value);
  } catch {
    // A browser that keeps nothing works by its own clock.
  }
}

// The page itself comes back without a network, and the lamp stays on.
const keeper = navigator.serviceWorker;
if (keeper) {
  const keep = () => {
    const all = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.href || one.src);
    keeper.controller?.postMessage([location.href, ...all]);
  };
  if (!keeper.controller) keeper.addEventListener("controllerchange", keep, { once: true });
  addEventListener("load", () => keeper.register("/sw.js").catch(() => {}));
}
const lamp = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
document.addEventListener("visibilitychange", lamp);
lamp();
