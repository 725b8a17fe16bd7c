// What is still being read: how much, how fast, how long; or that nobody reads.
import { Link } from "@tanstack/react-router";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { count, duration, size } from "../text/figures";
import styles from "./ReadingProgress.module.css";

interface ReadingProgressProps {
  reading: Shapes["Reading"];
  status: Shapes["Status"];
}

/** Returns the share of files that have been read as far as they can be, from 0 to 1. */
export function shareRead(reading: Shapes["Reading"], status: Shapes["Status"]): number {
  const blobs = Math.max(status.blobs, reading.pending_blobs);
  return blobs === 0 ? 1 : (blobs - reading.pending_blobs) / blobs;
}

export function ReadingProgress({ reading, status }: ReadingProgressProps) {
  const { t, language } = useLanguage();
  if (reading.pending_blobs === 0) return null;
  const share = shareRead(reading, status);
  const pace = [];
  if (reading.bytes_per_second)
    pace.push(t("overview.reading.rate", { size: size(language, reading.bytes_per_second) }));
  pace.push(
    reading.seconds_left == null
      ? t("overview.reading.unknown")
      : t("overview.reading.time", { time: duration(language, reading.seconds_left) }),
  );
  return (
    <section className={`card ${styles.panel}`} aria-labelledby="reading">
      <div className={styles.words}>
        <h2 id="reading">{t(reading.paused ? "overview.reading.paused" : "overview.reading")}</h2>
        <p className="figures">
          <Link to="/files" search={{ state: "pending", copies: "shown" }}>
            {t("overview.reading.left", {
              n: count(language, reading.pending_blobs),
              size: size(language, reading.pending_bytes),
            })}
          </Link>
          <span className="quiet"> · {reading.paused ? t("overview.reading.pausedSays") : pace.join(" · ")}</span>
        </p>
      </div>
      <progress
        className={styles.bar}
        value={share}
        max={1}
        aria-label={t("overview.reading.progress")}
        data-paused={reading.paused || undefined}
      />
    </section>
  );
}
