// A long text by line: what goes, what comes, and how many lines stay.

const LINES_COMPARED_MAX = 400;

function lineDiff(before, after) {
  const [old, now] = [before, after].map((text) => (text ? String(text).split(/\r\n|\r|\n/) : []));
  const rows = compared(old, now).flatMap(([kind, lines]) =>
    kind === "same"
      ? [element("span", { class: "same" }, `(${counted(lines.length, "line")} unchanged)`)]
      : lines.map((line) => lineOf(kind, line)),
  );
  return element("div", { class: "lines" }, rows);
}

function lineOf(kind, line) {
  const tag = kind === "gone" ? "del" : "ins";
  return element(tag, {}, hiddenText(kind === "gone" ? "removed: " : "added: "), kind === "gone" ? "− " : "+ ", words(line));
}

// Runs of lines: [`same` | `gone` | `new`, lines].
function compared(old, now) {
  let first = 0;
  while (first < old.length && first < now.length && old[first] === now[first]) first += 1;
  let last = 0;
  const most = Math.min(old.length, now.length) - first;
  while (last < most && old[old.length - 1 - last] === now[now.length - 1 - last]) last += 1;
  const middle = longestCommon(old.slice(first, old.length - last), now.slice(first, now.length - last));
  const runs = [["same", old.slice(0, first)], ...middle, ["same", old.slice(old.length - last)]];
  return runs.filter(([, lines]) => lines.length);
}

function longestCommon(old, now) {
  if (Math.max(old.length, now.length) > LINES_COMPARED_MAX) return [["gone", old], ["new", now]];
  const lengths = Array.from({ length: old.length + 1 }, () => new Array(now.length + 1).fill(0));
  for (let at = old.length - 1; at >= 0; at -= 1) {
    for (let to = now.length - 1; to >= 0; to -= 1) {
      const skipped = Math.max(lengths[at + 1][to], lengths[at][to + 1]);
      lengths[at][to] = old[at] === now[to] ? lengths[at + 1][to + 1] + 1 : skipped;
    }
  }
  const runs = [];
  const take = (kind, line) => (runs.at(-1)?.[0] === kind ? runs.at(-1)[1].push(line) : runs.push([kind, [line]]));
  let [at, to] = [0, 0];
  while (at < old.length || to < now.length) {
    if (at < old.length && to < now.length && old[at] === now[to]) take("same", old[(to += 1, at++)]);
    else if (to >= now.length || (at < old.length && lengths[at + 1][to] >= lengths[at][to + 1])) take("gone", old[at++]);
    else take("new", now[to++]);
  }
  return runs;
}
