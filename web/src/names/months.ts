// Months as a row of bars without gaps, or years where there would be too many.

/** Bars that fit beside one another on a narrow screen. */
const MOST_MONTHS = 48;

export interface Stretch {
  /** `2021-03`, or `2021`: what a query calls it too. */
  date: string;
  mentions: number;
}

/** Returns every month from the first to the last, those without a mention too; years where those are too many. */
export function stretches(months: readonly { month: string; mentions: number }[]): Stretch[] {
  const [first, last] = [months[0]?.month, months.at(-1)?.month];
  if (first === undefined || last === undefined) return [];
  const [from, to] = [numbered(first), numbered(last)];
  const isLong = to - from >= MOST_MONTHS;
  const sums = new Map<string, number>();
  for (let month = from; month <= to; month += isLong ? 12 - (month % 12) : 1) {
    sums.set(isLong ? year(month) : named(month), 0);
  }
  for (const { month, mentions } of months) {
    const date = isLong ? month.slice(0, 4) : month;
    sums.set(date, (sums.get(date) ?? 0) + mentions);
  }
  return [...sums].map(([date, mentions]) => ({ date, mentions }));
}

const numbered = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
const year = (number: number) => String(Math.floor(number / 12)).padStart(4, "0");
const named = (number: number) => `${year(number)}-${String((number % 12) + 1).padStart(2, "0")}`;
