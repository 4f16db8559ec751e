// Bundles GraphiQL and the explorer into resolvers/static: for each one script, one style sheet, and
// no other request but that for what the explorer shows first.

import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

const STATIC = path.resolve(import.meta.dirname, "../resolvers/static");

// The fonts that GraphiQL brings along would be 350 kB of data URLs; the page uses the start page's.
const withoutFonts = {
  name: "without-fonts",
  setup(bundler) {
    bundler.onLoad({ filter: /node_modules.*\.css$/ }, async ({ path: file }) => {
      const css = await readFile(file, "utf8");
      return { contents: css.replace(/@font-face\s*\{[^}]*\}/g, ""), loader: "css" };
    });
  },
};

async function bundle(name, entry, more = {}) {
  const out = path.join(STATIC, name);
  const result = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: { [name]: entry, ...more },
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome109", "firefox115", "safari16"],
    jsx: "automatic",
    external: ["../fonts/*"],
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    metafile: true,
    plugins: [withoutFonts],
    logLevel: "info",
  });
  await writeLicences(name, out, result.metafile.inputs);
}

// Every package whose code or styles are in the bundle, with its licence text.
async function writeLicences(bundleName, out, inputs) {
  const packages = new Set();
  for (const input of Object.keys(inputs)) {
    const parts = input.split("/");
    const last = parts.lastIndexOf("node_modules");
    if (last < 0) continue;
    const depth = parts[last + 1].startsWith("@") ? 3 : 2;
    packages.add(parts.slice(0, last + depth).join("/"));
  }
  const sections = [];
  for (const folder of [...packages].sort()) {
    const about = JSON.parse(await readFile(path.join(import.meta.dirname, folder, "package.json")));
    const names = await readdir(path.join(import.meta.dirname, folder));
    const file = names.find((name) => /^licen[cs]e/i.test(name));
    const text = file
      ? (await readFile(path.join(import.meta.dirname, folder, file), "utf8")).trim()
      : `(The package has no licence file; its package.json says: ${about.license}.)`;
    sections.push(`${about.name} ${about.version} (${about.license})\n\n${text}\n`);
  }
  const rule = `\n${"-".repeat(78)}\n\n`;
  await writeFile(
    path.join(out, "LICENCES.txt"),
    `${bundleName}.js and ${bundleName}.css contain code of these packages.\n${rule}${sections.join(rule)}`,
  );
  console.log(`${bundleName}: ${packages.size} packages, licences written`);
}

await bundle("graphiql", "src/main.jsx");
await bundle("explore", "src/explore/main.js", { first: "src/explore/first.js" });
