// One step: its line in the list, and what opens below it.

const VERDICTS = { unchanged: "unchanged", done: "done by an earlier run", conflict: "in conflict" };
const MARKS = { "+": "create", "~": "change", ">": "read", "-": "remove", "!": "final" };

function stepRow(step) {
  const details = element("details", { class: "step" }, summaryOf(step));
  details.addEventListener("toggle", () => details.open && fill(details, step));
  return element("li", { id: `step-${step.seq}` }, details);
}

// Only what is opened is built.
function fill(details, step) {
  if (details.childElementCount === 1) details.append(bodyOf(step));
}

function summaryOf(step) {
  const type = STATE.types[step.type];
  const does = step.verdict === "do";
  const mark = does ? MARKS[type.sign] : step.verdict === "conflict" ? "conflict" : "quiet";
  const sign = does ? type.sign : step.verdict === "conflict" ? "×" : "=";
  const badges = [
    VERDICTS[step.verdict] && element("span", { class: `badge ${mark}` }, VERDICTS[step.verdict]),
    does && type.final && element("span", { class: "badge final" }, "cannot be undone"),
    step.outside && element("span", { class: "badge change" }, "changed outside"),
    step.along && element("span", { class: "badge" }, "comes along"),
  ].filter(Boolean);
  return element(
    "summary",
    {},
    element("span", { class: `sign ${mark}`, "aria-hidden": "true" }, sign),
    element("span", { class: "name" }, code(step.id)),
    element("span", { class: "what" }, element("strong", {}, type.verb), " ", targetOf(step), badges.flatMap((badge) => [" ", badge])),
    element("span", { class: "sum" }, step.amount !== null ? money(step.amount, step.currency) : step.net_later ? muted(LATER) : ""),
    element("span", { class: "place" }, code(placeText(step))),
  );
}

function targetOf(step) {
  const { kind, key, made_by: maker } = step.target;
  if (key) return element("bdi", {}, `${visible(kind)} ${visible(key)}`);
  if (!maker) return `new ${visible(kind)}`;
  const known = STATE.bySeq.get(maker);
  return element("bdi", {}, `${visible(kind)} of `, code(known?.id || `step ${maker}`));
}

function bodyOf(step) {
  const parts = [];
  if (step.reason) parts.push(element("p", { class: step.verdict === "conflict" ? "red" : "" }, ticked(step.reason)));
  if (step.conflict) parts.push(...conflictPart(step));
  if (step.outside) parts.push(...outsidePart(step));
  if (step.verdict === "do") parts.push(...intent(step));
  if (step.verdict === "conflict" && !step.conflict && step.changes.length) parts.push(...difference(step));
  parts.push(facts(step));
  if (step.requests.length) parts.push(...requestsPart(step));
  return element("div", { class: "body" }, parts);
}

function intent(step) {
  const makes = STATE.types[step.type].sign === "+";
  const parts = [];
  const { existing: known, kept } = step;
  if (step.changes.length && !makes) {
    parts.push(element("h3", {}, "What changes"), changesTable(step, step.changes, { known, kept }));
  } else if (step.sets.length) {
    parts.push(element("h3", {}, "What it sets"), changesTable(step, step.sets, { known, caption: "What it sets" }));
  } else if (Object.keys(step.payload).length) {
    const title = makes ? "What is made" : "Sent with it";
    parts.push(element("h3", {}, title), payloadTable(step, title));
  }
  return [...parts, ...total(step)];
}

// Of what is there already, and is not as it is wanted.
function difference(step) {
  const columns = ["Field", "As it is", "As it is wanted"];
  return [element("h3", {}, "What differs"), changesTable(step, step.changes, { known: true, columns, caption: "What differs" })];
}

function total(step) {
  const [before, after] = [step.amount_before, step.amount];
  const net = (...texts) => [element("p", { class: "total" }, "Net, without VAT: ", ...texts)];
  if (step.net_later) return before === null ? net(muted(LATER)) : net(element("del", {}, amountText(before)), " → ", muted(LATER));
  if (after === null || before === null || Number(before) === Number(after) || !step.changes.length) return [];
  return net(element("del", {}, amountText(before)), " → ", element("ins", {}, money(after, step.currency)));
}
