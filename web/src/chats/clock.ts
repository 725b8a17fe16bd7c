// Times of messages by a clock that the reader chooses: as they are written, or at a fixed distance from UTC where the
// instant is known.
import type { Shapes } from "../api/client";

type Message = Shapes["MessageShape"];

/** The clocks that are offered, whole hours but for two, as the zones of the earth have them. */
export const CLOCKS: readonly string[] = [
  ...Array.from({ length: 27 }, (_, place) => written((place - 12) * 60)),
  written(210),
  written(330),
].sort((a, b) => minutes(a) - minutes(b));

/** Minutes ahead of UTC: `-03:30` is -210. */
export function minutes(clock: string): number {
  const [hours = 0, rest = 0] = clock.slice(1).split(":").map(Number);
  return (clock.startsWith("-") ? -1 : 1) * (hours * 60 + rest);
}

function written(ahead: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${ahead < 0 ? "-" : "+"}${two(Math.floor(Math.abs(ahead) / 60))}:${two(Math.abs(ahead) % 60)}`;
}

/** The time of a message by that clock, `2021-04-07T05:15:11`; as it is written where its instant is not known. */
export function timeBy(message: Pick<Message, "time" | "utc">, clock: string | undefined): string | undefined {
  if (!clock || !message.utc) return message.time ?? undefined;
  const instant = Date.parse(message.utc) + minutes(clock) * 60_000;
  return Number.isNaN(instant) ? (message.time ?? undefined) : new Date(instant).toISOString().slice(0, 19);
}

/** How many messages fall into each hour of the day. */
export function byHour(messages: readonly Pick<Message, "time" | "utc">[], clock: string | undefined): number[] {
  const hours = Array<number>(24).fill(0);
  for (const message of messages) {
    const hour = Number.parseInt(timeBy(message, clock)?.slice(11, 13) ?? "", 10);
    if (hour >= 0 && hour < 24) hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return hours;
}

/** A file and the folders and archives around it, the innermost first; the whole case, as no name, last. */
export function foldersOf(path: string): string[] {
  const found = [path];
  let rest = path;
  for (let at = rest.lastIndexOf("/"); at > 0; at = rest.lastIndexOf("/")) {
    rest = rest.slice(0, at).replace(/!$/, "");
    found.push(rest);
  }
  return [...found, ""];
}
