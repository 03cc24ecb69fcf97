/** The store's side of redaction: which secrets an operation has, and its trace without them. */

import type Database from 'better-sqlite3';
import { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { OperationPatch, OperationStore, RedactedTraceEntry, StoredTraceEntry } from './port.ts';
import { createRedactor, type Redactor, type TraceMemory } from './redact.ts';
import type { Opener, Sealer } from './seal.ts';
import type { Secret, SecretContext } from './secrets.ts';
import { checked, corrupt, fromJson, toJson } from './sqlite.ts';
import type { WriteBehind } from './write-behind.ts';

type Views = Pick<OperationStore, 'addSecret' | 'redactedTrace' | 'getRedactedTrace' | 'redactText'>;
type Sources = Pick<OperationStore, 'getRequest' | 'listTransactions' | 'listTrace'>;

const secretSchema = z.object({
  kind: z.enum(['activation_code', 'matching_id', 'confirmation_code', 'token']),
  value: z.string().max(65_536),
});

export const secretContext = (operationId: number, seq: number) =>
  `operation_secrets.secret:${operationId}:${seq}`;

/** A whole trace is redacted at once, so it is kept while its pages are asked for and while it grows. */
interface View {
  /** What its secrets were known by, and how far it goes: where both are the same, so is the view. */
  readonly state: string;
  readonly stored: readonly StoredTraceEntry[];
  readonly memory: TraceMemory;
  readonly entries: readonly RedactedTraceEntry[];
}
const mostViews = 2;

/** The traces of operations without their secrets, read only. `flush`: makes what is written late readable. */
export function createRedactedTraces(db: Database, opener: Opener, flush: () => void, sources: Sources) {
  const lastTrace = db
    .prepare('SELECT coalesce(max(last_seq), 0) FROM trace_batches WHERE operation_id = ?')
    .pluck();
  const select = db.prepare('SELECT seq, secret FROM operation_secrets WHERE operation_id = ? ORDER BY seq');
  const views = new Map<number, View>();

  function storedSecrets(operationId: number): Secret[] {
    return select.all(operationId).map((value) => {
      const { seq, secret } = value as { seq: number; secret: Uint8Array };
      const place = { table: 'operation_secrets', row: `${operationId}/${seq}` };
      const text = opener.open(secretContext(operationId, seq), secret);
      if (text === undefined) throw corrupt(place, 'secret', 'it does not unseal');
      const json = fromJson(place, 'secret', Buffer.from(text).toString());
      return checked(place, 'secret', secretSchema, json);
    });
  }

  function requestSecrets(operationId: number): Secret[] {
    const request = sources.getRequest(operationId);
    if (request?.kind !== 'download' && request?.kind !== 'activate') return [];
    const { activationCode, matchingId, confirmationCode } = request;
    const out: Secret[] = [];
    if (activationCode !== undefined) out.push({ kind: 'activation_code', value: activationCode });
    if (matchingId !== undefined) out.push({ kind: 'matching_id', value: matchingId });
    if (confirmationCode !== undefined) out.push({ kind: 'confirmation_code', value: confirmationCode });
    return out;
  }

  function secretsOf(operationId: number): SecretContext {
    return {
      secrets: [...requestSecrets(operationId), ...storedSecrets(operationId)],
      transactionIds: sources.listTransactions(operationId).map(({ transactionId }) => transactionId),
    };
  }

  /** In a transaction: of what another thread writes meanwhile, an entry must not be seen without its secret. */
  const viewOf = db.transaction((operationId: number): readonly RedactedTraceEntry[] => {
    const secrets = secretsOf(operationId);
    const lastSeq = Number(lastTrace.get(operationId));
    const state = JSON.stringify([lastSeq, secrets]);
    const kept = views.get(operationId);
    if (kept?.state === state) return kept.entries;
    const memory: TraceMemory = kept?.memory ?? new Map();
    const before = kept?.stored ?? [];
    const rest = sources.listTrace(operationId, before.at(-1)?.seq ?? 0, Number.MAX_SAFE_INTEGER);
    const stored = [...before, ...rest];
    const entries = createRedactor(secrets).trace(stored, memory);
    views.delete(operationId);
    views.set(operationId, { state, stored, memory, entries });
    for (const oldest of views.keys()) if (views.size > mostViews) views.delete(oldest);
    return entries;
  });

  const traces: Pick<OperationStore, 'redactedTrace' | 'getRedactedTrace'> = {
    redactedTrace(operationId, after, limit) {
      flush();
      const entries = viewOf(operationId);
      const first = entries.findIndex(({ seq }) => seq > after);
      return first < 0 ? [] : entries.slice(first, first + limit);
    },

    getRedactedTrace(operationId, seq) {
      flush();
      return viewOf(operationId).find((entry) => entry.seq === seq);
    },
  };
  return { traces, secretsOf, redactorOf: (operationId: number) => createRedactor(secretsOf(operationId)) };
}

export function createRedaction(db: Database, sealer: Sealer, behind: WriteBehind, sources: Sources) {
  const { traces, redactorOf } = createRedactedTraces(db, sealer, () => behind.flush(), sources);
  const operationExists = db.prepare('SELECT 1 FROM operations WHERE id = ?').pluck();
  const lastSecret = db
    .prepare('SELECT coalesce(max(seq), 0) FROM operation_secrets WHERE operation_id = ?')
    .pluck();
  const insert = db.prepare('INSERT INTO operation_secrets (operation_id, seq, secret) VALUES (?, ?, ?)');

  const out: Views = {
    addSecret(operationId, secret) {
      const text = toJson('secret', secretSchema, { ...secret }) ?? '';
      behind.atomically(() => {
        if (operationExists.get(operationId) === undefined)
          throw new WorkbenchError('store_row_missing', { what: 'operation', id: operationId });
        const seq = Number(lastSecret.get(operationId)) + 1;
        insert.run(operationId, seq, sealer.seal(secretContext(operationId, seq), Buffer.from(text)));
      });
    },

    ...traces,
    redactText: (operationId, text) => redactorOf(operationId).text(text),
  };

  /** A request that is damaged must not keep its operation from being ended: then only places tell what is secret. */
  function patchRedactor(operationId: number): Redactor {
    try {
      return redactorOf(operationId);
    } catch {
      return createRedactor({ secrets: [] });
    }
  }

  /** Errors hold what servers said, and servers quote matching ids. */
  function patch(operationId: number, given: OperationPatch): OperationPatch {
    if (given.error === undefined && given.remarks === undefined) return given;
    const redactor = patchRedactor(operationId);
    return {
      ...given,
      ...(given.error && { error: { ...given.error, params: redactor.params(given.error.params) } }),
      ...(given.remarks && {
        remarks: given.remarks.map(({ code, params }) => ({ code, params: redactor.params(params) })),
      }),
    };
  }

  return { views: out, patch };
}
