/** The records as a whole: what is reported of them, how long they are kept, whether they are whole. */

import type { dataRows } from '../../src-shared/api/data.ts';
import type { doctorRows } from '../../src-shared/api/doctor.ts';
import type { reportRows } from '../../src-shared/api/reports.ts';
import type { retentionRows } from '../../src-shared/api/retention.ts';
import type { CallName, CallOutput, CallRequest } from '../../src-shared/api.ts';
import { type ErrorData, WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  MadeReport,
  Reader,
  ReportRequest,
  SystemInfo,
  TrustAnchor,
} from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { DatabaseCopy } from '../store/database-copy.ts';
import type { DatabaseFacts } from '../store/examine.ts';
import type { HeldKey } from '../store/key.ts';
import type { OperationStore } from '../store/port.ts';
import { doctorFindings, lookAtKey, type NameFound } from './doctor.ts';
import type { Retention } from './retention.ts';

export interface RecordPorts {
  /** The data folder. */
  readonly folder: string;
  /** As `makeReport`, of what is in the database. */
  makeReport(request: ReportRequest, now: number): Promise<MadeReport>;
  examineDatabase(deep: boolean): Promise<DatabaseFacts>;
  /** As `copyDatabase`, of what is in the database. */
  copyDatabase(id: string): Promise<DatabaseCopy>;
  /** Files of roots that were left out when the engine started. */
  readonly rootProblems: readonly ErrorData[];
  readonly key: Pick<HeldKey, 'wrapped'>;
  resolveNames(names: readonly string[]): Promise<NameFound[]>;
}

export interface RecordDeskOptions {
  readonly store: OperationStore;
  readonly records: RecordPorts | undefined;
  readonly clock: Clock;
  readonly readers: () => readonly Reader[];
  readonly pcsc: () => SystemInfo['pcsc'];
  readonly roots: () => readonly TrustAnchor[];
  readonly retention: Retention;
}

type Name = keyof (typeof reportRows & typeof doctorRows & typeof retentionRows & typeof dataRows) & CallName;
type Handlers = {
  readonly [N in Name]: (request: CallRequest<N>) => Promise<CallOutput<N>>;
};

/** Where pcscd listens (pcsc-lite); elsewhere the service is no file. */
export const pcscSocket = process.platform === 'linux' ? '/run/pcscd/pcscd.comm' : undefined;

export function createRecordDesk(options: RecordDeskOptions): Handlers {
  const { store, records, clock, retention } = options;

  function inFolder(): RecordPorts {
    if (records === undefined) throw new WorkbenchError('records_in_memory');
    return records;
  }

  /** What the store defers is written before it is read, so that another thread sees it. */
  function written(): void {
    store.listOperations({ limit: 1 });
  }

  return {
    async 'reports.make'(request) {
      const { makeReport } = inFolder();
      written();
      return await makeReport(request, clock.now());
    },

    async 'data.export'({ id, passphrase }) {
      const { copyDatabase, key } = inFolder();
      written();
      const { made, key: wrapped } = await key.wrapped(passphrase, () => copyDatabase(id));
      return { ...made, key: wrapped };
    },

    'retention.get': async () => retention.state(),
    'retention.set': async (changed) => retention.set(changed),
    'retention.preview': (changed) => retention.preview(changed),
    'retention.run': (request) => retention.run(request),
    'retention.cancel': async () => retention.cancel(),

    async 'doctor.run'({ resolve, deep }) {
      const { folder, examineDatabase, rootProblems, resolveNames } = inFolder();
      written();
      return doctorFindings({
        folder,
        now: clock.now(),
        database: await examineDatabase(deep),
        key: lookAtKey(folder),
        pcsc: options.pcsc(),
        readers: options.readers(),
        roots: options.roots(),
        rootProblems,
        names: await resolveNames(resolve),
        engine: 'runs',
        ...(pcscSocket === undefined ? {} : { pcscSocket }),
      });
    },
  };
}
