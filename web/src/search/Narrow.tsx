// What the hits are narrowed down to and ordered by: each kind with how many were found of it, in the address.
import { useNavigate } from "@tanstack/react-router";
import { type SearchAddress, SORTS, STATES } from "../address/pages";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { Chip } from "../shell/Chip";
import { count, languageName, typeName } from "../text/figures";
import styles from "./Narrow.module.css";

interface NarrowProps {
  address: SearchAddress;
  /** None while the first answer is on its way. */
  facets: Shapes["SearchFacets"] | undefined;
}

export function Narrow({ address, facets }: NarrowProps) {
  const { t, language } = useLanguage();
  const navigate = useNavigate({ from: "/search" });
  const change = (changed: SearchAddress) => void navigate({ search: (now) => ({ ...now, ...changed }) });
  const options = (figures: Record<string, number> = {}, chosen: string | undefined, name: (value: string) => string) =>
    choices(figures, chosen).map(([value, n]) => (
      <option key={value} value={value}>
        {`${name(value)} (${count(language, n)})`}
      </option>
    ));
  const state = (value: string) => {
    const known = STATES.find((one) => one === value);
    return known ? t(`state.${known}`) : value;
  };
  return (
    <search className={styles.narrow} aria-label={t("files.filters")}>
      <Chip name={t("files.type")} value={address.type} onChange={(type) => change({ type })}>
        {options(facets?.media_type, address.type, typeName)}
      </Chip>
      <Chip name={t("files.language")} value={address.language} onChange={(code) => change({ language: code })}>
        {options(facets?.language, address.language, (code) => languageName(language, code))}
      </Chip>
      <Chip name={t("search.year")} value={address.year} onChange={(year) => change({ year })}>
        {options(facets?.year, address.year, (year) => year)}
      </Chip>
      <Chip name={t("files.state")} value={address.state} onChange={(value) => change({ state: value })}>
        {options(facets?.state, address.state, state)}
      </Chip>
      <label className={styles.sort}>
        {t("search.sort")}
        <select
          value={address.sort ?? "best"}
          onChange={(event) => {
            const sort = SORTS.find((one) => one === event.currentTarget.value);
            change({ sort: sort === "best" ? undefined : sort });
          }}
        >
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {t(`search.sort.${sort}`)}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}

/** Years stand in their order, all else with the most first; what is chosen stands there though nothing is found. */
export function choices(figures: Record<string, number>, chosen: string | undefined): [string, number][] {
  const entries = Object.entries(figures);
  if (chosen !== undefined && !(chosen in figures)) entries.push([chosen, 0]);
  return entries.sort(([a, x], [b, y]) => (/^\d+$/.test(a) ? b.localeCompare(a) : y - x || a.localeCompare(b)));
}
