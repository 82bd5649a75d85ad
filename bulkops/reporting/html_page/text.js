// Values as a bookkeeper reads them. Machine forms come from the plan's JSON: numbers with decimals are text there.

const GAP = "\u2009";
const NONE = "(none)";
const CLEARED = "(cleared)";
const LATER = "(known after apply)";
const SENSITIVE = "(sensitive)";
const OWN_CURRENCY = "(customer's currency)";

// Control characters, and marks that turn the direction of text or hide in it.
const DECEPTIVE =
  /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
const WRITTEN = { "\t": "    ", "\n": "\\n", "\r": "\\r" };

function visible(text) {
  return String(text).replace(DECEPTIVE, (char) => {
    const point = char.codePointAt(0);
    const hex = point.toString(16);
    return WRITTEN[char] ?? (point < 256 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`);
  });
}

const number = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, GAP);

function grouped(decimal, gap = GAP) {
  const [, sign, whole, rest] = /^(-?)(\d+)(.*)$/.exec(decimal) ?? [null, "", String(decimal), ""];
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, gap) + rest;
}

const counted = (count, noun) => `${number(count)} ${count === 1 ? noun : `${noun}s`}`;

const isDecimal = (text) => /^-?\d+(\.\d+)?$/.test(String(text));

// Decimals worth showing: the significant ones; of those written, zeros included, two.
function decimalsOf(value) {
  const fraction = String(value).split(".")[1] ?? "";
  return Math.max(fraction.replace(/0+$/, "").length, Math.min(fraction.length, 2));
}

function fixed(value, decimals) {
  const [whole, fraction = ""] = String(value).split(".");
  const digits = fraction.replace(/0+$/, "").padEnd(decimals, "0");
  return grouped(digits ? `${whole}.${digits}` : whole);
}

const amountText = (amount) => fixed(amount, Math.max(2, decimalsOf(amount)));

const currencyText = (currency) => visible(currency || OWN_CURRENCY);

function money(amount, currency) {
  return element(
    "span",
    { class: "money" },
    element("span", { class: "amount" }, amountText(amount)),
    " ",
    element("span", { class: "currency" }, currencyText(currency)),
  );
}

function valueText(value, decimals = null) {
  if (value === null || value === undefined) return NONE;
  if (typeof value === "boolean") return String(value);
  if (decimals !== null && isDecimal(value)) return fixed(value, decimals);
  if (Array.isArray(value)) return counted(value.length, "element");
  if (typeof value === "object") {
    return Object.entries(value).map(([name, member]) => `${visible(name)} ${valueText(member)}`).join(", ");
  }
  const text = visible(value);
  return text === "" || text !== text.trim() ? `"${text}"` : text;
}

// Values of one field alike: numbers with equally many decimals.
function alikeTexts(values, decimal) {
  const numbers = values.filter((value) => decimal && isDecimal(value));
  const decimals = numbers.length ? Math.max(...numbers.map(decimalsOf)) : null;
  return values.map((value) => valueText(value, decimals));
}
