/**
 * A data folder for the bench of retention, which changes it: a copy of that of the fleet's bench, or a small one that is made
 * where EUICC_BENCH_RETENTION_OPERATIONS says how many operations it shall have.
 */

import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { databaseName } from '../../src-main/store/data-folder.ts';
import { fillFleet, fleetData, fleetFolder, fleetMissing, fleetSizes } from './fleet-data.ts';

const variable = 'EUICC_BENCH_RETENTION_OPERATIONS';
/** The copy, and the log beside it. */
const neededBytes = 8e9;

function wished(): number | undefined {
  const text = process.env[variable];
  if (text === undefined || text === '') return undefined;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1_000)
    throw new TypeError(`${variable} is no number of operations from 1000 on`);
  return count;
}

export function retentionMissing(): string | undefined {
  if (wished() !== undefined) return undefined;
  const missing = fleetMissing();
  if (missing !== undefined) return missing;
  const { bavail, bsize } = statfsSync(dirname(fleetFolder()));
  return bavail * bsize < neededBytes
    ? `the copy of the data set wants 8 GB free beside ${fleetFolder()}; ${variable}=50000 makes a small one`
    : undefined;
}

/** What was just written would be brought to the disk by the first who asks for that, which is not to be measured. */
function toDisk(folder: string): void {
  const file = openSync(join(folder, databaseName), 'r+');
  fsyncSync(file);
  closeSync(file);
}

/** Removed by the caller. `tell` is told what takes long. */
export function retentionData(tell: (text: string) => void): {
  readonly folder: string;
  readonly operations: number;
} {
  const operations = wished();
  if (operations !== undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-retention-'));
    fillFleet(folder, operations);
    toDisk(folder);
    return { folder, operations };
  }
  const from = fleetData(tell);
  const folder = mkdtempSync(join(dirname(from), 'bench-retention-'));
  try {
    tell('The data set is being copied');
    for (const entry of readdirSync(from, { withFileTypes: true }))
      if (entry.isFile())
        copyFileSync(join(from, entry.name), join(folder, entry.name), constants.COPYFILE_FICLONE);
    toDisk(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return { folder, operations: fleetSizes.operations };
}
