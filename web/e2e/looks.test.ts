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
const hits = { text: "", table: "", picture: "", scan: "", name: "" };
beforeAll(async () => {
  browser = await launch();
  const { page, origin, end } = await visit(browser, inject("link"));
  const first = async (q: string) => {
    await page.goto(`${origin}/search?${new URLSearchParams({ q })}`);
    return (await page.getByTestId("hits").getByRole("link").first().getAttribute("href")) ?? "";
  };
  hits.text = await first("合同");
  hits.table = await first("合同 type:csv");
  hits.picture = await first("公安 type:png");
  hits.scan = await first("项目 type:pdf");
  await page.goto(`${origin}/names`);
  hits.name = (await page.getByTestId("names").getByRole("link").first().getAttribute("href")) ?? "";
  await end();
});
afterAll(() => browser.close());

const PAGES = [
  { name: "overview", address: () => "/", ready: "table" },
  { name: "files", address: () => "/files", ready: '[data-testid="ledger"] a' },
  { name: "search", address: () => "/search?q=合同", ready: '[data-testid="hits"] article' },
  { name: "search-start", address: () => "/search", ready: "dl" },
  { name: "search-wrong", address: () => '/search?q="合同', ready: "[role=alert]" },
  { name: "claims", address: () => "/claims", ready: "table a" },
  { name: "names", address: () => "/names", ready: "main a" },
  { name: "graph", address: () => "/names/graph", ready: '[data-testid="ties"] a' },
  { name: "name", address: () => hits.name, ready: "main h2" },
  { name: "chats", address: () => "/chats", ready: "main a" },
  { name: "images", address: () => "/images", ready: "main li img" },
  { name: "lists", address: () => "/lists", ready: "main h2" },
  { name: "tables", address: () => "/tables", ready: "main a" },
  { name: "timeline", address: () => "/timeline", ready: "main a" },
  { name: "reader", address: () => hits.text, ready: "[data-cited]" },
  { name: "reader-picture", address: () => hits.picture, ready: "[data-box-cited]" },
  { name: "reader-page", address: () => hits.scan, ready: "[data-box-cited]" },
  { name: "reader-table", address: () => hits.table, ready: '[data-testid="grid"] [data-cited]' },
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
    if (name.startsWith("reader")) await expectInView(page, "[data-cited]");
    await expectNoSidewaysScroll(page, name);
    await picture(page, `${name}-${width}-${scheme}-${language}`);
    await expectAccessible(page, name);
    await expectNoBreach();
  });
});
