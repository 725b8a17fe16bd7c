import { expect, it } from "vitest";
import { shareRead } from "./ReadingProgress";
import { sumOf } from "./StateTable";

const tally = { files: 5, bytes: 50, read: 1, partial: 1, failed: 1, skipped: 1, pending: 1 };

it("the line for all is the sum of both lines, state by state", () => {
  const all = sumOf(tally, { ...tally, files: 6, read: 2 });
  expect(all).toEqual({ files: 11, bytes: 100, read: 3, partial: 2, failed: 2, skipped: 2, pending: 2 });
  expect(all.read + all.partial + all.failed + all.skipped + all.pending).toBe(all.files);
});

it("the share that is read counts distinct files, and is whole for an empty case", () => {
  const status = { blobs: 10 } as Parameters<typeof shareRead>[1];
  const reading = { pending_blobs: 4 } as Parameters<typeof shareRead>[0];
  expect(shareRead(reading, status)).toBe(0.6);
  expect(shareRead({ ...reading, pending_blobs: 0 }, { ...status, blobs: 0 })).toBe(1);
});
