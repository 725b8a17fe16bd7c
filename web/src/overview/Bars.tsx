// Figures side by side, greatest first, each a link to what it counts.
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { FilesAddress } from "../address/pages";
import { useLanguage } from "../i18n/language";
import { count } from "../text/figures";
import styles from "./Bars.module.css";

const SHOWN_AT_FIRST = 8;

interface BarsProps {
  figures: Record<string, number>;
  name: (key: string) => string;
  search: (key: string) => FilesAddress;
  none: string;
}

export function Bars({ figures, name, search, none }: BarsProps) {
  const { t, language } = useLanguage();
  const [all, setAll] = useState(false);
  const sorted = Object.entries(figures).sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
  if (sorted.length === 0) return <p className="quiet">{none}</p>;
  const most = sorted[0]?.[1] ?? 1;
  const left = sorted.length - SHOWN_AT_FIRST;
  return (
    <>
      <ul className={styles.list}>
        {(all ? sorted : sorted.slice(0, SHOWN_AT_FIRST)).map(([key, value]) => (
          <li key={key}>
            <Link to="/files" search={search(key)} className={styles.line} title={key}>
              <span className={styles.name}>{name(key)}</span>
              <span className={styles.track} aria-hidden="true">
                <span className={styles.fill} style={{ width: `${Math.max(1, (value / most) * 100)}%` }} />
              </span>
              <span className={`figures ${styles.value}`}>{count(language, value)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {left > 1 && (
        <button type="button" className={`bare ${styles.more}`} onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t("overview.fewer") : t("overview.more", { n: count(language, left) })}
        </button>
      )}
    </>
  );
}
