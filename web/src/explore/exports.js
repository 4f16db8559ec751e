// The picture as a file: PNG, SVG, GraphML or GEXF, made here and sent nowhere.

const escape = (text) =>
  String(text).replace(/[&<>"']/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" })[c])
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, "");

export function download(name, content, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const png = (cy, background) => cy.png({ output: "blob", full: true, scale: 2, bg: background, maxWidth: 6000, maxHeight: 6000 });

export function svg(cy, background) {
  const shown = cy.elements(":visible");
  const box = shown.boundingBox();
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.x1 - 20} ${box.y1 - 20} ${box.w + 40} ${box.h + 40}" font-family="Inter, sans-serif" font-size="11">`,
    `<rect x="${box.x1 - 20}" y="${box.y1 - 20}" width="${box.w + 40}" height="${box.h + 40}" fill="${background}"/>`,
  ];
  shown.edges().forEach((edge) => {
    const [a, b] = [edge.source().position(), edge.target().position()];
    lines.push(`<line x1="${a.x.toFixed(1)}" y1="${a.y.toFixed(1)}" x2="${b.x.toFixed(1)}" y2="${b.y.toFixed(1)}" stroke="${edge.style("line-color")}" stroke-width="${parseFloat(edge.style("width"))}"/>`);
  });
  shown.nodes().forEach((node) => {
    const { x, y } = node.position();
    lines.push(`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${node.width() / 2}" fill="${node.style("background-color")}"/>`);
    lines.push(`<text x="${x.toFixed(1)}" y="${(y + node.height() / 2 + 12).toFixed(1)}" text-anchor="middle" fill="${node.style("color")}">${escape(node.data("name"))}</text>`);
  });
  return `${lines.join("\n")}\n</svg>\n`;
}

export function graphml(cy) {
  const shown = cy.elements(":visible");
  const keys = ["name", "kind", "degree"].map((key) => `<key id="${key}" for="node" attr.name="${key}" attr.type="string"/>`);
  const nodes = shown.nodes().map((node) => `<node id="${escape(node.id())}">${["name", "kind", "degree"].filter((key) => node.data(key) != null).map((key) => `<data key="${key}">${escape(node.data(key))}</data>`).join("")}</node>`);
  const edges = shown.edges().map((edge) => `<edge source="${escape(edge.source().id())}" target="${escape(edge.target().id())}"><data key="type">${escape(edge.data("type"))}</data></edge>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n${keys.join("\n")}\n<key id="type" for="edge" attr.name="type" attr.type="string"/>\n<graph edgedefault="undirected">\n${nodes.join("\n")}\n${edges.join("\n")}\n</graph>\n</graphml>\n`;
}

export function gexf(cy) {
  const shown = cy.elements(":visible");
  const nodes = shown.nodes().map((node) => `<node id="${escape(node.id())}" label="${escape(node.data("name"))}"><attvalues><attvalue for="kind" value="${escape(node.data("kind"))}"/></attvalues></node>`);
  const edges = shown.edges().map((edge, i) => `<edge id="${i}" source="${escape(edge.source().id())}" target="${escape(edge.target().id())}" label="${escape(edge.data("type"))}"/>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n<graph defaultedgetype="undirected">\n<attributes class="node"><attribute id="kind" title="kind" type="string"/></attributes>\n<nodes>\n${nodes.join("\n")}\n</nodes>\n<edges>\n${edges.join("\n")}\n</edges>\n</graph>\n</gexf>\n`;
}
