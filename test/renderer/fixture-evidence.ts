/** Evidence of the fixture. It reads no files: what their text begins with says what is wrong with them. */

import type { evidenceRows } from '../../src-shared/api/evidence.ts';
import type { CallName, CallOutput, CallRequest, WorkbenchEvent } from '../../src-shared/api.ts';
import { fromBase64, toBase64 } from '../../src-shared/bytes.ts';
import { type ErrorData, WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  Evidence,
  EvidenceDownload,
  HiddenCount,
  Operation,
  ReplayDeviation,
} from '../../src-shared/model/index.ts';
import { minute } from './fixture-data.ts';
import { makeOperations, makeSteps } from './fixture-operations.ts';

type Name = Exclude<keyof typeof evidenceRows & CallName, `evidence.trace.${string}`>;
export type EvidenceHandlers = {
  readonly [N in Name]: (request: CallRequest<N>) => CallOutput<N> | Promise<CallOutput<N>>;
};

const hidden: readonly HiddenCount[] = [
  { kind: 'matching_id', values: 1, places: 3 },
  { kind: 'eid', values: 1, places: 6 },
  { kind: 'iccid', values: 1, places: 9 },
  { kind: 'host', values: 1, places: 14 },
  { kind: 'profile_data', values: 1, places: 58 },
  { kind: 'euicc_signature', values: 3, places: 3 },
];
const excerpt = [
  'Operation: Download',
  'Ended: failed, after 3.2 s',
  'Why: ES9+.InitiateAuthentication did not answer within 30 s.',
  'Next step: check the address of the server.',
  'Reader: Alcor \u202EMicro',
].join('\n');

export const deviation: ReplayDeviation = {
  at: 'apdu',
  seq: 7,
  purpose: 'ES10b.AuthenticateServer',
  field: 'command',
  offset: 5,
  expected: '81E2110028BF38819A80108A1C11D8',
  found: '81E2110028BF2E819A80108A1C11D8',
};

/** Opened files: one that was replayed well, one that deviates, one that cannot be replayed, one with a hostile name. */
function makeOpened(now: number): Map<number, Evidence> {
  const operations = makeOperations(now);
  const of = (index: number, part: Partial<Evidence> & { origin: Evidence['origin'] }): Evidence => {
    const operation = operations[index] as Operation;
    return {
      id: 0,
      openedAt: now - 20 * minute,
      kind: operation.kind,
      status: operation.status,
      simulated: operation.simulated,
      startedAt: operation.createdAt,
      ...(operation.endedAt === undefined ? {} : { endedAt: operation.endedAt }),
      ...(operation.error === undefined ? {} : { error: operation.error }),
      exchanges: { apdus: 86, http: 4 },
      hidden: [...hidden],
      ...part,
    };
  };
  const origin = (fileName: string, note = ''): Evidence['origin'] => ({
    fileName,
    sha256: '9f2c41d5a0b7e3689f2c41d5a0b7e3689f2c41d5a0b7e3689f2c41d5a0b7e368',
    bytes: 31_204,
    workbench: '0.4.0',
    specification: 'SGP.22 v2.5',
    exportedAt: now - 60 * minute,
    note,
    keptIds: false,
  });
  const list = [
    of(1, {
      origin: origin('good-download.euicc-evidence'),
      lastReplay: { at: now - 10 * minute, equal: true },
    }),
    of(2, {
      origin: origin('failed-download.euicc-evidence', 'Fails since Monday, with every card.\nBuild 4711'),
    }),
    of(4, {
      origin: { ...origin('\u202Eecnedive-cciue.removed.euicc-evidence'), keptIds: true },
      lastReplay: { at: now - 2 * minute, equal: false, deviation },
    }),
    of(7, { origin: origin('old.euicc-evidence'), notReplayable: 'recorded_before' }),
  ];
  return new Map(list.map((one, index) => [index + 1, { ...one, id: index + 1 }]));
}

/** By how the text of a file begins. */
const refusals: Readonly<Record<string, (file: string) => ErrorData>> = {
  newer: (file) => ({ code: 'evidence_newer', params: { file, found: 2, supported: 1 } }),
  damaged: (file) => ({
    code: 'evidence_damaged',
    params: { file, reason: 'trace.jsonl has another SHA-256' },
  }),
  enormous: (file) => ({
    code: 'evidence_too_large',
    params: { file, what: 'it unpacks to a content', limit: 134_217_728 },
  }),
};

