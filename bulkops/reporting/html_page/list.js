// Which steps are shown, in which order, and on which page.

const PAGE = 100;
const VIEW = { matches: [], page: 0, group: 0, reading: true, waiting: 0 };

const ORDERS = {
  plan: (one, other) => one.seq - other.seq,
  amount: (one, other) => (other.amount ?? -1) - (one.amount ?? -1) || one.seq - other.seq,
  id: (one, other) => compareText(one.id, other.id) || one.seq - other.seq,
  file: (one, other) => compareText(one.file ?? "", other.file ?? "") || (one.line ?? 0) - (other.line ?? 0) || one.seq - other.seq,
};

const collator = new Intl.Collator("en", { numeric: true });
const compareText = (one, other) => collator.compare(one, other);

function wanted() {
  // A thin space is what amounts are grouped with on this page: what is copied from it is found again.
  const terms = byId("query").value.toLowerCase().replace(/[\u2009\u00a0\u202f]/g, " ").split(/\s+/).filter(Boolean);
  const [type, verdict] = [byId("type").value, byId("verdict").value];
  const [irreversible, outside] = [byId("irreversible").checked, byId("changed-outside").checked];
  return (entry) =>
    (!type || entry.type === type) &&
    (!verdict || entry.verdict === verdict) &&
    (!VIEW.group || entry.group === VIEW.group) &&
    (!irreversible || entry.irreversible) &&
    (!outside || entry.outside) &&
    terms.every((term) => entry.text.includes(term));
}

function filter() {
  VIEW.matches = STATE.entries.filter(wanted());
  const order = byId("order").value;
  if (order !== "plan") VIEW.matches.sort(ORDERS[order]);
  VIEW.page = 0;
  show();
}

const pagesCount = () => Math.max(1, Math.ceil(VIEW.matches.length / PAGE));

function show() {
  const first = VIEW.page * PAGE;
  const shown = VIEW.matches.slice(first, first + PAGE);
  byId("list").replaceChildren(...shown.map((entry) => stepRow(stepOf(entry))));
  byId("open-all").hidden = shown.length === 0;
  byId("matches").textContent = matchesText();
  showGroup();
  showPages();
}

function matchesText() {
  const here = STATE.entries.length;
  if (VIEW.reading) return `reading the steps: ${number(here)} of ${number(STATE.steps)}`;
  const beyond = STATE.steps - here;
  const more = beyond > 0 ? `; ${number(beyond)} more are only counted` : "";
  const count = VIEW.matches.length;
  if (count === here) return `${counted(count, "step")}${more}`;
  return count ? `${number(count)} of ${counted(here, "step")}${more}` : `no step fits${more}`;
}

function showGroup() {
  const chip = byId("ungroup");
  chip.hidden = !VIEW.group;
  chip.replaceChildren(`group ${VIEW.group} `, element("span", { "aria-hidden": "true" }, "×"), hiddenText(": show all groups"));
}

function showPages() {
  const count = pagesCount();
  const nav = byId("pages");
  nav.hidden = count === 1;
  const turn = (label, page) => {
    const off = page < 0 || page >= count || page === VIEW.page;
    const button = element("button", { type: "button", class: "quiet", disabled: off }, label);
    button.addEventListener("click", () => turnTo(page));
    return button;
  };
  const where = element("span", { class: "where" }, `page ${number(VIEW.page + 1)} of ${number(count)}`);
  nav.replaceChildren(turn("First", 0), turn("Previous", VIEW.page - 1), where, turn("Next", VIEW.page + 1), turn("Last", count - 1));
}

function turnTo(page) {
  VIEW.page = page;
  show();
  byId("steps").scrollIntoView();
  byId("steps").focus({ preventScroll: true });
}

function clear() {
  byId("filters").reset();
  VIEW.group = 0;
}
