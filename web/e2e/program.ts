// Reads the sample leak into a case of its own, once for all tests, serves it, and hands them the link.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    link: string;
  }
}

const STARTS_WITHIN_MS = 60_000;
const LINK = /http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]+/;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const built = resolve(import.meta.dirname, "../..", process.env.CARGO_TARGET_DIR ?? "target");
  const program = join(built, "debug", "daylight");
  if (!existsSync(program)) throw new Error(`${program} is not there: cargo build --package daylight`);
  const folder = mkdtempSync(join(tmpdir(), "daylight-e2e-"));
  // All is read before anything is looked at: what a page shows does not change while a test looks at it.
  const place = ["--case", join(folder, "demo.daylight")];
  const leak = resolve(import.meta.dirname, "../../samples/leak");
  const added = spawnSync(program, ["add", leak, ...place], { cwd: folder, encoding: "utf8" });
  if (added.status !== 0) throw new Error(`the sample leak could not be read:\n${added.stderr}`);
  const running = spawn(program, ["serve", ...place, "--listen", "127.0.0.1:0"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  project.provide("link", await linkOf(running));
  return async () => {
    await ended(running);
    rmSync(folder, { recursive: true, force: true });
  };
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
