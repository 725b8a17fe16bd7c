// A stretch of a part's text with what was found in it and what is cited.
import { memo } from "react";
import { Visible } from "../shell/Visible";
import { type Segment, type Stretch, segments } from "../text/segments";
import styles from "./MarkedText.module.css";

export interface Marks {
  /** Where the query was found in this part: sorted, disjoint. */
  matches: readonly Stretch[];
  /** Index of the one in view, or -1. */
  current: number;
  cited: Stretch | null;
}

export const NO_MARKS: Marks = { matches: [], current: -1, cited: null };

interface MarkedTextProps extends Stretch {
  text: string;
  marks: Marks;
}

export const MarkedText = memo(function MarkedText({ text, start, end, marks }: MarkedTextProps) {
  return segments(start, end, marks.matches, marks.cited).map((piece) => (
    <Piece key={piece.start} text={text} piece={piece} current={piece.match >= 0 && piece.match === marks.current} />
  ));
});

function Piece({ text, piece, current }: { text: string; piece: Segment; current: boolean }) {
  const words = <Visible text={text.slice(piece.start, piece.end)} offset={piece.start} />;
  const cited = piece.cited ? styles.cited : "";
  if (piece.match < 0) {
    return piece.cited ? (
      <span className={cited} data-cited="">
        {words}
      </span>
    ) : (
      words
    );
  }
  return (
    <mark
      className={`${styles.match} ${current ? styles.current : ""} ${cited}`}
      data-current={current || undefined}
      data-cited={piece.cited ? "" : undefined}
    >
      {words}
    </mark>
  );
}

/** Whether a stretch has something of the cited place in it. */
export function isCited(stretch: Stretch, cited: Stretch | null): boolean {
  return cited !== null && stretch.start < cited.end && cited.start < Math.max(stretch.end, stretch.start + 1);
}
