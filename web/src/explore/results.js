// The result of a statement as a table, a plot or nodes and edges for the picture.

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};
const shown = (value) =>
  value === null ? "–" : typeof value === "object" ? (value.name ?? value.title ?? JSON.stringify(value)) : String(value);
const SHOWN_ROWS = 500;

export function table({ columns, rows }) {
  const head = make("tr", {}, ...columns.map(({ name }) => make("th", { scope: "col" }, name)));
  const body = rows.slice(0, SHOWN_ROWS).map((row) =>
    make("tr", {}, ...columns.map(({ name }) =>
      make("td", typeof row[name] === "number" ? { class: "number" } : {}, shown(row[name])))));
  const note = rows.length > SHOWN_ROWS ? `, the first ${SHOWN_ROWS} shown` : "";
  return make("table", {}, make("caption", {}, `${rows.length.toLocaleString("en")} rows${note}`),
    make("thead", {}, head), make("tbody", {}, ...body));
}

export function plan(steps) {
  const row = (step) => make("tr", {},
    make("td", {}, "\u2003".repeat(step.depth) + step.operator),
    make("td", { class: "number" }, step.estimated_rows.toLocaleString("en")));
  return make("table", {}, make("caption", {}, "Plan"),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Operator"), make("th", { scope: "col" }, "Estimated rows"))),
    make("tbody", {}, ...steps.map(row)));
}

// Bars of the first column of numbers, named by the first of the others.
export function plot({ columns, rows }) {
  const number = columns.find(({ name }) => rows.some((row) => typeof row[name] === "number"));
  const name = columns.find((column) => column !== number);
  if (!number || !rows.length) return make("p", {}, "A plot needs a column of numbers.");
  const few = rows.slice(0, 30);
  const most = Math.max(...few.map((row) => Math.abs(row[number.name] ?? 0)), 1e-9);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const put = (tag, attributes, text) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text) element.textContent = text;
    svg.append(element);
  };
  svg.setAttribute("viewBox", `0 0 600 ${few.length * 24 + 10}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${number.name} by ${name?.name ?? "row"}; the table has the figures`);
  few.forEach((row, i) => {
    const width = (Math.abs(row[number.name] ?? 0) / most) * 330;
    const label = name ? shown(row[name.name]) : String(i + 1);
    put("text", { x: 195, y: i * 24 + 20, "text-anchor": "end" }, label.length > 28 ? `${label.slice(0, 27)}…` : label);
    put("rect", { x: 205, y: i * 24 + 6, width, height: 18, rx: 3 });
    put("text", { x: 212 + width, y: i * 24 + 20 }, Number(row[number.name]).toLocaleString("en", { maximumFractionDigits: 4 }));
  });
  return svg;
}

// The first two columns are the ends of edges; a path is a chain of them.
export function graph({ columns, rows }) {
  const nodes = new Map();
  const edges = [];
  const node = (value, kind) => {
    if (value === null || value === undefined) return null;
    const whole = typeof value === "object";
    const key = whole ? `${kind}:${value.id ?? value.key}` : `${kind}:${value}`;
    const name = whole ? (value.name ?? value.title ?? value.key) : kind === "member" ? String(value).slice(0, 6) : String(value);
    const label = kind === "member" ? "Member" : kind === "value" ? "Value" : kind;
    nodes.set(key, { id: key, kind: label, name, about: "", foreign: true });
    return key;
  };
  for (const row of rows) {
    const path = columns.find(({ kind }) => kind === "path");
    const ends = path
      ? row[path.name].map((one) => node(one, "member"))
      : columns.slice(0, 2).map(({ name, kind }) => node(row[name], kind));
    for (let i = 1; i < ends.length; i += 1) {
      if (ends[i - 1] && ends[i]) edges.push({ source: ends[i - 1], target: ends[i], type: "ROW" });
    }
  }
  return { nodes: [...nodes.values()], edges };
}
