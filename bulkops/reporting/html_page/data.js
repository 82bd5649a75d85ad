// The plan's steps: read from the page a piece at a time, so that it answers while it still reads.

const SLICE_MS = 24;
const CACHED_MAX = 128;

const STATE = { types: {}, titles: {}, steps: 0, chunks: [], entries: [], bySeq: new Map() };
const CACHED = new Map();

const pause = () => new Promise((resume) => setTimeout(resume));

function readHead() {
  Object.assign(STATE, JSON.parse(byId("head").textContent));
  for (const type of Object.values(STATE.types)) type.decimalPaths = new Set(type.decimals);
  STATE.chunks = [...document.querySelectorAll("script.chunk")];
}

async function readSteps(progress) {
  let started = performance.now();
  for (const [chunk, script] of STATE.chunks.entries()) {
    for (const [at, step] of JSON.parse(script.textContent).entries()) {
      const entry = entryOf(step, chunk, at);
      STATE.entries.push(entry);
      STATE.bySeq.set(step.seq, entry);
    }
    if (performance.now() - started > SLICE_MS) {
      progress();
      await pause();
      started = performance.now();
    }
  }
}

function entryOf(step, chunk, at) {
  const { seq, id, type, verdict, group, file, line } = step;
  const irreversible = step.irreversible && verdict === "do";
  const outside = step.outside !== null;
  const amount = step.amount === null ? null : Math.abs(Number(step.amount));
  return { seq, id, type, verdict, group, file, line, irreversible, outside, amount, chunk, at, text: textOf(step) };
}

// What the search looks in: names, numbers, texts and places, in small letters.
function textOf(step) {
  const texts = [step.id, step.manifest, step.target.key, step.natural_key, step.reason, placeText(step), step.label, step.along];
  if (step.amount !== null) texts.push(step.amount, grouped(amountText(step.amount), " "), currencyText(step.currency));
  collect(step.payload, texts);
  for (const change of step.changes) texts.push(change.path, ...[change.before, change.after].flatMap((side) => collect(side, [])));
  return texts.filter((text) => text !== null && text !== "").join("\n").toLowerCase();
}

function collect(value, texts) {
  if (value !== null && typeof value === "object") Object.values(value).forEach((member) => collect(member, texts));
  else if (value !== null && value !== undefined && typeof value !== "boolean") texts.push(String(value));
  return texts;
}

// Whole steps are kept as text; only those that are shown are read again.
function stepOf(entry) {
  if (!CACHED.has(entry.chunk)) {
    if (CACHED.size >= CACHED_MAX) CACHED.delete(CACHED.keys().next().value);
    CACHED.set(entry.chunk, JSON.parse(STATE.chunks[entry.chunk].textContent));
  }
  return CACHED.get(entry.chunk)[entry.at];
}
