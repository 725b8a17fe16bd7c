// A case with more claims of a type than a page has at once, and than it ever has: its files are taken in and left
// unread, so that whoever serves it reads and gathers them while somebody looks.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Products of the price list: more than the server hands out at once. */
export const PRODUCTS = 5200;
/** Rows of the list of targets: more than a page has at once. */
const TARGETS = 700;
/** Lists of one target each: the reading comes forward step by step. */
const SMALL_FILES = 200;

const STATES = (
  "AF AL AO AR AM AU AT AZ BD BY BE BO BR BG KH CM CA CL CO CR HR CU CY CZ DK EC EG EE ET FI FR GE DE GH GR HU IS IN " +
  "ID IR IQ IE IL IT JP JO KZ KE KW KG LA LV LB LT MY MX MN MA MM NP"
).split(" ");
const MINISTRIES = "外交部 内政部 国防部 财政部 卫生部 教育部 司法部 经济部 农业部 交通部 能源部 环境部".split(" ");

export const product = (number: number) => `测试监控系统${number}型`;
export const price = (number: number) => 10_000 + number;

/** Makes the case below `folder` and has its files taken in. */
export async function makeLargeCase(program: string, place: string[], folder: string): Promise<void> {
  const leak = join(folder, "leak");
  mkdirSync(leak);
  const products = Array.from({ length: PRODUCTS }, (_, index) => index + 1);
  const priced = products.map((number) => `${product(number)},邮件分析,${price(number)},一年`);
  writeFileSync(join(leak, "报价.csv"), ["产品报价表", "产品名称,功能,单价（元）,授权期限", ...priced].join("\n"));
  const names = new Intl.DisplayNames("zh", { type: "region" });
  const all = MINISTRIES.flatMap((ministry) => STATES.map((state) => [names.of(state), ministry] as const));
  writeFileSync(join(leak, "目标导出.csv"), targets(all.slice(0, TARGETS)));
  for (let file = 1; file <= SMALL_FILES; file += 1)
    writeFileSync(join(leak, `目标导出-${file}.csv`), targets([["越南", `测试省${file}局`]]));
  await takeIn(program, leak, SMALL_FILES + 2, place, folder);
}

function targets(bodies: readonly (readonly [state: string | undefined, body: string])[]): string {
  const rows = bodies.map(([state, body], index) => {
    const date = `2021/${1 + (index % 12)}/${1 + (index % 28)}`;
    return `${index + 1},${state}${body},${state},政府,公文,${index + 1}.5MB,${date},`;
  });
  return ["目标单位清单", "序号,单位名称,国家,行业,数据内容,数据量,日期,备注", ...rows].join("\n");
}

/** Adds the leak, and stops at once, as two Ctrl-C do, when all of its files are in the ledger. */
async function takeIn(program: string, leak: string, files: number, place: string[], folder: string): Promise<void> {
  const adding = spawn(program, ["add", leak, ...place], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const over = new Promise((done) => adding.on("exit", done));
  let said = "";
  adding.stderr.on("data", (piece: Buffer) => {
    said += piece.toString();
    if (said.includes("stopping")) adding.kill("SIGINT");
  });
  let told = "";
  const inLedger = () => {
    const asked = spawnSync(program, ["status", ...place, "--json"], { cwd: folder, encoding: "utf8" });
    told = `${asked.error ?? asked.stderr}`;
    return asked.status === 0 ? JSON.parse(asked.stdout).acquired.files : 0;
  };
  while (adding.exitCode === null && inLedger() < files) await new Promise((waited) => setTimeout(waited, 50));
  adding.kill("SIGINT");
  await over;
  if (inLedger() !== files) throw new Error(`not all files were taken in:\n${said}${told}`);
}
