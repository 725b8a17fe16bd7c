// What stands around every page: the case's name, the pages, light and dark, the language, the keys.
import { ActionIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouter, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { type ReadAddress, readAddress } from "../address/pages";
import { NoAnswer } from "../api/client";
import { caseQuery } from "../api/queries";
import { type TextKey, useLanguage } from "../i18n/language";
import { AppearanceSwitch } from "./AppearanceSwitch";
import {
  ChatsSign,
  ClaimsSign,
  FilesSign,
  ImagesSign,
  KeysSign,
  ListsSign,
  NamesSign,
  OverviewSign,
  ReaderSign,
  SearchSign,
  TablesSign,
  TimelineSign,
} from "./icons";
import { useKeys } from "./keys";
import { useReadingNews } from "./reading";
import styles from "./Shell.module.css";
import { SEARCH_BOX } from "./search-box";

const KeyHelp = lazy(() => import("./KeyHelp").then((loaded) => ({ default: loaded.KeyHelp })));

const PAGES = [
  { to: "/", key: "nav.overview", Sign: OverviewSign, keys: "g o" },
  { to: "/files", key: "nav.files", Sign: FilesSign, keys: "g f" },
  { to: "/search", key: "nav.search", Sign: SearchSign, keys: "g s" },
  { to: "/lists", key: "nav.lists", Sign: ListsSign, keys: "g w" },
  { to: "/claims", key: "nav.claims", Sign: ClaimsSign, keys: "g c" },
  { to: "/names", key: "nav.names", Sign: NamesSign, keys: "g n" },
  { to: "/chats", key: "nav.chats", Sign: ChatsSign, keys: "g h" },
  { to: "/images", key: "nav.images", Sign: ImagesSign, keys: "g i" },
  { to: "/tables", key: "nav.tables", Sign: TablesSign, keys: "g t" },
  { to: "/timeline", key: "nav.timeline", Sign: TimelineSign, keys: "g l" },
] as const satisfies readonly { to: string; key: TextKey; Sign: typeof OverviewSign; keys: string }[];

export function Shell() {
  const { t } = useLanguage();
  const [helpIsOpen, setHelpIsOpen] = useState(false);
  const navigate = useNavigate();
  const router = useRouter();
  useReadingNews();
  useKeys({
    "/": () => {
      const box = document.getElementById(SEARCH_BOX);
      if (box instanceof HTMLInputElement) {
        box.focus();
        box.select();
      } else void navigate({ to: "/search" });
    },
    "?": () => setHelpIsOpen(true),
    "g o": () => void navigate({ to: "/" }),
    "g f": () => void navigate({ to: "/files" }),
    "g s": () => void navigate({ to: "/search" }),
    "g w": () => void navigate({ to: "/lists" }),
    "g c": () => void navigate({ to: "/claims" }),
    "g n": () => void navigate({ to: "/names" }),
    "g h": () => void navigate({ to: "/chats" }),
    "g i": () => void navigate({ to: "/images" }),
    "g t": () => void navigate({ to: "/tables" }),
    "g l": () => void navigate({ to: "/timeline" }),
    Escape: () => {
      if (router.history.canGoBack()) router.history.back();
    },
  });
  return (
    <div className={styles.desk}>
      <a className={styles.skip} href="#page">
        {t("app.skip")}
      </a>
      <Rail openHelp={() => setHelpIsOpen(true)} />
      <main id="page" className={styles.page} tabIndex={-1}>
        <ServerGone />
        <Outlet />
      </main>
      {helpIsOpen && (
        <Suspense>
          <KeyHelp close={() => setHelpIsOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Rail({ openHelp }: { openHelp: () => void }) {
  const { t, language, setLanguage } = useLanguage();
  const known = useQuery(caseQuery);
  const location = useRouterState({ select: (state) => state.location });
  // The Reader's link leads back to what was read last.
  const [lastRead, setLastRead] = useState<ReadAddress>({ path: "" });
  useEffect(() => {
    if (location.pathname === "/read") setLastRead(readAddress(location.search));
  }, [location.pathname, location.search]);
  // On a narrow screen the links scroll sideways: the page that is open stays in view.
  const links = useRef<HTMLElement>(null);
  useEffect(() => {
    if (location.pathname)
      links.current?.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [location.pathname]);
  const name = known.data?.name;
  return (
    <header className={styles.rail}>
      <div className={styles.head}>
        <Link to="/" className={styles.wordmark}>
          <OverviewSign size={20} />
          Daylight
        </Link>
        <p className={styles.case} title={name}>
          {name ?? "\u00a0"}
        </p>
      </div>
      <nav ref={links} className={styles.nav} aria-label={t("nav.pages")}>
        {PAGES.map(({ to, key, Sign, keys }) => (
          <Link
            key={to}
            to={to}
            className={styles.link}
            activeProps={{ className: styles.active }}
            activeOptions={{ exact: to === "/", includeSearch: false }}
          >
            <Sign />
            <span>{t(key)}</span>
            <kbd className={styles.hint}>{keys}</kbd>
          </Link>
        ))}
        <Link
          to="/read"
          search={lastRead}
          className={styles.link}
          activeProps={{ className: styles.active }}
          activeOptions={{ includeSearch: false }}
        >
          <ReaderSign />
          <span>{t("nav.reader")}</span>
        </Link>
      </nav>
      <div className={styles.foot}>
        <button
          type="button"
          className={`bare ${styles.language}`}
          lang={language === "zh" ? "en" : "zh-Hans"}
          onClick={() => setLanguage(language === "zh" ? "en" : "zh")}
        >
          {language === "zh" ? "English" : "中文"}
        </button>
        <AppearanceSwitch />
        <ActionIcon
          className={styles.keysButton}
          variant="subtle"
          color="gray"
          onClick={openHelp}
          aria-label={t("shell.keys")}
          title={`${t("shell.keys")} (?)`}
        >
          <KeysSign />
        </ActionIcon>
      </div>
      <p className={styles.small}>
        {t("shell.version", { version: known.data?.version ?? "" })}
        <br />
        {t("shell.offline")}
      </p>
    </header>
  );
}

function ServerGone() {
  const { t } = useLanguage();
  const known = useQuery(caseQuery);
  if (!(known.error instanceof NoAnswer)) return null;
  return (
    <div className={styles.gone} role="alert">
      {t("error.gone")} {t("error.gone.retrying")}
    </div>
  );
}
