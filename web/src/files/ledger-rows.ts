// The rows of the ledger, asked for in pages as they come into view.
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import type { FilesAddress } from "../address/pages";
import type { Shapes } from "../api/client";
import { filesQuery, ROWS_AT_ONCE } from "../api/queries";

export function asked(address: FilesAddress) {
  const { copies, ...filters } = address;
  return { ...filters, fold: copies !== "shown" };
}

export interface LedgerRows {
  total: number | undefined;
  bytes: number;
  row: (index: number) => Shapes["FileRow"] | undefined;
  error: Error | null;
  retry: () => void;
}

/** Returns the rows of `first..=last` as far as they are there; the first page always is asked for. */
export function useLedgerRows(address: FilesAddress, first: number, last: number): LedgerRows {
  const pages = new Set([0]);
  for (let page = Math.floor(first / ROWS_AT_ONCE); page <= Math.floor(last / ROWS_AT_ONCE); page += 1) pages.add(page);
  const numbers = [...pages];
  const answers = useQueries({
    queries: numbers.map((page) => ({
      ...filesQuery(asked(address), page),
      // Rows of another filter may stand in for the first page only: elsewhere they would be the wrong ones.
      placeholderData: page === 0 ? keepPreviousData : undefined,
    })),
  });
  const byPage = new Map(numbers.map((page, index) => [page, answers[index]?.data]));
  return {
    total: byPage.get(0)?.total,
    bytes: byPage.get(0)?.bytes ?? 0,
    row: (index) => byPage.get(Math.floor(index / ROWS_AT_ONCE))?.files[index % ROWS_AT_ONCE],
    error: answers.find((answer) => answer.error)?.error ?? null,
    retry: () => {
      for (const answer of answers) if (answer.error) void answer.refetch();
    },
  };
}
