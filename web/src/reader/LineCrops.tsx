// What was read, line by line, each beside the very pixels that it was read from: to check a reading by eye.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useLanguage } from "../i18n/language";
import styles from "./LineCrops.module.css";
import { NoDictionary, PartText } from "./PartText";
import { useObjectUrl } from "./PixelView";
import { type BoxedText, pictureQuery } from "./pixels";
import type { PartViewProps } from "./TextView";
import { Translated } from "./Translated";
import { useGlosses } from "./useGlosses";

interface LineCropsProps extends PartViewProps {
  page: number;
  lines: readonly BoxedText[];
  onChoose: (locator: string) => void;
}

/** A crop is shown this high, unless it is lower or would be too wide. */
const HEIGHT = 34;
const WIDTH = 520;
const MARGIN = 3;

export function LineCrops({ path, part, glossed, translation, page, lines, marks, wish, onChoose }: LineCropsProps) {
  const { t } = useLanguage();
  const list = useRef<HTMLElement>(null);
  const { data: picture } = useQuery(pictureQuery(path, page));
  const source = useObjectUrl(picture?.png);
  const all = useMemo(() => ({ start: 0, end: part.text.length }), [part]);
  const glosses = useGlosses({ path, part, on: glossed, view: all });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new wish scrolls
  useEffect(() => {
    const place = list.current?.querySelector("[data-current]") ?? list.current?.querySelector("[data-cited]");
    place?.scrollIntoView({ block: "center" });
  }, [wish, source]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.lines} ref={list} tabIndex={0} aria-label={t("reader.crops")} data-testid="crops">
      <NoDictionary glosses={glosses} />
      {lines.map((line) => (
        <div key={line.start} className={styles.line}>
          {picture && source && (
            <button
              type="button"
              className={styles.crop}
              style={crop(line, picture, source)}
              onClick={() => onChoose(line.locator)}
              aria-label={t("reader.showPlace")}
            />
          )}
          <p dir="auto">
            <PartText text={part.text} start={line.start} end={line.end} marks={marks} glosses={glosses} />
            <Translated start={line.start} end={line.end} translation={translation} />
          </p>
        </div>
      ))}
    </section>
  );
}

function crop({ box }: BoxedText, picture: { width: number; height: number }, source: string) {
  const width = box.width + 2 * MARGIN;
  const height = box.height + 2 * MARGIN;
  const scale = Math.min(HEIGHT / height, WIDTH / width, 2);
  return {
    width: width * scale,
    height: height * scale,
    backgroundImage: `url("${source}")`,
    backgroundSize: `${picture.width * scale}px ${picture.height * scale}px`,
    backgroundPosition: `${(MARGIN - box.x) * scale}px ${(MARGIN - box.y) * scale}px`,
  };
}
