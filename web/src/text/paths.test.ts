import { expect, it } from "vitest";
import { nameAndFolder, pathSteps } from "./paths";

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
