// A stretch of text with each Chinese word between how it is said and what it means; all that is known about a word
// comes up where the pointer, the focus or a finger is.
import { memo } from "react";
import styles from "./GlossedText.module.css";
import { GlossTip, useGlossTip } from "./GlossTip";
import { glossPieces, inShort, type WordAt } from "./glosses";
import { MarkedText, type Marks } from "./MarkedText";

interface GlossedTextProps {
  text: string;
  start: number;
  end: number;
  marks: Marks;
  words: readonly WordAt[];
}

export const GlossedText = memo(function GlossedText({ text, start, end, marks, words }: GlossedTextProps) {
  return glossPieces(start, end, words).map((piece) => {
    const shown = <MarkedText text={text} start={piece.start} end={piece.end} marks={marks} />;
    const word = words[piece.word];
    if (!word || !piece.begins) return <span key={piece.start}>{shown}</span>;
    return <GlossedWord key={piece.start} word={word} shown={shown} />;
  });
});

function GlossedWord({ word, shown }: { word: WordAt; shown: React.ReactNode }) {
  const { gloss } = word;
  const tip = useGlossTip();
  return (
    // biome-ignore lint/a11y/useSemanticElements: the text of a button cannot be selected, and text is to be cited
    <span
      role="button"
      tabIndex={0}
      className={styles.word}
      data-gloss={word.start}
      data-kind={gloss.kind ?? undefined}
      aria-describedby={tip.shows ? tip.id : undefined}
      aria-expanded={tip.shows}
      onPointerEnter={(event) => event.pointerType !== "touch" && tip.show(event.currentTarget)}
      onPointerLeave={(event) => event.pointerType !== "touch" && tip.hide()}
      onFocus={(event) => tip.show(event.currentTarget)}
      onBlur={tip.hide}
      onClick={(event) => tip.show(event.currentTarget)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !tip.shows) return;
        event.stopPropagation();
        tip.hide();
      }}
    >
      <span className={styles.pinyin} aria-hidden="true">
        {gloss.pinyin}
      </span>
      <span className={styles.written}>{shown}</span>
      <span className={styles.sense} aria-hidden="true">
        {inShort(gloss.senses)}
      </span>
      {tip.shows && <GlossTip id={tip.id} at={tip.at} gloss={gloss} />}
    </span>
  );
}
