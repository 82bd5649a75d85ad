// Elements are made of text and of other elements, never of markup: nothing that a plan holds is read as HTML.

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const byId = (id) => document.getElementById(id);

// Set apart, so that text that runs from right to left does not turn what stands around it.
const code = (text) => element("bdi", { class: "code" }, visible(text));
const words = (text) => element("bdi", {}, visible(text));
const muted = (text) => element("span", { class: "muted" }, text);
const hiddenText = (text) => element("span", { class: "hidden" }, text);

// What stands in backticks can be typed.
function ticked(text) {
  const parts = visible(text).split("`");
  const whole = parts.length % 2 ? parts : [visible(text)];
  return element("bdi", {}, whole.map((part, at) => (at % 2 ? element("code", {}, part) : part)));
}

function table(name, columns, rows, kind = "") {
  for (const row of rows) label(row, columns);
  const heads = columns.map((column) => element("th", { scope: "col" }, column));
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": name },
    element(
      "table",
      { class: `diff ${kind}` },
      element("thead", {}, element("tr", {}, heads)),
      element("tbody", {}, rows),
    ),
  );
}

// Where there is no room for columns, each cell says which it is of.
function label(row, columns) {
  const cells = [...row.children];
  if (cells.length === columns.length) cells.forEach((cell, at) => at && cell.setAttribute("data-label", columns[at]));
}
