// Starts the program with the sample leak in a folder of its own, once for all tests, and hands them its link.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    link: string;
  }
}

const STARTS_WITHIN_MS = 240_000;
const LINK = /http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]+/;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const built = resolve(import.meta.dirname, "../..", process.env.CARGO_TARGET_DIR ?? "target");
  const program = join(built, "debug", "daylight");
  if (!existsSync(program)) throw new Error(`${program} is not there: cargo build --package daylight`);
  const folder = mkdtempSync(join(tmpdir(), "daylight-e2e-"));
  const running = spawn(program, ["demo", "--case", join(folder, "demo.daylight"), "--listen", "127.0.0.1:0"], {
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
