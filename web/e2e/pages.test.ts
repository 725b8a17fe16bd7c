// Each page's own ways: figures that open what they count, filters in the address, a wrong query, keys, languages.
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import type { Shapes } from "../src/api/client";
import { nameAndFolder } from "../src/text/paths";
import { TRANSLATED } from "./program";
import { expectAccessible, expectNoSidewaysScroll, launch, NARROW, picture, type Visit, visit } from "./visit";

let browser: Browser;
let opened: Visit;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  opened = await visit(browser, inject("link"));
});
afterEach(async () => {
  await opened.expectNoBreach();
  await opened.end();
});

const figure = (text: string | null) => Number((text ?? "").replace(/\D/g, ""));

/** How many files the ledger says that it lists. */
async function listed(page: Page): Promise<number> {
  return figure((await page.getByText(/^[\d,]+ files?, /).textContent())?.split(" ")[0] ?? "");
}

const prefixIn = (page: Page) => new URL(page.url()).searchParams.get("prefix");

describe("the overview", () => {
  it("shows lines that sum, and each figure opens as many files as it says", async () => {
    const { page } = opened;
    const table = page.getByRole("table");
    await table.waitFor();
    for (const line of (await table.getByRole("row").all()).slice(1)) {
      const cells = await line.getByRole("cell").allTextContents();
      const [total, ...states] = [figure(cells[5] ?? ""), ...cells.slice(0, 5).map(figure)];
      expect(
        states.reduce((sum, value) => sum + value, 0),
        (await line.textContent()) ?? "",
      ).toBe(total);
    }
    const sums = table.getByRole("row").last().getByRole("link");
    const count = await sums.count();
    expect(count).toBeGreaterThan(1);
    for (let index = 0; index < count; index += 1) {
      const expected = figure(await sums.nth(index).textContent());
      await sums.nth(index).click();
      await page.waitForURL(/\/files/);
      await expect.poll(() => listed(page)).toBe(expected);
      await page.goBack();
      await table.waitFor();
    }
  });

  it("names why files could not be read, and opens them", async () => {
    const { page } = opened;
    const reason = page.getByRole("region", { name: "What could not be read, and why" }).getByRole("link").first();
    await reason.waitFor();
    const expected = figure((await reason.textContent())?.match(/^[\d,]+/)?.[0] ?? "");
    const name = await reason.locator("code").textContent();
    await reason.click();
    await page.waitForURL(new RegExp(`reason=${name}`));
    await expect.poll(() => listed(page)).toBe(expected);
  });
});

describe("the files", () => {
  it("open by their tree, into containers, with the way back in the address", async () => {
    const { page, origin } = opened;
    const zips = await page.request.get(`${origin}/api/files?type=application/zip&state=read`);
    const found = ((await zips.json()).files as Shapes["FileRow"][]).find((file) => file.members > 0);
    if (!found) throw new Error("the sample leak has an archive, and Daylight reads it");
    await page.goto(`${origin}/files?${new URLSearchParams({ prefix: found.path.replace(/[^/]*$/, "") })}`);
    const tree = page.getByRole("complementary", { name: "Folders" });
    await tree
      .getByRole("link")
      .filter({ hasText: nameAndFolder(found.path).name })
      .click();
    await expect.poll(() => prefixIn(page)).toBe(`${found.path}!/`);
    const inside = new URLSearchParams({ prefix: `${found.path}!/`, fold: "true" });
    const expected = await (await page.request.get(`${origin}/api/files?${inside}`)).json();
    expect(expected.total).toBeGreaterThan(0);
    await expect.poll(() => listed(page)).toBe(expected.total);
    await page.goBack();
    await expect.poll(() => prefixIn(page)).not.toBe(`${found.path}!/`);
  });

  it("are found by a part of their path, and opened with j and Enter", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/files`);
    await page.getByLabel("Part of a path").fill(".csv");
    await page.waitForURL(/containing=.csv/);
    const rows = page.getByTestId("ledger").getByRole("row").filter({ hasText: ".csv" });
    await rows.first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByLabel("Part of a path").blur();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/read\?path=.+csv/);
    await page.getByRole("heading", { level: 1, name: /csv$/ }).waitFor();
  });

  it("are narrowed by chips, which one press removes", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/files`);
    await page.getByLabel("State", { exact: true }).selectOption("read");
    await page.waitForURL(/state=read/);
    await page.getByRole("button", { name: "Remove the filter State" }).click();
    await page.waitForURL(/\/files$/);
  });
});

