import { fromBase64, toHex } from '../../../src-shared/bytes.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { decode, type Schema } from '../../tlv/index.ts';
import type { Pki } from '../pki/index.ts';
import type { Orders } from './orders.ts';
import type { RspSession, SessionTable } from './sessions.ts';
import { failure } from './status.ts';

/** What a function of the SM-DP+ did, for a log. Holds no secrets: neither matching ids nor codes nor keys. */
export interface SmdpLogEntry {
  readonly at: number;
  /** As `ES9+.InitiateAuthentication`. */
  readonly function: string;
  readonly transactionId?: string;
  readonly outcome: 'executed' | 'failed' | 'refused';
  readonly subjectCode?: string;
  readonly reasonCode?: string;
  readonly message?: string;
}

/** What the functions share. */
export interface SmdpContext {
  readonly clock: Pick<Clock, 'now'>;
  readonly entropy: Entropy;
  readonly pkis: readonly Pki[];
  /** As activation codes name it, perhaps with a port. */
  readonly address: string;
  readonly hostId: Uint8Array;
  readonly maxConfirmationCodes: number;
  readonly sessions: SessionTable;
  readonly orders: Orders;
  readonly note: (message: string) => void;
}

const maxAsn1 = { maxDepth: 24, maxLength: 256 * 1024 };

/** As `toBase64`, at the speed that a server wants. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Bytes of a base64 field. Fails with `formatInvalid`. */
export function base64Field(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch {
    throw failure('formatInvalid');
  }
}

/** A base64 field that holds one value of an ASN.1 type. Fails with `formatInvalid`. */
export function asn1Field<T>(schema: Schema<T>, text: string, path: string): T {
  try {
    return decode(schema, base64Field(text), path, maxAsn1);
  } catch {
    throw failure('formatInvalid');
  }
}

/** The session of the transaction id in the JSON. Fails with `transactionUnknown`. */
export function sessionOf(context: SmdpContext, transactionId: string): RspSession {
  const session = context.sessions.get(transactionId.toUpperCase());
  if (session === undefined) throw failure('transactionUnknown');
  return session;
}

/** The transaction id in the ASN.1 has to be the one in the JSON (§6.5.2). Fails with `transactionUnknown`. */
export function checkSameTransaction(session: RspSession, transactionId: Uint8Array): void {
  if (toHex(session.transactionId) !== toHex(transactionId)) throw failure('transactionUnknown');
}
