/**
 * Days and times as they are typed. A browser's own date field has the order and the words of the browser, which are not those
 * of the window; so the window has fields of text that are written as everything else here writes a date.
 */

import { isDay } from '../../src-shared/days.ts';
import { isoDate } from '../../src-shared/texts.ts';

/** Year first with any sign between, or none; and the day first where dots say so. What could be read in two ways is no date. */
const yearFirst = /^(\d{4})(?:-|\/|\.|\s*年\s*)(\d{1,2})(?:-|\/|\.|\s*月\s*)(\d{1,2})(?:\s*日)?$/;
const bare = /^(\d{4})(\d{2})(\d{2})$/;
const dayFirst = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/;

/**
 * The day that was typed, as `2026-11-27`. Taken are `2026-11-27`, `2026-1-5`, `2026/11/27`, `20261127`, `27.11.2026` and
 * `2026年11月27日`. Undefined for anything else (`03/04/2027` may be meant in two ways) and for a day that no calendar has.
 */
export function dayOfText(typed: string): string | undefined {
  const text = typed.trim();
  const [, year, month, day] = yearFirst.exec(text) ?? bare.exec(text) ?? turned(dayFirst.exec(text));
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(iso) ? iso : undefined;
}

const turned = (found: RegExpExecArray | null) =>
  found === null ? [] : [found[0], found[3], found[2], found[1]];

/** A day, and after a space or a T hours and minutes of it, as `2026-11-27 14:30`; without them its first minute. */
const moment = /^(.*?)(?:(?:\s+|T)(\d{1,2}):(\d{2}))?$/;

/** The moment that was typed, in the time of this machine, as `2026-11-27 14:30`. Undefined where it is none. */
export function momentTextOf(typed: string): string | undefined {
  const [, before = '', hours = '00', minutes = '00'] = moment.exec(typed.trim()) ?? [];
  const day = dayOfText(before);
  if (day === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return `${day} ${hours.padStart(2, '0')}:${minutes}`;
}

/** Milliseconds since 1970 of what `momentTextOf` takes. Undefined for anything else, and for what was before 1970. */
export function momentOfText(typed: string): number | undefined {
  const text = momentTextOf(typed);
  if (text === undefined) return undefined;
  const at = new Date(text.replace(' ', 'T')).getTime();
  return at >= 0 ? at : undefined;
}

/** A moment as such a field has it, in the time of this machine. */
export function textOfMoment(at: number): string {
  const date = new Date(at);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${isoDate(at)} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** The last millisecond of that day, as this machine counts days: one on which clocks are changed is no day of 24 hours. */
export function endOfDay(typed: string): number | undefined {
  const [year, month, day] = dayOfText(typed)?.split('-').map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const next = new Date(0);
  next.setFullYear(year, month - 1, day + 1);
  next.setHours(0, 0, 0, 0);
  return next.getTime() - 1;
}

/** So many days later or earlier, with the time of day that was typed; undefined where nothing can be counted from. */
export function movedBy(typed: string, days: number): string | undefined {
  const day = dayOfText(moment.exec(typed.trim())?.[1] ?? '');
  if (day === undefined) return undefined;
  const moved = new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  const time = momentTextOf(typed)?.slice(10);
  if (!isDay(moved)) return undefined;
  return dayOfText(typed) === undefined && time !== undefined ? `${moved}${time}` : moved;
}
