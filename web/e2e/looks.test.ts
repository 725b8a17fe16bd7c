// Every page in light and dark, wide and narrow, in both languages: nothing scrolls sideways, nobody is shut out.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, inject, it } from "vitest";
import {
  expectAccessible,
  expectInView,
  expectNoSidewaysScroll,
  launch,
  NARROW,
  picture,
  type Visit,
  visit,
  WIDE,
} from "./visit";

let browser: Browser;
let hit: string;
beforeAll(async () => {
  browser = await launch();
  const { page, origin, end } = await visit(browser, inject("link"));
  await page.goto(`${origin}/search?q=合同`);
  const link = page.getByTestId("hits").getByRole("link").first();
  hit = (await link.getAttribute("href")) ?? "";
  await end();
});
afterAll(() => browser.close());

const PAGES = [
  { name: "overview", address: () => "/", ready: "table" },
  { name: "files", address: () => "/files", ready: '[data-testid="ledger"] a' },
  { name: "search", address: () => "/search?q=合同", ready: '[data-testid="hits"] article' },
  { name: "search-start", address: () => "/search", ready: "dl" },
  { name: "search-wrong", address: () => '/search?q="合同', ready: "[role=alert]" },
  { name: "reader", address: () => hit, ready: "[data-cited]" },
];

describe.each([
  { size: WIDE, width: "wide", scheme: "light", language: "en-GB" },
  { size: WIDE, width: "wide", scheme: "dark", language: "zh-CN" },
  { size: NARROW, width: "narrow", scheme: "light", language: "zh-CN" },
  { size: NARROW, width: "narrow", scheme: "dark", language: "en-GB" },
] as const)("$width, $scheme, $language", ({ size, width, scheme, language }) => {
  let opened: Visit;
  beforeAll(async () => {
    opened = await visit(browser, inject("link"), { size, scheme, language });
  });
  afterAll(() => opened.end());

  it.each(PAGES)("$name", async ({ name, address, ready }) => {
    const { page, origin, expectNoBreach } = opened;
    await page.goto(origin + address());
    await page.locator(ready).first().waitFor();
    if (name === "reader") await expectInView(page, "[data-cited]");
    await expectNoSidewaysScroll(page, name);
    await picture(page, `${name}-${width}-${scheme}-${language}`);
    await expectAccessible(page, name);
    await expectNoBreach();
  });
});
