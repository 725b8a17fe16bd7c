// A file in the ledger: its path, where it stands and why, what it is.
import { Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { StateBadge } from "../shell/StateBadge";
import { Visible } from "../shell/Visible";
import { count, languageName, size, typeName } from "../text/figures";
import { nameAndFolder } from "../text/paths";
import { whyUnread } from "../text/reason";
import styles from "./LedgerTable.module.css";

interface LedgerRowProps {
  /** None while it is on its way. */
  row: Shapes["FileRow"] | undefined;
  index: number;
  start: number;
  height: number;
  narrow: boolean;
  chosen: boolean;
  prefix: string;
}

export const LedgerRow = memo(function LedgerRow({
  row,
  index,
  start,
  height,
  narrow,
  chosen,
  prefix,
}: LedgerRowProps) {
  const { t, language } = useLanguage();
  const place = { transform: `translateY(${start}px)`, height };
  if (!row) {
    return (
      <div className={styles.toCome} style={{ position: "absolute", insetInline: 0, ...place }}>
        <Skeleton height={12} width={`${50 + ((index * 13) % 40)}%`} />
      </div>
    );
  }
  const { name, folder } = nameAndFolder(row.path.startsWith(prefix) ? row.path.slice(prefix.length) : row.path);
  const reason = row.reason && t(`reason.${row.reason}`);
  const type = row.media_type ? typeName(row.media_type) : t("files.unknown");
  const copies = row.duplicate_of
    ? t("files.copyOf")
    : (row.copies ?? 1) > 1
      ? t("files.copiesCount", { n: count(language, row.copies ?? 1) })
      : "";
  const path = (
    <Link to="/read" search={{ path: row.path }} className={styles.open} title={row.path} preload={false}>
      <bdi>
        <span className={styles.name}>
          <Visible text={name} />
        </span>
        <span className={styles.folder}>
          <Visible text={folder} />
        </span>
      </bdi>
    </Link>
  );
  if (narrow) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: see LedgerTable
      // biome-ignore lint/a11y/useFocusableInteractive: its link is focused
      <div
        role="row"
        aria-rowindex={index + 2}
        className={`${styles.card} ${chosen ? styles.chosen : ""}`}
        style={place}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see LedgerTable */}
        <span role="cell" className={styles.cell}>
          {path}
        </span>
        {/* biome-ignore lint/a11y/useSemanticElements: see LedgerTable */}
        <span role="cell" className={`${styles.cell} ${styles.meta}`}>
          <StateBadge state={row.state} />
          {[reason, type, size(language, row.bytes), copies].filter(Boolean).map((word) => (
            <span key={word}> · {word}</span>
          ))}
        </span>
      </div>
    );
  }
  const cells = [
    path,
    <>
      <StateBadge state={row.state} />
      {reason && (
        <span className="quiet" title={whyUnread(row, t)}>
          {" "}
          · {reason}
        </span>
      )}
    </>,
    type,
    size(language, row.bytes),
    row.language ? languageName(language, row.language) : "",
    row.encoding ?? "",
    row.duplicate_of ? copies : (row.copies ?? 1) > 1 ? count(language, row.copies ?? 1) : "",
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: see LedgerTable
    // biome-ignore lint/a11y/useFocusableInteractive: its link is focused
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${styles.grid} ${styles.row} ${chosen ? styles.chosen : ""}`}
      style={place}
    >
      {cells.map((cell, column) => (
        // biome-ignore lint/a11y/useSemanticElements: see LedgerTable
        // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their order
        <span key={column} role="cell" className={`${styles.cell} ${column === 3 ? styles.number : ""}`}>
          {cell}
        </span>
      ))}
    </div>
  );
});
