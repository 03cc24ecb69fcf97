/** Recordings of other programs, kept as operations of kind `import`: all of a file, or nothing. */

import type { importRows } from '../../../src-shared/api/imports.ts';
import type { Caller, CallName, CallOutput, CallRequest, WorkbenchEvent } from '../../../src-shared/api.ts';
import type { Operation } from '../../../src-shared/model/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import type { OperationStore } from '../../store/port.ts';
import { eidIn } from './eid.ts';
import type { Recording } from './recording.ts';

export interface ImportDeskPorts {
  readonly store: OperationStore;
  readonly clock: Clock;
  /** The file that was put with `evidence.put`, which is forgotten there. */
  readonly take: (upload: number) => Uint8Array;
  /** As `readRecording`; by another thread where there is one. */
  readonly read: (
    bytes: Uint8Array,
    options: {
      readonly fileName: string;
      readonly begin: number;
      readonly format?: Recording['format'] | undefined;
    },
  ) => Promise<Recording>;
  readonly emit: (event: WorkbenchEvent) => void;
}

type Name = keyof typeof importRows & CallName;
type Handlers = {
  readonly [N in Name]: (request: CallRequest<N>, caller: Caller) => Promise<CallOutput<N>>;
};

/** Written in one transaction; between two of them others have their turn. */
const writtenAtOnce = 1_000;

export function createImportDesk({ store, clock, take, read, emit }: ImportDeskPorts): Handlers {
  async function keep(recording: Recording, fileName: string, caller: Caller): Promise<Operation> {
    const { entries, format, left, timed, readerName = '' } = recording;
    const request = { kind: 'import', readerId: `import:${format}`, format, fileName } as const;
    const { id } = store.createOperation({
      request,
      readerName: readerName || fileName,
      simulated: false,
      createdAt: clock.now(),
      caller,
    });
    try {
      for (let at = 0; at < entries.length; at += writtenAtOnce) {
        store.appendTraceAll(id, entries.slice(at, at + writtenAtOnce));
        await clock.sleep(0);
      }
      const last = entries.at(-1);
      const unanswered = last !== undefined && !('response' in last || 'status' in last);
      const eid = eidIn(entries);
      return store.enterStatus(id, 'successful', clock.now(), {
        ...(eid === undefined ? {} : { eid }),
        remarks: [
          ...(timed ? [] : [{ code: 'import_without_times', params: {} }]),
          ...(left > 0 ? [{ code: 'import_rest_left', params: { count: left } }] : []),
          ...(unanswered ? [{ code: 'import_unanswered', params: {} }] : []),
        ],
      });
    } catch (error) {
      store.discardImport(id);
      throw error;
    }
  }

  return {
    async 'trace.import'({ upload, fileName, format }, caller) {
      const recording = await read(take(upload), { fileName, begin: Math.round(clock.now()), format });
      const operation = await keep(recording, fileName, caller);
      emit({ type: 'operation', operation });
      const count = (kind: string) => recording.entries.filter((entry) => entry.kind === kind).length;
      return { operation, exchanges: { apdus: count('apdu'), http: count('http') } };
    },
  };
}
