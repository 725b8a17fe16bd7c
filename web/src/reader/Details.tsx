// Everything that is known of a file beside its text.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { StateSign } from "../shell/StateBadge";
import { Visible, VisiblePath } from "../shell/Visible";
import { count, languageName, moment, size } from "../text/figures";
import styles from "./Details.module.css";
import { Meaning } from "./Meaning";

export function Details({ info }: { info: Shapes["FileInfo"] }) {
  const { t, language } = useLanguage();
  const { file, document, children, children_total } = info;
  const elsewhere = document?.paths.filter((path) => path !== file.path) ?? [];
  // What a picture looks like is for the page of images, and says nothing to a person.
  const metadata = Object.entries(document?.metadata ?? {}).filter(([key]) => key !== "looks");
  const warnings = document?.warnings ?? file.warnings;
  const inside = (file.duplicate_of ?? file.path).concat("!/");
  return (
    <div className={styles.details}>
      <Meaning path={file.path} />
      {file.duplicate_of && (
        <Section title={t("reader.copyOf")}>
          <FileLink path={file.duplicate_of} />
        </Section>
      )}
      {file.parent && (
        <Section title={t("reader.parent")}>
          <FileLink path={file.parent} />
        </Section>
      )}
      {children.length > 0 && (
        <Section title={`${t("reader.children")} (${count(language, children_total)})`}>
          <ul className={styles.list}>
            {children.slice(0, 12).map((child) => (
              <li key={child.path} className={styles.child}>
                <StateSign state={child.state} />
                <FileLink
                  path={child.path}
                  shown={child.path.startsWith(inside) ? child.path.slice(inside.length) : child.path}
                />
              </li>
            ))}
          </ul>
          {children_total > 12 && (
            <Link to="/files" search={{ prefix: inside }}>
              {t("reader.children.all", { n: count(language, children_total) })}
            </Link>
          )}
        </Section>
      )}
      {elsewhere.length > 0 && (
        <Section title={t("reader.alsoAt")}>
          <ul className={styles.list}>
            {elsewhere.slice(0, 50).map((path) => (
              <li key={path}>
                <FileLink path={path} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {warnings.length > 0 && (
        <Section title={t("reader.warnings")}>
          <ul className={styles.list}>
            {warnings.map((warning) => (
              <li key={warning}>
                <Visible text={warning} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <dl className={styles.facts}>
        <Fact name={t("reader.type")}>{file.media_type}</Fact>
        <Fact name={t("reader.size")}>
          {file.bytes < 1000
            ? size(language, file.bytes)
            : `${size(language, file.bytes)} (${count(language, file.bytes)} B)`}
        </Fact>
        <Fact name={t("reader.pages")}>{file.pages == null ? null : count(language, file.pages)}</Fact>
        <Fact name={t("reader.language")}>{file.language && languageName(language, file.language)}</Fact>
        <Fact name={t("reader.script")}>{file.script}</Fact>
        <Fact name={t("reader.encoding")}>{document?.encoding ?? file.encoding}</Fact>
        <Fact name={t("reader.reading")}>
          {document && `${document.reading} · ${t("reader.generation", { n: document.generation })}`}
        </Fact>
        <Fact name={t("reader.source")}>{file.source}</Fact>
        <Fact name={t("reader.acquired")}>{moment(language, file.acquired_at)}</Fact>
        <Fact name={t("reader.sha256")}>{file.sha256 && <code className={styles.hash}>{file.sha256}</code>}</Fact>
        <Fact name={t("reader.pathBytes")}>
          {file.path_bytes && (
            <span title={t("reader.pathBytes.says")}>
              <code className={styles.hash}>{file.path_bytes}</code>
            </span>
          )}
        </Fact>
      </dl>
      {metadata.length > 0 && (
        <Section title={t("reader.metadata")}>
          <dl className={styles.facts}>
            {metadata.map(([key, value]) => (
              <Fact key={key} name={key}>
                <Visible text={value} />
              </Fact>
            ))}
          </dl>
        </Section>
      )}
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className={styles.title}>{title}</h2>
      {children}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children == null || children === "" || children === false) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function FileLink({ path, shown }: { path: string; shown?: string }) {
  return (
    <Link to="/read" search={{ path }} className={styles.link} title={path} preload={false}>
      <VisiblePath path={shown ?? path} />
    </Link>
  );
}
