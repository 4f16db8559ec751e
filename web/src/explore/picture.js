// The picture: nodes and edges drawn by Cytoscape.js, laid out by forces or in rings of degree.

import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";

cytoscape.use(fcose);
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const SOME = 30;
const MANY = 120;
const DENSE = 600;
const CLOSEST = 1.5;
const CELL = 60;

const style = () => [
  {
    selector: "node",
    style: {
      label: "data(name)", width: 22, height: 22, "font-size": 11, "font-family": "Inter, sans-serif",
      color: css("--ink"), "text-outline-color": css("--paper"), "text-outline-width": 2,
      "text-valign": "bottom", "text-margin-y": 4, "text-max-width": 110, "text-wrap": "ellipsis",
      "min-zoomed-font-size": 8, "background-color": css("--accent"), "border-width": 0,
    },
  },
  { selector: "node.quiet", style: { "text-opacity": 0, "text-outline-opacity": 0 } },
  { selector: 'node[kind = "Company"]', style: { shape: "round-rectangle", "background-color": css("--warm") } },
  { selector: 'node[kind = "Skill"]', style: { shape: "diamond", "background-color": css("--keyword") } },
  { selector: "node[degree = 0]", style: { "background-color": css("--ink"), width: 30, height: 30 } },
  { selector: "node[degree = 2]", style: { "background-opacity": 0.75 } },
  { selector: "node[degree = 3]", style: { "background-opacity": 0.5 } },
  { selector: "node.opened", style: { "border-width": 3, "border-color": css("--accent-strong") } },
  { selector: "node.some", style: { width: 15, height: 15, "font-size": 9, "min-zoomed-font-size": 7, "text-margin-y": 2, "text-max-width": 84 } },
  { selector: "node.small", style: { width: "data(size)", height: "data(size)", "font-size": 9, "min-zoomed-font-size": 7, "text-margin-y": 2, "text-max-width": 84 } },
  {
    selector: "edge",
    style: { width: 1.2, "line-color": css("--edge"), "curve-style": "haystack", opacity: 0.75 },
  },
  { selector: "edge[?inner]", style: { opacity: 0.35 } },
  { selector: "edge.dense", style: { width: 3, opacity: 0.6 } },
  { selector: 'edge[type = "WORKED_AT"]', style: { "line-style": "dashed" } },
  { selector: 'edge[type = "HAS_SKILL"]', style: { "line-style": "dotted" } },
  { selector: "edge.path", style: { "line-color": css("--warm"), width: 4, opacity: 1, "z-index": 9 } },
  { selector: "node.path", style: { "border-width": 4, "border-color": css("--warm") } },
  { selector: ":selected", style: { "border-width": 4, "border-color": css("--warm") } },
];

export function createPicture(container) {
  const cy = cytoscape({
    container,
    style: style(),
    minZoom: 0.05,
    maxZoom: 4,
    hideEdgesOnViewport: false,
    textureOnViewport: true,
    boxSelectionEnabled: false,
  });
  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => declutter(cy), 60);
  };
  cy.on("zoom layoutstop select unselect resize", soon);
  cy.on("dragfree", "node", soon);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(style()));
  return cy;
}

