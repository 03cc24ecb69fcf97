/** Numbers and identifiers as a person reads them. No locale: a report reads the same everywhere. */

/** `{name}` in a text is replaced by the parameter of that name; what has no parameter stays. */
export function fillText(
  template: string,
  params: Readonly<Record<string, string | number | boolean>>,
): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : String(value);
  });
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
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202F');
}

/** Bytes in the unit that fits: `812 B`, `11.8 kB`, `1.24 MB`, `3.41 GB` (1 kB is 1000 bytes, as in the specification's examples). */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(2)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}

/** A duration in milliseconds: `0.8 ms`, `143 ms`, `4.21 s`, `2 min 05 s`. */
export function formatDuration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

const pad = (value: number, length = 2) => String(value).padStart(length, '0');

/** Local time of day: `14:03:09`, or with milliseconds `14:03:09.042`. */
export function formatTime(at: number, withMilliseconds = false): string {
  const date = new Date(at);
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return withMilliseconds ? `${time}.${pad(date.getMilliseconds(), 3)}` : time;
}

/** Local date as `2026-11-22`. */
export function formatDate(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** The time alone where it is today by `now`, else date and time to the minute. */
export function formatWhen(at: number, now: number): string {
  const time = formatTime(at);
  return formatDate(at) === formatDate(now) ? time : `${formatDate(at)} ${time.slice(0, 5)}`;
}
