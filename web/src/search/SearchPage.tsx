// Search: results as one types, over what was looked, and where a wrong query went wrong.

import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { type SearchAddress, STATES } from "../address/pages";
import { CaseProblem } from "../api/client";
import { searchQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { Failed } from "../shell/Failed";
import { Nothing } from "../shell/Nothing";
import { useTitle } from "../shell/title";
import { count } from "../text/figures";
import { visible } from "../text/visible";
import { AlsoSearched } from "./AlsoSearched";
import { remember } from "./asked-before";
import { HitList } from "./HitList";
import { Narrow } from "./Narrow";
import { OverWhat } from "./OverWhat";
import { SearchBox } from "./SearchBox";
import styles from "./SearchPage.module.css";
import { SearchStart } from "./SearchStart";
import { WrongQuery } from "./WrongQuery";

const route = getRouteApi("/search");
const QUIET_MS = 250;
const WRONG_QUERY = "wrong-query";

export function SearchPage() {
  const { t, language } = useLanguage();
  const navigate = useNavigate({ from: "/search" });
  const address = route.useSearch();
  const q = address.q ?? "";
  useTitle(visible(q), t("nav.search"));
  const [words, setWords] = useState(q);
  // The address follows the box while somebody types; the box follows the address when that changes otherwise.
  const sent = useRef(q);
  useEffect(() => {
    if (q === sent.current) return;
    sent.current = q;
    setWords(q);
  }, [q]);
  const send = (typed: string, replace: boolean) => {
    sent.current = typed.trim();
    void navigate({ search: (now) => ({ ...now, q: sent.current || undefined }), replace });
  };
  const settle = useDebouncedCallback((typed: string) => send(typed, true), QUIET_MS);
  const found = useInfiniteQuery(searchQuery(asked(q, address)));
  const wrong = found.error instanceof CaseProblem && found.error.problem.kind === "query" ? found.error.problem : null;
  const answer = q !== "" && !found.error ? found.data?.pages[0] : undefined;
  const hits = found.data?.pages.flatMap((page) => page.hits) ?? [];

  const submit = (typed: string) => {
    settle.cancel();
    remember(typed);
    setWords(typed);
    send(typed, false);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  };
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className="unseen">{t("search.title")}</h1>
        <SearchBox
          value={words}
          onChange={(typed, composing) => {
            setWords(typed);
            if (!composing) settle(typed);
          }}
          onSubmit={submit}
          wrong={wrong !== null}
          describedBy={wrong ? WRONG_QUERY : undefined}
          autoFocus={q === ""}
        />
        <div className={styles.line} role="status" aria-live="polite">
          {answer && (
            <>
              <b className="figures">
                {t("search.total", { n: count(language, answer.total) + (answer.total_is_exact ? "" : "+") })}
              </b>
              <OverWhat over={answer.over} />
            </>
          )}
          {found.isFetching && q !== "" && <span className="quiet">{t("search.updating")} …</span>}
        </div>
        {answer && <AlsoSearched address={address} widened={answer.widened} />}
        {q !== "" && !wrong && <Narrow address={address} facets={answer?.facets} />}
      </header>
      {wrong && <WrongQuery id={WRONG_QUERY} query={q} problem={wrong} />}
      {(q === "" || wrong) && <SearchStart ask={submit} />}
      {found.error && !wrong && <Failed error={found.error} retry={() => void found.refetch()} />}
      {answer?.total === 0 && (
        <Nothing title={t("search.none")} says={t(isNarrowed(address) ? "search.none.narrowed" : "search.none.says")}>
          {isNarrowed(address) && (
            <button
              type="button"
              className={`bare ${styles.wider}`}
              onClick={() => void navigate({ search: { q: address.q } })}
            >
              {t("files.clear")}
            </button>
          )}
        </Nothing>
      )}
      {q !== "" && !found.error && answer?.total !== 0 && (
        <HitList
          hits={found.data ? hits : undefined}
          query={answer && answer.widened.length > 0 ? answer.query : q}
          asked={q}
          stale={found.isPlaceholderData}
          more={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
        />
      )}
    </div>
  );
}

function asked(q: string, { type, language, state, year, sort, widen, keep }: SearchAddress) {
  return {
    q,
    type,
    language,
    state: STATES.find((known) => known === state),
    year: year === undefined ? undefined : Number(year),
    sort,
    widen: widen !== "off",
    keep,
  };
}

function isNarrowed({ type, language, state, year }: SearchAddress): boolean {
  return [type, language, state, year].some((value) => value !== undefined);
}
