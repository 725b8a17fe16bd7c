// What pages ask, each under one key, so that an answer is asked for once and made anew when the reading goes on.
import { infiniteQueryOptions, keepPreviousData, QueryClient, queryOptions } from "@tanstack/react-query";
import { ask, CaseProblem } from "./client";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => !(error instanceof CaseProblem) && failures < 1,
      retryDelay: 400,
      // The server is on this machine: whether there is an internet does not matter.
      networkMode: "always",
    },
  },
});

/** Keys of what changes while files are being read. */
export const CHANGING = ["status", "files", "folders", "file", "search", "part", "gloss", "lists", "meaning"] as const;

export const HITS_AT_ONCE = 50;
export const ROWS_AT_ONCE = 200;
/** Rows of a list over all files that are shown before more of it are asked for. */
export const ROWS_OF_LIST = 500;

export const caseQuery = queryOptions({ queryKey: ["case"], queryFn: ({ signal }) => ask.case(signal) });

export const statusQuery = queryOptions({ queryKey: ["status"], queryFn: ({ signal }) => ask.status(signal) });

export const foldersQuery = (prefix: string) =>
  queryOptions({ queryKey: ["folders", prefix], queryFn: ({ signal }) => ask.folders(prefix, signal) });

type FilesAsked = Omit<Parameters<typeof ask.files>[0] & object, "offset" | "limit">;

export const filesQuery = (asked: FilesAsked, page: number) =>
  queryOptions({
    queryKey: ["files", asked, page],
    queryFn: ({ signal }) => ask.files({ ...asked, offset: page * ROWS_AT_ONCE, limit: ROWS_AT_ONCE }, signal),
    placeholderData: keepPreviousData,
  });

export const fileQuery = (path: string) =>
  queryOptions({ queryKey: ["file", path], queryFn: ({ signal }) => ask.file(path, signal) });

export const partQuery = (asked: Parameters<typeof ask.part>[0]) =>
  queryOptions({ queryKey: ["part", asked], queryFn: ({ signal }) => ask.part(asked, signal) });

export const glossQuery = (asked: Parameters<typeof ask.gloss>[0]) =>
  queryOptions({ queryKey: ["gloss", asked], queryFn: ({ signal }) => ask.gloss(asked, signal) });

export const translationQuery = (asked: Parameters<typeof ask.translation>[0]) =>
  queryOptions({ queryKey: ["translation", asked], queryFn: ({ signal }) => ask.translation(asked, signal) });

export const matchesQuery = (path: string, q: string) =>
  queryOptions({
    queryKey: ["matches", path, q],
    queryFn: ({ signal }) => ask.matches(path, q, signal),
    enabled: q !== "",
  });

export const claimsQuery = (asked: Parameters<typeof ask.claims>[0]) =>
  queryOptions({
    queryKey: ["meaning", "claims", asked],
    queryFn: ({ signal }) => ask.claims(asked, signal),
    placeholderData: keepPreviousData,
  });

export const countQuery = (type: string, by: string | undefined) =>
  queryOptions({
    queryKey: ["meaning", "count", type, by],
    queryFn: ({ signal }) => ask.count(type, by ?? "", signal),
    enabled: by !== undefined,
  });

export const talksQuery = (limit: number) =>
  queryOptions({
    queryKey: ["meaning", "talks", limit],
    queryFn: ({ signal }) => ask.talks({ limit }, signal),
    placeholderData: keepPreviousData,
  });

export const messagesQuery = (asked: Parameters<typeof ask.messages>[0]) =>
  queryOptions({
    queryKey: ["meaning", "messages", asked],
    queryFn: ({ signal }) => ask.messages(asked, signal),
    placeholderData: keepPreviousData,
  });

export const tablesQuery = (limit: number) =>
  queryOptions({
    queryKey: ["meaning", "tables", limit],
    queryFn: ({ signal }) => ask.tables({ limit }, signal),
    placeholderData: keepPreviousData,
  });

export const namesQuery = (asked: Parameters<typeof ask.names>[0]) =>
  queryOptions({
    queryKey: ["meaning", "names", asked],
    queryFn: ({ signal }) => ask.names(asked, signal),
    placeholderData: keepPreviousData,
  });

export const nameQuery = (id: string) =>
  queryOptions({
    queryKey: ["meaning", "name", id],
    queryFn: ({ signal }) => ask.name(id, signal),
  });

export const graphQuery = (asked: Parameters<typeof ask.graph>[0]) =>
  queryOptions({
    queryKey: ["meaning", "graph", asked],
    queryFn: ({ signal }) => ask.graph(asked, signal),
    placeholderData: keepPreviousData,
  });

export const timelineQuery = (limit: number) =>
  queryOptions({
    queryKey: ["meaning", "timeline", limit],
    queryFn: ({ signal }) => ask.timeline({ limit }, signal),
    placeholderData: keepPreviousData,
  });

export const meaningQuery = (path: string) =>
  queryOptions({ queryKey: ["meaning", "file", path], queryFn: ({ signal }) => ask.meaning(path, signal) });

export const listsQuery = queryOptions({ queryKey: ["lists"], queryFn: ({ signal }) => ask.lists(signal) });

export const listQuery = (name: string | undefined) =>
  queryOptions({
    queryKey: ["lists", "found", name],
    queryFn: ({ signal }) => ask.list(name ?? "", signal),
    enabled: name !== undefined,
    placeholderData: keepPreviousData,
  });

export const searchQuery = (asked: Omit<Parameters<typeof ask.search>[0], "offset" | "limit">) =>
  infiniteQueryOptions({
    queryKey: ["search", asked],
    queryFn: ({ pageParam, signal }) => ask.search({ ...asked, offset: pageParam, limit: HITS_AT_ONCE }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, _all, offset) => {
      const next = offset + last.hits.length;
      return last.hits.length > 0 && next < last.total ? next : undefined;
    },
    enabled: asked.q !== "",
    placeholderData: keepPreviousData,
  });
