/** A report as CSV (RFC 4180): a line for each operation. */

import { csvCell } from '../../../src-shared/csv.ts';
import type { ReportEntry } from '../../../src-shared/model/index.ts';

const columns: readonly (readonly [
  name: string,
  cell: (entry: ReportEntry) => string | number | undefined,
])[] = [
  ['operation', ({ operation }) => operation],
  ['day', ({ day }) => day],
  ['begun', ({ begun }) => begun],
  ['ended', ({ ended }) => ended],
  ['duration_ms', ({ durationMs }) => durationMs],
  ['batch', ({ batch }) => batch],
  ['card', ({ simulated }) => (simulated ? 'simulated' : 'real')],
  ['eid', ({ eid }) => eid],
  ['iccid', ({ iccid }) => iccid],
  ['kind', ({ kind }) => kind],
  ['outcome', ({ outcome }) => outcome],
  ['error_code', ({ error }) => error?.code],
  ['error', ({ error }) => error?.message],
  ['next_step', ({ error }) => error?.remedy],
  ['remarks', ({ remarks }) => remarks.join(' ')],
  ['profile', ({ profile }) => profile],
  ['code', ({ code }) => code],
  ['code_use', ({ codeUse }) => codeUse],
  ['server', ({ server }) => server],
  ['carrier', ({ carrier }) => carrier],
  ['reader', ({ reader }) => reader],
  ['created_by', ({ createdBy }) => createdBy],
  ['source', ({ source }) => source],
  ['cause', ({ cause }) => cause],
  ['cause_id', ({ causeId }) => causeId],
];

export const csvHead = `${columns.map(([name]) => name).join(',')}\r\n`;

export function csvLine(entry: ReportEntry): string {
  return `${columns.map(([, cell]) => csvCell(cell(entry))).join(',')}\r\n`;
}
