import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { caseQuery } from "../api/queries";

/** Names the page in the browser's own title, where tabs and histories show it: `合同 · Search · the case`. */
export function useTitle(...words: string[]): void {
  const name = useQuery(caseQuery).data?.name;
  const title = [...words, name ?? "Daylight"].filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
