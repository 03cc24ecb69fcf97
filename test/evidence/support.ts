/** Files of evidence on their way between two workbenches that know nothing of each other. */

import { openStore } from '../../src-main/store/open.ts';
import { StoreKey } from '../../src-main/store/seal.ts';
import { createEvidenceDesk } from '../../src-main/workbench/evidence/desk.ts';
import { createEvidenceWork } from '../../src-main/workbench/evidence/work.ts';
import type { WorkbenchApi, WorkbenchEvent } from '../../src-shared/api.ts';
import type { Evidence, EvidenceDownload, ReplayResult } from '../../src-shared/model/index.ts';
import { systemClock as clock, systemEntropy as entropy } from '../../src-shared/system-ports.ts';

export type Calls = Pick<WorkbenchApi, 'call'>;

/** Fetches a file that was made, part by part. */
export async function fetched(workbench: Calls, { download }: EvidenceDownload): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let offset = 0, done = false; !done; ) {
    const part = await workbench.call('evidence.read', { download, offset });
    const bytes = Buffer.from(part.data, 'base64');
    parts.push(bytes);
    offset += bytes.length;
    done = part.done;
  }
  return Buffer.concat(parts);
}

export async function exported(
  workbench: Calls,
  operationId: number,
  options: { keepIds?: boolean; note?: string } = {},
): Promise<Buffer> {
  return fetched(workbench, await workbench.call('evidence.export', { operationId, options }));
}

/** The desk of a fresh data folder, in memory. */
export function freshDesk() {
  const listeners = new Set<(event: WorkbenchEvent) => void>();
  const store = openStore({ folder: ':memory:', clock, entropy, key: new StoreKey(entropy.bytes(32)) });
  const desk = createEvidenceDesk({
    evidence: store.evidence,
    work: createEvidenceWork(store, { clock, entropy }),
    require: () => undefined,
    roots: () => [],
    clock,
    entropy,
    version: 'test',
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
  });
  return {
    store,
    desk,
    subscribe: (listener: (event: WorkbenchEvent) => void) => void listeners.add(listener),
    async open(file: Uint8Array, fileName = 'test.euicc-evidence'): Promise<Evidence> {
      let upload: number | undefined;
      for (let at = 0; at === 0 || at < file.length; at += 1_000_000) {
        const data = Buffer.from(file.subarray(at, at + 1_000_000)).toString('base64');
        ({ upload } = await desk['evidence.put']({ ...(upload === undefined ? {} : { upload }), data }));
      }
      return desk['evidence.open']({ upload: upload ?? 0, fileName });
    },
    replay: (id: number): Promise<ReplayResult> => desk['evidence.replay']({ id, speed: 'fast' }),
    close: () => store.close(),
  };
}
