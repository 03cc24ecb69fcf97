/**
 * What the rooms above need of a store. The SQLite store is the one implementation (`openStore` in `open.ts`); tests of
 * operations run on it with an in-memory database. All calls are synchronous and short (better-sqlite3); what can be
 * long (full-text search, exports) is not here but in the store's reading worker.
 *
 * Every write survives `kill -9` from the moment the call returns; those marked "deferred" (what only tells, what the card
 * can be asked again) 10 ms later at the latest, or from the next other write on; the trace 10 ms later at the latest. Every
 * read sees all of them.
 * Those marked "durable" are sent to the disk within 10 ms with everything that was written before them, to be safe from a
 * loss of power; `synced` tells when they are there.
 *
 * Every call may throw store_full, store_failed and store_damaged, each read store_corrupt, and each call that names a
 * row that is not there store_row_missing. Where the call is deferred, the next write of the same operation, or of the operation
 * that is at the same card, throws it (`enterStatus` before it writes anything), and no other call: whose write was lost is
 * told, once.
 */

import type {
  Card,
  NotificationEvent,
  Operation,
  OperationRequest,
  OperationStatus,
  OperationStep,
} from '../../src-shared/model/index.ts';
import type { TraceEntry, TraceSink } from '../../src-shared/trace.ts';
import type { LineStart } from './batch-port.ts';
import type { Secret } from './secrets.ts';

export interface NewOperation {
  readonly request: OperationRequest;
  readonly readerName: string;
  readonly simulated: boolean;
  readonly createdAt: number;
  /** Who starts it; absent where the engine does by itself. */
  readonly caller?: { readonly createdBy: string; readonly source: string } | undefined;
  /** The line of a batch that it is for, which is claimed in the same transaction. */
  readonly line?: LineStart | undefined;
}

/** What may change of an operation besides its status. `undefined` in a field that is present removes it. */
export type OperationPatch = {
  readonly [K in
    | 'eid'
    | 'iccid'
    | 'smdpAddress'
    | 'profile'
    | 'progress'
    | 'question'
    | 'error'
    | 'reconciliation'
    | 'activationCodeUse'
    | 'remarks'
    | 'events'
    | 'endedAt']?: Operation[K] | undefined;
};

/** State of an RSP session with a server, tied to its operation. */
export type TransactionStatus = 'in_progress' | 'complete' | 'failed' | 'unknown';

export interface TransactionRow {
  readonly operationId: number;
  /** The SM-DP+'s transaction id, hexadecimal. */
  readonly transactionId: string;
  readonly smdpAddress: string;
  readonly status: TransactionStatus;
  /** True from the moment the first segment was about to be sent: from then on the card may hold the profile. */
  readonly loadStarted: boolean;
  readonly startedAt: number;
  readonly endedAt?: number;
}

export interface StoredTraceEntry {
  readonly seq: number;
  readonly entry: TraceEntry;
}

/** Bytes that may be shown. */
export interface Redacted {
  /**
   * Of the same length as the original. Each secret byte is `*`; base64 in which bytes are secret is still base64 and
   * decodes to bytes that are `*` there; so what is decoded from here holds no secret.
   */
  readonly bytes: Uint8Array;
  /** The secret bytes, as half-open ranges [from, to) in order. */
  readonly secret: readonly (readonly [from: number, to: number])[];
}

/** A trace entry that may leave the engine. To show its bytes: `redactedHex` and `redactedText` of `redact.ts`. */
export interface RedactedTraceEntry {
  readonly seq: number;
  /** With redacted bytes, address, headers and parameters. */
  readonly entry: TraceEntry;
  readonly command?: Redacted;
  readonly response?: Redacted;
  readonly requestBody?: Redacted;
  readonly responseBody?: Redacted;
}

export interface NotificationRow {
  readonly eid: string;
  readonly sequenceNumber: number;
  readonly event: NotificationEvent;
  readonly address: string;
  readonly iccid?: string;
  readonly attempts: number;
  readonly lastError?: {
    readonly code: string;
    readonly params: Readonly<Record<string, string | number | boolean>>;
  };
  /** `delivered`: its server has taken it, and the card still has it. `removed`: the card has it no more. */
  readonly state: 'waiting' | 'delivered' | 'removed';
  readonly seenAt: number;
  readonly deliveredAt?: number;
  /** When it is to be tried again; absent where no retry is planned. */
  readonly nextAttemptAt?: number;
}

export interface OperationStore {
  /**
   * Resolves when all but the trace that was written before the call is on the disk: to be waited for before what cannot be undone.
   * Rejects with store_failed, and with what a deferred write of the operation has failed with: what was lost is on no disk.
   */
  synced(operationId: number): Promise<void>;

