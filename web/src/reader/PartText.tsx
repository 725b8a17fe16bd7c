// A stretch of a part's text as it is wanted: plain, or with glosses.
import { useLanguage } from "../i18n/language";
import { GlossedText } from "./GlossedText";
import { MarkedText, type Marks } from "./MarkedText";
import styles from "./PartText.module.css";
import type { Glosses } from "./useGlosses";

interface PartTextProps {
  text: string;
  start: number;
  end: number;
  marks: Marks;
  glosses: Glosses;
}

export function PartText({ glosses, ...stretch }: PartTextProps) {
  return glosses.words.length > 0 ? <GlossedText {...stretch} words={glosses.words} /> : <MarkedText {...stretch} />;
}

/** Says why only names have meanings, where that is so. */
export function NoDictionary({ glosses }: { glosses: Glosses }) {
  const { t } = useLanguage();
  if (!glosses.missing) return null;
  return (
    <p className={styles.missing} role="status">
      {t("gloss.missing")} <code>daylight models fetch</code>
    </p>
  );
}
