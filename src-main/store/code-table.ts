/** The rows of the vault: read and opened, sealed and written. What they mean for operations is in `code-claims.ts`. */

import type Database from 'better-sqlite3';
import { formatActivationCode } from '../../src-shared/activation-code.ts';
import { normalizeCarrier } from '../../src-shared/carrier.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Code } from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { CodeOrigin, CodeSecret, SourcedCode } from './code-port.ts';
import {
  type CodeRow,
  codeColumns,
  codeSecretSchema,
  fingerprintOf,
  type ParsedCode,
  parsedCode,
  toCode,
} from './code-rows.ts';
import { checked, clear, fromJson } from './sqlite.ts';
import { createUsedCodes, type UsedCodes } from './used-codes.ts';
import type { Vault } from './vault.ts';

const context = (id: number) => `codes.secret:${id}`;

export interface CodeTableOptions {
  readonly db: Database;
  readonly vault: Vault;
  readonly clock: Clock;
}

export interface CodeTable {
  /** Undefined where there is none. */
  find(id: number): CodeRow | undefined;
  /** Throws code_not_found. */
  rowOf(id: number): CodeRow;
  /** The row of the same server and matching id. */
  rowOfCode(parsed: ParsedCode): CodeRow | undefined;
  /** Undefined once it is used up. Throws store_corrupt. */
  secretOf(row: CodeRow): CodeSecret | undefined;
  /** As it is shown to people. */
  shown(row: CodeRow, now?: number): Code;
  /** To be called in a transaction, as `insert`. */
  seal(id: number, secret: CodeSecret): void;
  insert(
    code: SourcedCode,
    origin: CodeOrigin & { readonly orderId?: number },
    parsed?: ParsedCode,
  ): { readonly id: number; readonly known: boolean };
  readonly usedCodes: UsedCodes;
}

export const carrierColumns = (carrier: string | undefined) => ({
  carrier: carrier ?? null,
  normalized: carrier === undefined ? null : normalizeCarrier(carrier),
});

export function createCodeTable({ db, vault, clock }: CodeTableOptions): CodeTable {
  const select = db.prepare(`SELECT ${codeColumns} FROM codes WHERE id = ?`);
  const selectByFingerprint = db.prepare(`SELECT ${codeColumns} FROM codes WHERE fingerprint = ?`);
  const insertRow = db.prepare(`INSERT INTO codes
    (fingerprint, smdp_address, confirmation_code_required, iccid, carrier, normalized_carrier, label, batch, source, order_id,
      valid_until, created_by, created_at, updated_at)
    VALUES (@fingerprint, @smdp, @required, @iccid, @carrier, @normalized, @label, @batch, @source, @order,
      @validUntil, @createdBy, @at, @at)`);
  const usedCodes = createUsedCodes(db);
  const comeBack =
    db.prepare(`UPDATE codes SET state = @state, iccid = coalesce(@iccid, iccid), eid = @eid, used_at = @used_at
    WHERE id = @id`);
  const setSecret = db.prepare('UPDATE codes SET secret = @secret, key_id = @key WHERE id = @id');
  const complete =
    db.prepare(`UPDATE codes SET iccid = coalesce(iccid, @iccid), carrier = coalesce(carrier, @carrier),
      normalized_carrier = coalesce(normalized_carrier, @normalized), label = coalesce(label, @label),
      batch = coalesce(batch, @batch), order_id = coalesce(order_id, @order),
      confirmation_code_required = max(confirmation_code_required, @required),
      valid_until = coalesce(valid_until, @validUntil), updated_at = @at WHERE id = @id`);

  function secretOf(row: CodeRow): CodeSecret | undefined {
    if (row.secret === null || row.key_id === null) return undefined;
    const place = { table: 'codes', row: row.id };
    const text = vault.open(context(row.id), { keyId: row.key_id, sealed: row.secret });
    return checked(place, 'secret', codeSecretSchema, fromJson(place, 'secret', text));
  }

  function shown(row: CodeRow, now = clock.now()): Code {
    return toCode(row, secretOf(row), now);
  }

  function rowOf(id: number): CodeRow {
    const row = select.get(id);
    if (row === undefined) throw new WorkbenchError('code_not_found', { id });
    return row as CodeRow;
  }

  function rowOfCode(parsed: ParsedCode): CodeRow | undefined {
    const fingerprint = fingerprintOf(vault.fingerprintKey(), parsed.smdpAddress, parsed.matchingId);
    return selectByFingerprint.get(fingerprint) as CodeRow | undefined;
  }

  function seal(id: number, secret: CodeSecret): void {
    const text = JSON.stringify(clear('code', codeSecretSchema, { ...secret }));
    const { keyId, sealed } = vault.seal(context(id), text);
    setSecret.run({ id, secret: sealed, key: keyId });
  }

  function insert(
    code: SourcedCode,
    origin: CodeOrigin & { readonly orderId?: number },
    parsed = parsedCode(code.activationCode),
  ): { readonly id: number; readonly known: boolean } {
    const { at } = origin;
    const columns = {
      iccid: code.iccid ?? null,
      ...carrierColumns(code.carrier),
      label: code.label ?? null,
      batch: code.batch ?? null,
      order: origin.orderId ?? null,
      validUntil: code.validUntil ?? null,
      required: parsed.confirmationCodeRequired ? 1 : 0,
      at,
    };
    const there = rowOfCode(parsed);
    if (there !== undefined) {
      complete.run({ ...columns, id: there.id });
      const kept = secretOf(there);
      if (kept !== undefined) {
        // That one is needed may be known to the second list alone; the code as it is kept says so, too.
        const activationCode = parsed.confirmationCodeRequired
          ? formatActivationCode({ ...parsedCode(kept.activationCode), confirmationCodeRequired: true })
          : kept.activationCode;
        const confirmationCode = kept.confirmationCode ?? code.confirmationCode;
        if (activationCode !== kept.activationCode || confirmationCode !== kept.confirmationCode)
          seal(there.id, { activationCode, ...(confirmationCode === undefined ? {} : { confirmationCode }) });
      }
      return { id: there.id, known: true };
    }
    const fingerprint = fingerprintOf(vault.fingerprintKey(), parsed.smdpAddress, parsed.matchingId);
    const used = usedCodes.take(fingerprint);
    const { lastInsertRowid } = insertRow.run({
      ...columns,
      fingerprint,
      smdp: parsed.smdpAddress,
      source: code.source,
      createdBy: origin.createdBy,
    });
    const id = Number(lastInsertRowid);
    if (used !== undefined) {
      comeBack.run({ ...used, id });
      return { id, known: true };
    }
    seal(id, {
      activationCode: parsed.activationCode,
      ...(code.confirmationCode === undefined ? {} : { confirmationCode: code.confirmationCode }),
    });
    return { id, known: false };
  }

  return {
    find: (id) => select.get(id) as CodeRow | undefined,
    rowOf,
    rowOfCode,
    secretOf,
    shown,
    seal,
    insert,
    usedCodes,
  };
}
