// The picture: nodes and edges drawn by Cytoscape.js, laid out by forces or in rings of degree.

import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";

cytoscape.use(fcose);
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const SOME = 30;
const MANY = 120;
const DENSE = 600;
const CLOSEST = 1.5;

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
  { selector: 'node[kind = "Company"]', style: { shape: "round-rectangle", "background-color": css("--warm") } },
  { selector: 'node[kind = "Skill"]', style: { shape: "diamond", "background-color": css("--keyword") } },
  { selector: "node[degree = 0]", style: { "background-color": css("--ink"), width: 30, height: 30 } },
  { selector: "node[degree = 2]", style: { "background-opacity": 0.75 } },
  { selector: "node[degree = 3]", style: { "background-opacity": 0.5 } },
  { selector: "node.opened", style: { "border-width": 3, "border-color": css("--accent-strong") } },
  { selector: "node.some", style: { width: 15, height: 15, "font-size": 9, "min-zoomed-font-size": 7, "text-margin-y": 2, "text-max-width": 84 } },
  { selector: "node.small", style: { width: 9, height: 9, "font-size": 7, "min-zoomed-font-size": 14 } },
  {
    selector: "edge",
    style: { width: 1.2, "line-color": css("--edge"), "curve-style": "haystack", opacity: 0.75 },
  },
  { selector: 'edge[type = "WORKED_AT"]', style: { "line-style": "dashed" } },
  { selector: 'edge[type = "HAS_SKILL"]', style: { "line-style": "dotted" } },
  { selector: ".path", style: { "line-color": css("--warm"), width: 4, opacity: 1, "z-index": 9 } },
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
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(style()));
  return cy;
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
    for (const { source, target, type } of edges) {
      const [one, other] = source < target ? [source, target] : [target, source];
      const id = `${one}|${type}|${other}`;
      if (one !== other && cy.getElementById(id).empty()) {
        cy.add({ group: "edges", data: { id, source: one, target: other, type } });
      }
    }
    const count = cy.nodes().length;
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
      name: "concentric", ...motion, minNodeSpacing: 14,
      concentric: (node) => 10 - Math.min(walk.distanceTo(node), 9),
      levelWidth: () => 1,
    }).run();
    return;
  }
  const count = shown.nodes().length;
  shown.layout({
    name: "fcose", ...motion, quality: "default", randomize: count > MANY,
    nodeRepulsion: count > MANY ? 2_500 : count > SOME ? 18_000 : 6_500,
    idealEdgeLength: count > MANY ? 45 : count > SOME ? 130 : 75,
    numIter: count > DENSE ? 60 : count > MANY ? 300 : 1_200,
    packComponents: true, nodeSeparation: 60,
  }).run();
}