describe("the search", () => {
  it("answers while one types, and the address keeps the query", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/search`);
    await page.getByLabel("Search the case").pressSequentially("合同", { delay: 40 });
    await page.getByTestId("hits").getByRole("article").first().waitFor();
    expect(new URL(page.url()).searchParams.get("q")).toBe("合同");
  });

  it("shows where a wrong query is wrong, and what to do", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/search`);
    await page.getByLabel("Search the case").fill('合同 "工资');
    const wrong = page.getByRole("alert");
    await wrong.getByRole("heading", { name: "The query could not be read" }).waitFor();
    expect(await wrong.textContent()).toContain('"');
    expect(await page.getByLabel("Search the case").getAttribute("aria-invalid")).toBe("true");
  });

  it("that finds nothing says over what it looked", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/search?q=nosuchwordanywhere`);
    await page.getByRole("heading", { name: "Nothing found" }).waitFor();
    expect(await page.getByText(/^Searched the text of \d+ of \d+ files/).count()).toBe(1);
  });

  it("is narrowed by what it counts, ordered, and both stay in the address", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/search?${new URLSearchParams({ q: "合同" })}`);
    const total = async () => figure(await page.getByRole("status").locator("b").textContent());
    await page.getByTestId("hits").getByRole("article").first().waitFor();
    const all = await total();
    const type = page.getByLabel("Type", { exact: true });
    const choice = (await type.locator("option").allTextContents())[1] ?? "";
    await type.selectOption({ label: choice });
    await page.waitForURL(/type=/);
    await expect.poll(total).toBe(figure(choice.match(/\((\d+)\)$/)?.[1] ?? ""));
    expect(await total()).toBeLessThan(all);
    await page.getByLabel("Sort").selectOption("newest");
    await page.waitForURL(/sort=newest/);
    await page.reload();
    await page.getByTestId("hits").getByRole("article").first().waitFor();
    await page.getByRole("button", { name: "Remove the filter Type" }).click();
    await expect.poll(total).toBe(all);
    await expectAccessible(page, "the search, narrowed");
    await expectNoSidewaysScroll(page, "the search, narrowed");
  });

  it("finds Chinese text for English words, says so, lights it in the Reader, and lets it be taken back", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/search?q=salary`);
    await page.getByText("also as 工资").waitFor();
    await page.getByTestId("hits").locator("mark", { hasText: "工资" }).first().waitFor();
    await page.getByTestId("hits").getByRole("link").first().click();
    await page.waitForURL(/\/read/);
    await page.locator("mark").first().waitFor();
    await page.goBack();
    await page.getByRole("button", { name: "Look for salary only as it is written" }).click();
    await page.waitForURL(/keep=salary/);
    await page.getByText("also as 工资").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Other names too" }).click();
    await page.getByText("also as 工资").waitFor();
  });
});

describe("lists of terms", () => {
  it("are kept, looked up, open what they count, and can be had back once removed", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/lists`);
    await page.getByRole("heading", { name: "No list yet" }).waitFor();
    await page.getByRole("button", { name: "New list" }).click();
    await page.getByLabel("Name", { exact: true }).fill("what was sold");
    await page.getByLabel(/^Terms, one on each line/).fill("合同,合约\n无此词\n");
    await page.getByRole("button", { name: "Keep and look up" }).click();
    const row = (term: string) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: term }) });
    await row("合同").waitFor();
    expect(await row("无此词").getByRole("cell").nth(1).textContent()).toBe("0");
    await expectAccessible(page, "a list of terms");
    await page.getByRole("button", { name: "Mark as seen" }).click();
    await page.getByText(/^New since /).waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Save every place" }).click();
    expect((await download).suggestedFilename()).toBe("what was sold.csv");
    const files = figure(await row("合同").getByRole("link").textContent());
    await row("合同").getByRole("link").click();
    await page.waitForURL(/\/search/);
    await expect.poll(async () => figure(await page.getByRole("status").locator("b").textContent())).toBe(files);
    await page.goBack();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("heading", { name: "No list yet" }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await row("合同").waitFor();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("heading", { name: "No list yet" }).waitFor();
  });
});

