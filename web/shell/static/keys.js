// Keys that work on every page: / searches, g and a letter goes somewhere, n records, t is today, ? helps.
// Without this file everything is done by links. Who writes by voice can switch them off (WCAG 2.1.4), on their page.
const prefix = document.body.dataset.prefix ?? "";
const places = { m: "/", d: "/deadlines", c: "/changes", l: "/laws", r: "/reports", i: "/integrity" };
const times = ["at", "known", "public-by", "lang"];
const isOff = () => document.cookie.split("; ").includes("register-keys=off");
const choice = document.querySelector("#keys-on");
let going = false;

document.body.dataset.keys = isOff() ? "off" : "on";
if (choice) {
  choice.closest("[hidden]").hidden = false;
  choice.checked = !isOff();
  choice.addEventListener("change", () => {
    document.body.dataset.keys = choice.checked ? "on" : "off";
    document.cookie = `register-keys=${document.body.dataset.keys}; Path=${prefix || "/"}; Max-Age=31536000; SameSite=Lax`;
  });
}

function address(path, kept = times) {
  const said = new URLSearchParams(location.search);
  const query = new URLSearchParams(kept.flatMap((name) => (said.has(name) ? [[name, said.get(name)]] : [])));
  return `${prefix}${path}${query.size ? "?" : ""}${query}`;
}

function isTyping(target) {
  return target.closest("input:not([type=range]), select, textarea, [contenteditable]") !== null;
}

addEventListener("keydown", (event) => {
  if (document.body.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const key = event.key;
  if (going && places[key]) location.assign(address(places[key]));
  else if (key === "/") document.querySelector("#q")?.focus();
  else if (key === "n") document.querySelector(".actions .main")?.click();
  else if (key === "t") location.assign(address(location.pathname.slice(prefix.length), ["lang"]));
  else if (key === "?") location.assign(address("/help/keys", ["lang"]));
  else { going = key === "g"; return; }
  going = false;
  event.preventDefault();
});
