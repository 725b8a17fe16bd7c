// A file that was found: where it lies, what stands there, what it is.
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { Visible } from "../shell/Visible";
import { count, languageName, typeName } from "../text/figures";
import { placeInWords } from "../text/locator";
import { nameAndFolder } from "../text/paths";
import { segments } from "../text/segments";
import { remember } from "./asked-before";
import { addressOf } from "./HitList";
import styles from "./HitRow.module.css";

interface HitRowProps {
  hit: Shapes["Hit"];
  query: string;
  chosen: boolean;
}

export const HitRow = memo(function HitRow({ hit, query, chosen }: HitRowProps) {
  const { t, language } = useLanguage();
  const { name, folder } = nameAndFolder(hit.path);
  const facts = [
    hit.media_type ? typeName(hit.media_type) : null,
    hit.language ? languageName(language, hit.language) : null,
    hit.citation ? placeInWords(hit.citation.locator, t) : null,
    hit.matches > 1 ? t("search.matches", { n: count(language, hit.matches) }) : null,
    hit.also_at.length > 0 ? t("search.alsoAt", { n: count(language, hit.also_at.length) }) : null,
  ].filter((fact) => fact !== null);
  return (
    <article className={`${styles.hit} ${chosen ? styles.chosen : ""}`}>
      <h2 className={styles.path}>
        <Link
          to="/read"
          search={addressOf(hit, query)}
          className={styles.open}
          preload={false}
          onClick={() => remember(query)}
        >
          <bdi>
            <span className={styles.folder}>
              <Visible text={folder} />
            </span>
            <Visible text={name} />
          </bdi>
        </Link>
      </h2>
      <p className={styles.snippet}>
        {segments(0, hit.snippet.length, hit.highlights, null).map((piece) => {
          const words = hit.snippet.slice(piece.start, piece.end).replace(/[\n\r\t]+/g, " ");
          const Tag = piece.match >= 0 ? "mark" : "span";
          return (
            <Tag key={piece.start}>
              <Visible text={words} />
            </Tag>
          );
        })}
      </p>
      <p className={`figures ${styles.facts}`}>{facts.join(" · ")}</p>
    </article>
  );
});
