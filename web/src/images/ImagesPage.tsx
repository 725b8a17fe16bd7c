// The pictures of the case as a grid, each with the beginning of what was read in it; a click opens it in the Reader, or
// those that look like it.
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ask } from "../api/client";
import { pictureAddress } from "../api/picture";
import { useLanguage } from "../i18n/language";
import page from "../meaning/page.module.css";
import { Failed } from "../shell/Failed";
import { FileName } from "../shell/FileName";
import { Nothing } from "../shell/Nothing";
import { StateSign } from "../shell/StateBadge";
import { useTitle } from "../shell/title";
import { Visible } from "../shell/Visible";
import { count } from "../text/figures";
import { nameAndFolder } from "../text/paths";
import styles from "./ImagesPage.module.css";

const route = getRouteApi("/images");
const AT_ONCE = 60;
const SMALL_PIXELS = 120_000;

export function ImagesPage() {
  const { t, language } = useLanguage();
  const { q = "", like } = route.useSearch();
  const navigate = useNavigate({ from: "/images" });
  useTitle(t("nav.images"));
  const found = useInfiniteQuery({
    queryKey: ["meaning", "images", q, like],
    queryFn: ({ pageParam, signal }) =>
      ask.images({ offset: pageParam, limit: AT_ONCE, q: q || undefined, like }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const shown = pages.reduce((sum, { images }) => sum + images.length, 0);
      return shown < last.total && last.images.length > 0 ? shown : undefined;
    },
    placeholderData: keepPreviousData,
  });
  const images = found.data?.pages.flatMap((part) => part.images) ?? [];
  const total = found.data?.pages[0]?.total ?? 0;
  return (
    <div className={page.page}>
      <header className={page.head}>
        <h1>{t("images.title")}</h1>
        <p className="quiet">{t("images.says")}</p>
      </header>
      <div className={page.tools}>
        <input
          type="search"
          value={q}
          placeholder={t("images.filter")}
          aria-label={t("images.filter")}
          onChange={(event) =>
            void navigate({ search: (now) => ({ ...now, q: event.target.value || undefined }), replace: true })
          }
        />
        <span className="figures quiet" role="status">
          {found.data && t("images.total", { n: count(language, total) })}
        </span>
      </div>
      {like && (
        <p className={styles.like}>
          <span>
            {t("images.like")} <FileName name={nameAndFolder(like).name} />
          </span>{" "}
          <Link to="/images">{t("images.all")}</Link>
        </p>
      )}
      {found.error && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.data && images.length === 0 && <Nothing title={t("images.none")} says={t("images.none.says")} />}
      <ul className={styles.grid}>
        {images.map(({ file, text, similar }) => (
          <li key={file.path} className={styles.image}>
            <Link to="/read" search={{ path: file.path }} preload={false} className={styles.picture} title={file.path}>
              <img
                src={`${pictureAddress(file.path, {})}&pixels=${SMALL_PIXELS}`}
                alt=""
                loading="lazy"
                decoding="async"
              />
              <span className={styles.name}>
                <StateSign state={file.state} />
                <FileName name={nameAndFolder(file.path).name} />
              </span>
              <span className={styles.text}>
                {text === "" ? t("images.noText") : <Visible text={text.replace(/\s+/g, " ")} />}
              </span>
            </Link>
            {similar > 0 && file.path !== like && (
              <Link to="/images" search={{ like: file.path }} className={styles.similar}>
                {t("images.similar", { n: count(language, similar) })}
              </Link>
            )}
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <button type="button" className={styles.more} onClick={() => void found.fetchNextPage()}>
          {t("images.more")}
        </button>
      )}
    </div>
  );
}