// Hides the names that would cover others: the chosen, the opened and the best tied come first.
function declutter(cy) {
  const zoom = cy.zoom();
  const weight = (node) =>
    1e6 * node.selected() + 1e5 * node.hasClass("path") + 1e4 * node.hasClass("opened") + node.degree(false);
  const nodes = cy.nodes(":visible").toArray().map((node) => ({ node, weight: weight(node) }));
  nodes.sort((a, b) => b.weight - a.weight);
  // What is taken, by cells of about a label's size.
  const cells = new Map();
  const boxes = (box, each) => {
    for (let x = Math.floor(box.x1 / CELL); x <= Math.floor(box.x2 / CELL); x += 1) {
      for (let y = Math.floor(box.y1 / CELL); y <= Math.floor(box.y2 / CELL); y += 1) if (each(`${x}:${y}`)) return true;
    }
    return false;
  };
  const take = (box) => boxes(box, (cell) => void (cells.get(cell)?.push(box) ?? cells.set(cell, [box])));
  const crossing = (a, b) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;
  for (const { node } of nodes.slice(0, 40)) {
    const [{ x, y }, r] = [node.position(), node.width() / 2];
    const box = { x1: x - r, x2: x + r, y1: y - r, y2: y + r };
    take(box);
  }
  cy.batch(() => {
    for (const { node } of nodes) {
      const { x, y } = node.position();
      const size = node.numericStyle("font-size");
      const wide = Math.min(node.data("name").length * size * 0.52, node.numericStyle("text-max-width")) / 2;
      const top = y + node.height() / 2 + node.numericStyle("text-margin-y");
      const box = { x1: x - wide, x2: x + wide, y1: top, y2: top + size };
      const readable = size * zoom >= node.numericStyle("min-zoomed-font-size");
      const free = readable && !boxes(box, (cell) => cells.get(cell)?.some((other) => crossing(box, other)));
      if (free) take(box);
      node.toggleClass("quiet", !free);
    }
  });
}

// Adds what is new; returns how many nodes that are.
export function add(cy, { nodes, edges }, near) {
  const place = near && cy.getElementById(near).position();
  let fresh = 0;
  cy.batch(() => {
    for (const node of nodes) {
      if (cy.getElementById(node.id).nonempty()) {
        cy.getElementById(node.id).data(node);
        continue;
      }
      fresh += 1;
      const angle = fresh * 2.4;
      const position = place
        ? { x: place.x + 60 * Math.cos(angle), y: place.y + 60 * Math.sin(angle) }
        : { x: 30 * Math.sqrt(fresh) * Math.cos(angle), y: 30 * Math.sqrt(fresh) * Math.sin(angle) };
      cy.add({ group: "nodes", data: node, position });
    }
    for (const { source, target, type, inner } of edges) {
      const [one, other] = source < target ? [source, target] : [target, source];
      const id = `${one}|${type}|${other}`;
      if (one !== other && cy.getElementById(id).empty()) {
        cy.add({ group: "edges", data: { id, source: one, target: other, type, inner } });
      }
    }
    const count = cy.nodes().length;
    // Who has many ties in the picture is drawn larger, and named first.
    cy.nodes().forEach((node) => { node.data("size", count > DENSE ? 11 + 4 * Math.sqrt(node.degree(false)) : Math.min(8 + 1.4 * Math.sqrt(node.degree(false)), 22)); });
    cy.edges().toggleClass("dense", count > DENSE);
    cy.nodes().toggleClass("some", count > SOME && count <= MANY).toggleClass("small", count > MANY);
  });
  return fresh;
}

export function arrange(cy, how, center) {
  const shown = cy.elements(":visible");
  if (shown.nodes().empty()) return;
  // A picture of a few nodes is not blown up to fill the window.
  const after = () => {
    if (cy.zoom() > CLOSEST) cy.zoom(CLOSEST);
    if (cy.zoom() === CLOSEST) cy.center(shown);
  };
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches || shown.nodes().length > MANY;
  const motion = { animate: !still, animationDuration: 350, fit: true, padding: 40, stop: after };
  if (how === "rings") {
    const root = center && cy.getElementById(center).nonempty() ? cy.getElementById(center) : shown.nodes()[0];
    const walk = shown.dijkstra({ root, directed: false });
    shown.layout({
      name: "concentric", ...motion, minNodeSpacing: 3,
      concentric: (node) => 10 - Math.min(walk.distanceTo(node), 9),
      levelWidth: () => 1,
    }).run();
    return;
  }
  const count = shown.nodes().length;
  shown.layout({
    name: "fcose", ...motion, quality: "default", randomize: count > MANY,
    nodeRepulsion: count > DENSE ? 2_500 : count > MANY ? 12_000 : count > SOME ? 18_000 : 6_500,
    idealEdgeLength: count > DENSE ? 45 : count > MANY ? 110 : count > SOME ? 130 : 75,
    numIter: count > DENSE ? 60 : count > MANY ? 300 : 1_200,
    packComponents: true, nodeSeparation: 60,
  }).run();
}
