import { describe, expect, it } from "vitest";
import { translate } from "../i18n/language";
import { whyUnread } from "./reason";

describe("why a file was not read", () => {
  const t = (key: Parameters<typeof translate>[1]) => translate("en", key);

  it("is said once where reader and reason say the same", () => {
    expect(whyUnread({ reason: "truncated", detail: "its end is missing" }, t)).toBe("its end is missing");
    expect(whyUnread({ reason: "truncated", detail: "the second of three pieces" }, t)).toBe(
      "its end is missing: the second of three pieces",
    );
    expect(whyUnread({ reason: null, detail: null }, t)).toBe("");
  });
});