describe("the picture of a file", () => {
  it("shows the line that a hit stands in, and a click on another line cites that", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/search?${new URLSearchParams({ q: "公安 type:png" })}`);
    await page.getByTestId("hits").getByRole("link").first().click();
    const pixels = page.getByTestId("pixels");
    await pixels.locator("[data-box-cited]").waitFor();
    const shown = await pixels.getByRole("img").evaluate((picture: HTMLImageElement) => picture.naturalWidth);
    expect(shown).toBeGreaterThan(100);
    const other = pixels.locator("button[title]:not([data-box-cited])[aria-label^='box']").first();
    const words = await other.getAttribute("title");
    await other.click();
    await page.waitForURL(/locator=xywh/);
    await expect.poll(() => page.getByTestId("text").locator("[data-cited]").allTextContents()).toEqual([words]);
    await page.getByRole("button", { name: "Line by line" }).click();
    await page.getByTestId("crops").getByRole("button").first().waitFor();
  });
});

describe("a document kept as pictures", () => {
  it("is read page by page, by link and by key", async () => {
    const { page, origin } = opened;
    const names = await page.request.get(`${origin}/api/files?containing=_page_1_2`);
    const first = ((await names.json()).files as Shapes["FileRow"][])[0];
    if (!first) throw new Error("the sample leak has a document of two pages");
    await page.goto(`${origin}/read?${new URLSearchParams({ path: first.path })}`);
    await page.getByText("Page 1 of 2").waitFor();
    await page.getByRole("link", { name: "page 2" }).click();
    await page.getByText("Page 2 of 2").waitFor();
    await page.keyboard.press("<");
    await page.getByText("Page 1 of 2").waitFor();
    await expectAccessible(page, "a page of a document");
  });
});

describe("glosses", () => {
  it("show how words are said and what they mean, by key, by pointer and by focus, and on a narrow page", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/search?${new URLSearchParams({ q: "合同 type:md" })}`);
    await page.getByTestId("hits").getByRole("link").first().click();
    await page.locator("[data-cited], [data-current]").first().waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("g");
    await page.waitForURL(/gloss=shown/);
    const word = page.locator("[data-gloss]").filter({ hasText: "hétong" }).first();
    await word.waitFor();
    expect(await word.textContent()).toContain("contract");
    const tip = page.getByTestId("gloss-tip");
    await word.hover();
    await tip.getByText("CC-CEDICT").waitFor();
    await page.mouse.move(2, 2);
    await tip.waitFor({ state: "detached" });
    await word.focus();
    await tip.waitFor();
    expect(await word.getAttribute("aria-describedby")).toBe(await tip.getAttribute("id"));
    await expectAccessible(page, "the reader with glosses");
    await picture(page, "gloss-wide");
    await page.keyboard.press("Escape");
    await tip.waitFor({ state: "detached" });
    await page.setViewportSize(NARROW);
    // What still scrolls after the turn takes the tip with it: then another tap.
    const tapped = async () => {
      await word.click();
      return tip.boundingBox({ timeout: 1000 }).catch(() => null);
    };
    await expect.poll(tapped, { timeout: 20_000, interval: 500 }).not.toBeNull();
    const box = await tip.boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= NARROW.width).toBe(true);
    await expectNoSidewaysScroll(page, "the reader with glosses");
    await expectAccessible(page, "the narrow reader with glosses");
    await picture(page, "gloss-narrow");
    await page.getByRole("button", { name: "Gloss" }).click();
    await page.locator("[data-gloss]").first().waitFor({ state: "detached" });
  });
});

