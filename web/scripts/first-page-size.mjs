// Fails the build when what the first page needs (scripts and styles, compressed) grows over its budget.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 200_000;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const needed = new Set(["before-first-paint.js"]);
const take = (name) => {
  const chunk = manifest[name];
  if (!chunk || needed.has(chunk.file)) return;
  needed.add(chunk.file);
  for (const style of chunk.css ?? []) needed.add(style);
  for (const other of chunk.imports ?? []) take(other);
};
take("index.html");
take("src/overview/OverviewPage.tsx");

let sum = 0;
for (const file of needed) sum += gzipSync(readFileSync(new URL(file, dist))).length;
const shown = `first page: ${Math.round(sum / 1000)} KB compressed in ${needed.size} files, budget ${BUDGET / 1000} KB`;
if (sum > BUDGET) {
  process.stderr.write(`${shown}\n`);
  process.exit(1);
}
process.stdout.write(`${shown}\n`);
