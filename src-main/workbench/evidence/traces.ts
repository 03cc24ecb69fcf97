/** Traces of opened evidence, as the store gives those of operations: by the evidence's number with a minus sign. */

import { removedKind, zeroedKind } from '../../../src-shared/model/index.ts';
import { type DisguisedEntry, type OpenedEvidence, readEvidence } from '../../evidence/index.ts';
import type { EvidenceFiles } from '../../store/evidence.ts';
import type { OperationStore, Redacted, RedactedTraceEntry } from '../../store/port.ts';

export type TraceSource = Pick<OperationStore, 'redactedTrace' | 'listTrace'>;

const notShown = new Set<string>([...removedKind.options, ...zeroedKind.options]);

/** What was taken out is shown as taken out; what was replaced is shown as what it was replaced by. */
function redactedEntry({ seq, entry, hidden }: DisguisedEntry): RedactedTraceEntry {
  const part = (bytes: Uint8Array | undefined, name: keyof DisguisedEntry['hidden']) => {
    if (bytes === undefined) return {};
    const ranges = (hidden[name] ?? []).filter(([, , kind]) => notShown.has(kind));
    const secret = ranges.map(([from, to]): [number, number] => [from, to]).sort(([a], [b]) => a - b);
    return { [name]: { bytes, secret } satisfies Redacted };
  };
  if (entry.kind === 'note') return { seq, entry };
  return entry.kind === 'apdu'
    ? { seq, entry, ...part(entry.command, 'command'), ...part(entry.response, 'response') }
    : { seq, entry, ...part(entry.requestBody, 'requestBody'), ...part(entry.responseBody, 'responseBody') };
}

interface Kept {
  readonly opened: Promise<OpenedEvidence>;
  readonly entries: Promise<readonly RedactedTraceEntry[]>;
}
/** Two that are compared. */
const mostKept = 2;

export interface EvidenceTraces {
  /** Of evidence that is kept. Throws evidence_not_found. */
  opened(id: number): Promise<OpenedEvidence>;
  /** The traces of evidence (numbers below 0) and of operations (above), once the evidence is opened. */
  sourceOf<S extends TraceSource>(operations: S, ids: readonly number[]): Promise<S>;
}

export function createEvidenceTraces(files: Pick<EvidenceFiles, 'evidenceFile'>): EvidenceTraces {
  // Those that were looked at last: a trace is asked for page by page.
  const kept = new Map<number, Kept>();

  function keep(id: number): Kept {
    const known = kept.get(id);
    if (known !== undefined) return known;
    const opened = readEvidence(files.evidenceFile(id), `evidence ${id}`);
    const one: Kept = { opened, entries: opened.then(({ trace }) => trace.map(redactedEntry)) };
    // Whoever asks is told; nobody else has to be.
    one.entries.catch(() => kept.delete(id));
    kept.set(id, one);
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
    return one;
  }

  return {
    opened: (id) => keep(id).opened,
    async sourceOf(operations, ids) {
      const traces = new Map<number, readonly RedactedTraceEntry[]>();
      for (const id of ids) if (id < 0) traces.set(id, await keep(-id).entries);
      if (traces.size === 0) return operations;
      const slice = (entries: readonly RedactedTraceEntry[], after: number, limit: number) => {
        const first = entries.findIndex(({ seq }) => seq > after);
        return first < 0 ? [] : entries.slice(first, first + limit);
      };
      return {
        ...operations,
        redactedTrace: (id, after, limit) => {
          const entries = traces.get(id);
          return entries === undefined
            ? operations.redactedTrace(id, after, limit)
            : slice(entries, after, limit);
        },
        listTrace: (id, after, limit) => {
          const entries = traces.get(id);
          return entries === undefined
            ? operations.listTrace(id, after, limit)
            : slice(entries, after, limit);
        },
      };
    },
  };
}
