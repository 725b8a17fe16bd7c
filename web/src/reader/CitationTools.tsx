// Copying a citation: of what is selected, else of the match in view, else of the cited place.
import { Button, Menu } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import { ask, type Shapes } from "../api/client";
import { useLanguage } from "../i18n/language";
import { QuoteSign } from "../shell/icons";
import { placeInWords } from "../text/locator";
import type { Stretch } from "../text/segments";
import { selectedStretch } from "./selection";
import tools from "./tools.module.css";

interface CitationSources {
  path: string;
  part: Shapes["PartText"] | undefined;
  textRoom: RefObject<HTMLElement | null>;
  match: Shapes["FoundAt"] | undefined;
  cited: Stretch | null;
}

export interface CitationCopying {
  copy: (form: "json" | "words") => Promise<void>;
  /** What became of the last one. */
  said: string | null;
}

const SAID_FOR_MS = 2600;

export function useCitation({ path, part, textRoom, match, cited }: CitationSources): CitationCopying {
  const { t } = useLanguage();
  const client = useQueryClient();
  const [said, setSaid] = useState<string | null>(null);
  const say = (words: string) => {
    setSaid(words);
    setTimeout(() => setSaid((now) => (now === words ? null : now)), SAID_FOR_MS);
  };
  // Offsets on the page count from the start of the window that is shown.
  const citationOf = (stretch: Stretch, { number, base }: Shapes["PartText"]) => {
    const [start, end] = [base + stretch.start, base + stretch.end];
    return client.fetchQuery({
      queryKey: ["cite", path, number, start, end],
      queryFn: () => ask.cite({ path, number, start, end }),
    });
  };
  const copy = async (form: "json" | "words") => {
    const selected = selectedStretch(textRoom.current);
    try {
      const citation =
        part && selected
          ? await citationOf(selected, part)
          : (match?.citation ?? (part && cited ? await citationOf(cited, part) : null));
      if (!citation) {
        say(t("reader.citation.nothing"));
        return;
      }
      await navigator.clipboard.writeText(form === "json" ? JSON.stringify(citation) : inWords(citation));
      say(t("common.copied"));
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  const inWords = (citation: Shapes["CitationShape"]) =>
    t("reader.citation.in", {
      quote: citation.quote,
      path: citation.path,
      place: placeInWords(citation.locator, t),
      sha256: citation.sha256,
    });
  return { copy, said };
}

export function CitationTools({ citation }: { citation: CitationCopying }) {
  const { t } = useLanguage();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<QuoteSign size={15} />}
          aria-label={t("reader.copyCitation")}
        >
          <span aria-live="polite" className={citation.said ? undefined : tools.words}>
            {citation.said ?? t("reader.copyCitation")}
          </span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void citation.copy("words")}>{t("reader.copyCitation.words")}</Menu.Item>
        <Menu.Item onClick={() => void citation.copy("json")}>{t("reader.copyCitation.json")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
