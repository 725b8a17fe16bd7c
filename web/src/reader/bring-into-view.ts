// Brings a place into view in a list that draws only what is in view: first its row, then the place itself.
import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect } from "react";

const TRIES = 12;

interface BringIntoView {
  virtual: Virtualizer<HTMLDivElement, Element>;
  scroller: RefObject<HTMLDivElement | null>;
  /** Row of the place, or -1 for none. */
  row: number;
  /** What the place is marked with in the page. */
  selector: string;
  /** Whatever makes it a new wish to see it. */
  wish: unknown;
}

export function useBringIntoView({ virtual, scroller, row, selector, wish }: BringIntoView): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new wish scrolls, never a row that was measured
  useEffect(() => {
    if (row < 0) return;
    virtual.scrollToIndex(row, { align: "center" });
    let frame = 0;
    let tries = 0;
    const settle = () => {
      const place = scroller.current?.querySelector(selector);
      const box = place?.getBoundingClientRect();
      const frameBox = scroller.current?.getBoundingClientRect();
      if (place && box && frameBox) {
        const above = box.top < frameBox.top + 40;
        const below = box.bottom > frameBox.bottom - 40;
        const aside = box.right > frameBox.right || box.left < frameBox.left;
        if (above || below || aside) {
          place.scrollIntoView({ block: above || below ? "center" : "nearest", inline: "nearest" });
        }
      }
      // Rows above are measured as they are drawn, which may push the place away once more.
      tries += 1;
      if (tries < TRIES) frame = requestAnimationFrame(settle);
    };
    frame = requestAnimationFrame(settle);
    return () => cancelAnimationFrame(frame);
  }, [row, wish]);
}