describe("a machine translation", () => {
  it("stands beside the text, not in its place, and says who made it", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/read?${new URLSearchParams({ path: TRANSLATED, part: "2" })}`);
    const toggle = page.getByRole("button", { name: "Translation" });
    await toggle.waitFor();
    const shown = page.locator("[data-translation]");
    expect(await shown.count()).toBe(0);
    await page.keyboard.press("t");
    await page.waitForURL(/translation=shown/);
    await shown.first().waitFor();
    const cell = page.getByRole("cell").filter({ has: shown }).first();
    expect(await cell.textContent()).toMatch(/^(.+)\[\1\]$/);
    const translator = await page.getByTestId("translator").textContent();
    expect(translator).toMatch(/may be wrong.*libretranslate at http:\/\/127\.0\.0\.1:\d+, brackets/);
    await expectAccessible(page, "the reader with a translation");
    await picture(page, "translation-wide");
    await page.setViewportSize(NARROW);
    await expectNoSidewaysScroll(page, "the reader with a translation");
    await picture(page, "translation-narrow");
    await toggle.click();
    await shown.first().waitFor({ state: "detached" });
  });
});

describe("personal data", () => {
  it("is masked until somebody gives a name and a reason, and then only in that file", async () => {
    const { page, origin } = opened;
    const path = await page.evaluate(async () => {
      const ledger = (await (await fetch("/api/files?limit=500")).json()) as Shapes["FilePage"];
      for (const { path } of ledger.files) {
        const about = (await (await fetch(`/api/file?${new URLSearchParams({ path })}`)).json()) as Shapes["FileInfo"];
        if (about.personal > 0 && about.file.media_type === "text/markdown") return path;
      }
      return null;
    });
    expect(path).not.toBeNull();
    await page.goto(`${origin}/read?${new URLSearchParams({ path: path ?? "" })}`);
    // What the page is given, wherever in the text the value stands.
    const veiled = () =>
      page.evaluate(async (path) => {
        const asked = (what: string, query: Record<string, string>) =>
          fetch(`/api/${what}?${new URLSearchParams(query)}`).then((answer) => answer.json());
        const about = (await asked("file", { path })) as Shapes["FileInfo"];
        const parts = (about.document?.parts ?? []).map(({ number }) => asked("part", { path, number: `${number}` }));
        return (await Promise.all(parts)).some(({ text }: Shapes["PartText"]) => /\*{8}/.test(text));
      }, path ?? "");
    expect(await veiled()).toBe(true);
    await page.getByRole("button", { name: /masked value/ }).click();
    await page.getByLabel("Your name").fill("A. Reader");
    await page.getByLabel("Why you need to see them").fill("to check the number");
    await page.getByRole("button", { name: "Show and log it" }).click();
    await page.getByText(/personal values? shown/).waitFor();
    expect(await veiled()).toBe(false);
  });
});

describe("claims", () => {
  it("are sorted and narrowed, and each cell opens the place that it came from", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/claims?type=target`);
    const rows = page.getByRole("table").locator("tbody tr[data-index]");
    await rows.first().waitFor();
    await page.getByRole("button", { name: "Volume" }).click();
    await page.getByRole("button", { name: "Volume" }).click();
    await expect
      .poll(() => page.getByRole("columnheader", { name: "Volume" }).getAttribute("aria-sort"))
      .toBe("descending");
    const all = figure(await page.getByText(/^[\d,]+ claims?$/).textContent());
    await page.getByLabel("Filter these").fill("lost");
    await expect.poll(async () => figure(await page.getByText(/^[\d,]+ claims?$/).textContent())).toBeLessThan(all);
    await rows.first().getByRole("link").first().click();
    await page.waitForURL(/\/read\?.*locator=/);
    await page.locator("[data-cited]").first().waitFor();
  });
});

