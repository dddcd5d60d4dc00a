/* Pages of the account: says so when a passkey was not used. The library's own scripts do the rest. */
document.addEventListener("allauth.error", event => {
  event.preventDefault();
  const said = document.getElementById("passkey-failed");
  if (said) said.hidden = false;
});
/* A saved passenger that is chosen fills the form at once; without script the button beside it does. */
document.addEventListener("change", event => {
  const picked = event.target.closest("select[data-fill]");
  if (picked && picked.value) picked.form.requestSubmit(picked.closest(".pick").querySelector("button"));
});
/* Passkeys need this script: without it their buttons aren't there. */
document.querySelectorAll("[data-passkey]").forEach(button => { button.hidden = false; });
