// The explorer: search, a picture that grows, a list of the same for who does not see it, Cypher.

import { FIRST, around, cypher, keepToken, paths, search, statement, ties, token, viewer } from "./data.js";
import { download, gexf, graphml, png, svg } from "./exports.js";
import { add, arrange, createPicture } from "./picture.js";
import * as results from "./results.js";
import "./explore.css";

const $ = (id) => document.getElementById(id);
const LISTED = 300;
const cy = createPicture($("picture"));
let center = null;
let selected = null;
let last = null;
let running = null;
let era = 0;

const say = (text) => { $("status").textContent = text; };
const failed = (error) => { if (error.name !== "AbortError") say(`Not done: ${error.message}`); };
const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

function refresh() {
  const shown = cy.nodes(":visible");
  $("empty").hidden = cy.nodes().nonempty();
  $("nodes").parentElement.hidden = cy.nodes().empty();
  $("size").textContent = cy.nodes().empty() ? "" : `${count(shown.length, "node")}, ${count(cy.edges(":visible").length, "edge")}`;
  for (const button of document.querySelectorAll("[data-needs]")) button.disabled = shown.empty();
  const items = shown.sort((a, b) => (a.data("degree") ?? 9) - (b.data("degree") ?? 9) || a.data("name").localeCompare(b.data("name")));
  const kept = items.slice(0, LISTED).map((node) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.id = node.id();
    button.append(node.data("name"), Object.assign(document.createElement("small"), { textContent: ` ${describe(node.data())}` }));
    if (node.id() === selected) button.setAttribute("aria-current", "true");
    const item = document.createElement("li");
    item.append(button);
    return item;
  });
  $("nodes").replaceChildren(...kept);
  $("listed").textContent = items.length > LISTED ? `The first ${LISTED} of ${items.length}.` : "";
}

const RINGS = ["you", "1st", "2nd", "3rd"];
function describe({ kind, degree, about }) {
  const ring = kind === "Member" && degree != null ? `, ${RINGS[degree] ?? "farther"}` : "";
  return `${kind}${ring}${about ? ` · ${about}` : ""}`;
}

function filter() {
  const kinds = new Set([...document.querySelectorAll("[name=kind]:checked")].map(({ value }) => value));
  cy.batch(() => cy.nodes().forEach((node) => {
    node.style("display", kinds.has(node.data("kind")) || node.data("foreign") ? "element" : "none");
  }));
  refresh();
}

function select(id) {
  selected = id;
  cy.elements().unselect();
  const node = cy.getElementById(id);
  node.select();
  $("chosen").textContent = node.data("name");
  $("about").textContent = describe(node.data());
  $("details").hidden = false;
  $("expand").disabled = Boolean(node.data("foreign"));
  $("way").disabled = node.data("kind") !== "Member" || Boolean(node.data("foreign"));
  if (!node.data("foreign")) $("query").value = statement(node.data());
  refresh();
}

async function expand(id, known) {
  const node = cy.getElementById(id);
  if (node.empty() || node.data("foreign")) return;
  const mine = era;
  say(`Opening ${node.data("name")} …`);
  const found = known ?? (await around(node.data(), FIRST));
  if (mine !== era) return; // another picture was begun meanwhile
  const fresh = add(cy, found, id);
  node.addClass("opened");
  filter();
  arrange(cy, $("layout").value, center);
  const told = `${node.data("name")}: ${count(fresh, "new node")}${found.more ? `, the first ${FIRST} of more` : ""}`;
  say(`${told}.`);
  knit(found.nodes, told).catch(failed);
}

// The picture stands; now ties among those in it, who are connected to you, too.
async function knit(nodes, told) {
  const mine = era;
  const members = nodes.filter(({ kind, degree }) => kind === "Member" && degree > 0).map(({ id }) => id);
  if (!members.length) return;
  const found = await ties(members);
  if (mine !== era) return;
  const before = cy.edges().length;
  add(cy, { nodes: [], edges: found.filter(({ source, target }) => cy.getElementById(source).nonempty() && cy.getElementById(target).nonempty()) });
  const fresh = cy.edges().length - before;
  if (!fresh) return;
  refresh();
  arrange(cy, $("layout").value, center);
  if ($("status").textContent === `${told}.`) say(`${told}; ${count(fresh, "tie")} among them.`);
}

