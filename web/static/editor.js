// The document editor: opens segments in place, saves without leaving the page.
// Everything here also works without it, as links and forms.
import { beside } from "./beside.js";
import { drafts } from "./drafts.js";
import { keyboard } from "./keys.js";

const doc = document.getElementById("document");
const words = JSON.parse(doc.dataset.words);
const { release, locale, base } = { ...doc.dataset };
const store = drafts(doc.dataset.me, locale, release);
const saying = document.getElementById("say");
const undo = document.getElementById("undo");
let busy = false;
let last = "";

document.documentElement.classList.add("js-on");

const path = (part, key) => `/${part}/${locale}/${key}/${release.split("/").map(encodeURIComponent).join("/")}`;
const segment = (key) => document.getElementById(`s-${key}`);
const opened = () => doc.querySelector(".seg.opened");
const field = () => opened()?.querySelector("textarea[name=target]");

export function say(text, isError = false) {
  saying.textContent = text;
  undo.hidden = true;
  saying.classList.toggle("error", isError);
}

function token(fresh) {
  const meta = document.querySelector("meta[name=csrf-token]");
  if (fresh) {
    meta.content = fresh;
    for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = fresh;
  }
  return meta.content;
}

async function ask(url, body, retry = true) {
  const headers = { "X-Requested-With": "desk" };
  if (body) headers["X-CSRFToken"] = token();
  let answer;
  try {
    answer = await fetch(url, { method: body ? "POST" : "GET", body, headers, redirect: "manual" });
  } catch {
    throw new Error(words.offline);
  }
  if (answer.status === 401 || answer.type === "opaqueredirect") throw new Error(words.signedout);
  if (answer.status >= 502) throw new Error(words.offline); // a proxy speaks for a desk that is away
  if (answer.status === 400 && body && retry) {
    const renewed = await fetch("/token", { headers: { "X-Requested-With": "desk" } });
    if (renewed.status === 401) throw new Error(words.signedout);
    if (renewed.ok) {
      token((await renewed.json()).token);
      if (body.has("csrf_token")) body.set("csrf_token", token());
      return ask(url, body, false);
    }
  }
  return answer;
}

function put(key, html) {
  const old = segment(key);
  const made = new DOMParser().parseFromString(html, "text/html").querySelector("article");
  if (old && made) old.replaceWith(made);
  if (made) remind(made);
  return made;
}

function remind(article) {
  const facts = article.querySelector(".facts");
  if (!facts || !article.dataset.key || !store.get(article.dataset.key)) return;
  const mark = document.createElement("span");
  mark.className = "kept";
  mark.textContent = words.kept;
  facts.append(mark);
}

function status(text, isUnsaved) {
  const place = opened()?.querySelector(".saved");
  if (!place) return;
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("unsaved", isUnsaved);
}

const original = (area) => area.dataset.saved ?? area.defaultValue;

function prepare(article) {
  const area = article.querySelector("textarea[name=target]");
  const draft = store.get(article.dataset.key);
  if (draft && area && draft.text !== area.value) {
    area.value = draft.text;
    const version = article.querySelector("form.edit input[name=version]");
    if (draft.version !== version.value) say(words.changed, true);
    version.value = draft.version;
    status(words.restored, true);
  } else if (draft) store.drop(article.dataset.key);
  else if (area && area.dataset.saved !== undefined) status(words.unsaved, true);
  return area;
}

function show(article, { focus = true } = {}) {
  const area = prepare(article);
  if (focus) (area && !area.readOnly ? area : article).focus({ preventScroll: true });
  if (area) area.setSelectionRange(area.value.length, area.value.length);
  article.scrollIntoView({ block: "center" });
  history.replaceState(null, "", `${base}?open=${article.dataset.key}`); // with a fragment, browsers would move the focus there
  edition.follow();
}

async function close() {
  const article = opened();
  if (!article) return;
  const key = article.dataset.key;
  const answer = await ask(`${path("s", key)}?closed=1`);
  if (answer.ok) put(key, await answer.text());
}

export async function open(key, page) {
  if (!segment(key)) {
    location.href = `${base}?open=${key}#s-${key}`;
    return;
  }
  const before = opened();
  if (before?.dataset.key === key) return;
  try {
    const [answer] = await Promise.all([ask(path("s", key)), close()]);
    if (!answer.ok) throw new Error((await answer.json()).error);
    show(put(key, await answer.text()));
  } catch (error) {
    say(error.message, true);
  }
}

