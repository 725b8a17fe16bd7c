import { describe, expect, it } from "vitest";
import { byHour, CLOCKS, foldersOf, minutes, timeBy } from "./clock";

describe("the clock of a talk", () => {
  const message = { time: "2021-04-06T23:15:11", utc: "2021-04-06T21:15:11Z" };

  it("shows an instant by any clock, and what has none as it is written", () => {
    expect(timeBy(message, undefined)).toBe("2021-04-06T23:15:11");
    expect(timeBy(message, "+08:00")).toBe("2021-04-07T05:15:11");
    expect(timeBy(message, "-03:30")).toBe("2021-04-06T17:45:11");
    expect(timeBy({ time: "2021-04", utc: null }, "+08:00")).toBe("2021-04");
    expect(timeBy({ time: null, utc: null }, "+08:00")).toBeUndefined();
  });

  it("counts hours by that clock", () => {
    const at = (clock?: string) => byHour([message, { time: "2021-04", utc: null }], clock).indexOf(1);
    expect(at()).toBe(23);
    expect(at("+08:00")).toBe(5);
  });

  it("is offered from the west to the east", () => {
    expect(CLOCKS).toHaveLength(29);
    expect(CLOCKS.map(minutes)).toEqual([...CLOCKS].map(minutes).sort((a, b) => a - b));
    expect(CLOCKS[0]).toBe("-12:00");
  });

  it("may be asserted of a file, each folder and archive around it, and all", () => {
    expect(foldersOf("leak/a.zip!/chats/1.txt")).toEqual([
      "leak/a.zip!/chats/1.txt",
      "leak/a.zip!/chats",
      "leak/a.zip",
      "leak",
      "",
    ]);
  });
});
