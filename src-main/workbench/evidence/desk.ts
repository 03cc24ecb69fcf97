/** Evidence files of the workbench: made, fetched, put, opened, looked at, and run again. */

import type { evidenceRows } from '../../../src-shared/api/evidence.ts';
import type { CallName, CallOutput, CallRequest, WorkbenchEvent } from '../../../src-shared/api.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type {
  EvidenceDownload,
  ReplayProgress,
  ReplayResult,
  TrustAnchor,
} from '../../../src-shared/model/index.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { type EvidenceContext, evidenceLimits, type MadeEvidence } from '../../evidence/index.ts';
import type { EvidenceStore } from '../../store/evidence.ts';
import { Transfers } from './transfers.ts';
import type { EvidenceWork } from './work.ts';

export interface EvidenceDeskOptions {
  readonly evidence: EvidenceStore;
  readonly work: EvidenceWork;
  /** Throws operation_not_found; what the store defers is written when it returns. */
  readonly require: (operationId: number) => unknown;
  readonly roots: () => readonly TrustAnchor[];
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly version: string;
  readonly emit: (event: WorkbenchEvent) => void;
  /** Files that are put, where others take them, too. */
  readonly uploads?: Transfers;
}

type Name = keyof typeof evidenceRows & CallName;
type Handlers = {
  readonly [N in Name]: (request: CallRequest<N>) => Promise<CallOutput<N>>;
};

const keyBytes = 32;

export function createEvidenceDesk(options: EvidenceDeskOptions): Handlers {
  const { evidence, work, clock, entropy } = options;
  const downloads = new Transfers(clock, evidenceLimits.unpacked);
  const { uploads = new Transfers(clock, evidenceLimits.file) } = options;
  /** Replays that run, by their evidence. */
  const replays = new Map<AbortController, number>();

  const context = (): EvidenceContext => ({
    workbench: options.version,
    now: Math.round(clock.now()),
    key: entropy.bytes(keyBytes),
    roots: options.roots().map(({ keyId, enabled }) => ({ keyId, enabled })),
  });

  function toFetch({ file, ...about }: MadeEvidence): EvidenceDownload {
    return { ...about, download: downloads.add(Buffer.from(file)), bytes: file.length };
  }

  /** Rejects as `EvidenceWork.replay`; whoever listens is told how far it is. */
  async function replay(id: number, recordedSpeed: boolean): Promise<ReplayResult> {
    const cancel = new AbortController();
    let last: Omit<ReplayProgress, 'ended'> | undefined;
    replays.set(cancel, id);
    try {
      return await work.replay(id, recordedSpeed, {
        signal: cancel.signal,
        progress(replayed, recorded) {
          last = { id, replayed, recorded };
          options.emit({ type: 'replay', replay: { ...last, ended: false } });
        },
      });
    } finally {
      replays.delete(cancel);
      if (last !== undefined) options.emit({ type: 'replay', replay: { ...last, ended: true } });
    }
  }

  return {
    async 'evidence.preview'({ operationId, options: wish }) {
      options.require(operationId);
      return await work.preview(operationId, context(), wish);
    },
    async 'evidence.export'({ operationId, options: wish }) {
      options.require(operationId);
      return toFetch(await work.make(operationId, context(), wish));
    },
    async 'trace.export'({ operationId, evidenceId, format, disguise }) {
      if (operationId !== undefined) options.require(operationId);
      if (evidenceId !== undefined) evidence.get(evidenceId);
      return toFetch(await work.traceFile({ operationId, evidenceId, format, disguise }, context()));
    },
    async 'evidence.read'({ download, offset }) {
      const { part, done } = downloads.read(download, offset);
      return { data: part.toString('base64'), done };
    },
    async 'evidence.put'({ upload, data }) {
      const part = Buffer.from(data, 'base64');
      if (upload === undefined) return { upload: uploads.add(part), bytes: part.length };
      return { upload, bytes: uploads.append(upload, part) };
    },
    async 'evidence.open'({ upload, fileName }) {
      const file = uploads.take(upload);
      const about = await work.describe(file, fileName, Math.round(clock.now()));
      return evidence.add(about, file);
    },
    'evidence.list': async () => evidence.list(),
    async 'evidence.get'({ id }) {
      return { evidence: evidence.get(id), ...(await work.detail(id)) };
    },
    async 'evidence.trace.list'({ id, after, limit }) {
      evidence.get(id);
      return await work.traceList(id, after, limit);
    },
    async 'evidence.trace.get'({ id, seq }) {
      evidence.get(id);
      const detail = await work.traceGet(id, seq);
      if (detail === undefined) throw new WorkbenchError('trace_entry_not_found', { id, seq });
      return detail;
    },
    async 'evidence.replay'({ id, speed }) {
      evidence.get(id);
      const result = await replay(id, speed === 'recorded');
      const { equal, deviation } = result;
      evidence.setReplay(id, {
        at: Math.round(clock.now()),
        equal,
        ...(deviation === undefined ? {} : { deviation }),
      });
      return result;
    },
    async 'evidence.cancelReplay'({ id }) {
      evidence.get(id);
      const running = [...replays].flatMap(([cancel, of]) => (of === id ? [cancel] : []));
      for (const cancel of running) cancel.abort();
      return { cancelled: running.length };
    },
    async 'evidence.remove'({ id }) {
      return { removed: evidence.remove(id) };
    },
    'evidence.restore': async ({ id }) => evidence.restore(id),
  };
}
