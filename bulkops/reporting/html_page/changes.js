// The changes of a step: a row a field, those of one list together under its name.

const ELEMENT = /^([^[\]]+)\[([^\]]*)\](?:\.(.*))?$/;

const general = (path) => path.replace(/\[[^\]]*\]/g, "[]");

const isLong = (value) => typeof value === "string" && value.includes("\n");

function elementNoun(name) {
  if (name.toLowerCase().endsWith("lines")) return "line";
  return name.endsWith("s") ? name.slice(0, -1) : "element";
}

function changesTable(step, changes, { known, kept = {}, columns = ["Field", "Now", "After"], caption = "Changes" }) {
  const rows = [];
  const lists = new Map();
  for (const change of changes) {
    const [, list, key, member] = ELEMENT.exec(change.path) ?? [];
    if (list === undefined) rows.push(changeRow(step, change, words(change.path), known));
    else lists.set(list, [...(lists.get(list) ?? []), [key, member, change]]);
  }
  for (const [list, members] of lists) {
    const [same, all] = kept[list] ?? [];
    const note = all === undefined ? "" : muted(` ${number(same)} of ${number(all)} unchanged`);
    rows.push(element("tr", { class: "list" }, element("th", { scope: "rowgroup", colspan: "3" }, words(list), note)));
    for (const [key, member, change] of members) rows.push(changeRow(step, change, labelOf(step, list, key, member), known, "inner"));
  }
  return table(caption, columns, rows, "even");
}

function labelOf(step, list, key, member) {
  const by = STATE.types[step.type].keys[list];
  const noun = by ? `${elementNoun(list)} ${by}` : elementNoun(list);
  const label = key === "" || key === "+" ? `new ${elementNoun(list)}` : `${noun} ${visible(key)}`;
  return element("bdi", {}, label, member ? [" ", element("span", { class: "member" }, visible(member))] : "");
}

function changeRow(step, change, label, known, inner = "") {
  const kind = change.kind === "sensitive" ? change.was : change.kind;
  const [sign, mark, word] = { add: ["+", "create", "added"], remove: ["−", "remove", "removed"] }[kind] ?? ["~", "change", "changed"];
  const head = element("th", { scope: "row" }, element("span", { class: `sign ${mark}`, "aria-hidden": "true" }, sign), " ", label);
  return element("tr", { class: `${inner} ${mark}` }, head, sides(step, change, kind, word, known));
}

function sides(step, change, kind, word, known) {
  const whole = (...content) => [element("td", { colspan: "2" }, ...content)];
  if (change.kind === "sensitive") return whole(element("em", {}, `(${word}, sensitive)`));
  const decimal = STATE.types[step.type].decimalPaths.has(general(change.path));
  if (kind === "unread") {
    const [text] = alikeTexts([change.after], decimal);
    return [element("td", {}, muted("(the API does not show it)")), element("td", {}, words(text), muted(" sent, not compared"))];
  }
  if (kind !== "set") {
    const value = kind === "add" ? change.after : change.before;
    return value === null ? whole(muted(word)) : whole(hiddenText(`${word}: `), membersOf(step, value, general(change.path)));
  }
  if (isLong(change.before) || isLong(change.after)) return whole(lineDiff(change.before, change.after));
  const texts = alikeTexts([change.before, change.after], decimal);
  if (change.after === null && change.before !== null) texts[1] = CLEARED;
  if (!known && change.before === null) texts[0] = "(not known)";
  return texts.map((text, side) => {
    const value = side ? change.after : change.before;
    const shown = value === null ? muted(text) : element(side ? "ins" : "del", {}, words(text));
    return element("td", {}, shown, titleOf(change.path, value));
  });
}

// The name of a value that was looked up, beside it.
function titleOf(path, value) {
  const title = STATE.titles[general(path)]?.[value === true ? "True" : value === false ? "False" : String(value)];
  return title ? muted(` (${visible(title)})`) : "";
}

function membersOf(step, value, path) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return words(valueText(value));
  const { decimalPaths } = STATE.types[step.type];
  const texts = Object.entries(value).map(([name, member]) => {
    const [text] = alikeTexts([member], decimalPaths.has(`${path}.${name}`));
    return element("span", { class: "member-value" }, muted(visible(name)), " ", words(text));
  });
  return element("span", { class: "members" }, texts.flatMap((text) => [text, " "]));
}
