// The way that matters most: open the link, ask, open a hit, see the place, cite it.
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { expectInView, launch, NARROW, type Visit, visit, WIDE } from "./visit";

let browser: Browser;
let opened: Visit;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.each([
  { name: "on a wide page", size: WIDE },
  { name: "on a narrow page", size: NARROW },
])("$name", ({ size }) => {
  beforeEach(async () => {
    opened = await visit(browser, inject("link"), { size });
  });
  afterEach(async () => {
    await opened.expectNoBreach();
    await opened.end();
  });

  it("a search for 合同 from the overview leads to the place in the file, lit and in view", async () => {
    const { page } = opened;
    await page.getByLabel("Search the case").fill("合同");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\?q=%E5%90%88%E5%90%8C/);
    const hits = page.getByTestId("hits").getByRole("article");
    await hits.first().waitFor();
    expect(await page.getByText(/^Searched the text of \d+ of \d+ files/).count()).toBe(1);
    expect(await hits.first().locator("mark").first().textContent()).toMatch(/合\s*同/);

    await hits.first().getByRole("link").click();
    await page.waitForURL(/\/read\?path=.+locator=.+q=/);
    await expectInView(page, "[data-current]");
    await expectInView(page, "[data-cited]");
    expect(await page.locator("[data-current]").first().textContent()).toMatch(/合\s*同/);
    expect(await page.getByTestId("match-count").textContent()).toMatch(/^\d+ of \d+\+?$/);

    await page.goBack();
    await page.waitForURL(/\/search\?q=/);
    await hits.first().waitFor();
  });
});

describe("in the Reader", () => {
  beforeEach(async () => {
    opened = await visit(browser, inject("link"));
    const { page, origin } = opened;
    await page.goto(`${origin}/search?q=合同`);
    await page.getByTestId("hits").getByRole("article").first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/read\?/);
    await expectInView(page, "[data-current]");
  });
  afterEach(async () => {
    await opened.expectNoBreach();
    await opened.end();
  });

  it("a link to a place opens it anew, lit and in view", async () => {
    const { page } = opened;
    const lit = await page.locator("[data-cited]").first().textContent();
    await page.reload();
    await expectInView(page, "[data-cited]");
    expect(await page.locator("[data-cited]").first().textContent()).toBe(lit);
  });

  it("a copied citation is the contract's, and quotes what is lit", async () => {
    const { page } = opened;
    await page.keyboard.press("c");
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^\{/);
    const citation = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    expect(Object.keys(citation)).toEqual(
      expect.arrayContaining(["path", "sha256", "locator", "quote", "part", "text_span", "reading", "crop_sha256"]),
    );
    expect(citation.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(citation.quote).toBe(await page.locator("[data-current]").first().textContent());
    expect(citation.text_span[1] - citation.text_span[0]).toBe(Buffer.byteLength(citation.quote));
  });

  it("selected text is cited letter for letter", async () => {
    const { page } = opened;
    const selected = await page.evaluate(() => {
      const piece = document.querySelector("[data-current] [data-at]")?.firstChild;
      if (!piece) return "";
      const range = document.createRange();
      range.setStart(piece, 0);
      range.setEnd(piece, 1);
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
      return range.toString();
    });
    expect(selected).toHaveLength(1);
    await page.keyboard.press("c");
    await expect
      .poll(async () => JSON.parse((await page.evaluate(() => navigator.clipboard.readText())) || "{}").quote)
      .toBe(selected);
  });

  it("n and p go from place to place and round", async () => {
    const { page } = opened;
    const counter = page.getByTestId("match-count");
    const [at, total] = ((await counter.textContent()) ?? "")
      .split(" of ")
      .map((figure) => Number.parseInt(figure, 10));
    const expected = (by: number) => `${(((at ?? 1) - 1 + by + (total ?? 1)) % (total ?? 1)) + 1} of ${total}`;
    await page.keyboard.press("n");
    await expect.poll(() => counter.textContent()).toBe(expected(1));
    await expectInView(page, "[data-current]");
    await page.keyboard.press("p");
    await page.keyboard.press("p");
    await expect.poll(() => counter.textContent()).toBe(expected(-1));
    await expectInView(page, "[data-current]");
  });

  it("the original is saved byte for byte, and only after a warning", async () => {
    const { page } = opened;
    await page.getByRole("button", { name: "Save original" }).click();
    const dialog = page.getByRole("dialog", { name: "Save the original file?" });
    await dialog.getByText("It leaves the sandbox").waitFor();
    const coming = page.waitForEvent("download");
    await dialog.getByRole("link", { name: "Save it" }).click();
    const stream = await (await coming).createReadStream();
    const { createHash } = await import("node:crypto");
    const hash = createHash("sha256");
    for await (const piece of stream) hash.update(piece);
    expect(await page.getByRole("complementary", { name: "Details" }).textContent()).toContain(hash.digest("hex"));
  });
});