export async function send(form, what) {
  if (busy) return;
  busy = true;
  const article = form.closest(".seg");
  const key = article.dataset.key;
  const data = new FormData(form);
  const area = article.querySelector("textarea[name=target]");
  data.set("do", what);
  if (!data.has("target") && area && what !== "revert") data.set("target", original(area));
  if (area && form.classList.contains("edit")) store.keep(key, area.value, data.get("version"));
  status(words.saving, true);
  try {
    const answer = await ask(form.getAttribute("action"), data);
    const done = await answer.json();
    if (answer.ok) finish(key, done);
    else refuse(key, done);
  } catch (error) {
    say(error.message, true);
    status(words.unsaved, true);
  }
  busy = false;
}

function finish(key, done) {
  store.drop(key);
  for (const [name, html] of Object.entries(done.rows)) put(name, html);
  for (const repeat of doc.querySelectorAll(`[data-repeats="${key}"]`)) {
    const from = segment(key);
    repeat.querySelector(".tgt p").replaceChildren(...from.querySelector(".tgt p").cloneNode(true).childNodes);
    repeat.className = `seg repeat ${from.dataset.state}`;
  }
  document.getElementById("counts").innerHTML = done.counts;
  say(done.next ? done.message : `${done.message} ${words.end}`, false);
  last = key;
  undo.hidden = done.next === key;
  edition.changed();
  if (done.panel) show(put(done.next, done.panel));
  else if (done.next) location.href = `${base}?open=${done.next}#s-${done.next}`;
  else segment(key)?.querySelector("a.open")?.focus();
}

function refuse(key, done) {
  say(done.error, true);
  if (!done.panel) return status(words.unsaved, true);
  const article = put(key, done.panel);
  const area = article.querySelector("textarea[name=target]");
  if (area && area.value !== original(area)) {
    store.keep(key, area.value, article.dataset.version);
    status(words.unsaved, true);
  }
  (article.querySelector(".conflict button") || area || article).focus();
  article.scrollIntoView({ block: "center" });
}

async function undoLast() {
  const article = segment(last);
  if (!article || busy) return;
  busy = true;
  const data = new FormData();
  data.set("do", "undo");
  data.set("version", article.dataset.version);
  try {
    const open = opened();
    const answer = await ask(path("s", last), data);
    const done = await answer.json();
    if (!answer.ok) throw new Error(done.error);
    if (open && open.dataset.key !== last) await close();
    finish(last, done);
  } catch (error) {
    say(error.message, true);
  }
  busy = false;
}
undo.addEventListener("click", undoLast);

let timer;
let checked = 0;
function typed(area) {
  const article = area.closest(".seg");
  const key = article.dataset.key;
  if (area.value === original(area)) store.drop(key);
  else store.keep(key, area.value, article.querySelector("form.edit input[name=version]").value);
  status(area.value === original(area) ? "" : words.unsaved, area.value !== original(area));
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const turn = ++checked;
    const data = new FormData();
    data.set("target", area.value);
    try {
      const answer = await ask(path("live", key), data);
      const html = await answer.text();
      const place = article.querySelector(".issues");
      if (answer.ok && turn === checked) hasTerms(article, answer.headers.get("X-Terms") ?? "");
      if (answer.ok && turn === checked && place.innerHTML.trim() !== html.trim()) place.innerHTML = html;
    } catch {
      status(words.offline, true);
    }
  }, 350);
}

function hasTerms(article, numbers) {
  const there = new Set(numbers.split(",").filter(Boolean).map(Number));
  article.querySelectorAll(".terms li").forEach((item, number) => {
    item.querySelector(".there").hidden = !there.has(number);
    const accept = item.querySelector("details.accept");
    if (accept && !accept.open) accept.hidden = there.has(number);
  });
}

export function insert(area, text, cut = false) {
  const [start, end] = [area.selectionStart, area.selectionEnd];
  let made = text;
  let caret = start + text.length;
  if (text.includes("|")) {
    const [before, after] = text.split("|");
    made = before + area.value.slice(start, end) + after;
    caret = start + made.length - (end > start ? 0 : after.length);
  }
  area.focus();
  if (cut) area.select();
  if (!document.execCommand("insertText", false, made)) area.setRangeText(made, cut ? 0 : start, cut ? area.value.length : end, "end");
  if (!cut) area.setSelectionRange(caret, caret);
  typed(area);
}

doc.addEventListener("input", (event) => {
  if (event.target.matches("textarea[name=target]")) typed(event.target);
});

doc.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".say-it, .settle, .accept")) return;
  event.preventDefault();
  if (form.matches(".dismissal") && field().value !== original(field())) return say(words.unsaved, true);
  send(form, event.submitter?.value ?? "save");
});

