import { expect, it } from "vitest";
import { headAndTail, nameAndFolder, pathSteps } from "./paths";

it("a path leads through folders and containers to its file, names decoded", () => {
  expect(pathSteps("泄露/dump.zip!/02/100%25.csv")).toEqual([
    { name: "泄露", prefix: "泄露/", kind: "folder" },
    { name: "dump.zip", prefix: "泄露/dump.zip!/", kind: "container" },
    { name: "02", prefix: "泄露/dump.zip!/02/", kind: "folder" },
    { name: "100%.csv", prefix: "泄露/dump.zip!/02/100%25.csv", kind: "file" },
  ]);
  expect(pathSteps("a/b%21/")).toEqual([
    { name: "a", prefix: "a/", kind: "folder" },
    { name: "b!", prefix: "a/b%21/", kind: "folder" },
  ]);
  expect(pathSteps("")).toEqual([]);
});

it("a path is cut before its last name", () => {
  expect(nameAndFolder("a/b/c.txt")).toEqual({ name: "c.txt", folder: "a/b/" });
  expect(nameAndFolder("c.txt")).toEqual({ name: "c.txt", folder: "" });
});

it("a long name keeps its ending in view, and no character is cut in two", () => {
  expect(headAndTail("0584cd7f-b097-4f1a-a2f5-212a5d6bc933.md")).toEqual([
    "0584cd7f-b097-4f1a-a2f5-212",
    "a5d6bc933.md",
  ]);
  expect(headAndTail("合同.docx")).toEqual(["合同.docx", ""]);
  const [head, tail] = headAndTail("\u{1f4c4}".repeat(30));
  expect([Array.from(head).length, Array.from(tail).length]).toEqual([18, 12]);
});
