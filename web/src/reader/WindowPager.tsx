// A text too long for one page is read a stretch at a time.
import { ActionIcon } from "@mantine/core";
import { useLanguage } from "../i18n/language";
import { DownSign, UpSign } from "../shell/icons";
import { count } from "../text/figures";
import styles from "./WindowPager.module.css";

interface WindowPagerProps {
  /** From 1. */
  window: number;
  windows: number;
  onChoose: (window: number) => void;
}

export function WindowPager({ window, windows, onChoose }: WindowPagerProps) {
  const { t, language } = useLanguage();
  return (
    <nav className={styles.pager} aria-label={t("reader.windows")}>
      <span className="figures">
        {t("reader.window", { number: count(language, window), total: count(language, windows) })}
      </span>
      <ActionIcon
        variant="default"
        size={26}
        disabled={window <= 1}
        onClick={() => onChoose(window - 1)}
        aria-label={t("reader.window.previous")}
      >
        <UpSign size={14} />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={26}
        disabled={window >= windows}
        onClick={() => onChoose(window + 1)}
        aria-label={t("reader.window.next")}
      >
        <DownSign size={14} />
      </ActionIcon>
    </nav>
  );
}
