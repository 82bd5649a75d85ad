// What a step sends, member by member; lists at the end, their elements one below the other.

function payloadTable(step, caption) {
  return table(caption, ["Field", "Value"], [...payloadRows(step, step.payload, "", "")], "even");
}

function* payloadRows(step, members, above, path) {
  const isList = ([, value]) => Number(Array.isArray(value));
  for (const [name, value] of Object.entries(members).sort((one, other) => isList(one) - isList(other))) {
    const label = `${above}${visible(name)}`;
    const place = `${path}${name}`;
    if (Array.isArray(value) && value.length && value.every((one) => one !== null && typeof one === "object")) {
      yield element("tr", { class: "list" }, element("th", { scope: "rowgroup", colspan: "2" }, words(label), muted(` ${number(value.length)}`)));
      for (const [at, one] of value.entries()) {
        yield payloadRow(element("bdi", {}, `${elementNoun(name)} ${at + 1}`), membersOf(step, one, `${place}[]`), "inner");
      }
    } else if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      yield* payloadRows(step, value, `${label} › `, `${place}.`);
    } else {
      const [text] = alikeTexts([value], STATE.types[step.type].decimalPaths.has(place));
      yield payloadRow(words(label), isLong(value) ? textLines(value) : [words(text), titleOf(place, value)]);
    }
  }
}

const payloadRow = (label, value, kind = "") =>
  element("tr", { class: kind }, element("th", { scope: "row" }, label), element("td", {}, value));

const textLines = (text) =>
  element("div", { class: "lines" }, text.split(/\r\n|\r|\n/).map((line) => element("span", {}, words(line))));