  /**
   * Durable. Status `starting`, and the first step. The whole request is sealed, since it holds codes.
   * A download claims its activation code in the same transaction, be it named by `codeId` or brought: no other operation
   * can have it until this one has ended and is settled (`enterStatus`, `patchOperation`: ACTIVE, burned or free again).
   * Throws code_not_found, code_claimed, code_used_up, code_expired, and of its line batch_line_taken, batch_state; then there is no operation.
   */
  createOperation(operation: NewOperation): Operation;
  /**
   * Gives a running operation the code of its matching id, now that the card has named the server, in one durable transaction
   * and with what `createOperation` promises. `confirmationCode`: the one that the vault keeps for it. Nothing is done where the
   * request names no matching id, or the operation has its code already. Throws code_claimed, activation_code_too_long, activation_code_address.
   */
  claimCode(
    id: number,
    at: number,
    smdpAddress: string,
  ): { readonly operation: Operation; readonly confirmationCode?: string };
  /**
   * Durable; it is written before anybody acts on it: the status and a step for it. Closes the step of the
   * status before (its duration, and the APDUs of the functions within). `successful` and `failed` set `endedAt` and
   * remove `progress` and `question`, unless the patch says otherwise.
   */
  enterStatus(id: number, status: OperationStatus, at: number, patch?: OperationPatch): Operation;
  /**
   * Deferred: a function that begins within the present status; it becomes the operation's `progress`. Returns the step's
   * number for `endStep`. Like all deferred calls but the sink it throws what an earlier one has failed with.
   */
  beginStep(id: number, step: string, at: number): number;
  /** Deferred. */
  endStep(id: number, seq: number, result: { readonly apdus: number; readonly durationMs: number }): void;
  /** Deferred. */
  noteProgress(id: number, at: number, progress: NonNullable<Operation['progress']>): void;
  /** Deferred; durable where the patch holds `reconciliation`, by which it is decided whether a card has to be asked. */
  patchOperation(id: number, at: number, patch: OperationPatch): Operation;
  getOperation(id: number): Operation | undefined;
  /** The request as it was started with, unsealed: for reconciliation and repetition. */
  getRequest(id: number): OperationRequest | undefined;
  /** The newest first; `before`: only those with a smaller id. */
  listOperations(filter: {
    readonly limit: number;
    readonly before?: number | undefined;
    readonly eid?: string | undefined;
    readonly status?: OperationStatus | undefined;
  }): Operation[];
  /** The oldest first: those whose status is neither successful nor failed, or whose reconciliation is pending. */
  unfinishedOperations(): Operation[];
  listSteps(id: number): OperationStep[];

  /** Deferred. The same transaction id again starts it anew. */
  beginTransaction(
    row: Pick<TransactionRow, 'operationId' | 'transactionId' | 'smdpAddress' | 'startedAt'>,
  ): void;
  /** Durable where `loadStarted` is given: then the card is about to be changed. Deferred where it is not. */
  setTransaction(
    operationId: number,
    transactionId: string,
    change: {
      readonly status?: TransactionStatus;
      readonly loadStarted?: boolean;
      readonly endedAt?: number;
    },
  ): void;
  listTransactions(operationId: number): TransactionRow[];

  /**
   * Payloads are sealed (AES-256-GCM) before they are written. Returns the entry's number within its operation, from 1.
   */
  appendTrace(operationId: number, entry: TraceEntry): number;
  /** Entries that happened elsewhere, all of them or none, in one transaction. */
  appendTraceAll(operationId: number, entries: readonly TraceEntry[]): void;
  /** Durable. Forgets an import that has not ended, with what was taken in of it; does nothing to any other operation. */
  discardImport(id: number): void;
  /**
   * The same as a sink, deferred, which never throws: a disk that is full must not break a card off in mid-installation. What
   * could not be written is counted, and said by a note `trace_entries_lost` {count} as soon as writing works again.
   */
  traceSink(operationId: number): TraceSink;
  /** Raw bytes, secrets and all: for the engine's own use. What leaves the engine comes from `redactedTrace`. */
  listTrace(operationId: number, after: number, limit: number): StoredTraceEntry[];
  getTrace(operationId: number, seq: number): StoredTraceEntry | undefined;
  /**
   * A secret that the operation came to know after its start: a confirmation code that was asked for, a matching id
   * (event id) from an SM-DS, a token. To be called before anything that holds it is sent. It is sealed; those of the
   * request and the transactions are known anyhow.
   */
  addSecret(operationId: number, secret: Secret): void;
  /** Sealed: the event ids of a discovery, in the order of the operation's `events`. They replace what was kept before. */
  saveEventIds(operationId: number, eventIds: readonly string[]): void;
  getEventId(operationId: number, index: number): string | undefined;
  /** The trace as `trace.list` and `trace.get` show it: secrets are placeholders of equal length. */
  redactedTrace(operationId: number, after: number, limit: number): RedactedTraceEntry[];
  getRedactedTrace(operationId: number, seq: number): RedactedTraceEntry | undefined;
  /** A text (of a log, of an error) without the operation's secrets. What goes into `error` and `remarks` passes here. */
  redactText(operationId: number, text: string): string;

  /** Deferred. A card as last seen; replaces what is given, keeps the rest. An older sighting than the stored one is ignored. */
  saveCard(
    card: { readonly eid: string; readonly lastSeenAt: number; readonly simulated: boolean } & Partial<
      Pick<Card, 'info' | 'profiles' | 'quirks' | 'readerId'>
    >,
  ): void;
  /** Without `readerId`: the one that is stored is where the card was seen last, and only the engine knows where it is. */
  getCard(eid: string): Card | undefined;
  /** What is remembered of a card's habits; none of one that is not known. */
  getQuirks(eid: string): string[];
  listCards(): Card[];
  /**
   * Deferred. The notifications that the card lists now; those that are gone from it become `removed`.
   * One that is back after it was `removed`, or whose number now means something else, waits anew. The card must have
   * been saved.
   */
  saveNotifications(
    eid: string,
    seenAt: number,
    present: readonly Pick<NotificationRow, 'sequenceNumber' | 'event' | 'address' | 'iccid'>[],
  ): void;
  /** Deferred. `tried`: one attempt more than there were. `delivered` and `removed` plan no retry. */
  setNotification(
    eid: string,
    sequenceNumber: number,
    change: Partial<
      Pick<NotificationRow, 'attempts' | 'lastError' | 'state' | 'deliveredAt' | 'nextAttemptAt'>
    > & { readonly tried?: boolean },
  ): void;
  listNotifications(eid: string): NotificationRow[];

  /** Small settings of the workbench, as JSON values. */
  getSetting(name: string): unknown;
  setSetting(name: string, value: unknown): void;

  close(): void;
}
