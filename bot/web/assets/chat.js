/** Makes the chat page live: sends without reloading, brings files, follows imports and drafts. */

const log = document.querySelector("[data-log]");
const scroller = document.querySelector("[data-scroller]");
const composer = document.querySelector("#composer");
const textBox = composer.querySelector("textarea");
const fileInput = composer.querySelector("[data-files]");
const dropZone = document.querySelector("[data-drop-zone]");
const { csrf, deliveryId } = composer.elements;

const FIRST_POLL_MS = 500;
const SLOWEST_POLL_MS = 3000;
const DRAFTS_SOON_MS = 800;
const DRAFTS_LATE_MS = 15_000;
const WORTH_COUNTING = 100_000;
const WORTH_STOPPING_MS = 700;
const STOPPED = "Stopped.";
const UNREACHABLE = "The server could not be reached.";

let sent = 0;
let messages = Promise.resolve();
let uploads = Promise.resolve();
const followed = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-live]")) return;
  event.preventDefault();
  const button = event.submitter;
  const body = new URLSearchParams(new FormData(form, button));
  body.set("csrf", csrf.value);
  body.set("deliveryId", `${deliveryId.value}.${++sent}`);
  const files = [...form.querySelectorAll("[data-attach]")].flatMap((input) => [...input.files]);
  const asking = form.closest("details");
  const opener = asking?.querySelector("summary");
  const said = (body.get("text") ?? (opener ?? button).textContent).trim();
  if (said === "") return;
  if (form === composer) textBox.value = "";
  const release = holdButtons(button);
  const turn = addTurn("#new-turn", said);
  // A pressed button is disabled or gone, and with it the place a keyboard user was at.
  (form === composer ? textBox : turn).focus({ preventScroll: true });
  messages = messages.then(() => send({ turn, url: form.action, body, release, asking, files }));
});

textBox.addEventListener("keydown", (event) => {
  // On a touch keyboard Enter makes a new line; while composing (Japanese, Chinese) it picks a word.
  const typing = event.isComposing || event.shiftKey || matchMedia("(pointer: coarse)").matches;
  if (event.key !== "Enter" || typing) return;
  event.preventDefault();
  composer.requestSubmit();
});

fileInput.addEventListener("change", () => {
  bring(fileInput.files);
  fileInput.value = "";
});

let draggedOver = 0;
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragenter", (event) => carriesFiles(event) && showDropZone(++draggedOver));
addEventListener("dragleave", (event) => carriesFiles(event) && showDropZone(--draggedOver));
addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  showDropZone((draggedOver = 0));
  bring(event.dataTransfer.files);
});

followImports();

let draftsTimer;
foldEarlier();
watchDrafts();
document.addEventListener("visibilitychange", () => document.hidden || watchDrafts());

function showDropZone(depth) {
  dropZone.hidden = depth <= 0;
}

/** One press of a group is enough; it can be pressed again only if the press did not arrive. */
function holdButtons(button) {
  const group = button?.closest(".actions")?.querySelectorAll("button") ?? [];
  button?.classList.add("chosen");
  for (const each of group) each.disabled = true;
  return () => {
    button?.classList.remove("chosen");
    for (const each of group) each.disabled = false;
  };
}

function addTurn(template, said) {
  document.querySelector("[data-welcome]")?.remove();
  const turn = document.querySelector(template).content.firstElementChild.cloneNode(true);
  const time = turn.querySelector("time");
  const clock = { hour: "2-digit", minute: "2-digit", timeZone: log.dataset.zone };
  time.textContent = new Date().toLocaleTimeString("en-GB", clock);
  turn.querySelector("[data-said]").textContent = said;
  log.append(turn);
  scroller.scrollTop = scroller.scrollHeight;
  return turn;
}

async function send({ turn, url, body, release, asking, files = [] }) {
  const waiting = turn.querySelector(".reply").cloneNode(true);
  const trouble = await attach(turn, files, body);
  if (trouble !== undefined) {
    release();
    turn.querySelector(".reply").replaceWith(failure(trouble));
    return;
  }
  const cancel = new AbortController();
  const done = offerStop(turn, body, cancel);
  const pieces = (kind, text) => showPiece(turn, kind, text);
  const answer = await request(url, { method: "POST", body, signal: cancel.signal }, pieces);
  done();
  if (!answer.ok) release();
  else if (asking) asking.open = false;
  if (cancel.signal.aborted && !answer.ok) {
    turn.querySelector(".reply").replaceWith(failure(STOPPED));
    return;
  }
  // The same delivery id goes out again, so a message that did arrive is not acted on twice.
  const again = () => {
    turn.querySelector(".reply").replaceWith(waiting);
    return send({ turn, url, body, release, asking });
  };
  showReply(turn, answer.html, answer.unreachable ? again : undefined);
  followImports();
  watchDrafts();
}

