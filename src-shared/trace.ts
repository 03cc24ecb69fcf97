/** What passes the trace sink: every APDU and every HTTP exchange of an operation, with start time and duration. */

import type { ErrorData } from './errors/index.ts';

export interface ApduExchange {
  readonly kind: 'apdu';
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Which function the exchange belongs to, as `ES10b.LoadBoundProfilePackage` or `MANAGE CHANNEL`. */
  readonly purpose: string;
  readonly command: Uint8Array;
  /** Response data and status word; absent where the exchange itself failed. */
  readonly response?: Uint8Array;
  readonly error?: ErrorData;
}

export interface HttpExchange {
  readonly kind: 'http';
  readonly startedAt: number;
  readonly durationMs: number;
  /** `ES9+.InitiateAuthentication`. */
  readonly purpose: string;
  readonly method: string;
  readonly url: string;
  /** Of the duration, what a new connection took: name, TCP, TLS. */
  readonly connectMs?: number;
  readonly requestHeaders: readonly (readonly [name: string, value: string])[];
  readonly requestBody: Uint8Array;
  readonly status?: number;
  readonly responseHeaders?: readonly (readonly [name: string, value: string])[];
  readonly responseBody?: Uint8Array;
  readonly error?: ErrorData;
}

/** Something worth keeping that is no exchange: a fall-back that was taken, a card's habit that was found, a reset. */
export interface TraceNote {
  readonly kind: 'note';
  readonly startedAt: number;
  /** Stable literal, as `protocol_fallback`. */
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean>>;
}

export type TraceEntry = ApduExchange | HttpExchange | TraceNote;

/** Takes every entry as it happens. Must not throw and must not block. */
export type TraceSink = (entry: TraceEntry) => void;
