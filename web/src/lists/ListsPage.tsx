// Lists of terms that the case keeps: how many files hold each, which are new since somebody looked, what is in none.
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../api/client";
import { listQuery, listsQuery, queryClient } from "../api/queries";
import { useLanguage } from "../i18n/language";
import page from "../meaning/page.module.css";
import { Failed } from "../shell/Failed";
import { Nothing } from "../shell/Nothing";
import { useTitle } from "../shell/title";
import { count } from "../text/figures";
import { ListEditor } from "./ListEditor";
import { ListedTerms } from "./ListedTerms";
import styles from "./ListsPage.module.css";

const route = getRouteApi("/lists");

/** What is open in the editor: a new list, or one as it was given. */
type Draft = { name: string; csv: string };

export function ListsPage() {
  const { t, language } = useLanguage();
  const navigate = useNavigate({ from: "/lists" });
  const { name: asked } = route.useSearch();
  useTitle(asked ?? "", t("nav.lists"));
  const lists = useQuery(listsQuery);
  const name = lists.data?.find((list) => list.name === asked)?.name ?? lists.data?.[0]?.name;
  const found = useQuery(listQuery(name));
  const [draft, setDraft] = useState<Draft | null>(null);
  const [forgotten, setForgotten] = useState<Draft | null>(null);
  const anew = () => queryClient.invalidateQueries({ queryKey: ["lists"] });
  const open = (opened: string | undefined) => void navigate({ search: { name: opened } });
  const keep = useMutation({
    mutationFn: (list: Draft) => ask.keepList(list),
    onSuccess: async (kept) => {
      await anew();
      setDraft(null);
      setForgotten(null);
      open(kept.name);
    },
  });
  const forget = useMutation({
    mutationFn: async (gone: string) => {
      const csv = await ask.listText(gone);
      await ask.forgetList(gone);
      return { name: gone, csv };
    },
    onSuccess: async (gone) => {
      setForgotten(gone);
      open(undefined);
      queryClient.setQueryData(listsQuery.queryKey, (known) => known?.filter((list) => list.name !== gone.name));
      queryClient.removeQueries({ queryKey: listQuery(gone.name).queryKey });
      await anew();
    },
  });
  const seen = useMutation({ mutationFn: (list: string) => ask.listSeen(list), onSuccess: anew });
  const edit = async () => {
    if (name !== undefined) setDraft({ name, csv: await ask.listText(name) });
  };
  const failed = forget.error ?? seen.error ?? lists.error ?? found.error;
  const none = lists.data?.length === 0;
  return (
    <div className={page.page}>
      <header className={page.head}>
        <h1>{t("lists.title")}</h1>
        <p className="quiet">{t("lists.says")}</p>
      </header>
      <div className={styles.bar}>
        <nav aria-label={t("lists.title")} hidden={none}>
          <ul className={page.kinds}>
            {lists.data?.map((list) => (
              <li key={list.name}>
                <Link
                  to="/lists"
                  search={{ name: list.name }}
                  className={page.kind}
                  aria-current={list.name === name ? "true" : undefined}
                >
                  {list.name}
                  <span className="figures">{count(language, list.terms)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        {!draft && (
          <Button size="xs" variant="default" onClick={() => setDraft({ name: "", csv: "" })}>
            {t("lists.new")}
          </Button>
        )}
      </div>
      {forgotten && (
        <p role="status">
          {t("lists.forgotten", { name: forgotten.name })}{" "}
          <button type="button" className={`bare ${styles.undo}`} onClick={() => keep.mutate(forgotten)}>
            {t("lists.undo")}
          </button>
        </p>
      )}
      {failed && <Failed error={failed} retry={() => void anew()} />}
      {draft && (
        <ListEditor
          draft={draft}
          onChange={setDraft}
          onKeep={() => keep.mutate(draft)}
          onCancel={() => {
            keep.reset();
            setDraft(null);
          }}
          busy={keep.isPending}
          failed={keep.error}
        />
      )}
      {none && !draft && <Nothing title={t("lists.none")} says={t("lists.none.says")} />}
      {!draft && name !== undefined && found.data && (
        <ListedTerms
          answer={found.data}
          onSeen={() => seen.mutate(found.data.list.name)}
          onEdit={() => void edit()}
          onForget={() => forget.mutate(found.data.list.name)}
        />
      )}
    </div>
  );
}
