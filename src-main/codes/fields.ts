/** Fields of a list of activation codes other than the code: what a person or a spreadsheet has written, as values. */

import { WorkbenchError } from '../../src-shared/errors/index.ts';

/** Which comes first where a date is written with slashes. */
export type DateOrder = 'day_first' | 'month_first';

/** Takes off what spreadsheets put around text that looks like a number: `="8949…"`. Control characters become spaces. */
export function cleanCell(cell: string): string {
  const text = cell.replace(/\p{Cc}+/gu, ' ').trim();
  return /^="([^"]*)"$/.exec(text)?.[1]?.trim() ?? text;
}

/**
 * ICCID as printed: 18 to 20 digits. Spaces, hyphens, the apostrophe of a spreadsheet and the padding F are taken off.
 * Throws code_field_iccid, code_field_iccid_rounded.
 */
export function parseIccid(cell: string): string {
  const text = cell
    .replace(/^'/, '')
    .replace(/[\s-]/g, '')
    .replace(/[Ff]+$/, '');
  if (/^\d([.,]\d+)?e\+?\d+$/i.test(text)) throw new WorkbenchError('code_field_iccid_rounded');
  if (!/^\d{18,20}$/.test(text)) throw new WorkbenchError('code_field_iccid');
  return text;
}

/** EID: 32 digits. Spaces, hyphens and the apostrophe of a spreadsheet are taken off. Throws code_field_eid. */
export function parseEid(cell: string): string {
  const text = cell.replace(/^'/, '').replace(/[\s-]/g, '');
  if (!/^\d{32}$/.test(text)) throw new WorkbenchError('code_field_eid');
  return text;
}

/** Whether the last digit is the check digit over those before it (ITU-T E.118, ISO/IEC 7812-1 Annex B). */
export function hasCheckDigit(iccid: string): boolean {
  let sum = 0;
  for (const [at, digit] of [...iccid].reverse().entries()) {
    const doubled = Number(digit) * (at % 2 === 0 ? 1 : 2);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const yes = ['yes', 'y', 'true', '1', 'x', 'required', 'needed', 'ja', 'j', 'wahr', 'erforderlich', 'nötig'];
const no = ['no', 'n', 'false', '0', '-', 'none', 'not required', 'nein', 'falsch', 'nicht erforderlich'];

/** Throws code_field_flag. */
export function parseFlag(cell: string): boolean {
  const text = cell.toLowerCase();
  if (yes.includes(text)) return true;
  if (no.includes(text)) return false;
  throw new WorkbenchError('code_field_flag');
}

/** By their first three letters, English and German. */
const months: Readonly<Record<string, number>> = {
  ...{ jan: 1, feb: 2, mar: 3, mär: 3, mrz: 3, apr: 4, may: 5, mai: 5, jun: 6, jul: 7, aug: 8, sep: 9 },
  ...{ oct: 10, okt: 10, nov: 11, dec: 12, dez: 12 },
};

function monthOf(name: string): number {
  return months[name.toLowerCase().slice(0, 3)] ?? 0;
}

const dayMs = 86_400_000;

/** Midnight (UTC) of a day that there is, from 2000 to 2199. */
function midnight(year: number, month: number, day: number): number {
  const at = Date.UTC(year, month - 1, day);
  const date = new Date(at);
  if (year < 2000 || year > 2199 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    throw new WorkbenchError('code_field_date');
  return at;
}

type Day = readonly [year: number, month: number, day: number];

function slashed(first: number, second: number, year: number, order: DateOrder | undefined): Day {
  if (order === 'day_first') return [year, second, first];
  if (order === 'month_first') return [year, first, second];
  if (first === second || first > 12) return [year, second, first];
  if (second > 12) return [year, first, second];
  throw new WorkbenchError('code_field_date_ambiguous');
}

function dayOf(text: string, order: DateOrder | undefined): Day {
  const match = (pattern: RegExp) => pattern.exec(text)?.slice(1);
  const iso = match(/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/) ?? match(/^(\d{4})(\d\d)(\d\d)$/);
  if (iso) return [Number(iso[0]), Number(iso[1]), Number(iso[2])];
  // Whoever writes dots writes the day first.
  const dotted = match(/^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})$/);
  if (dotted) return [Number(dotted[2]), Number(dotted[1]), Number(dotted[0])];
  const parts = match(/^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/);
  if (parts) return slashed(Number(parts[0]), Number(parts[1]), Number(parts[2]), order);
  const dayFirst = match(/^(\d{1,2})\.?[ -](\p{L}{3,9})\.?,?[ -](\d{4})$/u);
  if (dayFirst) return [Number(dayFirst[2]), monthOf(dayFirst[1] ?? ''), Number(dayFirst[0])];
  const monthFirst = match(/^(\p{L}{3,9})\.? (\d{1,2}),? (\d{4})$/u);
  if (monthFirst) return [Number(monthFirst[2]), monthOf(monthFirst[0] ?? ''), Number(monthFirst[1])];
  throw new WorkbenchError('code_field_date');
}

const time = /^(.*?\d)(?:T|,? +)(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$/i;

/** Milliseconds east of UTC. */
function offset(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  if (Number(hours) > 14 || Number(minutes) > 59) throw new WorkbenchError('code_field_date');
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/**
 * The last millisecond of the day, or the moment, that a date of expiry names; without a zone it is in UTC. Reads ISO 8601,
 * `31.12.2026`, `31/12/2026`, `12/31/2026`, `31 Dec 2026`, `Dec 31, 2026` and the like, and Unix time in s or ms.
 * Throws code_field_date, and code_field_date_ambiguous where day and month could change places and no order is given.
 */
export function parseExpiry(cell: string, order?: DateOrder): number {
  if (cell.length > 40) throw new WorkbenchError('code_field_date');
  if (/^\d{13}$/.test(cell)) return Number(cell);
  if (/^\d{10}$/.test(cell)) return Number(cell) * 1000;
  const clock = time.exec(cell);
  if (clock === null) return midnight(...dayOf(cell, order)) + dayMs - 1;
  const [, date = '', hours, minutes, seconds = '0', fraction = '', zone = 'Z'] = clock;
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (hour > 23 || minute > 59 || second > 59) throw new WorkbenchError('code_field_date');
  const ms = Math.floor(Number(`0.${fraction}0`) * 1000);
  return midnight(...dayOf(date, order)) + ((hour * 60 + minute) * 60 + second) * 1000 + ms - offset(zone);
}
