// The one way to the case: typed by the description that the program itself gives (src/api/schema.ts is made from
// web/openapi.json by `npm run types`). No request ever leaves for another host.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

export type Shapes = components["schemas"];

const client = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "" });

/** What the server said went wrong. */
export class CaseProblem extends Error {
  constructor(
    readonly problem: Shapes["Problem"],
    readonly status: number,
  ) {
    super(problem.error);
  }
}

/** No answer at all: the program has ended, or the machine sleeps. */
export class NoAnswer extends Error {}

interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

async function answerOf<T>(asked: Promise<Reply<T>>): Promise<T> {
  let reply: Reply<T>;
  try {
    reply = await asked;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new NoAnswer("the program does not answer", { cause });
  }
  if (reply.data !== undefined) return reply.data;
  throw new CaseProblem(problemFrom(reply.error, reply.response), reply.response.status);
}

function problemFrom(untrusted: unknown, response: Response): Shapes["Problem"] {
  if (typeof untrusted === "object" && untrusted !== null && "error" in untrusted && "kind" in untrusted) {
    return untrusted as Shapes["Problem"];
  }
  const words = typeof untrusted === "string" && untrusted !== "" ? untrusted : response.statusText;
  return { kind: "case", error: `${response.status} ${words}`, hints: [] };
}

type Query<P extends keyof paths> = paths[P] extends { get: { parameters: { query: infer Q } } }
  ? Q
  : paths[P] extends { get: { parameters: { query?: infer Q } } }
    ? Q
    : never;

export const ask = {
  case: (signal?: AbortSignal) => answerOf(client.GET("/api/case", { signal })),
  status: (signal?: AbortSignal) => answerOf(client.GET("/api/status", { signal })),
  files: (query: Query<"/api/files">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/files", { params: { query }, signal })),
  folders: (prefix: string, signal?: AbortSignal) =>
    answerOf(client.GET("/api/folders", { params: { query: { prefix } }, signal })),
  file: (path: string, signal?: AbortSignal) =>
    answerOf(client.GET("/api/file", { params: { query: { path } }, signal })),
  part: (query: Query<"/api/part">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/part", { params: { query }, signal })),
  gloss: (query: Query<"/api/gloss">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/gloss", { params: { query }, signal })),
  translation: (query: Query<"/api/translation">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/translation", { params: { query }, signal })),
  matches: (path: string, q: string, signal?: AbortSignal) =>
    answerOf(client.GET("/api/matches", { params: { query: { path, q } }, signal })),
  cite: (query: Query<"/api/cite">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/cite", { params: { query }, signal })),
  claims: (query: Query<"/api/claims">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/claims", { params: { query }, signal })),
  count: (type: string, by: string, signal?: AbortSignal) =>
    answerOf(client.GET("/api/count", { params: { query: { type, by } }, signal })),
  talks: (query: Query<"/api/talks">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/talks", { params: { query }, signal })),
  messages: (query: Query<"/api/messages">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/messages", { params: { query }, signal })),
  tables: (query: Query<"/api/tables">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/tables", { params: { query }, signal })),
  names: (query: Query<"/api/names">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/names", { params: { query }, signal })),
  name: (id: string, signal?: AbortSignal) => answerOf(client.GET("/api/name", { params: { query: { id } }, signal })),
  graph: (query: Query<"/api/graph">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/graph", { params: { query }, signal })),
  timeline: (query: Query<"/api/timeline">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/timeline", { params: { query }, signal })),
  meaning: (path: string, signal?: AbortSignal) =>
    answerOf(client.GET("/api/meaning", { params: { query: { path } }, signal })),
  images: (query: Query<"/api/images">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/images", { params: { query }, signal })),
  lists: (signal?: AbortSignal) => answerOf(client.GET("/api/lists", { signal })),
  list: (name: string, signal?: AbortSignal) =>
    answerOf(client.GET("/api/list", { params: { query: { name } }, signal })),
  listText: (name: string) => answerOf(client.GET("/api/list/text", { params: { query: { name } } })),
  keepList: (body: Shapes["NewList"]) => answerOf(client.POST("/api/list", { body })),
  listSeen: (name: string) => answerOf(client.POST("/api/list/seen", { params: { query: { name } } })),
  forgetList: (name: string) => answerOf(client.DELETE("/api/list", { params: { query: { name } } })),
  unmask: async (body: Shapes["UnmaskAsked"]) => {
    const reply = await client.POST("/api/unmask", { body });
    if (reply.error) throw new CaseProblem(problemFrom(reply.error, reply.response), reply.response.status);
  },
  assertZone: async (body: Shapes["ZoneAsked"]) => {
    const reply = await client.POST("/api/zone", { body });
    if (reply.error) throw new CaseProblem(problemFrom(reply.error, reply.response), reply.response.status);
  },
  search: (query: Query<"/api/search">, signal?: AbortSignal) =>
    answerOf(client.GET("/api/search", { params: { query }, signal })),
};

/** The address under which a file's own bytes can be saved. */
export function originalAddress(path: string): string {
  return `/api/original?${new URLSearchParams({ path })}`;
}

/** The address under which every place of a list's terms can be saved as a table. */
export function listPlacesAddress(name: string): string {
  return `/api/list/places?${new URLSearchParams({ name })}`;
}
