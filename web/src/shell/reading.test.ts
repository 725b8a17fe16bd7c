import { describe, expect, it } from "vitest";
import { type Reading, whenToAsk } from "./reading";

const at = (position: number, gathering: boolean): Reading => ({
  gathering,
  paused: false,
  pending_blobs: 0,
  pending_bytes: 0,
  position,
});

describe("news of the reading", () => {
  it("let pages ask at once when all was gathered, bit by bit as the reading goes on, and else never", () => {
    expect(whenToAsk(at(7, true), at(7, false))).toBe("now");
    expect(whenToAsk(at(7, true), at(8, false))).toBe("now");
    expect(whenToAsk(at(7, false), at(8, true))).toBe("soon");
    expect(whenToAsk(at(7, true), at(8, true))).toBe("soon");
    expect(whenToAsk(at(7, false), at(7, true))).toBe("never");
    expect(whenToAsk(undefined, at(7, false))).toBe("never");
  });
});
