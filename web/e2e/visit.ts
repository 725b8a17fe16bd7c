// A visit to the workbench in a browser that notes whatever must never happen: a request to elsewhere, a breach of the
// content security policy, an error in the page.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 390, height: 844 };

const FLAGS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

export function launch(): Promise<Browser> {
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: [...FLAGS, ...asRoot] });
}

export interface Visit {
  page: Page;
  context: BrowserContext;
  origin: string;
  /** Fails where something happened that must not. */
  expectNoBreach: () => Promise<void>;
  end: () => Promise<void>;
}

export interface VisitOptions {
  size?: { width: number; height: number };
  scheme?: "light" | "dark";
  language?: string;
}

/** Opens the link in a browser of its own, as somebody would who copied it from the terminal. */
export async function visit(browser: Browser, link: string, options: VisitOptions = {}): Promise<Visit> {
  const origin = new URL(link).origin;
  const context = await browser.newContext({
    viewport: options.size ?? WIDE,
    colorScheme: options.scheme ?? "light",
    locale: options.language ?? "en-GB",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const breaches: string[] = [];
  context.on("request", (request) => {
    // What the page made itself, from bytes that it has, goes nowhere.
    if (
      !request
        .url()
        .replace(/^blob:/, "")
        .startsWith(`${origin}/`)
    )
      breaches.push(`a request to ${request.url()}`);
  });
  context.on("weberror", (error) => breaches.push(`an error in the page: ${error.error().message}`));
  context.on("console", (message) => {
    if (/content security policy/i.test(message.text())) breaches.push(message.text());
  });
  await context.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { policyBreaches: seen });
    document.addEventListener("securitypolicyviolation", (event) => {
      seen.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile ?? ""}:${event.lineNumber}`);
    });
  });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  return {
    page,
    context,
    origin,
    expectNoBreach: async () => {
      const inPage = await page.evaluate(() => (window as unknown as { policyBreaches: string[] }).policyBreaches);
      expect([...breaches, ...inPage]).toEqual([]);
    },
    end: () => context.close(),
  };
}

/** Fails where a screen reader, a keyboard or weak eyes would be in serious trouble. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(axe.source);
  const serious = await page.evaluate(async () => {
    const found = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ["violations"],
    });
    return found.violations
      .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
      .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  });
  expect(serious, what).toEqual([]);
}

export async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(content, `${what}: width of the page`).toBeLessThanOrEqual(view ?? 0);
}

/** Fails where the place cannot be seen: outside of the window, or scrolled out of the box that it lies in. */
export async function expectInView(page: Page, selector: string): Promise<void> {
  await expect
    .poll(
      () =>
        page.evaluate((wanted) => {
          const place = document.querySelector(wanted);
          if (!place) return "not drawn";
          const box = place.getBoundingClientRect();
          const middle = { x: box.left + Math.min(box.width / 2, 20), y: box.top + box.height / 2 };
          const inWindow = middle.x > 0 && middle.y > 0 && middle.x < innerWidth && middle.y < innerHeight;
          const top = inWindow ? document.elementFromPoint(middle.x, middle.y) : null;
          return top && place.contains(top) ? "in view" : `hidden at ${Math.round(middle.x)},${Math.round(middle.y)}`;
        }, selector),
      { timeout: 10_000 },
    )
    .toBe("in view");
}

/** Keeps a picture where DAYLIGHT_SHOTS names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.DAYLIGHT_SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