/** With `onPiece` an answer may come in pieces, its HTML last. */
async function request(url, options = {}, onPiece) {
  const accept = onPiece ? { accept: "text/event-stream, text/html" } : {};
  try {
    const response = await fetch(url, { ...options, headers: { "x-fragment": "1", ...accept } });
    const inPieces = response.headers.get("content-type")?.startsWith("text/event-stream");
    const html = inPieces ? await readPieces(response.body, onPiece) : await response.text();
    return html === undefined ? { ok: false, unreachable: true } : { ok: response.ok, html };
  } catch {
    return { ok: false, unreachable: true };
  }
}

async function readPieces(body, onPiece) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  let html;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (held + part.value).split("\n\n");
    held = events.pop();
    for (const event of events) {
      const [, kind, data] = /^event: (\w+)\ndata: (.*)$/.exec(event) ?? [];
      if (kind === "reply") html = JSON.parse(data);
      else if (kind) onPiece(kind, JSON.parse(data));
    }
  }
  return html;
}

/** What is looked at stands beside the dots, what is known above them. */
function showPiece(turn, kind, text) {
  const [sentences, status] = ["[data-sentences]", "[data-status]"].map((part) =>
    turn.querySelector(part),
  );
  if (kind === "sentence") {
    const line = document.createElement("p");
    line.textContent = text;
    sentences.append(line);
  } else {
    status.className = "detail";
    status.textContent = text;
  }
  scroller.scrollTop = scroller.scrollHeight;
}

/** Until the answer is there; where the server works on none, the request itself is broken off. */
function offerStop(turn, body, cancel) {
  const button = turn.querySelector("[data-stop]");
  const showing = setTimeout(() => (button.hidden = false), WORTH_STOPPING_MS);
  button.addEventListener("click", async () => {
    button.disabled = true;
    button.textContent = "Stopping…";
    const answer = await request("/chat/stop", { method: "POST", body });
    if (!answer.ok) cancel.abort();
  });
  return () => clearTimeout(showing);
}

/** Replaces the waiting dots or the progress bar; without HTML the server was not reached. */
function showReply(turn, html, again) {
  const reply = html === undefined ? failure(UNREACHABLE, again) : parse(html);
  turn.querySelector(".reply").replaceWith(reply);
  foldEarlier();
  // A long answer is read from its beginning.
  if (turn.offsetHeight > scroller.clientHeight) turn.scrollIntoView({ block: "start" });
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.querySelector(".reply") ?? failure(UNREACHABLE);
}

function failure(sentence, again) {
  const reply = document.querySelector("#new-failure").content.firstElementChild.cloneNode(true);
  reply.querySelector("p").textContent = sentence;
  if (again) reply.append(retryButton(again));
  return reply;
}

function retryButton(again) {
  const button = document.createElement("button");
  button.className = "button";
  button.type = "button";
  button.textContent = "Try again";
  button.addEventListener("click", () => {
    button.disabled = true;
    messages = messages.then(again);
  });
  const row = document.createElement("div");
  row.className = "actions";
  row.append(button);
  return row;
}

/** What can be imported is; all else goes out with a message, several files as one. */
function bring(files) {
  const endings = fileInput.dataset.imports.split(",");
  const importable = ({ name }) => endings.some((ending) => name.toLowerCase().endsWith(ending));
  const [imports, others] = [
    [...files].filter(importable),
    [...files].filter((f) => !importable(f)),
  ];
  for (const file of imports) {
    const turn = addTurn("#new-upload", file.name);
    uploads = uploads.then(() => upload(turn, file));
  }
  if (others.length > 0) say(others);
}

/** A message of files alone. */
function say(files) {
  const body = new URLSearchParams({ csrf: csrf.value, text: "" });
  body.set("deliveryId", `${deliveryId.value}.${++sent}`);
  const turn = addTurn("#new-turn", files.map(({ name }) => name).join(", "));
  turn.querySelector(".bubble").classList.add("file");
  const release = () => undefined;
  messages = messages.then(() => send({ turn, url: composer.action, body, release, files }));
}

/** Brings files to where the message finds them; undefined, or why one of them did not arrive. */
async function attach(turn, files, body) {
  const most = Number(fileInput.dataset.maxAttached);
  const large = files.find(({ size }) => size > most);
  if (large) return `${large.name} is larger than the ${megabytes(most)} MB that a mail can carry.`;
  for (const file of files) {
    showPiece(turn, "status", `Bringing ${file.name}…`);
    const answer = await post("/chat/uploads", file, () => undefined);
    if (answer === undefined) return UNREACHABLE;
    if (!answer.ok) return parse(answer.text).textContent.trim();
    body.append("upload", JSON.parse(answer.text).uploadId);
  }
  return undefined;
}

async function upload(turn, file) {
  const most = Number(fileInput.dataset.maxBytes);
  if (file.size > most) {
    const limit = `${megabytes(most)} MB`;
    const reply = failure(`This file is larger than the ${limit} that can be uploaded here.`);
    turn.querySelector(".reply").replaceWith(reply);
    return;
  }
  const answer = await post("/chat/files", file, (done) => showProgress(turn, done, file.size));
  showReply(turn, answer?.text);
  followImports();
}

