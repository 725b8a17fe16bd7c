// A file that is open: its head, its parts, the text of one of them, what was found and what is cited in it.
import { Button, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import type { ReadAddress } from "../address/pages";
import type { Shapes } from "../api/client";
import { matchesQuery, partQuery, translationQuery } from "../api/queries";
import { useLanguage } from "../i18n/language";
import { Failed } from "../shell/Failed";
import { InfoSign } from "../shell/icons";
import { useKeys } from "../shell/keys";
import { Nothing } from "../shell/Nothing";
import { placeInWords } from "../text/locator";
import { whyUnread } from "../text/reason";
import { CitationTools, useCitation } from "./CitationTools";
import { Details } from "./Details";
import { FileHead } from "./FileHead";
import { FindBar } from "./FindBar";
import { GridView } from "./GridView";
import { hasChinese } from "./glosses";
import { gridOf, isMostlyCells } from "./grid";
import { LineCrops } from "./LineCrops";
import { type Marks, NO_MARKS } from "./MarkedText";
import { inView, partOf, step, windowOf } from "./navigation";
import styles from "./OpenFile.module.css";
import { besides } from "./PageOf";
import { PartList } from "./PartList";
import { Personal } from "./Personal";
import { PixelView } from "./PixelView";
import { boxedTexts, byLine, hasPixels, pageOf } from "./pixels";
import { TextSkeleton } from "./ReaderSkeleton";
import { TextView } from "./TextView";
import { Translator } from "./Translated";
import tools from "./tools.module.css";
import { WindowPager } from "./WindowPager";

interface OpenFileProps {
  info: Shapes["FileInfo"];
  address: ReadAddress;
}

export function OpenFile({ info, address }: OpenFileProps) {
  const { t } = useLanguage();
  const navigate = useNavigate({ from: "/read" });
  const [detailsAreOpen, details] = useDisclosure(false);
  const [asText, setAsText] = useState(false);
  const [beside, setBeside] = useState<"text" | "crops" | "alone">("text");
  const textRoom = useRef<HTMLDivElement>(null);
  const { path, locator, q = "" } = address;
  const parts = info.document?.parts ?? [];

  const found = useQuery({ ...matchesQuery(path, q), enabled: q !== "" && parts.length > 0 });
  const matches = found.data?.matches ?? [];
  const current = inView(matches, address);
  const number = partOf(address, current === -1 ? undefined : matches[current], parts);
  const waits = number === null && q !== "" && found.isPending;
  const asked = useQuery({
    ...partQuery({ path, number: number ?? undefined, locator, window: windowOf(address, matches[current]) }),
    enabled: parts.length > 0 && !waits,
  });
  const part = asked.data;

  const marks = useMemo<Marks>(() => {
    const now = matches[current];
    if (!part) return NO_MARKS;
    const length = part.text.length;
    const here = matches.filter(
      ({ part: number, start, end }) => number === part.number && end > part.base && start < part.base + length,
    );
    return {
      matches: here.map(({ start, end }) => ({
        start: Math.max(start - part.base, 0),
        end: Math.min(end - part.base, length),
      })),
      current: now ? here.indexOf(now) : -1,
      cited: part.target ?? null,
    };
  }, [matches, current, part]);
  const grid = useMemo(() => {
    const table = part && (part.kind === "sheet" || (part.breaks === "end" && isMostlyCells(part.text)));
    return table ? gridOf(part.text, part.anchors) : null;
  }, [part]);

  const page = hasPixels(info.file.media_type) ? pageOf(part) : null;
  const boxed = useMemo(() => (part && page !== null ? boxedTexts(part.anchors) : []), [part, page]);
  const lines = useMemo(() => (part ? byLine(part.text, boxed) : []), [part, boxed]);

  const goTo = (index: number) => {
    const match = matches[index];
    if (match)
      void navigate({
        search: (now) => ({ ...now, part: match.part, window: undefined, at: index + 1 }),
        replace: true,
      });
  };
  const goToPlace = (place: string) =>
    void navigate({ search: (now) => ({ ...inFile(now), locator: place }), replace: true });
  const openPart = (chosen: number) =>
    void navigate({ search: (now) => ({ ...inFile(now), part: chosen }), replace: true });
  const goToCited = () =>
    void navigate({ search: (now) => ({ ...now, part: undefined, window: undefined, at: undefined }), replace: true });
  const openWindow = (chosen: number) =>
    void navigate({
      search: (now) => ({ ...inFile(now), part: part?.number, window: chosen }),
      replace: true,
    });
  const besidesPart = (by: number) => {
    const at = parts.findIndex((known) => known.number === part?.number);
    const other = parts[at + by];
    if (at !== -1 && other) openPart(other.number);
  };
  const openPage = (which: "before" | "after") => {
    const page = info.page_of && besides(info.page_of, path)[which];
    if (page) void navigate({ search: { path: page.path, q: address.q } });
  };
  const citation = useCitation({
    path,
    part,
    textRoom,
    match: marks.current === -1 ? undefined : matches[current],
    cited: part?.target ?? null,
  });
  const glossed = address.gloss === "shown";
  const canGloss = useMemo(() => part !== undefined && hasChinese(part.text), [part]);
  const toggleGloss = () => {
    if (canGloss) void navigate({ search: (now) => ({ ...now, gloss: glossed ? undefined : "shown" }), replace: true });
  };
  const translations = useQuery({
    ...translationQuery({ path, number: part?.number ?? 0, window: part?.window }),
    enabled: part !== undefined && part.text !== "",
  }).data?.translations;
  const canTranslate = translations !== undefined && translations.length > 0;
  const translated = canTranslate && address.translation === "shown";
  const [translator, setTranslator] = useState(0);
  const translation = translated ? (translations[translator] ?? translations[0]) : undefined;
  const toggleTranslation = () => {
    if (canTranslate)
      void navigate({ search: (now) => ({ ...now, translation: translated ? undefined : "shown" }), replace: true });
  };
  useKeys({
    n: () => goTo(step(matches, current, 1)),
    p: () => goTo(step(matches, current, -1)),
    "]": () => besidesPart(1),
    "[": () => besidesPart(-1),
    ">": () => openPage("after"),
    "<": () => openPage("before"),
    c: () => void citation.copy("json"),
    // `g` alone begins the keys that lead to pages.
    "g g": toggleGloss,
    t: toggleTranslation,
  });

  const view = part && {
    path,
    part,
    marks,
    glossed: glossed && canGloss,
    translation,
    focus: marks.current !== -1 && (address.at !== undefined || !part.target) ? ("match" as const) : ("cited" as const),
    wish: `${address.locator} ${address.at} ${address.q} ${part.number} ${part.window} ${matches.length}`,
  };
  return (
    <div className={styles.page}>
      <FileHead info={info}>
        <CitationTools citation={citation} />
        {info.personal > 0 && <Personal info={info} />}
        <Button
          className={styles.detailsButton}
          variant="default"
          size="compact-sm"
          leftSection={<InfoSign size={15} />}
          onClick={details.open}
          aria-label={t("reader.details")}
        >
          <span className={tools.words}>{t("reader.details")}</span>
        </Button>
      </FileHead>
      <div className={styles.body}>
        {parts.length > 1 && (
          <PartList parts={parts} chosen={part?.number ?? number ?? 1} matches={matches} onChoose={openPart} />
        )}
        <div className={styles.middle} ref={textRoom}>
          {parts.length > 0 && (
            <FindBar
              query={q}
              found={found}
              current={current}
              goTo={(by) => goTo(step(matches, current, by))}
              onFind={(words) =>
                void navigate({
                  search: (now) => ({
                    ...now,
                    q: words || undefined,
                    at: words ? 1 : undefined,
                    part: words ? undefined : part?.number,
                  }),
                  replace: true,
                })
              }
            >
              {part?.target && (
                <Button variant="subtle" size="compact-sm" onClick={goToCited}>
                  {t("reader.toCited")}
                </Button>
              )}
              {page !== null && (
                <fieldset className={styles.choice} aria-label={t("reader.beside")}>
                  {(["text", "crops", "alone"] as const).map((kind) => (
                    <button
                      key={kind}
                      type="button"
                      className="bare"
                      aria-pressed={beside === kind}
                      onClick={() => setBeside(kind)}
                    >
                      {t(`reader.beside.${kind}`)}
                    </button>
                  ))}
                </fieldset>
              )}
              {canGloss && (
                <Button
                  variant={glossed ? "light" : "subtle"}
                  size="compact-sm"
                  aria-pressed={glossed}
                  title={`${t("gloss.says")} (g g)`}
                  onClick={toggleGloss}
                >
                  {t("gloss.toggle")}
                </Button>
              )}
              {canTranslate && (
                <Button
                  variant={translated ? "light" : "subtle"}
                  size="compact-sm"
                  aria-pressed={translated}
                  title={`${t("translation.says")} (t)`}
                  onClick={toggleTranslation}
                >
                  {t("translation.toggle")}
                </Button>
              )}
              {grid && (
                <Button variant="subtle" size="compact-sm" onClick={() => setAsText(!asText)}>
                  {t(asText ? "reader.asTable" : "reader.asText")}
                </Button>
              )}
            </FindBar>
          )}
          {locator && part && !part.target && address.part === undefined && q === "" && (
            <p className={styles.citedGone} role="status">
              {t("reader.citedGone", { place: placeInWords(locator, t) })}
            </p>
          )}
          {translated && <Translator translations={translations} chosen={translator} onChoose={setTranslator} />}
          {parts.length === 0 && page === null && <NoText info={info} />}
          {asked.error && <Failed error={asked.error} retry={() => void asked.refetch()} />}
          {parts.length > 0 && !part && !asked.error && <TextSkeleton />}
          {part?.text === "" && page === null && <Nothing title={t("reader.emptyPart")} />}
          {part && part.windows > 1 && (
            <WindowPager window={part.window} windows={part.windows} onChoose={openWindow} />
          )}
          {page !== null && (parts.length === 0 || part) ? (
            <div className={styles.both} data-alone={beside === "alone" || !view ? "" : undefined}>
              <PixelView
                path={path}
                page={page}
                text={part?.text ?? ""}
                lines={boxed}
                marks={marks}
                wish={view?.wish}
                orientation={Number(info.document?.metadata.orientation) || undefined}
                key={`${path} ${page} ${info.unmasked}`}
                onChoose={goToPlace}
              />
              {view && view.part.text !== "" && beside === "text" && <TextView {...view} />}
              {view && view.part.text !== "" && beside === "crops" && (
                <LineCrops {...view} page={page} lines={lines} onChoose={goToPlace} />
              )}
            </div>
          ) : (
            view &&
            view.part.text !== "" &&
            (grid && !asText ? <GridView grid={grid} {...view} /> : <TextView {...view} />)
          )}
        </div>
        <aside className={styles.details} aria-label={t("reader.details")}>
          <Details info={info} />
        </aside>
      </div>
      <Drawer
        opened={detailsAreOpen}
        onClose={details.close}
        position="right"
        title={t("reader.details")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <Details info={info} />
      </Drawer>
    </div>
  );
}

/** What stays in the address when another place of the file is opened. */
function inFile({ path, q, gloss, translation }: ReadAddress): ReadAddress {
  return { path, q, gloss, translation };
}

function NoText({ info }: { info: Shapes["FileInfo"] }) {
  const { t } = useLanguage();
  const says = whyUnread(info.file, t) || t(`state.${info.file.state}.says`);
  return <Nothing title={t("reader.noText")} says={says} />;
}