doc.addEventListener("click", async (event) => {
  const target = event.target.closest("a, button, summary, textarea, input, select, article");
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const area = field();
  if (target.matches("a.open")) {
    event.preventDefault();
    open(target.closest(".seg").dataset.key);
  } else if (target.matches("a.skip-on")) {
    event.preventDefault();
    open(target.dataset.key);
  } else if (target.matches("a.close")) {
    event.preventDefault();
    const key = target.closest(".seg").dataset.key;
    await close();
    segment(key)?.querySelector("a.open")?.focus();
  } else if (target.matches("a.ask")) {
    event.preventDefault();
    fetchInto(target);
  } else if (target.matches("a.theirs")) {
    event.preventDefault();
    store.drop(opened().dataset.key);
    const key = opened().dataset.key;
    await close();
    open(key);
  } else if (target.matches(".chip")) insert(area, target.dataset.insert);
  else if (target.matches("button.copy")) insert(area, target.dataset.source, true);
  else if (target.matches("button.fix")) {
    event.preventDefault();
    insert(area, target.dataset.fix, true);
  } else if (target.matches("button.use")) {
    event.preventDefault();
    insert(area, target.closest("li").querySelector(".text").textContent, true);
  } else if (target.matches("a.concordance")) {
    const url = new URL(target.href);
    if (picked) url.searchParams.set("q", picked);
    target.href = url;
  } else if (target.matches("article.seg:not(.opened):not(.repeat)") && !String(getSelection())) open(target.dataset.key);
});

let picked = "";
document.addEventListener("selectionchange", () => {
  const area = field();
  const typed = area && document.activeElement === area ? area.value.slice(area.selectionStart, area.selectionEnd) : "";
  const text = (typed || String(getSelection())).trim();
  if (text && opened()?.contains(getSelection().anchorNode)) picked = text.slice(0, 200);
});

doc.addEventListener("toggle", (event) => {
  const input = event.target.open && event.target.matches("details.accept") && event.target.querySelector("input[name=text]");
  const area = field();
  if (!input || !area || input.value) return;
  input.value = area.value.slice(area.selectionStart, area.selectionEnd).trim();
  input.focus();
}, true);

async function fetchInto(link) {
  const place = link.closest("details");
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await ask(link.href);
    const html = answer.ok ? await answer.text() : "";
    if (!answer.ok) throw new Error((await answer.json()).error);
    const list = place.querySelector("ol.suggestions");
    if (list) list.insertAdjacentHTML("beforeend", html);
    else link.parentElement.innerHTML = html;
    if (list) link.remove();
  } catch (error) {
    say(error.message, true);
  }
}

const filter = document.getElementById("show");
filter.addEventListener("change", () => {
  const fits = {
    all: () => true,
    open: (s) => s.dataset.state !== "approved",
    returned: (s) => s.dataset.state === "returned",
    commented: (s) => "comments" in s.dataset,
  }[filter.value];
  for (const article of doc.querySelectorAll("article.seg")) article.classList.toggle("filtered", !article.classList.contains("repeat") ? !fits(article) : filter.value !== "all");
});

async function look() {
  if (document.hidden) return;
  const key = opened()?.dataset.key ?? "";
  try {
    const answer = await ask(`/presence/${locale}/${release.split("/").map(encodeURIComponent).join("/")}?key=${key}&page=${doc.dataset.page}`);
    if (!answer.ok) return;
    const { people, versions } = await answer.json();
    document.getElementById("present").textContent = people
      .map((p) => (p.number ? words.is_in.replace("{name}", p.name).replace("{number}", p.number) : words.is_here.replace("{name}", p.name)))
      .join(" ");
    for (const [name, version] of Object.entries(versions)) {
      const article = segment(name);
      if (!article || article.dataset.version === version) continue;
      if (article.classList.contains("opened")) {
        if (article.dataset.told !== version) say(words.changed, true);
        article.dataset.told = version;
      } else {
        const fresh = await ask(`${path("s", name)}?closed=1`);
        if (fresh.ok) put(name, await fresh.text());
      }
    }
  } catch {
    // The next look, or the next save, will tell.
  }
}
setInterval(look, 15000);

window.addEventListener("beforeunload", (event) => {
  const area = field();
  if (area && area.value !== original(area) && !store.works) event.preventDefault();
});

const edition = beside(doc, opened);
keyboard({ doc, opened, field, open, send, insert, say, words, undoLast: () => (undo.hidden ? false : undoLast()) });
for (const article of doc.querySelectorAll("article.seg:not(.opened)")) remind(article);
if (opened()) show(opened());