describe("claims of learned rules", () => {
  it("are told from those of written ones, and the surest can come first", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/claims?type=payment`);
    const total = async () => figure(await page.getByText(/^[\d,]+ claims?$/).textContent());
    const rows = page.getByRole("table").locator("tbody tr[data-index]");
    await rows.first().waitFor();
    const all = await total();
    await page.getByLabel("Told by").selectOption("learned rules");
    await page.waitForURL(/told=learned/);
    await expect.poll(total).toBeLessThan(all);
    const learned = await total();
    for (const row of await rows.all()) expect(await row.textContent()).toContain("learned");
    await page.getByLabel("Told by").selectOption("written rules");
    await expect.poll(total).toBe(all - learned);
    await page.getByRole("button", { name: "How sure" }).click();
    await page.waitForURL(/sort=confidence/);
    const sure = async () => {
      const figures = await page.getByRole("table").locator("td[data-label='How sure']").allTextContents();
      return figures.map((words) => Number.parseInt(words, 10));
    };
    await expect.poll(async () => (await sure()).length).toBeGreaterThan(5);
    const rising = await sure();
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    // The address holds it.
    await page.reload();
    await rows.first().waitFor();
    expect(await page.getByRole("columnheader", { name: "How sure" }).getAttribute("aria-sort")).toBe("ascending");
  });
});

describe("images", () => {
  it("say how many look like them, and open as many", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/images`);
    const similar = page.getByRole("link", { name: /^\d+ similar$/ }).first();
    const others = figure(await similar.textContent());
    await similar.click();
    await page.waitForURL(/\/images\?like=/);
    await page.getByText("Pictures that look like").waitFor();
    await expect.poll(async () => figure(await page.getByText(/^[\d,]+ pictures?$/).textContent())).toBe(others + 1);
    await page.getByRole("link", { name: "Show all pictures" }).click();
    await page.getByText("Pictures that look like").waitFor({ state: "detached" });
  });
});

describe("talks", () => {
  it("name who is behind a handle where titles tell, and open message by message", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/chats`);
    await page.getByText("hzw (贺知微)").first().waitFor();
    await page.getByRole("link", { name: "邵闻笛 与 贺知微" }).first().click();
    await page.waitForURL(/\/chats\?path=/);
    const message = page.getByRole("link", { name: "Open message 2 in its file" });
    await message.click();
    await page.waitForURL(/\/read\?/);
  });

  it("take a zone that a person asserts, show times by another clock, and take it back", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/chats`);
    const unknown = page.getByRole("listitem").filter({ hasText: "zone unknown" });
    await unknown.first().getByRole("link").first().click();
    await page.waitForURL(/\/chats\?path=/);
    const time = page.locator("ol .figures").nth(1);
    const written = await time.textContent();
    const say = async (zone: string) => {
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(/^Zone/).fill(zone);
      await dialog.getByLabel("Your name").fill("Ada");
      await dialog.getByLabel("How you know").fill("the phone's settings");
    };
    await page.getByRole("button", { name: "Assert a zone" }).click();
    await expectAccessible(page, "asserting a zone");
    await say("Europe/Nowhere");
    await page.getByRole("button", { name: "Assert and log it" }).click();
    await page.getByText("no time zone is called Europe/Nowhere").waitFor();
    await say("UTC+8");
    await page.getByRole("button", { name: "Assert and log it" }).click();
    await page.getByText("zone +08:00, asserted by a person").waitFor();
    await page.getByText("the phone's settings").waitFor();
    await page.getByLabel("By which clock times are shown").selectOption("+00:00");
    const hour = (text: string | null) => Number(text?.slice(0, 2));
    await expect.poll(async () => hour(await time.textContent())).toBe((hour(written) + 16) % 24);
    await page.getByRole("button", { name: "Change or withdraw" }).click();
    await say("+08:00");
    await page.getByRole("button", { name: "Withdraw", exact: true }).click();
    await page.getByText("zone unknown").waitFor();
    await expect.poll(() => time.textContent()).toBe(written);
  });
});

