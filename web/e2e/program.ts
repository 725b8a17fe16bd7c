// Reads the sample leak into a case of its own, once for all tests, serves it, and hands them the link.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    link: string;
  }
}

/** The file of the sample leak that has a translation. */
export const TRANSLATED = "0584cd7f-b097-4f1a-a2f5-212a5d6bc933.md";

const STARTS_WITHIN_MS = 60_000;
const LINK = /http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]+/;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const program = builtProgram();
  const folder = mkdtempSync(join(tmpdir(), "daylight-e2e-"));
  // All is read before anything is looked at: what a page shows does not change while a test looks at it.
  const place = ["--case", join(folder, "demo.daylight")];
  const leak = resolve(import.meta.dirname, "../../samples/leak");
  const added = spawnSync(program, ["add", leak, ...place], { cwd: folder, encoding: "utf8" });
  if (added.status !== 0) throw new Error(`the sample leak could not be read:\n${added.stderr}`);
  await translate(program, place, folder);
  const served = await serve(program, place, folder);
  project.provide("link", served.link);
  return async () => {
    await served.end();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Returns where the program is. */
export function builtProgram(): string {
  const built = resolve(import.meta.dirname, "../..", process.env.CARGO_TARGET_DIR ?? "target");
  const program = join(built, "debug", "daylight");
  if (!existsSync(program)) throw new Error(`${program} is not there: cargo build --package daylight`);
  return program;
}

export interface ServedCase {
  link: string;
  end: () => Promise<void>;
}

/** Serves the case that `place` names, until it is ended. */
export async function serve(program: string, place: string[], folder: string): Promise<ServedCase> {
  const running = spawn(program, ["serve", ...place, "--listen", "127.0.0.1:0"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { link: await linkOf(running), end: () => ended(running) };
}

/** Has one talk translated by a service of our own, which puts each segment into brackets. */
async function translate(program: string, place: string[], folder: string): Promise<void> {
  const service = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => {
      body += piece;
    });
    request.on("end", () => {
      const answer =
        request.url === "/languages"
          ? [{ code: "zh-Hans", targets: ["en"] }]
          : { translatedText: (JSON.parse(body).q as string[]).map((text) => `[${text}]`) };
      response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((ready) => service.listen(0, "127.0.0.1", ready));
  const address = service.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const sent = ["--service", `http://127.0.0.1:${port}`, "--model", "brackets"];
  const translating = spawn(program, ["translate", TRANSLATED, ...sent, ...place], { cwd: folder, stdio: "ignore" });
  const status = await new Promise((done) => translating.on("exit", done));
  service.close();
  if (status !== 0) throw new Error(`${TRANSLATED} could not be translated: ${status}`);
}

function linkOf(running: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = "";
    const late = setTimeout(() => failed(new Error(`no link within time:\n${said}`)), STARTS_WITHIN_MS);
    const heard = (piece: Buffer) => {
      said += piece.toString();
      const link = LINK.exec(said)?.[0];
      if (!link) return;
      clearTimeout(late);
      found(link);
    };
    running.stdout?.on("data", heard);
    running.stderr?.on("data", heard);
    running.on("exit", (status) => failed(new Error(`the program ended with ${status}:\n${said}`)));
  });
}

function ended(running: ChildProcess): Promise<void> {
  if (running.exitCode !== null) return Promise.resolve();
  return new Promise((done) => {
    running.on("exit", () => done());
    running.kill("SIGTERM");
  });
}
