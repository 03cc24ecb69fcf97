/** Used-up codes that were taken out of the vault: what is still known of them, by the keyed hash of each. */

import type Database from 'better-sqlite3';
import type { CodeState } from '../../src-shared/model/index.ts';
import type { CodeRow } from './code-rows.ts';

export interface UsedCode {
  readonly state: Extract<CodeState, 'ACTIVE' | 'burned' | 'EXPIRED'>;
  readonly iccid: string | null;
  readonly eid: string | null;
  readonly used_at: number | null;
}

/** Both are to be called within the transaction of the row's own change. */
export interface UsedCodes {
  /** Keeps what is known of a row that goes; of one that is not used up nothing. */
  keep(row: CodeRow, at: number): void;
  /** What was kept, which then is the row's again; undefined where nothing was. */
  take(fingerprint: Uint8Array): UsedCode | undefined;
}

export function createUsedCodes(db: Database): UsedCodes {
  const insert =
    db.prepare(`INSERT OR REPLACE INTO used_codes (fingerprint, state, iccid, eid, used_at, removed_at)
    VALUES (@fingerprint, @state, @iccid, @eid, @used_at, @at)`);
  const remove = db.prepare(
    'DELETE FROM used_codes WHERE fingerprint = ? RETURNING state, iccid, eid, used_at',
  );
  return {
    keep({ fingerprint, secret, state, iccid, eid, used_at }, at) {
      if (secret === null) insert.run({ fingerprint, state, iccid, eid, used_at, at });
    },
    take: (fingerprint) => remove.get(fingerprint) as UsedCode | undefined,
  };
}
