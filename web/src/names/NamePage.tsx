// One name: its other names and why they are taken for the same, when and where it was written, and what binds it to
// others; each figure opens what it counts, each mention and relation its place.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { nameQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { placeOf } from "../meaning/address";
import page from "../meaning/page.module.css";
import { Said } from "../meaning/Said";
import { Failed } from "../shell/Failed";
import { useTitle } from "../shell/title";
import { Visible } from "../shell/Visible";
import { count } from "../text/figures";
import { placeInWords } from "../text/locator";
import { NameInTime } from "./NameInTime";
import styles from "./NamePage.module.css";
import { queryFor } from "./query";
import { foundBy } from "./words";

const route = getRouteApi("/names/one");

export function NamePage() {
  const { t, language } = useLanguage();
  const { id } = route.useSearch();
  const found = useQuery(nameQuery(id));
  useTitle(found.data?.name.value ?? "", t("nav.names"));
  if (found.error) return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return null;
  const { name, names, basis, places, relations } = found.data;
  const shownFiles = places.length;
  return (
    <div className={page.page}>
      <header className={page.head}>
        <h1>
          <Visible text={name.value} />
        </h1>
        <span className="quiet">
          {t(`name.one.${name.type}` as never)}
          {name.country && name.country !== name.value && ` · ${name.country}`}
        </span>
        <span className="figures quiet">
          {t("names.mentions", { n: count(language, name.mentions) })},{" "}
          {t("common.files", { n: count(language, name.files) })}
        </span>
      </header>
      <nav className={styles.ways} aria-label={t("names.onward")}>
        <Link to="/search" search={{ q: queryFor(name.names) }}>
          {t("names.search")}
        </Link>
        <Link to="/names/graph" search={{ around: id }}>
          {t("names.inGraph")}
        </Link>
        <Link to="/names" search={{ type: name.type as never }}>
          {t("names.all")}
        </Link>
      </nav>
      <div className={styles.sides}>
        <section>
          <h2>{t("names.aliases")}</h2>
          <ul className={styles.names}>
            {names.map((other) => (
              <li key={other.text}>
                <Link to="/search" search={{ q: queryFor([other.text]) }}>
                  <Visible text={other.text} />
                </Link>{" "}
                <span className="figures quiet">{count(language, other.mentions)}</span>
              </li>
            ))}
          </ul>
          {names.length > 1 && (
            <>
              <h3 className={styles.why}>{t("names.why")}</h3>
              <ul className={styles.basis}>
                {basis.map((reason) => (
                  <li key={`${reason.reason} ${reason.name} ${reason.with}`}>
                    <b>
                      <Visible text={reason.name} />
                    </b>{" "}
                    = <Visible text={reason.with} />
                    <span className="quiet">: {t(`names.reason.${reason.reason}` as never)}</span>
                  </li>
                ))}
              </ul>
              <p className="quiet">{t("names.suggested")}</p>
            </>
          )}
        </section>
        <NameInTime found={found.data} />
        <section>
          <h2>
            {t("names.relations")} ({count(language, relations.length)})
          </h2>
          {relations.length === 0 && <p className="quiet">{t("names.relations.none")}</p>}
          <ul className={styles.relations}>
            {relations.map(({ claim }) => (
              <li key={claim.id}>
                <Said claim={claim} />
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h2>{t("names.places")}</h2>
          <ul className={styles.places}>
            {places.map((file) => (
              <li key={file.path}>
                <span className={styles.file}>
                  <Link to="/read" search={{ path: file.path }} preload={false}>
                    <Visible text={file.path} />
                  </Link>{" "}
                  <span className="figures quiet">{t("names.mentions", { n: count(language, file.mentions) })}</span>
                </span>
                <ul>
                  {file.first.map(({ citation, detector, grade }) => (
                    <li key={`${citation.part} ${citation.text_span.join(" ")}`}>
                      <Link to="/read" search={placeOf(citation)} preload={false}>
                        <Visible text={citation.quote} />
                      </Link>{" "}
                      <span className="quiet">
                        {placeInWords(citation.locator, t)} ·{" "}
                        <span title={detector}>{t(`names.grade.${grade}` as never, { by: foundBy(detector, t) })}</span>
                      </span>
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
          {name.files > shownFiles && (
            <p className="quiet">{t("names.moreFiles", { n: count(language, name.files - shownFiles) })}</p>
          )}
        </section>
      </div>
    </div>
  );
}
