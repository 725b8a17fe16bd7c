// What the ledger is narrowed down to: each filter a chip, in the address, and undone with one press.
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { type FilesAddress, REASONS, STATES } from "../address/pages";
import { statusQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { Chip } from "../shell/Chip";
import { SearchSign } from "../shell/icons";
import { count, languageName, typeName } from "../text/figures";
import styles from "./Filters.module.css";

const QUIET_MS = 200;

export function Filters({ address }: { address: FilesAddress }) {
  const { t, language } = useLanguage();
  const navigate = useNavigate({ from: "/files" });
  const status = useQuery(statusQuery).data;
  const [words, setWords] = useState(address.containing ?? "");
  useEffect(() => setWords(address.containing ?? ""), [address.containing]);
  const change = (changed: FilesAddress, replace = false) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), replace });
  const find = useDebouncedCallback(
    (containing: string) => change({ containing: containing || undefined }, true),
    QUIET_MS,
  );

  const option = (value: string, name: string, number?: number) => (
    <option key={value} value={value}>
      {number === undefined ? name : `${name} (${count(language, number)})`}
    </option>
  );
  const greatestFirst = (figures: Record<string, number> = {}) => Object.entries(figures).sort(([, a], [, b]) => b - a);
  const narrowed = Object.entries(address).some(([key, value]) => key !== "prefix" && key !== "copies" && value);
  return (
    <search className={styles.filters} aria-label={t("files.filters")}>
      <label className={styles.find}>
        <SearchSign size={15} />
        <input
          id={FIND_BOX}
          type="text"
          value={words}
          placeholder={t("files.find")}
          aria-label={t("files.find")}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            find(event.currentTarget.value);
          }}
        />
      </label>
      <Chip name={t("files.state")} value={address.state} onChange={(state) => change({ state })}>
        {STATES.map((state) =>
          option(state, t(`state.${state}`), status && status.acquired[state] + status.contained[state]),
        )}
        {address.state?.includes(",") && option(address.state, statesInWords(address.state))}
      </Chip>
      <Chip
        name={t("files.reason")}
        value={address.reason}
        onChange={(reason) => change({ reason: reason as FilesAddress["reason"] })}
      >
        {REASONS.filter((reason) => reason === address.reason || (status?.by_reason[reason] ?? 0) > 0).map((reason) =>
          option(reason, t(`reason.${reason}`), status?.by_reason[reason]),
        )}
      </Chip>
      <Chip name={t("files.type")} value={address.type} onChange={(type) => change({ type })}>
        {withChosen(greatestFirst(status?.by_media_type), address.type).map(([type, n]) =>
          option(type, typeName(type), n),
        )}
      </Chip>
      <Chip name={t("files.language")} value={address.language} onChange={(code) => change({ language: code })}>
        {withChosen(greatestFirst(status?.by_language), address.language).map(([code, n]) =>
          option(code, languageName(language, code), n),
        )}
      </Chip>
      <Chip name={t("files.set")} value={address.set} onChange={(set) => change({ set: set as FilesAddress["set"] })}>
        {option("acquired", t("files.set.acquired"), status?.acquired.files)}
        {option("contained", t("files.set.contained"), status?.contained.files)}
      </Chip>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={address.copies === "shown"}
          onChange={(event) => change({ copies: event.currentTarget.checked ? "shown" : undefined })}
        />
        {t("files.copies")}
      </label>
      {narrowed && (
        <button
          type="button"
          className={`bare ${styles.clear}`}
          onClick={() => void navigate({ search: { prefix: address.prefix, copies: address.copies } })}
        >
          {t("files.clear")}
        </button>
      )}
    </search>
  );

  function statesInWords(states: string): string {
    return states
      .split(",")
      .map((state) => STATES.find((known) => known === state))
      .map((state) => (state ? t(`state.${state}`) : ""))
      .join(", ");
  }
}

export const FIND_BOX = "find-box";

/** A link may name a type or a language that no file of this case has: it is shown all the same. */
function withChosen(entries: [string, number][], chosen: string | undefined): [string, number | undefined][] {
  return chosen === undefined || entries.some(([key]) => key === chosen) ? entries : [...entries, [chosen, undefined]];
}
