// The page of letters: this browser takes messages about the order, or no longer; the clock of this device.
"use strict";

const box = document.getElementById("push-box");
const zones = document.getElementById("timezone");

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (here && ![...zones.options].some((zone) => zone.value === here)) {
  zones.add(new Option(`${here} (${zones.dataset.zones})`, here));
}

if (box && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  const [said, on, off] = ["push-said", "push-on", "push-off"].map((id) => document.getElementById(id));
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

  const worker = async () => {
    await navigator.serviceWorker.register(box.dataset.worker);
    return navigator.serviceWorker.ready;
  };
  const tell = async (subscription, act) => {
    const { endpoint, keys } = subscription.toJSON();
    const body = new URLSearchParams({ endpoint, p256dh: keys.p256dh, auth: keys.auth, do: act });
    const answer = await fetch(box.dataset.url, { method: "POST", headers: { "X-CSRFToken": token }, body });
    if (!answer.ok) throw new Error(answer.status);
  };
  // Of this order: another order's subscription is the same one of the browser, so the page remembers which it told.
  const mark = `push:${box.dataset.url.split("/").at(-2)}`;
  const show = (isOn, words) => {
    [on.hidden, off.hidden] = [isOn, !isOn];
    said.textContent = said.dataset[words ?? (isOn ? "on" : "off")];
  };
  const doing = (act) => async ({ currentTarget: button }) => {
    button.disabled = true;
    try {
      await act();
    } catch {
      show(!on.hidden ? false : true, Notification.permission === "denied" ? "blocked" : "failed");
    }
    button.disabled = false;
  };
  on.addEventListener("click", doing(async () => {
    const { pushManager } = await worker();
    if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
    const options = { userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key) };
    await tell(await pushManager.subscribe(options), "on");
    localStorage.setItem(mark, "1");
    show(true);
  }));
  off.addEventListener("click", doing(async () => {
    const subscription = await (await worker()).pushManager.getSubscription();
    if (subscription) await tell(subscription, "off");
    localStorage.removeItem(mark);
    show(false);
  }));
  worker()
    .then(({ pushManager }) => pushManager.getSubscription())
    .then((found) => show(Boolean(found && localStorage.getItem(mark)), Notification.permission === "denied" ? "blocked" : undefined))
    .catch(() => show(false, "failed"));
}
