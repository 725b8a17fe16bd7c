// The page or picture itself, with the boxes that its text was read in: what was found and what is cited is lit.
import { ActionIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { useLanguage } from "../i18n/language";
import { Failed } from "../shell/Failed";
import { useKeys } from "../shell/keys";
import { placeInWords } from "../text/locator";
import { visible } from "../text/visible";
import type { Marks } from "./MarkedText";
import styles from "./PixelView.module.css";
import { type BoxedText, pictureQuery } from "./pixels";

interface PixelViewProps {
  path: string;
  page: number;
  text: string;
  lines: readonly BoxedText[];
  marks: Marks;
  wish: unknown;
  /** How the picture lies in its file: 1 to 8, as EXIF counts. */
  orientation?: number;
  onChoose: (locator: string) => void;
}

/** Quarter turns that put a picture upright. */
const TURNS: Record<number, number> = { 3: 2, 4: 2, 5: 1, 6: 1, 7: 3, 8: 3 };
const STEPS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];

export function PixelView({ path, page, text, lines, marks, wish, orientation = 1, onChoose }: PixelViewProps) {
  const { t } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  /** Pixels of the screen for one of the picture; none where it fits the room. */
  const [zoom, setZoom] = useState<number | null>(null);
  const [turns, setTurns] = useState(TURNS[orientation] ?? 0);
  const [room, setRoom] = useState({ width: 0, height: 0 });
  const asked = useQuery(pictureQuery(path, page));
  const picture = asked.data;
  const source = useObjectUrl(picture?.png);

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const watch = new ResizeObserver(() => setRoom({ width: box.clientWidth, height: box.clientHeight }));
    watch.observe(box);
    return () => watch.disconnect();
  }, []);
  const { width = 1, height = 1 } = picture ?? {};
  const lies = turns % 2 === 1;
  const fit = Math.max((room.width - 24) / (lies ? height : width), 0.02);
  const scale = zoom ?? Math.min(fit, 2);
  const nearer = () => setZoom(STEPS.find((step) => step > scale + 0.01) ?? scale);
  const farther = () => setZoom([...STEPS].reverse().find((step) => step < scale - 0.01) ?? scale);
  useKeys({
    "+": nearer,
    "=": nearer,
    "-": farther,
    "0": () => setZoom(null),
    r: () => setTurns((now) => (now + 1) % 4),
  });

  const lit = useMemo(
    () =>
      lines.map((line) => {
        const within = (stretch: { start: number; end: number } | null | undefined) =>
          stretch != null && line.start < stretch.end && stretch.start < line.end;
        return {
          ...line,
          cited: within(marks.cited),
          found: marks.matches.some(within),
          current: within(marks.matches[marks.current]),
        };
      }),
    [lines, marks],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new wish, or a picture that came, scrolls
  useEffect(() => {
    const chosen =
      scroller.current?.querySelector("[data-box-current]") ?? scroller.current?.querySelector("[data-box-cited]");
    chosen?.scrollIntoView({ block: "center", inline: "nearest" });
  }, [wish, source, scale > 0 && room.width > 0]);

  const shown = { width: width * scale, height: height * scale };
  const frame = lies ? { width: shown.height, height: shown.width } : shown;
  return (
    <section className={styles.view} aria-label={t("reader.picture")} data-testid="pixels">
      <div className={styles.tools}>
        <ActionIcon
          variant="default"
          size={26}
          onClick={farther}
          aria-label={t("reader.farther")}
          title={`${t("reader.farther")} (-)`}
        >
          −
        </ActionIcon>
        <button
          type="button"
          className={`bare figures ${styles.zoom}`}
          onClick={() => setZoom(zoom === null ? 1 : null)}
          title={`${t("reader.fit")} (0)`}
        >
          {Math.round(scale * 100)} %
        </button>
        <ActionIcon
          variant="default"
          size={26}
          onClick={nearer}
          aria-label={t("reader.nearer")}
          title={`${t("reader.nearer")} (+)`}
        >
          +
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={26}
          onClick={() => setTurns((turns + 1) % 4)}
          aria-label={t("reader.turn")}
          title={`${t("reader.turn")} (r)`}
        >
          ↻
        </ActionIcon>
        {picture && picture.covered > 0 && (
          <span className={`quiet ${styles.covered}`}>{t("reader.covered", { n: String(picture.covered) })}</span>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={styles.scroller} ref={scroller} tabIndex={0}>
        {asked.error && <Failed error={asked.error} retry={() => void asked.refetch()} />}
        {picture && source && room.width > 0 && (
          <div className={styles.frame} style={frame}>
            <div
              className={styles.sheet}
              style={{
                ...shown,
                transform: `translate(${frame.width / 2 - shown.width / 2}px, ${frame.height / 2 - shown.height / 2}px) rotate(${turns * 90}deg)`,
              }}
            >
              <img
                src={source}
                alt={t("reader.pictureOf", { path: visible(path), page: String(page) })}
                draggable={false}
              />
              {lit.map((line) => (
                <button
                  key={`${line.start}`}
                  type="button"
                  tabIndex={-1}
                  className={styles.box}
                  data-box-cited={line.cited ? "" : undefined}
                  data-box-found={line.found ? "" : undefined}
                  data-box-current={line.current ? "" : undefined}
                  style={{
                    left: line.box.x * scale,
                    top: line.box.y * scale,
                    width: line.box.width * scale,
                    height: line.box.height * scale,
                  }}
                  title={visible(text.slice(line.start, line.end))}
                  aria-label={`${placeInWords(line.locator, t)}: ${visible(text.slice(line.start, line.end))}`}
                  onClick={() => onChoose(line.locator)}
                />
              ))}
            </div>
          </div>
        )}
      </div>
    </section>
  );
}

/** Returns an address for bytes that this page holds, for as long as it shows them. */
export function useObjectUrl(bytes: Blob | undefined): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!bytes) return setAddress(null);
    const made = URL.createObjectURL(bytes);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return address;
}
