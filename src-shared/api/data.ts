/** Calls about the data folder as a whole. */

import { exportedCopy, exportRequest } from '../model/data.ts';
import { row } from './row.ts';

export const dataRows = {
  'data.export': row(
    'A copy of the database as it is now, within the data folder, and its key, wrapped with a passphrase, for `data export`',
    exportRequest,
    exportedCopy,
  ),
} as const;
