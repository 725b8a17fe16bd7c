// A case too large for one answer: what a page says while it is gathered, what of a long list it shows, and its keys.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Shapes } from "../src/api/client";
import { makeLargeCase, PRODUCTS, price, product } from "./large-case";
import { builtProgram, type ServedCase, serve } from "./program";
import { expectAccessible, expectInView, launch, type Visit, visit } from "./visit";

const AT_ONCE = 500;
const AT_MOST = 5000;
const GATHERED_WITHIN_MS = 120_000;

let browser: Browser;
let folder: string;
let served: ServedCase;
let opened: Visit;
beforeAll(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), "daylight-e2e-large-"));
  const place = ["--case", join(folder, "large.daylight")];
  const program = builtProgram();
  await makeLargeCase(program, place, folder);
  served = await serve(program, place, folder);
});
afterAll(async () => {
  await served?.end();
  rmSync(folder, { recursive: true, force: true });
  await browser.close();
});
beforeEach(async () => {
  opened = await visit(browser, served.link);
});
afterEach(async () => {
  await opened.expectNoBreach();
  await opened.end();
});

const figure = (text: string | null) => Number((text ?? "").replace(/\D/g, ""));
const total = async (page: Page) =>
  figure(((await page.getByText(/^[\d,]+ claims?( ·|$)/).textContent()) ?? "").replace(/·.*/, ""));
const banner = (page: Page) => page.getByText("Still gathering from all files");
const rows = (page: Page) => page.getByRole("table").locator("tbody tr[data-index]");
const leftOut = (page: Page) => page.getByText(/the first [\d,]+ are shown/);

async function asked<T>(page: Page, what: string): Promise<T> {
  return (await page.request.get(`${opened.origin}/api/${what}`)).json();
}

const byType = async (page: Page) => (await asked<Shapes["Claims"]>(page, "claims?limit=1")).by_type;

/** Waits until the whole case was read and gathered. */
async function untilGathered(page: Page): Promise<void> {
  const isDone = async () => {
    const { reading } = await asked<Shapes["CaseInfo"]>(page, "case");
    return !reading.gathering && (await byType(page)).offering === PRODUCTS;
  };
  await expect.poll(isDone, { timeout: GATHERED_WITHIN_MS, interval: 200 }).toBe(true);
}

/** Holds back what the page asks of `what`, until it is let go; all else goes its way. */
async function holdBack(page: Page, what: (url: URL) => boolean): Promise<() => Promise<void>> {
  const held: Route[] = [];
  let isHeld = true;
  await page.route(what, (route) => {
    if (!isHeld) return route.continue();
    held.push(route);
  });
  return async () => {
    isHeld = false;
    // What the page itself gave up meanwhile cannot go on.
    await Promise.all(held.map((route) => route.continue().catch(() => undefined)));
  };
}

const isNews = (url: URL) => url.pathname === "/api/events";
/** The page asks for the first rows with a limit, and for the rest without. */
const isRest = (url: URL) => url.pathname === "/api/claims" && !url.searchParams.has("limit");

/** Returns the number of the last row of the table, the first being 1. */
async function lastRow(page: Page): Promise<number> {
  await page.getByRole("region", { name: "What the documents say" }).evaluate((box) => box.scrollTo(0, 1e9));
  return 1 + Math.max(...(await rows(page).evaluateAll((all) => all.map((row) => Number(row.dataset.index)))));
}

describe("while the whole case is gathered", () => {
  it(
    "pages say that something may be missing, and show it by themselves when it is there",
    async () => {
      const { page, context, origin } = opened;
      await page.goto(`${origin}/claims?type=target`);
      const before = await page.waitForFunction(() => {
        const [said, counted] = [...document.querySelectorAll("[role=status]")].map((status) => status.textContent);
        return said?.startsWith("Still gathering") && /claim/.test(counted ?? "") ? { counted } : null;
      });
      const known = figure((await before.jsonValue())?.counted ?? "");
      // One that hears no news for now.
      const deaf = await context.newPage();
      const letGo = await holdBack(deaf, isNews);
      const isTold = async () => {
        await deaf.goto(`${origin}/claims?type=offering`);
        await deaf.getByText(/^0 claims$/).waitFor();
        return banner(deaf).count();
      };
      await expect.poll(isTold, { timeout: 20_000 }).toBe(1);
      const other = await context.newPage();
      await other.goto(`${origin}/timeline`);
      await banner(other).waitFor();
      for (const [key, pathname] of [
        ["t", "/tables"],
        ["h", "/chats"],
        ["n", "/names"],
      ] as const) {
        await other.keyboard.press("g");
        await other.keyboard.press(key);
        await other.waitForURL((url) => url.pathname === pathname);
        await banner(other).waitFor();
      }
      await other.getByRole("link", { name: "Graph" }).click();
      await other.waitForURL(/\/names\/graph/);
      await banner(other).waitFor();
      await expect.poll(() => total(page), { timeout: GATHERED_WITHIN_MS }).toBeGreaterThan(known);
      await untilGathered(page);
      await banner(page).waitFor({ state: "detached" });
      // Told only now that all is done, it shows all, too.
      expect(await total(deaf)).toBe(0);
      await letGo();
      await expect.poll(() => total(deaf)).toBe(PRODUCTS);
      expect(await banner(deaf).count()).toBe(0);
    },
    GATHERED_WITHIN_MS,
  );
});

