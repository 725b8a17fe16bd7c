// Figures, sizes, spans of time, types and languages as people write them, in the language of the page.
import type { Language } from "../i18n/language";

const locale = (language: Language) => (language === "zh" ? "zh-Hans" : "en-GB");

export function count(language: Language, value: number): string {
  return new Intl.NumberFormat(locale(language)).format(value);
}

/** A share of one, in whole hundredths: `65 %`. */
export function percent(language: Language, share: number): string {
  return new Intl.NumberFormat(locale(language), { style: "percent" }).format(share);
}

const UNITS: readonly (readonly [string, number])[] = [
  ["KB", 1e3],
  ["MB", 1e6],
  ["GB", 1e9],
  ["TB", 1e12],
];

/**
 * Powers of 1,000, as the contract counts them; rounded to the nearest, as the terminal rounds them
 * (crates/model/src/size.rs, with the same cases in its test).
 */
export function size(language: Language, bytes: number): string {
  const number = (value: number) => new Intl.NumberFormat(locale(language)).format(value);
  if (bytes < 1000) return `${number(Math.round(bytes))}\u00a0B`;
  const [name, unit] = UNITS.find(([, unit]) => Math.round(bytes / unit) < 1000) ?? ["TB", 1e12];
  const tenths = Math.round((bytes * 10) / unit);
  return `${number(tenths >= 1000 ? Math.round(bytes / unit) : tenths / 10)}\u00a0${name}`;
}

export function moment(language: Language, timestamp: string): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.valueOf())) return timestamp;
  return new Intl.DateTimeFormat(locale(language), { dateStyle: "medium", timeStyle: "short" }).format(date);
}

/** Seconds, rounded as one would say them: `40 s`, `3 min`, `1 h 20 min`. */
export function duration(language: Language, seconds: number): string {
  const unit = (value: number, name: "second" | "minute" | "hour") =>
    new Intl.NumberFormat(locale(language), { style: "unit", unit: name, unitDisplay: "short" }).format(value);
  if (seconds < 90) return unit(Math.max(1, Math.round(seconds)), "second");
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return unit(minutes, "minute");
  const rest = minutes % 60;
  return rest === 0 ? unit(minutes / 60, "hour") : `${unit((minutes - rest) / 60, "hour")} ${unit(rest, "minute")}`;
}

const TYPES: Record<string, string> = {
  "application/epub+zip": "EPUB",
  "application/gzip": "gzip",
  "application/json": "JSON",
  "application/msword": "Word (doc)",
  "application/octet-stream": "Binary",
  "application/pdf": "PDF",
  "application/rtf": "RTF",
  "application/vnd.ms-excel": "Excel (xls)",
  "application/vnd.ms-outlook": "Outlook (msg)",
  "application/vnd.ms-powerpoint": "PowerPoint (ppt)",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint (pptx)",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel (xlsx)",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word (docx)",
  "application/vnd.sqlite3": "SQLite",
  "application/x-7z-compressed": "7z",
  "application/x-bzip2": "bzip2",
  "application/x-tar": "tar",
  "application/xml": "XML",
  "application/zip": "ZIP",
  "image/gif": "GIF",
  "image/heic": "HEIC",
  "image/heif": "HEIF",
  "image/jpeg": "JPEG",
  "image/png": "PNG",
  "image/tiff": "TIFF",
  "message/rfc822": "Mail (eml)",
  "text/csv": "CSV",
  "text/html": "HTML",
  "text/markdown": "Markdown",
  "text/plain": "Text",
  "text/tab-separated-values": "TSV",
  "text/xml": "XML",
};

/** Returns a short name of a media type; the type itself where there is none. */
export function typeName(mediaType: string): string {
  return TYPES[mediaType] ?? mediaType;
}

/** Returns a language's name in the language of the page; the code where it has none. */
export function languageName(language: Language, code: string): string {
  try {
    return new Intl.DisplayNames([locale(language)], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
