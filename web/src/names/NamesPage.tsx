// People, bodies, states, places and products, those mentioned most first; each opens what is known of it.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { NAME_TYPES } from "../address/pages";
import { namesQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { placeOf } from "../meaning/address";
import { useGathering } from "../meaning/Gathering";
import { Kinds } from "../meaning/Kinds";
import styles from "../meaning/page.module.css";
import { Failed } from "../shell/Failed";
import { Nothing } from "../shell/Nothing";
import { useTitle } from "../shell/title";
import { Visible } from "../shell/Visible";
import { count } from "../text/figures";
import { NamesHead } from "./NamesHead";
import { queryFor } from "./query";

const route = getRouteApi("/names");

export function NamesPage() {
  const { t, language } = useLanguage();
  const { type = "org", q = "" } = route.useSearch();
  const navigate = useNavigate({ from: "/names" });
  useTitle(t("nav.names"));
  const gathering = useGathering();
  const found = useQuery(namesQuery({ type, q: q || undefined }));
  const names = found.data?.names ?? [];
  return (
    <div className={styles.page}>
      <NamesHead>{t("names.says")}</NamesHead>
      <Kinds
        to="/names"
        kinds={NAME_TYPES}
        figures={found.data?.by_type ?? {}}
        shown={type}
        name={(kind) => t(`name.${kind}` as never)}
        label={t("names.title")}
      />
      <div className={styles.tools}>
        <input
          type="search"
          value={q}
          placeholder={t("names.filter")}
          aria-label={t("names.filter")}
          onChange={(event) =>
            void navigate({ search: (now) => ({ ...now, q: event.target.value || undefined }), replace: true })
          }
        />
      </div>
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && names.length === 0 && !gathering && <Nothing title={t("names.none")} />}
      <ul className={styles.list} data-testid="names">
        {names.map((name) => (
          <li key={name.id} className={styles.item}>
            <span>
              <Link to="/names/one" search={{ id: name.id }} preload={false}>
                <b>
                  <Visible text={name.value} />
                </b>
              </Link>{" "}
              {name.country && name.country !== name.value && <span className="quiet">{name.country}</span>}{" "}
              <span className="quiet">
                <Visible text={name.names.filter((other) => other !== name.value).join(" · ")} />
              </span>
            </span>
            <span className="figures quiet">
              {t("names.mentions", { n: count(language, name.mentions) })},{" "}
              {t("common.files", { n: count(language, name.files) })}
            </span>
            <Link to="/read" search={placeOf(name.citation)} preload={false} className="quiet">
              <Visible text={name.citation.path} />
            </Link>
            <Link to="/search" search={{ q: queryFor(name.names) }} preload={false} className={styles.onward}>
              {t("names.search")}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
