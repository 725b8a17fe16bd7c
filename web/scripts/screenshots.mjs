// Serves a case of the sample leak and keeps what a reader of the book should see:
// `node screenshots.mjs PROGRAM CASE FOLDER`.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { palettePng } from "./palette-png.mjs";

const MOST_BYTES = 200_000;

// Each picture: where it is taken, and what must be there first; `firstHit`: by the first hit of a search.
const PICTURES = [
  { name: "overview", address: "/", ready: "table" },
  { name: "search", address: `/search?${new URLSearchParams({ q: "合同" })}`, ready: '[data-testid="hits"] article' },
  { name: "reader", firstHit: "合同 type:png", ready: "[data-box-cited]" },
  { name: "claims", address: "/claims?type=payment", ready: "table a" },
];

const [program, caseFolder, folder] = process.argv.slice(2);
if (!program || !caseFolder || !folder) throw new Error("usage: screenshots.mjs PROGRAM CASE FOLDER");

const server = spawn(program, ["serve", "--case", caseFolder, "--listen", "127.0.0.1:0"], {
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const link = await firstLine(server.stdout);
  mkdirSync(folder, { recursive: true });
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--disable-gpu", "--hide-scrollbars", ...asRoot],
  });
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  const blank = await browser.newPage();
  await page.goto(link);
  for (const picture of PICTURES) await keep(page, blank, new URL(link).origin, picture);
  await browser.close();
} finally {
  server.kill("SIGTERM");
}

async function keep(page, blank, origin, { name, address, firstHit, ready }) {
  if (firstHit) {
    await page.goto(`${origin}/search?${new URLSearchParams({ q: firstHit })}`);
    await page.getByTestId("hits").getByRole("link").first().click();
  } else {
    await page.goto(origin + address);
  }
  await page.locator(ready).first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => {}))));
  await page.mouse.move(0, 0);
  const taken = await page.screenshot({ animations: "disabled", caret: "hide" });
  const { width, height, pixels } = await pixelsOf(blank, taken);
  const png = palettePng(width, height, Buffer.from(pixels, "base64"));
  const path = join(folder, `${name}.png`);
  if (png.length > MOST_BYTES) throw new Error(`${path} has ${png.length} bytes, more than ${MOST_BYTES}`);
  writeFileSync(path, png);
  process.stdout.write(`${path} ${png.length} bytes\n`);
}

/** Has a page decode a picture. */
function pixelsOf(page, png) {
  return page.evaluate(async (encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    let text = "";
    for (let at = 0; at < data.length; at += 0x8000) text += String.fromCharCode(...data.subarray(at, at + 0x8000));
    return { width, height, pixels: btoa(text) };
  }, png.toString("base64"));
}

async function firstLine(stream) {
  for await (const line of createInterface({ input: stream })) return line.trim();
  throw new Error("the program ended before it had printed its link");
}