export function makeEvidenceHandlers(
  full: boolean,
  pace: number,
  now: () => number,
  find: (id: number) => Operation,
  emit: (event: WorkbenchEvent) => void,
): EvidenceHandlers {
  const opened = full ? makeOpened(now()) : new Map<number, Evidence>();
  const removed = new Map<number, Evidence>();
  const recorded = new Map<number, Operation>();
  const uploads = new Map<number, string>();
  const downloads = new Map<number, string>();
  let lastTransfer = 0;
  let cancelled = false;
  const require = (id: number): Evidence => {
    const found = opened.get(id);
    if (found === undefined) throw new WorkbenchError('evidence_not_found', { id });
    return found;
  };
  const operationOf = (id: number): Operation => {
    const { kind, status, simulated, startedAt, endedAt, error } = require(id);
    const source =
      recorded.get(id) ?? makeOperations(now()).find((one) => one.kind === kind && one.status === status);
    if (source === undefined) throw new WorkbenchError('evidence_not_found', { id });
    return {
      ...source,
      id: -id,
      readerId: `evidence:${id}`,
      simulated,
      createdAt: startedAt,
      ...(endedAt === undefined ? {} : { endedAt }),
      ...(error === undefined ? {} : { error }),
    };
  };
  const make = (name: string, content: string): EvidenceDownload => {
    downloads.set(++lastTransfer, content);
    return {
      download: lastTransfer,
      name,
      bytes: content.length,
      sha256: 'ab'.repeat(32),
      exchanges: { apdus: 86, http: 4 },
      hidden: [...hidden],
    };
  };
  return {
    'evidence.preview': ({ operationId, options }) => {
      const { kind, status, eid = '89049032123451234512345678901235' } = find(operationId);
      const hides = options.keepIds
        ? hidden.filter((one) => one.kind !== 'eid' && one.kind !== 'iccid')
        : [...hidden];
      return {
        operationId,
        kind,
        status,
        exchanges: { apdus: 86, http: 4 },
        hidden: hides,
        values: [
          ...(options.keepIds ? [] : [{ kind: 'eid' as const, value: eid, places: 6 }]),
          { kind: 'host', value: 'smdp.lab.test', places: 14 },
          ...options.hosts.map((value) => ({ kind: 'host' as const, value, places: 2 })),
        ],
        excerpt: options.note === '' ? excerpt : `${excerpt}\nNote: ${options.note}`,
      };
    },
    'evidence.export': ({ operationId }) => {
      const operation = find(operationId);
      if (operation.endedAt === undefined)
        throw new WorkbenchError('evidence_not_ended', { id: operationId });
      return make(`operation-${operationId}.euicc-evidence`, `evidence ${operationId}`);
    },
    'trace.export': ({ operationId, evidenceId, format }) =>
      make(`trace-${operationId ?? `evidence-${evidenceId}`}.${format}`, `${format} of a trace`),
    'evidence.read': ({ download, offset }) => {
      const content = downloads.get(download);
      if (content === undefined) throw new WorkbenchError('evidence_transfer_gone', { id: download });
      // In two parts, as if it were long.
      const end = offset === 0 ? Math.ceil(content.length / 2) : content.length;
      if (end === content.length) downloads.delete(download);
      return {
        data: toBase64(new TextEncoder().encode(content.slice(offset, end))),
        done: end === content.length,
      };
    },
    'evidence.put': ({ upload, data }) => {
      const id = upload ?? ++lastTransfer;
      const content = (uploads.get(id) ?? '') + new TextDecoder().decode(fromBase64(data));
      uploads.set(id, content);
      return { upload: id, bytes: content.length };
    },
    'evidence.open': ({ upload, fileName }) => {
      const content = uploads.get(upload) ?? '';
      uploads.delete(upload);
      const [first = '', second] = content.split(' ');
      const refusal = refusals[first]?.(fileName);
      if (refusal !== undefined) throw WorkbenchError.fromData(refusal);
      if (first !== 'evidence')
        throw new WorkbenchError('evidence_foreign', {
          file: fileName,
          reason: 'it is not packed with gzip',
        });
      const operation = find(Number(second));
      const id = Math.max(0, ...opened.keys()) + 1;
      recorded.set(id, operation);
      const [sample] = makeOpened(now()).values();
      if (sample === undefined) throw new Error('no sample');
      const { lastReplay: _, error: __, ...rest } = sample;
      const evidence: Evidence = {
        ...rest,
        id,
        openedAt: now(),
        origin: { ...sample.origin, fileName },
        kind: operation.kind,
        status: operation.status,
        simulated: operation.simulated,
        startedAt: operation.createdAt,
        ...(operation.endedAt === undefined ? {} : { endedAt: operation.endedAt }),
        ...(operation.error === undefined ? {} : { error: operation.error }),
      };
      opened.set(id, evidence);
      return evidence;
    },
    'evidence.list': () => [...opened.values()].sort((a, b) => b.id - a.id),
    'evidence.get': ({ id }) => {
      const evidence = require(id);
      const operation = operationOf(id);
      return {
        evidence,
        operation: { ...operation, steps: makeSteps(operation) },
        excerpt,
        settings: {
          quirks: ['protocol_fallback'],
          roots: [{ keyId: '81370F5125D0B1D408D4C3B232E6D25E795BEBFB', enabled: false }],
        },
      };
    },
    'evidence.cancelReplay': () => {
      cancelled = true;
      return { cancelled: 1 };
    },
    'evidence.replay': async ({ id }) => {
      const evidence = require(id);
      cancelled = false;
      const recordedOf = evidence.exchanges;
      for (let part = 1; part <= 10; part++) {
        const replayed = { apdus: Math.round((recordedOf.apdus * part) / 10), http: 0 };
        emit({ type: 'replay', replay: { id, replayed, recorded: recordedOf, ended: false } });
        await new Promise((resolve) => setTimeout(resolve, pace));
        if (cancelled) break;
      }
      emit({ type: 'replay', replay: { id, replayed: recordedOf, recorded: recordedOf, ended: true } });
      if (cancelled) throw new WorkbenchError('cancelled');
      if (evidence.notReplayable !== undefined)
        throw new WorkbenchError('evidence_not_replayable', { reason: evidence.notReplayable });
      const equal = id !== 3;
      const part = equal ? {} : { deviation };
      opened.set(id, { ...evidence, lastReplay: { at: now(), equal, ...part } });
      const operation = operationOf(id);
      return {
        equal,
        replayed: equal ? evidence.exchanges : { apdus: 6, http: 0 },
        recorded: evidence.exchanges,
        ...part,
        operation: { ...operation, readerId: `replay:${id}`, steps: makeSteps(operation) },
      };
    },
    'evidence.remove': ({ id }) => {
      const gone = opened.get(id);
      if (gone !== undefined) removed.set(id, gone);
      return { removed: opened.delete(id) };
    },
    'evidence.restore': ({ id }) => {
      const back = removed.get(id);
      if (back === undefined) throw new WorkbenchError('evidence_not_found', { id });
      opened.set(id, back);
      return back;
    },
  };
}
