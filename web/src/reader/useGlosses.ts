// The glosses of what is in view.
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Shapes } from "../api/client";
import { glossQuery } from "../api/queries";
import type { Stretch } from "../text/segments";
import { stretchesIn, stretchesOf, type WordAt, wordsOf } from "./glosses";

export interface Glosses {
  /** Those that have come, in order. */
  words: readonly WordAt[];
  /** Why only names have meanings. */
  missing: string | undefined;
}

const NONE: Glosses = { words: [], missing: undefined };

interface GlossesOf {
  path: string;
  part: Shapes["PartText"];
  /** Whether they are wanted at all. */
  on: boolean;
  /** What is in view; none for nothing. */
  view: Stretch | null;
}

export function useGlosses({ path, part, on, view }: GlossesOf): Glosses {
  const all = useMemo(() => (on ? stretchesOf(part.text) : []), [on, part.text]);
  const wanted = on && view ? stretchesIn(all, view) : [];
  return useQueries({
    queries: wanted.map(({ start, end }) => glossQuery({ path, number: part.number, window: part.window, start, end })),
    combine: (answers) => {
      if (answers.length === 0) return NONE;
      const known = answers.flatMap(({ data }) => (data ? [data] : []));
      return { words: known.flatMap(wordsOf), missing: known.find((answer) => answer.missing)?.missing ?? undefined };
    },
  });
}