/** XMLHttpRequest, because fetch does not tell how much of a body has been sent. */
function post(url, file, onProgress) {
  return new Promise((resolve) => {
    const upload = new XMLHttpRequest();
    upload.open("POST", `${url}?name=${encodeURIComponent(file.name)}`);
    upload.setRequestHeader("x-fragment", "1");
    upload.setRequestHeader("x-csrf-token", csrf.value);
    upload.setRequestHeader("content-type", "application/octet-stream");
    upload.upload.addEventListener("progress", (event) => onProgress(event.loaded));
    upload.addEventListener("load", () =>
      resolve({ ok: upload.status < 400, text: upload.responseText }),
    );
    upload.addEventListener("error", () => resolve(undefined));
    upload.send(file);
  });
}

function showProgress(turn, done, total) {
  const bar = turn.querySelector("progress");
  if (!bar || total === 0) return;
  bar.max = total;
  bar.value = Math.min(done, total);
  if (total < WORTH_COUNTING) return;
  const amount = `${megabytes(bar.value)} of ${megabytes(total)} MB`;
  turn.querySelector("[data-amount]").textContent = ` · ${amount}`;
}

function megabytes(bytes) {
  return (bytes / 1e6).toLocaleString("en-GB", { maximumFractionDigits: 1 });
}

/** Called after everything that may start or resume an import; each is followed once at a time. */
function followImports() {
  for (const panel of document.querySelectorAll("[data-import]:not([data-state='final'])"))
    if (!followed.has(panel.dataset.import)) void follow(panel);
}

async function follow(panel) {
  const id = panel.dataset.import;
  followed.add(id);
  for (let wait = FIRST_POLL_MS; ; wait = Math.min(wait * 1.3, SLOWEST_POLL_MS)) {
    const answer = await request(`/chat/imports/${encodeURIComponent(id)}`);
    // While the server is away we keep asking; when it refuses, its sentence ends the matter.
    const next = answer.unreachable ? undefined : parse(answer.html);
    // A question stays as it is until one of its buttons is pressed, which calls us again.
    if (next && !(next.dataset.state === "preview" && panel.dataset.state === "preview")) {
      panel.replaceWith(next);
      panel = next;
    }
    if (next && next.dataset.state !== "waiting" && next.dataset.state !== "running") break;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  followed.delete(id);
}

/** Drafts change elsewhere too: a colleague approves one, it is sent, it grows too old. */
function watchDrafts() {
  clearTimeout(draftsTimer);
  void lookAtDrafts(DRAFTS_SOON_MS);
}

async function lookAtDrafts(wait) {
  const shown = [...document.querySelectorAll("[data-draft]")];
  if (shown.length > 0 && !document.hidden) {
    const stamps = new Set(shown.map(({ dataset }) => `${dataset.draft}.${dataset.stamp}`));
    const query = new URLSearchParams([...stamps].map((stamp) => ["shown", stamp]));
    const answer = await request(`/chat/drafts?${query}`);
    if (answer.ok) redrawDrafts(answer.html);
  }
  clearTimeout(draftsTimer);
  draftsTimer = setTimeout(() => lookAtDrafts(Math.min(wait * 1.5, DRAFTS_LATE_MS)), wait);
}

function redrawDrafts(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const now of template.content.children)
    for (const before of document.querySelectorAll(`[data-draft="${now.dataset.draft}"]`)) {
      // Nobody's words are taken from under their hands; saving them says what changed meanwhile.
      if (inHand(before) || before.dataset.stamp === now.dataset.stamp) continue;
      const drawn = now.cloneNode(true);
      // What was about to be pressed is no longer what it was.
      drawn.classList.add("redrawn");
      const opened = before.querySelector(".earlier")?.open;
      before.replaceWith(drawn);
      foldEarlier();
      drawn.querySelector(".earlier")?.toggleAttribute("open", opened === true);
    }
}

function inHand(draft) {
  return draft.querySelector(".ask[open]") !== null;
}

/** Of a draft the last card is the one to look at: those above it shrink to a line. */
function foldEarlier() {
  const last = new Map();
  for (const draft of document.querySelectorAll("[data-draft]")) {
    const earlier = last.get(draft.dataset.draft);
    if (earlier) fold(earlier);
    last.set(draft.dataset.draft, draft);
  }
}

function fold(draft) {
  const titles = [...draft.querySelectorAll(".card h3")].map(({ textContent }) => textContent);
  if (titles.length === 0 || inHand(draft) || draft.querySelector(".earlier")) return;
  const line = document.createElement("summary");
  line.textContent = `${titles[0]} · ${titles.at(-1)} · shown again below`;
  const details = document.createElement("details");
  details.className = "earlier";
  const sheet = document.createElement("div");
  sheet.className = "sheet";
  sheet.append(...draft.childNodes);
  details.append(line, sheet);
  draft.append(details);
}
