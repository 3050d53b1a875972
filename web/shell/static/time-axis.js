// The two sliders of a relationship. The words follow the thumb at once, from the band above it; the page
// follows from the server when the hand rests. Without this file there are a date, a list and a button.
const DAY = 864e5;
const REST = 450;
const main = document.querySelector("main");
const said = document.querySelector("#said");
const language = { en: "en-GB" }[document.documentElement.lang] ?? document.documentElement.lang; // as the pages write days
const find = (id) => main.querySelector(id);
let fresh = true; // the next change of a slider is a new entry of the history; those after it take its place
let resting = 0;
let held = false;

const dayOf = (steps) => new Date(Date.parse(find("#t").dataset.first) + steps * DAY).toISOString().slice(0, 10);
const told = (day) => new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));

function under(day) {
  return [...main.querySelectorAll(".world .band")].slice(0, 2)
    .map((band) => [...band.querySelectorAll("rect[data-from]")].filter((one) => one.dataset.from <= day).at(-1))
    .map((piece) => piece?.dataset.word ?? find("#t").dataset.nothing).join(", ");
}

function place(input) {
  const x = ((input.value / input.max) * 1000).toFixed(1);
  for (const line of input.closest(".axis").querySelectorAll(".at")) {
    line.setAttribute("d", line.getAttribute("d").replace(/^M[\d.]+/, `M${x}`));
  }
}

function say(input) {
  const form = input.form;
  if (input.id === "t") {
    const day = dayOf(Number(input.value));
    form.elements.at.value = day;
    find("#t-word").textContent = told(day);
    input.setAttribute("aria-valuetext", `${told(day)}: ${under(day)}`);
  } else {
    form.elements.known.selectedIndex = input.value;
    const chosen = form.elements.known.selectedOptions[0];
    find("#k-word").textContent = chosen.dataset.when;
    const piece = main.querySelectorAll(".known .band rect[data-word]")[input.value];
    input.setAttribute("aria-valuetext", `${chosen.textContent}${piece ? `: ${piece.dataset.word}` : ""}`);
  }
  place(input);
}

function address(form) {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  return `${location.pathname}?${query}`;
}

function remember(form) {
  history[fresh ? "pushState" : "replaceState"](null, "", address(form));
  fresh = false;
  clearTimeout(resting);
  resting = setTimeout(() => { if (!held) follow(); }, REST);
}

async function follow() {
  const asked = location.href;
  const answer = await fetch(asked, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) { location.reload(); return; } // a refusal, or the door: it says why
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (held || asked !== location.href) return; // the slider went on: what was asked later shows itself
  const focus = document.activeElement?.id;
  const open = [...main.querySelectorAll("details[open]")].map((one) => [...main.querySelectorAll("details")].indexOf(one));
  main.replaceChildren(...page.querySelector("main").childNodes);
  document.title = page.title;
  for (const one of open) main.querySelectorAll("details")[one]?.setAttribute("open", "");
  ready();
  if (focus === "t" || focus === "k") { find(`#${focus}`)?.focus({ preventScroll: true }); fresh = false; }
  said.textContent = `${find("#t-word").textContent}: ${find("#words")?.textContent ?? find("#t").dataset.nothing}`;
}

function ready() {
  for (const input of main.querySelectorAll("form.panel input[type=range]")) {
    input.hidden = false;
    input.addEventListener("focus", () => { fresh = true; });
    input.addEventListener("pointerdown", () => { held = true; });
    input.addEventListener("input", () => say(input));
    input.addEventListener("change", () => { held = false; remember(input.form); });
  }
  const form = main.querySelector("form.panel");
  for (const name of ["at", "known"]) form?.elements[name].addEventListener("change", () => form.requestSubmit());
  form?.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
  const map = main.querySelector(".map svg");
  map?.addEventListener("click", (event) => {
    const box = map.getBoundingClientRect();
    const [t, k] = [find("#t"), find("#k")];
    t.value = Math.round(((event.clientX - box.left) / box.width) * t.max);
    k.value = Math.floor(((box.bottom - event.clientY) / box.height) * (Number(k.max) + 1));
    say(t); say(k); fresh = true; remember(t.form);
  });
}

const steps = { "[": "prev", "]": "next", "{": "less", "}": "more" };
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=range]), select, textarea")) return;
  const step = (document.body.dataset.keys !== "off" && steps[event.key]) || (event.target.id === "t" && { PageDown: "prev", PageUp: "next" }[event.key]);
  const link = step && main.querySelector(`a[data-step=${step}]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
addEventListener("pointerup", () => { held = false; });
addEventListener("popstate", () => { fresh = true; follow(); });
ready();
