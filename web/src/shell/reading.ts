// How far the reading is, told by the server as it goes on; where that is not possible, asked for now and then.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Shapes } from "../api/client";
import { CHANGING, caseQuery } from "../api/queries";

export type Reading = Shapes["Reading"];

/** At most so often is anything asked for again while files are being read. */
const BETWEEN_REFRESHES_MS = 2500;
const BETWEEN_POLLS_MS = 3000;

/** Returns when what changed is to be asked for again, where nothing else was known than `seen`. */
export function whenToAsk(seen: Reading | undefined, reading: Reading): "now" | "soon" | "never" {
  // What was gathered is shown at once; what is read comes bit by bit.
  if (seen?.gathering && !reading.gathering) return "now";
  return seen && reading.position !== seen.position ? "soon" : "never";
}

/** Listens to the server while mounted, and lets what changed be asked for again. */
export function useReadingNews(): void {
  const client = useQueryClient();
  const [listening, setListening] = useState(true);
  useQuery({ ...caseQuery, refetchInterval: listening ? false : BETWEEN_POLLS_MS });

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen: Reading | undefined;
    const refresh = () => {
      timer = undefined;
      for (const key of CHANGING) void client.invalidateQueries({ queryKey: [key] });
    };
    const events = new EventSource("/api/events");
    events.addEventListener("open", () => setListening(true));
    events.addEventListener("reading", (event) => {
      const reading = JSON.parse(event.data) as Reading;
      // The page may have asked for its lists before the first news came.
      const when = whenToAsk(seen ?? client.getQueryData(caseQuery.queryKey)?.reading, reading);
      client.setQueryData(caseQuery.queryKey, (known) => known && { ...known, reading });
      if (when === "now") {
        clearTimeout(timer);
        refresh();
      } else if (when === "soon") {
        timer ??= setTimeout(refresh, BETWEEN_REFRESHES_MS);
      }
      seen = reading;
    });
    events.addEventListener("error", () => setListening(false));
    return () => {
      events.close();
      clearTimeout(timer);
    };
  }, [client]);
}