// A new picture. The focus goes to it only where a person asked for it.
async function begin(node, asked, known) {
  const mine = ++era;
  cy.elements().remove();
  center = node.id;
  add(cy, { nodes: [node], edges: [] });
  await expand(node.id, known);
  if (mine !== era) return;
  select(node.id);
  if (asked) $("picture").focus({ preventScroll: true });
}

// --- search: a combobox with a list
let hits = [];
let active = -1;
let asked = 0;
function showHits(found) {
  hits = found;
  active = -1;
  $("hits").replaceChildren(...hits.map((hit, i) => {
    const item = document.createElement("li");
    item.id = `hit-${i}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(hit.name, Object.assign(document.createElement("small"), { textContent: ` ${describe(hit)}` }));
    item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(i); });
    return item;
  }));
  $("hits").hidden = !hits.length;
  $("search").setAttribute("aria-expanded", String(Boolean(hits.length)));
  $("search").removeAttribute("aria-activedescendant");
}
function choose(i) {
  const hit = hits[i];
  if (!hit) return;
  $("search").value = hit.name;
  showHits([]);
  begin(hit, true).catch(failed);
}
$("search").addEventListener("input", async () => {
  const mine = ++asked;
  const text = $("search").value.trim();
  if (!text) { showHits([]); return; }
  await new Promise((done) => setTimeout(done, 120));
  if (mine !== asked) return;
  try {
    const found = await search(text);
    if (mine === asked) { showHits(found); say(found.length ? `${count(found.length, "hit")}.` : "Nothing found."); }
  } catch (error) { failed(error); }
});
$("search").addEventListener("keydown", (event) => {
  if (event.key === "Escape") { showHits([]); return; }
  if (event.key === "Enter") { event.preventDefault(); choose(Math.max(active, 0)); return; }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !hits.length) return;
  event.preventDefault();
  active = (active + step + hits.length) % hits.length;
  [...$("hits").children].forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
  $("search").setAttribute("aria-activedescendant", `hit-${active}`);
  $(`hit-${active}`).scrollIntoView({ block: "nearest" });
});
$("search").addEventListener("blur", () => showHits([]));

// --- the picture by mouse and keyboard
cy.on("tap", "node", (event) => select(event.target.id()));
cy.on("dbltap", "node", (event) => expand(event.target.id()).catch(failed));
$("picture").addEventListener("keydown", (event) => {
  const node = cy.getElementById(selected ?? center ?? "");
  const zoom = { "+": 1.25, "=": 1.25, "-": 0.8 }[event.key];
  if (zoom) cy.zoom({ level: cy.zoom() * zoom, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  else if (event.key === "0") cy.fit(undefined, 40);
  else if (event.key === "Enter" && node.nonempty()) expand(node.id()).catch(failed);
  else if (event.key.startsWith("Arrow") && node.nonempty()) {
    const [dx, dy] = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    const from = node.position();
    const near = cy.nodes(":visible").not(node).filter((other) => {
      const at = other.position();
      return (at.x - from.x) * dx + (at.y - from.y) * dy > 5;
    }).min((other) => {
      const at = other.position();
      const along = (at.x - from.x) * dx + (at.y - from.y) * dy;
      const aside = Math.abs((at.x - from.x) * dy) + Math.abs((at.y - from.y) * dx);
      return along + 2 * aside;
    });
    if (near.ele) { select(near.ele.id()); say(`${near.ele.data("name")}, ${describe(near.ele.data())}`); }
  } else return;
  event.preventDefault();
});
$("nodes").addEventListener("click", (event) => {
  const id = event.target.closest("button")?.dataset.id;
  if (id) { select(id); document.querySelector(`#nodes [data-id="${CSS.escape(id)}"]`)?.focus(); }
});
$("expand").addEventListener("click", () => expand(selected).catch(failed));
$("layout").addEventListener("change", () => arrange(cy, $("layout").value, selected ?? center));
$("fit").addEventListener("click", () => cy.fit(undefined, 40));
for (const box of document.querySelectorAll("[name=kind]")) box.addEventListener("change", filter);

// --- a path: from the viewer by the endpoint, or between two nodes of the picture
function mark(elements, text) {
  cy.elements().removeClass("path");
  elements.addClass("path");
  say(text);
}
$("way").addEventListener("click", async () => {
  try {
    const found = await paths(selected);
    if (!found.length) { say("No path of up to three steps."); return; }
    const edges = found.flatMap((members) => members.slice(1).map((one, i) => ({ source: members[i].id, target: one.id, type: "CONNECTED" })));
    add(cy, { nodes: found.flat(), edges });
    filter();
    arrange(cy, $("layout").value, center);
    const ids = found[0].map(({ id }) => id);
    const on = cy.nodes().filter((node) => ids.includes(node.id()));
    mark(on.union(on.edgesWith(on)), `From you: ${found[0].map(({ name }) => name).join(" – ")}`);
  } catch (error) { failed(error); }
});
let from = null;
$("between").addEventListener("click", () => {
  if (!from || from === selected || cy.getElementById(from).empty()) {
    from = selected;
    say(`From ${$("chosen").textContent}: now choose the other node and press "Path between" again.`);
    return;
  }
  const way = cy.elements(":visible").aStar({ root: cy.getElementById(from), goal: cy.getElementById(selected), directed: false });
  from = null;
  if (!way.found) { mark(cy.collection(), "They are not joined in this picture."); return; }
  mark(way.path, `Path: ${way.path.nodes().map((node) => node.data("name")).join(" – ")}`);
});

// --- files
const FILES = {
  png: () => download("network.png", png(cy, getComputedStyle(document.body).backgroundColor), "image/png"),
  svg: () => download("network.svg", svg(cy, getComputedStyle(document.body).backgroundColor), "image/svg+xml"),
  graphml: () => download("network.graphml", graphml(cy), "application/graphml+xml"),
  gexf: () => download("network.gexf", gexf(cy), "application/gexf+xml"),
};
$("export").addEventListener("change", (event) => {
  const kind = event.target.value;
  event.target.value = "";
  if (FILES[kind]) { FILES[kind](); say(`network.${kind} is made.`); }
});

// --- Cypher
function showResult() {
  if (!last) return;
  const view = document.querySelector("[name=view]:checked").value;
  if (last.plan) $("result").replaceChildren(results.plan(last.plan));
  else if (view === "plot") $("result").replaceChildren(results.plot(last));
  else $("result").replaceChildren(results.table(last));
  if (view === "graph" && !last.plan) {
    era += 1;
    cy.elements().remove();
    center = selected = null;
    $("details").hidden = true;
    add(cy, results.graph(last));
    filter();
    arrange(cy, "force");
    say(`Drawn: ${$("size").textContent}. Members are pseudonyms.`);
  }
}
$("cypher").addEventListener("submit", async (event) => {
  event.preventDefault();
  running?.abort();
  running = new AbortController();
  $("stop").disabled = false;
  say("Running …");
  const began = performance.now();
  try {
    last = await cypher($("query").value, running.signal);
    say(last.plan ? "Planned." : `${count(last.rows.length, "row")} in ${Math.round(performance.now() - began)} ms.`);
    showResult();
  } catch (error) {
    failed(error);
    $("result").replaceChildren(Object.assign(document.createElement("p"), { className: "warning", textContent: error.message }));
  }
  $("stop").disabled = true;
});
$("query").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); $("cypher").requestSubmit(); }
});
$("stop").addEventListener("click", () => { running?.abort(); say("Stopped."); });
for (const choice of document.querySelectorAll("[name=view]")) choice.addEventListener("change", showResult);

// --- the token, and the first picture
$("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  keepToken($("token").value.trim().replace(/^Bearer\s+/i, ""));
  start().catch(failed);
});
async function start() {
  $("token").value = token();
  $("query").value = statement(null);
  refresh();
  if (!token()) { say("Paste an access token to begin."); return; }
  const asked = window.firstPicture ?? viewer(FIRST); // by first.js, before this script was here
  delete window.firstPicture;
  const me = await asked;
  if (me && cy.nodes().empty()) await begin(me.node, false, me.found);
}
start().catch(failed);
