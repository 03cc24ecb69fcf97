/** The vault of activation codes as the rooms above see it. How operations claim codes is in `code-claims.ts`. */

import type Database from 'better-sqlite3';
import { normalizeCarrier } from '../../src-shared/carrier.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { CodeState } from '../../src-shared/model/index.ts';
import { type CodeClaims, createCodeClaims } from './code-claims.ts';
import { createCodeList } from './code-list.ts';
import type { AddedCode, CodeOrigin, CodeStore, SourcedCode } from './code-port.ts';
import { type CodeRow, codeColumns, parsedCode } from './code-rows.ts';
import { type CodeTableOptions, createCodeTable } from './code-table.ts';
import type { WriteBehind } from './write-behind.ts';

/** What orders need of the vault, within their own transactions. */
export interface CodeInsertion {
  /** As `CodeStore.add` of one code. To be called in a transaction. */
  insert(code: SourcedCode, origin: CodeOrigin & { readonly orderId?: number }): AddedCode;
}

export interface VaultParts {
  readonly store: CodeStore;
  readonly claims: CodeClaims;
  readonly insertion: CodeInsertion;
}

export interface CodesOptions extends CodeTableOptions {
  readonly behind: WriteBehind;
  /** What else is sealed with the keys of the vault; each gives how many values it has sealed anew. */
  readonly reseal: () => { readonly tokens: number; readonly orders: number };
}

export function createCodes(options: CodesOptions): VaultParts {
  const { db, vault, behind, clock, reseal } = options;
  const table = createCodeTable(options);
  const { rowOf, rowOfCode, secretOf, shown, seal, insert } = table;
  const { claims, refuse, refuseRunning, giveUp } = createCodeClaims(db, table, clock);
  const selectSealed = db.prepare(`SELECT ${codeColumns} FROM codes WHERE secret IS NOT NULL ORDER BY id`);
  const setState = db.prepare('UPDATE codes SET state = @state, updated_at = @at WHERE id = @id');
  const endValidity = db.prepare(
    'UPDATE codes SET valid_until = min(coalesce(valid_until, @at), @at), updated_at = @at WHERE id = @id',
  );
  const removeRow = db.prepare("DELETE FROM codes WHERE id = ? AND state <> 'claimed'");
  const freeNow = `state = 'NOT_INSTALLED' AND (valid_until IS NULL OR valid_until > @now)`;
  const selectAvailable = db.prepare(`SELECT ${codeColumns} FROM codes
    WHERE ${freeNow} AND doubtful = 0 AND (@carrier IS NULL OR normalized_carrier = @carrier)
      AND (@iccid IS NULL OR iccid = @iccid)
    ORDER BY valid_until IS NULL, valid_until, id LIMIT @limit`);
  const selectCarriers = db
    .prepare(`SELECT min(carrier) FROM codes WHERE ${freeNow} AND doubtful = 0 AND carrier IS NOT NULL
      GROUP BY normalized_carrier ORDER BY 1 LIMIT 50`)
    .pluck();
  const countStates = db.prepare(`SELECT
      iif(state = 'NOT_INSTALLED' AND valid_until <= @now, 'EXPIRED', state) AS state, count(*) AS count
    FROM codes GROUP BY 1`);
  const listed = createCodeList(db);

  const store: CodeStore = {
    add(codes, origin) {
      const parsed = codes.map(({ activationCode }) => parsedCode(activationCode));
      const added = behind.atomically(() => codes.map((code, index) => insert(code, origin, parsed[index])));
      return added.map(({ id, known }) => ({ code: shown(rowOf(id)), known }));
    },

    find(activationCode) {
      const row = rowOfCode(parsedCode(activationCode));
      return row === undefined ? undefined : shown(row);
    },

    get(id) {
      behind.flush();
      const row = table.find(id);
      return row === undefined ? undefined : shown(row);
    },

    list(filter) {
      behind.flush();
      return listed(filter).map((row) => shown(row, filter.now));
    },

    counts(now) {
      behind.flush();
      const counts: Record<CodeState, number> = {
        NOT_INSTALLED: 0,
        claimed: 0,
        ACTIVE: 0,
        burned: 0,
        EXPIRED: 0,
      };
      for (const row of countStates.all({ now })) {
        const { state, count } = row as { state: CodeState; count: number };
        counts[state] = count;
      }
      return counts;
    },

    available({ normalizedCarrier, iccid, now, limit }) {
      behind.flush();
      const rows = selectAvailable.all({
        carrier: normalizedCarrier ?? null,
        iccid: iccid ?? null,
        now,
        limit,
      });
      return rows.map((row) => shown(row as CodeRow, now));
    },

    carriers: (now) => selectCarriers.all({ now }) as string[],

    reveal(id) {
      return secretOf(rowOf(id));
    },

    update(id, at, change) {
      return behind.atomically(() => {
        const row = rowOf(id);
        const columns: Record<string, Database.Value> = {};
        for (const name of ['label', 'carrier', 'iccid', 'batch'] as const)
          if (change[name] !== undefined) columns[name] = change[name];
        if (change.carrier !== undefined)
          columns['normalized_carrier'] = change.carrier === null ? null : normalizeCarrier(change.carrier);
        if (change.validUntil !== undefined) columns['valid_until'] = change.validUntil;
        const names = Object.keys(columns);
        if (names.length > 0) {
          const sets = names.map((name) => `${name} = @${name}`).join(', ');
          db.prepare(`UPDATE codes SET ${sets}, updated_at = @at WHERE id = @id`).run({ ...columns, at, id });
        }
        if (change.confirmationCode !== undefined) {
          const secret = secretOf(row);
          if (secret === undefined) throw new WorkbenchError('code_used_up', { id, state: row.state });
          const { activationCode } = secret;
          seal(
            id,
            change.confirmationCode === null
              ? { activationCode }
              : { activationCode, confirmationCode: change.confirmationCode },
          );
        }
        return shown(rowOf(id), at);
      });
    },

    remove(id) {
      return behind.atomically(() => {
        const row = table.find(id);
        if (row?.state === 'claimed') refuse(row, clock.now());
        if (row === undefined) return false;
        refuseRunning(row);
        table.usedCodes.keep(row, clock.now());
        return removeRow.run(id).changes === 1;
      });
    },

    release(id, at) {
      return behind.atomically(() => {
        const row = rowOf(id);
        if (row.state !== 'claimed') throw new WorkbenchError('code_not_claimed', { id });
        refuseRunning(row);
        giveUp(row, at, true);
        return shown(rowOf(id), at);
      });
    },

    expire(id, at) {
      return behind.atomically(() => {
        const { state } = rowOf(id);
        if (state === 'ACTIVE' || state === 'NOT_INSTALLED') setState.run({ id, at, state: 'EXPIRED' });
        // Its operation decides first; what it gives up is not free any more.
        if (state === 'claimed') endValidity.run({ id, at });
        return shown(rowOf(id), at);
      });
    },

    rotate(at) {
      return behind.atomically(() => {
        let codes = 0;
        let others = { tokens: 0, orders: 0 };
        vault.rotate(at, () => {
          for (const row of selectSealed.all() as CodeRow[]) {
            const secret = secretOf(row);
            if (secret === undefined) continue;
            seal(row.id, secret);
            codes++;
          }
          others = reseal();
        });
        return { codes, ...others };
      });
    },
  };

  return {
    store,
    claims,
    insertion: {
      insert(code, origin) {
        const { id, known } = insert(code, origin);
        return { code: shown(rowOf(id)), known };
      },
    },
  };
}
