// The terms of one list with what the case holds of each; a figure opens the search that it counts.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { listPlacesAddress, type Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { OverWhat } from "../search/OverWhat";
import { count } from "../text/figures";
import styles from "./ListsPage.module.css";

interface ListedTermsProps {
  answer: Shapes["ListAnswer"];
  onSeen: () => void;
  onEdit: () => void;
  onForget: () => void;
}

const SHOWN = ["all", "found", "new", "none"] as const;
export type Shown = (typeof SHOWN)[number];

export function shownTerms(terms: Shapes["ListedTerm"][], shown: Shown): Shapes["ListedTerm"][] {
  return terms.filter(({ files }) => {
    if (shown === "found") return files.length > 0;
    if (shown === "none") return files.length === 0;
    return shown === "all" || files.some((file) => file.new);
  });
}

export function ListedTerms({ answer, onSeen, onEdit, onForget }: ListedTermsProps) {
  const { t, language } = useLanguage();
  const [shown, setShown] = useState<Shown>("all");
  const { list, terms, over } = answer;
  const figures = (of: Shown) => shownTerms(terms, of).length;
  const most = Math.max(1, ...terms.map(({ files }) => files.length));
  return (
    <section aria-label={list.name} className={styles.found}>
      <p className={styles.summary}>
        <b className="figures">
          {t("lists.summary", { n: count(language, terms.length), none: count(language, figures("none")) })}
        </b>{" "}
        <OverWhat over={over} />
      </p>
      <div className={styles.bar}>
        <select
          aria-label={t("lists.shown")}
          value={shown}
          onChange={(event) => setShown(SHOWN.find((one) => one === event.currentTarget.value) ?? "all")}
        >
          {SHOWN.map((one) => (
            <option key={one} value={one}>
              {`${t(`lists.shown.${one}`)} (${count(language, figures(one))})`}
            </option>
          ))}
        </select>
        <span className="quiet">
          {list.seen_at
            ? t("lists.seenAt", { time: new Date(list.seen_at).toLocaleString(language === "zh" ? "zh-CN" : "en-GB") })
            : t("lists.neverSeen")}
        </span>
        <span className={styles.actions}>
          <Button size="xs" variant="default" onClick={onSeen}>
            {t("lists.seen")}
          </Button>
          <Button size="xs" variant="default" component="a" href={listPlacesAddress(list.name)} download>
            {t("lists.save")}
          </Button>
          <Button size="xs" variant="default" onClick={onEdit}>
            {t("lists.edit")}
          </Button>
          <Button size="xs" variant="default" onClick={onForget}>
            {t("lists.forget")}
          </Button>
        </span>
      </div>
      <div className={styles.scroller}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("lists.term")}</th>
              <th scope="col">{t("lists.spellings")}</th>
              <th scope="col" className={styles.number}>
                {t("lists.files")}
              </th>
              <th scope="col" className={styles.number}>
                {t("lists.newFiles")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shownTerms(terms, shown).map(({ term, spellings, query, files }, index) => {
              const fresh = files.filter((file) => file.new).length;
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a list may have a term twice
                <tr key={`${term}\n${index}`} data-none={files.length === 0 ? "" : undefined}>
                  <th scope="row">{term}</th>
                  <td>{spellings.slice(1).join(" · ")}</td>
                  <td className={styles.number}>
                    {files.length > 0 ? (
                      <Link to="/search" search={{ q: query, widen: "off" }} className={styles.figure}>
                        <span className={styles.track} aria-hidden="true">
                          <span style={{ width: `${(files.length / most) * 100}%` }} />
                        </span>
                        {count(language, files.length)}
                      </Link>
                    ) : (
                      <span className="quiet">0</span>
                    )}
                  </td>
                  <td className={styles.number}>
                    {fresh > 0 && <b className={styles.fresh}>{count(language, fresh)}</b>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