describe("a long list of claims", () => {
  it("is there at once with its first rows, then with all, and leaves nothing out", async () => {
    const { page, origin } = opened;
    await untilGathered(page);
    const { target } = await byType(page);
    expect(target).toBeGreaterThan(AT_ONCE);
    const letGo = await holdBack(page, isRest);
    await page.goto(`${origin}/claims?type=target`);
    await rows(page).first().waitFor();
    expect(await total(page)).toBe(target);
    expect(await leftOut(page).textContent()).toContain(`the first ${AT_ONCE} are shown`);
    await expect.poll(() => lastRow(page)).toBe(AT_ONCE);
    await letGo();
    await leftOut(page).waitFor({ state: "detached" });
    await expect.poll(() => lastRow(page)).toBe(target);
    expect(await total(page)).toBe(target);
  });

  it("says what it leaves out, sorts what it shows, and is narrowed in all that there is", async () => {
    const { page, origin } = opened;
    await untilGathered(page);
    await page.goto(`${origin}/claims?type=offering`);
    await page.getByText(`5,200 claims · the first 5,000 are shown and sorted, narrow by words`).waitFor();
    await expect.poll(() => lastRow(page)).toBe(AT_MOST);
    await page.getByRole("button", { name: "Price" }).click();
    await page.getByRole("button", { name: "Price" }).click();
    await page.getByRole("columnheader", { name: "Price" }).and(page.locator("[aria-sort=descending]")).waitFor();
    await page.getByRole("region", { name: "What the documents say" }).evaluate((box) => box.scrollTo(0, 0));
    const dearest = rows(page).and(page.locator("[data-index='0']"));
    await expect.poll(() => dearest.textContent()).toContain(product(AT_MOST));
    // One that is not among those shown.
    const wanted = product(PRODUCTS - 50);
    await page.getByLabel("Filter these").fill(wanted);
    await expect.poll(() => total(page)).toBe(1);
    await expect.poll(() => rows(page).first().textContent()).toContain(wanted);
    expect(figure(await rows(page).locator("td[data-label='Price']").textContent())).toBe(price(PRODUCTS - 50));
    expect(await leftOut(page).count()).toBe(0);
    await page.getByLabel("Filter these").fill("");
    await expect.poll(() => total(page)).toBe(PRODUCTS);
    await expectAccessible(page, "a long list of claims");
  });

  it("is gone through by keys, which follow what is chosen and open its place", async () => {
    const { page, origin } = opened;
    await untilGathered(page);
    const letGo = await holdBack(page, isRest);
    await page.goto(`${origin}/claims?type=offering`);
    await rows(page).first().waitFor();
    const chosen = page.locator("tr[data-chosen]");
    const place = async () => ((await chosen.count()) === 1 ? await chosen.getAttribute("data-index") : "none");
    expect(await place()).toBe("none");
    const press = async (key: string, times: number) => {
      for (let pressed = 0; pressed < times; pressed += 1) await page.keyboard.press(key);
    };
    await press("j", 3);
    await expect.poll(place).toBe("2");
    // More rows leave it where it is.
    await letGo();
    await page.getByText(/the first 5,000 are shown/).waitFor();
    expect(await place()).toBe("2");
    await press("j", 60);
    await expect.poll(place).toBe("62");
    await expectInView(page, "tr[data-chosen]");
    await press("k", 40);
    await expect.poll(place).toBe("22");
    await expectInView(page, "tr[data-chosen]");
    await press("k", 30);
    await expect.poll(place).toBe("0");
    await expectInView(page, "tr[data-chosen]");
    // They are letters where somebody writes.
    await page.getByLabel("Filter these").fill(product(7));
    await expect.poll(() => total(page)).toBe(1);
    await page.getByLabel("Filter these").press("j");
    expect(await page.getByLabel("Filter these").inputValue()).toBe(`${product(7)}j`);
    await page.getByLabel("Filter these").press("Backspace");
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByLabel("Filter these").blur();
    await press("j", 1);
    await expect.poll(place).toBe("0");
    await press("Enter", 1);
    await page.waitForURL((url) => url.pathname === "/read" && url.searchParams.has("locator"));
    await expect.poll(() => page.locator("[data-cited]").first().textContent()).toContain(product(7));
  });
});

describe("a long list of what is dated", () => {
  it("shows more where that is asked for, and says how much until all of it is there", async () => {
    const { page, origin } = opened;
    await untilGathered(page);
    const dated = (await asked<Shapes["Timeline"]>(page, "timeline?limit=1")).total;
    expect(dated).toBeGreaterThan(AT_ONCE);
    await page.goto(`${origin}/timeline`);
    await page.getByText(`${AT_ONCE} of ${dated} are shown`).waitFor();
    const events = page.getByRole("main").getByRole("listitem");
    expect(await events.count()).toBe(AT_ONCE);
    await page.getByRole("button", { name: "Show more" }).click();
    await expect.poll(() => events.count()).toBe(dated);
    await page.getByRole("button", { name: "Show more" }).waitFor({ state: "detached" });
    expect(await page.getByText(/ are shown$/).count()).toBe(0);
  });
});
