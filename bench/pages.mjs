#!/usr/bin/env node
// Times what somebody waits for in a browser: the first page, and what a key or a click brings, in a case that is already
// read and gathered. `bench/pages CASE.daylight [ROUNDS]`. Beside each stands what the same driver takes for nothing: a look at
// what is already there.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { chromium } = await import(here("../web/node_modules/playwright-core/index.mjs"));
const [folder, given] = process.argv.slice(2);
if (!folder) {
  console.error("bench/pages CASE.daylight [ROUNDS]");
  process.exit(2);
}
const rounds = Number(given ?? 5);
const program = process.env.DAYLIGHT ?? here("../target/debug/daylight");
const server = spawn(program, ["serve", "--case", folder, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
let link;
for await (const line of createInterface({ input: server.stdout })) {
  link = line.trim();
  break;
}
const { origin } = new URL(link);
const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--disable-gpu", ...asRoot],
});

const times = new Map();
async function timed(what, act, seen) {
  const start = performance.now();
  await act();
  await seen();
  const took = performance.now() - start;
  times.set(what, [...(times.get(what) ?? []), took]);
}

async function round() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  const page = await context.newPage();
  const goes = (key) => async () => {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
  };
  const rows = page.getByRole("table").locator("tbody tr[data-index]");
  const hits = page.getByTestId("hits").getByRole("article");
  const ledger = page.getByTestId("ledger").getByRole("row");
  const title = (name) => page.getByRole("heading", { level: 1, name });
  const first = () => page.getByRole("table").first().waitFor();
  await timed("the first page, cold", () => page.goto(link), first);
  await timed("nothing: a key that does nothing, and a look", () => page.keyboard.press("Shift"), first);
  await timed("the first page again", () => page.goto(`${origin}/`), first);
  await timed("to Files", goes("f"), () => ledger.nth(5).waitFor());
  const part = page.getByLabel("Part of a path");
  await timed("Files: a part of the path", () => part.fill("77"), () => ledger.filter({ hasText: "77" }).first().waitFor());
  await part.blur();
  await timed("to Search", goes("s"), () => page.getByLabel("Search the case").waitFor());
  const query = page.getByLabel("Search the case");
  await timed("Search: a word", () => query.fill("合同"), () => hits.first().waitFor());
  await timed("Search: another word", () => query.fill("项目"), () =>
    page.getByTestId("hits").locator("mark", { hasText: "项目" }).first().waitFor());
  await query.blur();
  await timed("Reader, from the first hit", () => hits.first().getByRole("link").first().click(), () => title(/\.\w+$/).waitFor());
  await timed("to Claims", goes("c"), () => rows.first().waitFor());
  const column = page.getByRole("columnheader").getByRole("button").first();
  await timed("Claims: sorted by a column", () => column.click(), () =>
    page.locator("th[aria-sort=ascending], th[aria-sort=descending]").first().waitFor());
  await timed("the keys", () => page.keyboard.press("?"), () => page.getByRole("dialog").waitFor());
  await context.close();
}

const probe = await (await browser.newContext()).newPage();
await probe.goto(link);
for (;;) {
  const info = await (await probe.request.get(`${origin}/api/case`)).json();
  if (!info.reading.gathering) break;
  await new Promise((done) => setTimeout(done, 500));
}
await probe.close();
try {
  for (let number = 0; number < rounds; number += 1) await round();
} finally {
  console.log("| what | middle | most |\n|---|---|---|");
  for (const [what, all] of times) {
    const sorted = all.toSorted((a, b) => a - b);
    console.log(`| ${what} | ${sorted[Math.floor(sorted.length / 2)].toFixed(0)} ms | ${sorted.at(-1).toFixed(0)} ms |`);
  }
  await browser.close();
  server.kill("SIGTERM");
}
