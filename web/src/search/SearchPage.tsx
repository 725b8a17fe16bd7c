// Search: results as one types, over what was looked, and where a wrong query went wrong.

import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { CaseProblem } from "../api/client";
import { searchQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { Failed } from "../shell/Failed";
import { Nothing } from "../shell/Nothing";
import { useTitle } from "../shell/title";
import { count } from "../text/figures";
import { visible } from "../text/visible";
import { remember } from "./asked-before";
import { HitList } from "./HitList";
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
  const q = route.useSearch().q ?? "";
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
    void navigate({ search: { q: sent.current || undefined }, replace });
  };
  const settle = useDebouncedCallback((typed: string) => send(typed, true), QUIET_MS);
  const found = useInfiniteQuery(searchQuery(q));
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
      </header>
      {wrong && <WrongQuery id={WRONG_QUERY} query={q} problem={wrong} />}
      {(q === "" || wrong) && <SearchStart ask={submit} />}
      {found.error && !wrong && <Failed error={found.error} retry={() => void found.refetch()} />}
      {answer?.total === 0 && <Nothing title={t("search.none")} says={t("search.none.says")} />}
      {q !== "" && !found.error && answer?.total !== 0 && (
        <HitList
          hits={found.data ? hits : undefined}
          query={q}
          stale={found.isPlaceholderData}
          more={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
        />
      )}
    </div>
  );
}
