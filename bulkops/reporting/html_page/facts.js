// What a step needs, is bound to and sends; what it is in conflict with; what others have changed.

const STANDINGS = {
  clash: "changed by others, and by you to something else",
  theirs: "changed by others",
  same: "changed by others as you want it",
  ours: "changed by you",
  unread: "sent by you; the API does not show it",
  kept: "as you want it",
};

function conflictPart(step) {
  const { conflict } = step;
  const title = element("h3", {}, `In conflict: ${visible(conflict.document.kind)} ${visible(conflict.document.key)}`);
  if (conflict.gone) return [title, element("p", {}, "It is gone: somebody has deleted it.")];
  const names = conflict.planned_from_known ? ["planned_from", "theirs", "ours"] : ["theirs", "ours"];
  const columns = conflict.planned_from_known ? ["Planned from", "Theirs", "Ours", "What happened"] : ["Now", "Ours"];
  const notes = [
    conflict.planned_from_known ? "" : "What it was before is not known.",
    conflict.planned_from_foreseen ? "“Planned from” is how an earlier step of the plan was to leave it." : "",
  ].filter(Boolean);
  const rows = conflict.fields.map((field) => conflictRow(step, field, names));
  const fields = rows.length ? table("Fields in conflict", ["Field", ...columns], rows) : "";
  return [title, fields, notes.length ? element("p", { class: "muted" }, notes.join(" ")) : ""];
}

function conflictRow(step, field, names) {
  const decimal = STATE.types[step.type].decimalPaths.has(general(field.path));
  const texts = alikeTexts(names.map((name) => field[name]), decimal);
  const cells = names.map((name, at) => {
    if (name === "ours" && !field.asked) return muted("(not asked for)");
    if (field.sensitive) return SENSITIVE;
    return field.standing === "unread" && name !== "ours" ? muted("(not shown)") : words(texts[at]);
  });
  const what = STANDINGS[field.standing] ?? field.standing;
  return element(
    "tr",
    { class: field.standing === "clash" ? "remove" : "" },
    element("th", { scope: "row" }, words(field.path)),
    cells.map((cell) => element("td", {}, cell)),
    names.length === 3 ? element("td", { class: "muted" }, what) : "",
  );
}

function outsidePart(step) {
  const { outside } = step;
  const when = outside.at ? ` of ${outside.at.slice(0, 16).replace("T", " ")} UTC` : "";
  const title = element("h3", {}, "Changed outside, since run ", code(outside.run), when);
  if (outside.gone) return [title, element("p", {}, "The document is not there any more.")];
  if (!outside.changes.length) return [title, element("p", {}, "Something is different that our runs never set.")];
  const columns = ["Field", "As we left it", "As it is now"];
  return [title, changesTable(step, outside.changes, { known: true, columns, caption: "Changed outside" })];
}

function stepLink(seq) {
  const known = STATE.bySeq.get(seq);
  if (!known) return element("span", {}, `step ${seq}`);
  return element("a", { href: `#step-${seq}` }, known.id ? code(known.id) : `step ${seq}`);
}

const listed = (parts) => parts.flatMap((part, at) => (at ? [", ", part] : [part]));

function facts(step) {
  const rows = [
    ["From", [code(placeText(step)), step.label ? [", column ", code(step.label)] : "", ` in manifest `, words(step.manifest)]],
    ["Operation", [code(step.type)]],
    step.target.made_by && ["Target", ["the number that ", stepLink(step.target.made_by), " gets; known when it is applied"]],
    step.natural_key && ["Found again by", [code(step.natural_key)]],
    step.needs.length && ["After", listed(step.needs.map(stepLink))],
    step.along && ["Comes along", ["not selected itself; ", code(step.along), " needs it"]],
    ["Undoing it", [STATE.types[step.type].undo]],
    step.etag && ["Version", ["only if it is still ", code(step.etag)]],
    step.etag_from && ["Version", ["the one that ", stepLink(step.etag_from), " leaves; known when it is applied"]],
    step.group && ["Group", [element("a", { href: `#group-${step.group}` }, `group ${step.group}`)]],
  ];
  const pairs = rows.filter(Boolean).map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  return element("dl", { class: "facts" }, pairs);
}

function requestsPart(step) {
  const rows = step.requests.map((request) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, code(request.method)),
      element("td", {}, code(request.path), request.background ? muted(" in the background") : ""),
      element("td", {}, request.if_match ? code(request.if_match) : muted("—")),
      element("td", {}, request.body_sha256 ? [counted(request.bytes, "byte"), " ", code(request.body_sha256)] : muted("no body")),
    ),
  );
  return [element("h3", {}, rows.length === 1 ? "The request" : "The requests"), table("Requests", ["Method", "Path", "If-Match", "Body, SHA-256"], rows)];
}

const placeText = (step) => (step.line ? `${step.file}:${step.line}` : (step.file ?? ""));
