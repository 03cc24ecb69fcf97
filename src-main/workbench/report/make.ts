/** Makes a report. At most `limit` operations are in memory at once, and a text of `longestText`. */

import { nextDay, startOfDay, systemTimeZone, zonedTime } from '../../../src-shared/days.ts';
import type {
  MadeReport,
  ReportDocument,
  ReportEntry,
  ReportGroup,
  ReportRequest,
} from '../../../src-shared/model/index.ts';
import type { ReportFilter, ReportStore } from '../../store/report-rows.ts';
import { csvHead, csvLine } from './csv.ts';
import { entryOf } from './entries.ts';
import { reportPage } from './page.ts';

/** Characters of an answer, after which a report goes on in a further part: an answer has to pass the engine's socket. */
const longestText = 16_000_000;

const mediaTypes = { json: 'application/json', csv: 'text/csv', html: 'text/html' } as const;

function filterOf(request: ReportRequest, timeZone: string): ReportFilter {
  const { eid, iccid, batch, kinds, day } = request;
  const begin = day === undefined ? undefined : startOfDay(day, timeZone);
  const end = day === undefined ? undefined : startOfDay(nextDay(day), timeZone);
  const from = Math.max(request.from ?? 0, begin ?? 0);
  const to = Math.min(request.to ?? Number.MAX_SAFE_INTEGER, end ?? Number.MAX_SAFE_INTEGER);
  return {
    eid,
    iccid,
    batch,
    kinds,
    ...(from > 0 ? { from } : {}),
    ...(to < Number.MAX_SAFE_INTEGER ? { to } : {}),
  };
}

function nameOf(entry: ReportEntry, by: ReportRequest['by']): string | undefined {
  return by === 'card' ? entry.eid : by === 'day' ? entry.day : entry.batch;
}

/** Real before simulated, each in the order in which its groups began. */
function grouped(entries: readonly ReportEntry[], by: ReportRequest['by']): ReportGroup[] {
  const groups = new Map<string, ReportGroup>();
  for (const entry of entries) {
    const name = nameOf(entry, by);
    const key = `${entry.simulated} ${name ?? ''}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = {
        ...(name === undefined ? {} : { name }),
        simulated: entry.simulated,
        totals: { operations: 0, successful: 0, failed: 0, cancelled: 0, running: 0, unknown: 0 },
        entries: [],
      };
      groups.set(key, group);
    }
    group.entries.push(entry);
    group.totals.operations++;
    group.totals[entry.outcome]++;
  }
  const all = [...groups.values()];
  return [...all.filter(({ simulated }) => !simulated), ...all.filter(({ simulated }) => simulated)];
}

/** How much of the text an entry will be, a little too much rather than too little: a page has its words and its marks. */
function sizeOf(entry: ReportEntry, format: ReportRequest['format']): number {
  const size = JSON.stringify(entry).length;
  return format === 'html' ? 6 * size : 2 * size;
}

/** `now`: when it is made. The operations are those that are in the database. */
export function makeReport(store: ReportStore, request: ReportRequest, now: number): MadeReport {
  const { by, format, limit, after } = request;
  const timeZone = request.timeZone ?? systemTimeZone();
  const filter = filterOf(request, timeZone);
  const totals = store.reportTotals(filter);
  const entries: ReportEntry[] = [];
  let size = 0;
  let more = false;
  for (const operation of store.reportOperations(filter, after, limit + 1)) {
    const entry = entryOf(operation, timeZone);
    size += sizeOf(entry, format);
    more = entries.length === limit || (entries.length > 0 && size > longestText);
    if (more) break;
    entries.push(entry);
  }
  const last = entries.at(-1)?.operation;
  const place = more && last !== undefined ? { more: last } : {};
  const { eid, iccid, batch, kinds, day, from, to } = request;
  const document: ReportDocument = {
    report: 'euicc-workbench',
    version: 1,
    by,
    timeZone,
    made: zonedTime(now, timeZone),
    filter: {
      ...(eid === undefined ? {} : { eid }),
      ...(iccid === undefined ? {} : { iccid }),
      ...(batch === undefined ? {} : { batch }),
      ...(day === undefined ? {} : { day }),
      ...(from === undefined ? {} : { from: zonedTime(from, timeZone) }),
      ...(to === undefined ? {} : { to: zonedTime(to, timeZone) }),
      ...(kinds === undefined ? {} : { kinds }),
    },
    totals,
    listed: entries.length,
    limit,
    ...place,
    groups: format === 'csv' ? [] : grouped(entries, by),
  };
  const text =
    format === 'csv'
      ? `${after === 0 ? csvHead : ''}${entries.map(csvLine).join('')}`
      : format === 'html'
        ? reportPage(document)
        : `${JSON.stringify(document, null, 2)}\n`;
  return {
    name: `report-${by}${day === undefined ? '' : `-${day}`}.${format}`,
    mediaType: mediaTypes[format],
    text,
    listed: entries.length,
    matching: totals.real.operations + totals.simulated.operations,
    limit,
    ...place,
  };
}
