// Who has to do with whom: names and the claims that bind them, as a drawing and beside it as a list. Both say the same;
// each line opens the claims that it rests on, each claim its place.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { TIE_TYPES } from "../address/pages";
import type { Shapes } from "../api/client";
import { graphQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { useGathering } from "../meaning/Gathering";
import { Kinds } from "../meaning/Kinds";
import page from "../meaning/page.module.css";
import { Said } from "../meaning/Said";
import { Failed } from "../shell/Failed";
import { Nothing } from "../shell/Nothing";
import { useTitle } from "../shell/title";
import { Visible } from "../shell/Visible";
import { count } from "../text/figures";
import { Drawing } from "./Drawing";
import styles from "./GraphPage.module.css";
import { FORMS } from "./graph-look";
import { NamesHead } from "./NamesHead";
import { tieWords } from "./words";

const route = getRouteApi("/names/graph");
type Node = Shapes["NodeShape"];
type Tie = Shapes["TieShape"];

const NO_NODES: Node[] = [];
const NO_TIES: Tie[] = [];

export function GraphPage() {
  const { t, language } = useLanguage();
  const { type, q = "", around, tie: chosen } = route.useSearch();
  const navigate = useNavigate({ from: "/names/graph" });
  useTitle(t("names.graph"), t("nav.names"));
  const gathering = useGathering();
  const found = useQuery(graphQuery({ type, q: q || undefined, around }));
  const nodes = found.data?.nodes ?? NO_NODES;
  const ties = found.data?.ties ?? NO_TIES;
  const byId = useMemo(() => new Map(nodes.map((node) => [node.id, node])), [nodes]);
  const asked = useMemo(() => {
    const words = q.trim().toLowerCase();
    const fits = (node: Node) => node.id === around || (words !== "" && node.name.toLowerCase().includes(words));
    return new Set(nodes.filter(fits).map(({ id }) => id));
  }, [nodes, q, around]);
  const figures = found.data?.by_type ?? {};
  const all = Object.values(figures).reduce((sum, ties) => sum + ties, 0);
  const left = (found.data?.total ?? 0) - nodes.length;
  const open = (id: string | undefined) =>
    void navigate({ search: (now) => ({ ...now, tie: id }), replace: true, resetScroll: false });
  return (
    <div className={`${page.page} ${styles.graph}`}>
      <NamesHead>{t("graph.says")}</NamesHead>
      <Kinds
        to="/names/graph"
        kinds={["all", ...TIE_TYPES]}
        figures={{ ...figures, all }}
        shown={type ?? "all"}
        name={(kind) => (kind === "all" ? t("graph.kinds.all") : t(`tie.${kind}` as never))}
        label={t("graph.kinds")}
        search={(kind) => ({ type: kind === "all" ? undefined : kind, q: q || undefined, around })}
      />
      <div className={page.tools}>
        <input
          type="search"
          value={q}
          placeholder={t("names.filter")}
          aria-label={t("names.filter")}
          onChange={(event) =>
            void navigate({
              search: (now) => ({ ...now, q: event.target.value || undefined, tie: undefined }),
              replace: true,
            })
          }
        />
        {around && (
          <button
            type="button"
            className={styles.around}
            onClick={() => void navigate({ search: (now) => ({ ...now, around: undefined, tie: undefined }) })}
          >
            {t("graph.around", { name: byId.get(around)?.name ?? "" })} <span aria-hidden="true">×</span>
            <span className="unseen">{t("graph.around.end")}</span>
          </button>
        )}
        <span className="figures quiet" role="status">
          {found.data && t("graph.shown", { names: count(language, nodes.length), ties: count(language, ties.length) })}
          {left > 0 && ` ${t("graph.left", { n: count(language, left) })}`}
        </span>
      </div>
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && ties.length === 0 && !gathering && <Nothing title={t("graph.none")} says={t("graph.none.says")} />}
      {ties.length > 0 && (
        <div className={styles.sides}>
          <div className={styles.side}>
            <Drawing
              nodes={nodes}
              ties={ties}
              asked={asked}
              chosen={chosen}
              labelOf={(tie) => tieWords(tie, t)}
              openNode={(node) =>
                node.is_found
                  ? void navigate({ to: "/names/one", search: { id: node.id } })
                  : void navigate({ to: "/search", search: { q: `"${node.name.replaceAll('"', "")}"` } })
              }
              openTie={(tie) => open(tie.id)}
            />
            <Legend />
          </div>
          <section className={styles.list} aria-label={t("graph.list")} data-testid="ties">
            <ul className={styles.ties}>
              {ties.map((tie) => (
                <TieRow
                  key={tie.id}
                  tie={tie}
                  from={byId.get(tie.from)}
                  to={byId.get(tie.to)}
                  isOpen={tie.id === chosen}
                  toggle={() => open(tie.id === chosen ? undefined : tie.id)}
                />
              ))}
            </ul>
          </section>
        </div>
      )}
    </div>
  );
}

interface TieRowProps {
  tie: Tie;
  from: Node | undefined;
  to: Node | undefined;
  isOpen: boolean;
  toggle: () => void;
}

function TieRow({ tie, from, to, isOpen, toggle }: TieRowProps) {
  const { t, language } = useLanguage();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) row.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  if (!from || !to) return null;
  return (
    <li ref={row} className={styles.tie} data-open={isOpen ? "" : undefined}>
      <span className={styles.names}>
        <NodeLink node={from} /> <span aria-hidden="true">→</span> <NodeLink node={to} />
      </span>
      <button type="button" className={`bare ${page.toggle}`} aria-expanded={isOpen} onClick={toggle}>
        {tieWords(tie, t)} ({count(language, tie.total)})
        <span className="unseen">
          {" "}
          <Visible text={`${from.name}, ${to.name}`} />
        </span>
      </button>
      {isOpen && (
        <ul className={styles.claims}>
          {tie.claims.map((claim) => (
            <li key={claim.id}>
              <Said claim={claim} />
            </li>
          ))}
          {tie.total > tie.claims.length && (
            <li className="quiet">{t("graph.more", { n: count(language, tie.total - tie.claims.length) })}</li>
          )}
        </ul>
      )}
    </li>
  );
}

function NodeLink({ node }: { node: Node }) {
  if (!node.is_found) {
    return (
      <Link to="/search" search={{ q: `"${node.name.replaceAll('"', "")}"` }} preload={false}>
        <Visible text={node.name} />
      </Link>
    );
  }
  return (
    <Link to="/names/one" search={{ id: node.id }} preload={false}>
      <Visible text={node.name} />
    </Link>
  );
}

/** Which form stands for which type of name. */
function Legend() {
  const { t } = useLanguage();
  return (
    <ul className={styles.legend} aria-label={t("graph.legend")}>
      {FORMS.map(({ type, form, colour }) => (
        <li key={type}>
          <span className={styles.sign} data-form={form} style={{ background: `var(${colour})` }} aria-hidden="true" />
          {t(`name.${type}`)}
        </li>
      ))}
      <li>
        <span className={styles.sign} data-form="open" aria-hidden="true" />
        {t("graph.unknown")}
      </li>
      <li>
        <span className={styles.dashes} aria-hidden="true" />
        {t("graph.denied")}
      </li>
    </ul>
  );
}
