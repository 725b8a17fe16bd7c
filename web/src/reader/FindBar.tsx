// Finding in the file that is open: how many places there are, which one is in view, on to the next.
import { ActionIcon } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { CaseProblem, type Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { DownSign, SearchSign, UpSign } from "../shell/icons";
import { SEARCH_BOX } from "../shell/search-box";
import { count } from "../text/figures";
import styles from "./FindBar.module.css";

const QUIET_MS = 300;

interface FindBarProps {
  query: string;
  found: UseQueryResult<Shapes["Matches"]>;
  current: number;
  goTo: (by: 1 | -1) => void;
  onFind: (words: string) => void;
  children?: ReactNode;
}

export function FindBar({ query, found, current, goTo, onFind, children }: FindBarProps) {
  const { t, language } = useLanguage();
  const [words, setWords] = useState(query);
  const sent = useRef(query);
  useEffect(() => {
    if (query === sent.current) return;
    sent.current = query;
    setWords(query);
  }, [query]);
  const find = (typed: string) => {
    if (typed.trim() === sent.current) return;
    sent.current = typed.trim();
    onFind(sent.current);
  };
  const settle = useDebouncedCallback(find, QUIET_MS);
  const total = found.data?.matches.length ?? 0;
  return (
    <div className={styles.bar}>
      <label className={styles.find}>
        <SearchSign size={15} />
        <input
          id={SEARCH_BOX}
          type="text"
          value={words}
          placeholder={t("reader.find")}
          aria-label={t("reader.find")}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            if (!(event.nativeEvent as InputEvent).isComposing) settle(event.currentTarget.value);
          }}
          onCompositionEnd={(event) => settle(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            if (words.trim() === sent.current) goTo(event.shiftKey ? -1 : 1);
            else find(words);
          }}
        />
      </label>
      {query !== "" && (
        <>
          <span className={`figures ${styles.count}`} role="status" data-testid="match-count">
            {counted()}
          </span>
          <ActionIcon
            variant="default"
            size={28}
            disabled={total === 0}
            onClick={() => goTo(-1)}
            aria-label={t("reader.previous")}
            title={`${t("reader.previous")} (p)`}
          >
            <UpSign size={15} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={28}
            disabled={total === 0}
            onClick={() => goTo(1)}
            aria-label={t("reader.next")}
            title={`${t("reader.next")} (n)`}
          >
            <DownSign size={15} />
          </ActionIcon>
        </>
      )}
      <span className={styles.rest}>{children}</span>
    </div>
  );

  function counted(): string {
    if (found.error) return found.error instanceof CaseProblem ? found.error.problem.error : t("error.title");
    if (!found.data) return "…";
    if (total === 0) return t("reader.noMatch");
    return t("reader.matchOf", {
      n: current === -1 ? "–" : count(language, current + 1),
      total: count(language, total) + (found.data.more ? "+" : ""),
    });
  }
}
