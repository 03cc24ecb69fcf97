/** Calls about the data folder as a whole. */

import { databaseCopy, exportRequest } from '../model/data.ts';
import { row } from './row.ts';

export const dataRows = {
  'data.export': row(
    'A copy of the database as it is now, within the data folder, for `data export`',
    exportRequest,
    databaseCopy,
  ),
} as const;