describe("people and bodies", () => {
  it("tell when and where they were written, their names and why, each with its place", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/names?type=org`);
    await page.getByTestId("names").getByRole("link").first().click();
    await page.waitForURL(/\/names\/one\?id=/);
    await page.getByRole("heading", { name: "Where it is mentioned" }).waitFor();
    await page.getByRole("heading", { name: "Why these are taken for one" }).waitFor();
    await expectAccessible(page, "a name");
    await page
      .getByRole("link", { name: /^\d{4}(-\d{2})?: [\d,]+ mentions?$/ })
      .first()
      .click();
    await page.waitForURL(/\/search\?.*date/);
    await page.getByRole("listitem").first().waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: /^Relations/ }).waitFor();
    const places = page.locator("section", { has: page.getByRole("heading", { name: "Where it is mentioned" }) });
    await places.locator("li li a").first().click();
    await page.waitForURL(/\/read\?/);
    await page.locator("[data-cited]").first().waitFor();
  });
});

describe("the graph of names", () => {
  /** Where a line or the sign of a body stands on the page. */
  const drawnAt = (page: Page, what: "line" | "sign") =>
    page.getByTestId("graph").evaluate((box, what) => {
      const { cy } = (box as unknown as { _cyreg: { cy: import("cytoscape").Core } })._cyreg;
      const { left, top } = box.getBoundingClientRect();
      const [line, sign] = [cy.edges().first(), cy.nodes("[type = 'org']").first()];
      const at = what === "line" ? line.renderedMidpoint() : sign.renderedPosition();
      return { x: left + at.x, y: top + at.y, id: (what === "line" ? line : sign).id() };
    }, what);

  it("is narrowed by kind and by name, and each relation opens its places by key", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/names`);
    await page.getByRole("link", { name: "Graph" }).click();
    await page.waitForURL(/\/names\/graph/);
    const ties = page.getByTestId("ties").getByRole("button");
    await ties.first().waitFor();
    const all = await ties.count();
    await page.getByRole("link", { name: /^pays/ }).click();
    await page.waitForURL(/type=payment/);
    await expect.poll(() => ties.count()).toBeLessThan(all);
    for (const words of await ties.allTextContents()) expect(words).toMatch(/pays/);
    const name = (await page.getByTestId("ties").getByRole("link").first().textContent()) ?? "";
    await page.getByLabel("Part of a name").fill(name);
    await page.waitForURL(/q=/);
    await expect
      .poll(async () => (await page.getByTestId("ties").locator("li").first().textContent()) ?? "")
      .toContain(name);
    await ties.first().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/tie=/);
    await expectAccessible(page, "the graph with a relation open");
    await picture(page, "graph-open");
    await page.getByTestId("ties").locator("li li a").first().click();
    await page.waitForURL(/\/read\?.*locator=/);
    await page.locator("[data-cited]").first().waitFor();
  });

  it("opens a relation by a click on its line, and a name by one on its sign", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/names/graph`);
    await page.getByTestId("graph").locator("canvas").first().waitFor();
    const line = await drawnAt(page, "line");
    await page.mouse.click(line.x, line.y);
    await page.waitForURL(/tie=/);
    await page.getByTestId("ties").locator("[data-open] li a").first().waitFor();
    const sign = await drawnAt(page, "sign");
    await page.mouse.click(sign.x, sign.y);
    await page.waitForURL((url) => url.pathname === "/names/one" && url.searchParams.get("id") === sign.id);
    await page.getByRole("link", { name: "In the graph" }).click();
    await page.waitForURL(/\/names\/graph\?around=/);
    await page.getByRole("button", { name: /^Around / }).click();
    await page.waitForURL(/\/names\/graph$/);
  });
});

describe("everywhere", () => {
  it("keys lead from page to page, and ? lists them", async () => {
    const { page } = opened;
    await page.keyboard.press("g");
    await page.keyboard.press("f");
    await page.waitForURL(/\/files$/);
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await page.waitForURL(/\/search$/);
    await page.getByLabel("Search the case").blur();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.waitForURL(/\/files$/);
  });

  it("the language and the appearance can be chosen, and stay chosen", async () => {
    const { page } = opened;
    await page.getByRole("button", { name: "中文" }).click();
    await page.getByRole("heading", { name: "每个文件的结果" }).waitFor();
    await page.getByRole("button", { name: /浅色或深色/ }).click();
    await page.getByRole("button", { name: /浅色或深色: 浅色/ }).click();
    await page.reload();
    await page.getByRole("heading", { name: "每个文件的结果" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe("dark");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-Hans");
  });

  it("a file that is not there is told in the program's words", async () => {
    const { page, origin } = opened;
    await page.goto(`${origin}/read?path=no/such.txt`);
    await page
      .getByRole("alert")
      .getByText(/no\/such\.txt/)
      .waitFor();
  });

  it("a browser without the token gets neither page nor answer", async () => {
    const stranger = await browser.newContext();
    const page = await stranger.newPage();
    const answer = await page.goto(`${opened.origin}/`);
    expect(answer?.status()).toBe(401);
    expect(await page.textContent("body")).toContain("Open the link that Daylight printed");
    const asked = await stranger.request.get(`${opened.origin}/api/case`);
    expect(asked.status()).toBe(401);
    expect(await asked.json()).toMatchObject({ kind: "no_token" });
    await stranger.close();
  });
});
