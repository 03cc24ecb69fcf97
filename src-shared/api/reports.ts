/** Calls about what was done. */

import { madeReport, reportRequest } from '../model/report.ts';
import { row } from './row.ts';

export const reportRows = {
  'reports.make': row(
    'A report per card, day or batch: who did what to which EID and ICCID with what outcome, as JSON, CSV or a page to print',
    reportRequest,
    madeReport,
  ),
} as const;
