// The page comes to life: filters, links to steps, keys, light and dark, print.

const STEP_LINK = /^#step-(\d+)$/;
const SEARCH_WAIT_MS = 120;

function follow() {
  const [, seq] = STEP_LINK.exec(location.hash) ?? [];
  if (seq === undefined) return;
  const entry = STATE.bySeq.get(Number(seq));
  if (!entry) {
    byId("matches").textContent = `step ${seq} is not on this page`;
    return;
  }
  clearTimeout(VIEW.waiting);
  if (!wanted()(entry)) clear();
  filter();
  VIEW.page = Math.floor(VIEW.matches.indexOf(entry) / PAGE);
  show();
  const row = byId(`step-${seq}`);
  const details = row.querySelector("details");
  details.open = true;
  fill(details, stepOf(entry));
  row.scrollIntoView({ block: "start" });
  row.querySelector("summary").focus({ preventScroll: true });
}

function showOnly({ group = 0, verdict = "", outside = false }) {
  clear();
  VIEW.group = group;
  byId("verdict").value = verdict;
  byId("changed-outside").checked = outside;
  filter();
  byId("steps").scrollIntoView();
  byId("steps").focus({ preventScroll: true });
}

function listen() {
  byId("query").addEventListener("input", () => {
    clearTimeout(VIEW.waiting);
    VIEW.waiting = setTimeout(filter, SEARCH_WAIT_MS);
  });
  for (const id of ["type", "verdict", "order", "irreversible", "changed-outside"]) byId(id).addEventListener("change", filter);
  byId("filters").addEventListener("submit", (event) => {
    event.preventDefault();
    filter();
  });
  byId("clear").addEventListener("click", () => {
    clear();
    filter();
  });
  byId("ungroup").addEventListener("click", () => {
    VIEW.group = 0;
    filter();
    byId("query").focus();
  });
  byId("open-all").addEventListener("click", () => {
    for (const details of document.querySelectorAll("#list details")) details.open = true;
  });
  for (const button of document.querySelectorAll("[data-group]")) button.addEventListener("click", () => showOnly({ group: Number(button.dataset.group) }));
  for (const button of document.querySelectorAll("[data-verdict]")) button.addEventListener("click", () => showOnly({ verdict: button.dataset.verdict }));
  for (const button of document.querySelectorAll("[data-outside]")) button.addEventListener("click", () => showOnly({ outside: true }));
  byId("steps").addEventListener("keydown", keys);
  addEventListener("hashchange", follow);
}

// From step to step by arrows; `/` leads to the search. Only among the steps, so that no key is taken elsewhere.
function keys(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, select")) return;
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key === "/") {
    byId("query").focus();
  } else if (event.key in moves && event.target.matches("summary, #steps")) {
    const all = [...document.querySelectorAll("#list summary")];
    const at = all.indexOf(event.target);
    all[at < 0 ? 0 : Math.min(Math.max(at + moves[event.key], 0), all.length - 1)]?.focus();
  } else return;
  event.preventDefault();
}

function theme() {
  const button = byId("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const tell = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    tell();
  });
  system.addEventListener("change", tell);
  tell();
}

// On paper everything that is folded away stands open.
function paper() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.fold:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
}

function expiry() {
  const time = byId("expires");
  if (time && Date.parse(time.dateTime) < Date.now()) time.after(element("strong", { class: "red" }, " (expired: plan again)"));
}

async function start() {
  for (const hidden of document.querySelectorAll(".script")) hidden.hidden = false;
  readHead();
  theme();
  paper();
  expiry();
  listen();
  await readSteps(() => (VIEW.matches.length ? (byId("matches").textContent = matchesText()) : filter()));
  VIEW.reading = false;
  filter();
  // The browser looks for the link's target when it has loaded all, and takes the focus away where there was none.
  if (document.readyState !== "complete") await new Promise((loaded) => addEventListener("load", loaded));
  follow();
  document.documentElement.dataset.ready = "";
}

start();
