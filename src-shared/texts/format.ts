/**
 * Numbers and identifiers as a person reads them. In English they are those of a laboratory: a report reads the same
 * everywhere. A window that speaks another language has its forms, by Intl.
 */

import { type Language, languageTags, spokenLanguage } from '../language.ts';

const place = /\{(\w+)(?:, plural,(?: one \{([^{}]*)\})? other \{([^{}]*)\})?\}/g;

/** The names of the places in a text, sorted, each once. */
export function placesOf(template: string): readonly string[] {
  return [...new Set([...template.matchAll(place)].map((match) => match[1] ?? ''))].sort();
}

/** A value made once per language and digits: Intl's own are costly to make. */
function once<T>(make: (tag: string, digits: number) => T): (digits?: number) => T {
  const made = new Map<string, T>();
  return (digits = 0) => {
    const language: Language = spokenLanguage();
    const key = `${language} ${digits}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(languageTags[language], digits);
    made.set(key, value);
    return value;
  };
}

const pluralRules = once((tag) => new Intl.PluralRules(tag));
const numbers = once(
  (tag, digits) =>
    new Intl.NumberFormat(tag, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
/** `accent`: letters without regard to case. `numeric`: `Card 2` before `Card 10`. */
const collators = once((tag) => new Intl.Collator(tag, { numeric: true, sensitivity: 'accent' }));
const dates = once(
  (tag) => new Intl.DateTimeFormat(tag, { year: 'numeric', month: '2-digit', day: '2-digit' }),
);

/**
 * `{name}` in a text is replaced by the parameter of that name; what has no parameter stays. By a number,
 * `{name, plural, one {# code} other {# codes}}` takes the form that the language has for it, with the number for `#`.
 */
export function fillText(
  template: string,
  params: Readonly<Record<string, string | number | boolean>>,
): string {
  return template.replace(place, (whole, name: string, one?: string, other?: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (other === undefined) return String(value);
    const form = pluralRules().select(Number(value)) === 'one' ? (one ?? other) : other;
    return form.replaceAll('#', typeof value === 'number' ? formatInteger(value) : String(value));
  });
}

/** The order of names of people, carriers, batches and files in the language that is spoken: below 0 where `a` comes first. */
export function compareNames(a: string, b: string): number {
  return collators().compare(a, b);
}

/** `protocol_fallback` -> `Protocol fallback`: what is shown for a code that the catalogue does not know yet. */
export function humanise(code: string): string {
  const words = code
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Digits in groups of `size`, divided by `separator`: `8904 9032 …`. */
export function groupDigits(text: string, size = 4, separator = ' '): string {
  const groups: string[] = [];
  for (let i = 0; i < text.length; i += size) groups.push(text.slice(i, i + size));
  return groups.join(separator);
}

/** Thousands divided by a thin space: `291 666`. */
export function formatInteger(value: number): string {
  if (spokenLanguage() !== 'en') return numbers().format(Math.round(value));
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202F');
}

const fixed = (value: number, digits: number) =>
  spokenLanguage() === 'en' ? value.toFixed(digits) : numbers(digits).format(value);

/** A decimal number that is exact as a text, with two decimal places at least: `4.50`. */
export function formatAmount(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  if (spokenLanguage() === 'en') return `${whole}.${fraction.padEnd(2, '0')}`;
  return numbers(Math.max(2, fraction.length)).format(Number(amount));
}

/** Seconds with three decimals, of a duration in milliseconds, as columns of times have them: `4.213`. */
export function formatSeconds(ms: number): string {
  return fixed(ms / 1000, 3);
}

/** What stands side by side, as a language divides it: `T=0, T=1`. */
export function formatList(parts: readonly string[]): string {
  return parts.join(spokenLanguage() === 'zh' ? '、' : ', ');
}

/** Bytes in the unit that fits: `812 B`, `11.8 kB`, `1.24 MB`, `3.41 GB` (1 kB is 1000 bytes, as in the specification's examples). */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  if (bytes < 1_000_000) return `${fixed(bytes / 1000, 1)} kB`;
  if (bytes < 1_000_000_000) return `${fixed(bytes / 1_000_000, 2)} MB`;
  return `${fixed(bytes / 1_000_000_000, 2)} GB`;
}

/** A duration in milliseconds: `0.8 ms`, `143 ms`, `4.21 s`, `2 min 05 s`. */
export function formatDuration(ms: number): string {
  if (ms < 10) return `${fixed(ms, 1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${fixed(ms / 1000, 2)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A length that is guessed, such as the time that is left: `9 s`, `4 min 05 s`. No part of a second, which nobody knows. */
export function formatAbout(ms: number): string {
  return ms < 60_000 ? `${Math.ceil(ms / 1000)} s` : formatDuration(ms);
}

const pad = (value: number, length = 2) => String(value).padStart(length, '0');

/** Local time of day: `14:03:09`, or with milliseconds `14:03:09.042`. */
export function formatTime(at: number, withMilliseconds = false): string {
  const date = new Date(at);
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return withMilliseconds ? `${time}.${pad(date.getMilliseconds(), 3)}` : time;
}

/** Local date as `2026-11-22` in every language: what fields take. */
export function isoDate(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** Local date as `2026-11-22`, or as the language has it. */
export function formatDate(at: number): string {
  return spokenLanguage() === 'en' ? isoDate(at) : dates().format(at);
}

/** A day `2026-11-22`, of whatever time zone, as the language has it. */
export function formatDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return formatDate(new Date(year, month - 1, date, 12).getTime());
}

/** What the clocks showed at an RFC 3339 time `2026-11-22T14:03:09+01:00`: `2026-11-22 14:03:09`, its day as the language has it. */
export function formatZonedTime(time: string): string {
  return `${formatDay(time.slice(0, 10))} ${time.slice(11, 19)}`;
}

/** The time alone where it is today by `now`, else date and time to the minute. */
export function formatWhen(at: number, now: number): string {
  const time = formatTime(at);
  return formatDate(at) === formatDate(now) ? time : `${formatDate(at)} ${time.slice(0, 5)}`;
}

/** The end of a span whose begin is told by `formatWhen`: with its date where that is another one, today's too. */
export function formatUntil(begin: number, end: number, now: number): string {
  const [day, time] = [formatDate(end), formatTime(end)];
  if (day !== formatDate(begin)) return `${day} ${time.slice(0, 5)}`;
  return day === formatDate(now) ? time : time.slice(0, 5);
}
