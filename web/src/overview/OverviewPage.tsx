// The case at a glance: what became of each file, what could not be read and why, and what is still to come. Every
// figure opens what it counts.

import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Shapes } from "../api/client";
import { caseQuery, statusQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { SearchBox } from "../search/SearchBox";
import { Failed } from "../shell/Failed";
import { Nothing } from "../shell/Nothing";
import { useTitle } from "../shell/title";
import { count, languageName, moment, size, typeName } from "../text/figures";
import { Bars } from "./Bars";
import styles from "./OverviewPage.module.css";
import { OverviewSkeleton } from "./OverviewSkeleton";
import { ReadingProgress } from "./ReadingProgress";
import { Reasons } from "./Reasons";
import { StateTable } from "./StateTable";

export function OverviewPage() {
  const { t } = useLanguage();
  const known = useQuery(caseQuery);
  const status = useQuery(statusQuery);
  useTitle(t("nav.overview"));
  if (status.data && known.data) return <Overview info={known.data} status={status.data} />;
  const error = status.error ?? known.error;
  if (error) {
    const retry = () => {
      void status.refetch();
      void known.refetch();
    };
    return <Failed error={error} retry={retry} />;
  }
  return <OverviewSkeleton />;
}

function Overview({ info, status }: { info: Shapes["CaseInfo"]; status: Shapes["Status"] }) {
  const { t, language } = useLanguage();
  const navigate = useNavigate();
  const [query, setQuery] = useState("");
  const files = status.acquired.files + status.contained.files;
  if (files === 0) {
    return (
      <div className={styles.page}>
        <h1>{info.name}</h1>
        <Nothing title={t("overview.empty")} says={t("overview.empty.says")}>
          <code className={styles.command}>daylight add PATH…</code>
        </Nothing>
      </div>
    );
  }
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{info.name}</h1>
        <p className="quiet">
          {t("overview.lead", {
            added: t("common.files", { n: count(language, status.acquired.files) }),
            inside: t("common.files", { n: count(language, status.contained.files) }),
            size: size(language, status.acquired.bytes),
          })}
          {info.sources.map((source) => (
            <span key={source.label} className={styles.source}>
              {t("overview.sources")} <b>{source.label}</b>, {moment(language, source.acquired_at)}
            </span>
          ))}
        </p>
        <SearchBox
          value={query}
          onChange={setQuery}
          onSubmit={(q) => q.trim() !== "" && void navigate({ to: "/search", search: { q: q.trim() } })}
        />
      </header>
      <ReadingProgress reading={info.reading} status={status} />
      <StateTable status={status} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Reasons byReason={status.by_reason} stillReading={info.reading.pending_blobs > 0} />
          <section className={`card ${styles.panel}`} aria-labelledby="by-type">
            <h2 id="by-type">{t("overview.types")}</h2>
            <Bars
              figures={status.by_media_type}
              name={typeName}
              search={(type) => ({ type, copies: "shown" })}
              none={t("overview.types.none")}
            />
          </section>
        </div>
        <div className={styles.column}>
          <section className={`card ${styles.panel} ${styles.sums}`}>
            <dl className={`figures ${styles.facts}`}>
              <div>
                <dt>{t("overview.distinct")}</dt>
                <dd>
                  <Link to="/files">{count(language, status.blobs)}</Link>
                </dd>
                <dd className="quiet">{t("overview.distinct.says")}</dd>
              </div>
              <div>
                <dt>{t("overview.duplicates")}</dt>
                <dd>{count(language, status.duplicates)}</dd>
                <dd className="quiet">{t("overview.duplicates.says")}</dd>
              </div>
              <div>
                <dt>{t("overview.text")}</dt>
                <dd>{size(language, status.text_bytes)}</dd>
                <dd className="quiet">{t("overview.text.says")}</dd>
              </div>
            </dl>
          </section>
          <section className={`card ${styles.panel}`} aria-labelledby="by-language">
            <h2 id="by-language">{t("overview.languages")}</h2>
            <Bars
              figures={status.by_language}
              name={(code) => languageName(language, code)}
              search={(code) => ({ language: code, copies: "shown" })}
              none={t("overview.languages.none")}
            />
          </section>
        </div>
      </div>
    </div>
  );
}
