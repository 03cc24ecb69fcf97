/** A code of the vault as a row of its table. */

import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  formatActivationCode,
  matchingIdHint,
  parseActivationCode,
  parseServerAddress,
} from '../../src-shared/activation-code.ts';
import { type Code, type CodeState, code as codeSchema } from '../../src-shared/model/index.ts';
import { checked } from './sqlite.ts';

export interface CodeRow {
  id: number;
  fingerprint: Uint8Array;
  secret: Uint8Array | null;
  key_id: number | null;
  smdp_address: string;
  confirmation_code_required: number;
  iccid: string | null;
  carrier: string | null;
  label: string | null;
  batch: string | null;
  source: string;
  order_id: number | null;
  state: CodeState;
  doubtful: number;
  operation_id: number | null;
  eid: string | null;
  valid_until: number | null;
  created_by: string;
  created_at: number;
  updated_at: number;
  used_at: number | null;
}

export const codeColumns = `id, fingerprint, secret, key_id, smdp_address, confirmation_code_required, iccid, carrier, label, batch,
  source, order_id, state, doubtful, operation_id, eid, valid_until, created_by, created_at, updated_at, used_at`;

/** What is sealed of a code. */
export const codeSecretSchema = z.object({
  activationCode: z.string().min(1).max(300),
  confirmationCode: z.string().min(1).max(64).exactOptional(),
});

/** A free code whose time is over is no free code, whether or not anybody has written that down. */
export function stateOf(row: Pick<CodeRow, 'state' | 'valid_until'>, now: number): CodeState {
  return row.state === 'NOT_INSTALLED' && row.valid_until !== null && row.valid_until <= now
    ? 'EXPIRED'
    : row.state;
}

/** `secret`: undefined where it is used up. */
export function toCode(
  row: CodeRow,
  secret: z.output<typeof codeSecretSchema> | undefined,
  now: number,
): Code {
  const optional = {
    iccid: row.iccid,
    carrier: row.carrier,
    label: row.label,
    batch: row.batch,
    orderId: row.order_id,
    operationId: row.operation_id,
    eid: row.eid,
    validUntil: row.valid_until,
    usedAt: row.used_at,
  };
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null));
  return checked({ table: 'codes', row: row.id }, 'row', codeSchema, {
    id: row.id,
    state: stateOf(row, now),
    smdpAddress: row.smdp_address,
    ...(secret === undefined
      ? {}
      : { hint: matchingIdHint(parseActivationCode(secret.activationCode).matchingId) }),
    confirmationCodeRequired: row.confirmation_code_required === 1,
    confirmationCodeKept: secret?.confirmationCode !== undefined,
    source: row.source,
    doubtful: row.doubtful === 1,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...present,
  });
}

export interface ParsedCode {
  readonly activationCode: string;
  readonly smdpAddress: string;
  readonly matchingId: string;
  readonly confirmationCodeRequired: boolean;
}

/** A code in the one form in which it is kept. Throws activation_code_*. */
export function parsedCode(text: string): ParsedCode {
  const parts = parseActivationCode(text);
  return { ...parts, activationCode: formatActivationCode(parts) };
}

/**
 * By which the same code is known again, without holding it. Server names count without regard to case (RFC 4343), a
 * missing port is 443; matching ids count as they are.
 */
export function fingerprintOf(key: Uint8Array, smdpAddress: string, matchingId: string): Uint8Array {
  const { name, port } = parseServerAddress(smdpAddress);
  return new Uint8Array(createHmac('sha256', key).update(`${name}:${port}$${matchingId}`).digest());
}
