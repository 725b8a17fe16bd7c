// What the documents say: a table for each type of claim, counted by its slots; each figure says how it was counted.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { CLAIM_TYPES, TOLD } from "../address/pages";
import { claimsQuery, countQuery, ROWS_OF_LIST } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { ClaimTable, slotName } from "../meaning/ClaimTable";
import { Gathering, useGathering } from "../meaning/Gathering";
import { Kinds } from "../meaning/Kinds";
import styles from "../meaning/page.module.css";
import { columnsOf, slotWords } from "../meaning/value";
import { Failed } from "../shell/Failed";
import { Nothing } from "../shell/Nothing";
import { useTitle } from "../shell/title";
import { Visible } from "../shell/Visible";
import { count } from "../text/figures";
import { rivals } from "./rivals";

const route = getRouteApi("/claims");

export function ClaimsPage() {
  const { t, language } = useLanguage();
  const { type = "target", by, q = "", rival, told, sort } = route.useSearch();
  const navigate = useNavigate({ from: "/claims" });
  useTitle(t(`claim.${type}`), t("nav.claims"));
  const gathering = useGathering();
  const wanted = { type, q: q.trim() || undefined, learned: told && told === "learned" };
  // The first rows are there at once; sorting and rivals want them all.
  const first = useQuery(claimsQuery({ ...wanted, limit: ROWS_OF_LIST }));
  const isLong = (first.data?.total ?? 0) > ROWS_OF_LIST;
  const all = useQuery({ ...claimsQuery(wanted), enabled: isLong && !first.isPlaceholderData });
  const found = isLong && all.data && !all.isPlaceholderData ? all : first;
  const counted = useQuery(countQuery(type, by));
  const claims = useMemo(() => found.data?.claims ?? [], [found.data]);
  const groups = useMemo(() => rivals(type, claims), [type, claims]);
  const shown = useMemo(() => (rival ? groups.flat() : claims), [rival, groups, claims]);
  const { columns, open } = columnsOf(language, found.data?.slots ?? [], shown);
  return (
    <div className={`${styles.page} ${styles.full}`}>
      <header className={styles.head}>
        <h1>{t("claims.title")}</h1>
        <p className="quiet">{t("claims.says")}</p>
        <Gathering />
      </header>
      <Kinds
        to="/claims"
        kinds={CLAIM_TYPES}
        figures={found.data?.by_type ?? {}}
        shown={type}
        name={(kind) => t(`claim.${kind}` as never)}
        label={t("claims.types")}
      />
      <div className={styles.tools}>
        <input
          type="search"
          value={q}
          placeholder={t("claims.filter")}
          aria-label={t("claims.filter")}
          onChange={(event) =>
            void navigate({ search: (now) => ({ ...now, q: event.target.value || undefined }), replace: true })
          }
        />
        <label>
          {t("claims.countBy")}{" "}
          <select
            value={by ?? ""}
            onChange={(event) =>
              void navigate({ search: (now) => ({ ...now, by: event.target.value || undefined }), replace: true })
            }
          >
            <option value="">–</option>
            {[...(found.data?.slots ?? []), "polarity"].map((slot) => (
              <option key={slot} value={slot}>
                {slotName(t, slot)}
              </option>
            ))}
          </select>
        </label>
        <label title={t("claims.told.says")}>
          {t("claims.told")}{" "}
          <select
            value={told ?? ""}
            onChange={(event) => {
              const chosen = TOLD.find((one) => one === event.target.value);
              void navigate({ search: (now) => ({ ...now, told: chosen }), replace: true });
            }}
          >
            <option value="">{t("claims.told.all")}</option>
            {TOLD.map((one) => (
              <option key={one} value={one}>
                {t(`claims.told.${one}`)}
              </option>
            ))}
          </select>
        </label>
        {(groups.length > 0 || rival) && (
          <label title={t("claims.rivals.says")}>
            <input
              type="checkbox"
              checked={rival !== undefined}
              onChange={(event) => {
                const chosen = event.target.checked ? ("only" as const) : undefined;
                void navigate({ search: (now) => ({ ...now, rival: chosen }), replace: true });
              }}
            />{" "}
            {t("claims.rivals", { n: count(language, groups.length) })}
          </label>
        )}
        <span className="figures quiet" role="status">
          {found.data && t("claims.total", { n: count(language, rival ? shown.length : found.data.total) })}
          {found.data &&
            claims.length < found.data.total &&
            ` · ${t("claims.first", { n: count(language, claims.length) })}`}
        </span>
        {shown.length > 0 && open.length > 0 && (
          <span className="quiet" title={open.map((slot) => slotName(t, slot)).join(" · ")}>
            {t("claims.openColumns", { n: count(language, open.length) })}
          </span>
        )}
      </div>
      {by && counted.data && (
        <div className={styles.counts}>
          {counted.data.counts.map((figure) => {
            const words = slotWords(language, by, figure.value);
            return (
              <button
                key={String(figure.value)}
                type="button"
                className="bare"
                disabled={words === ""}
                onClick={() => void navigate({ search: (now) => ({ ...now, q: String(figure.value) }) })}
              >
                <Visible text={words === "" ? t("claims.leftOpen") : words} />{" "}
                <b className="figures">{count(language, figure.claims)}</b>
              </button>
            );
          })}
          <p className="quiet">{counted.data.rule}</p>
        </div>
      )}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && shown.length === 0 && !gathering && (
        <Nothing title={t("claims.none")} says={t("claims.none.says")} />
      )}
      {shown.length > 0 && (
        <ClaimTable
          claims={shown}
          columns={columns}
          groups={rival ? groups : undefined}
          sort={sort}
          onSort={(chosen) => void navigate({ search: (now) => ({ ...now, sort: chosen }), replace: true })}
        />
      )}
    </div>
  );
}
