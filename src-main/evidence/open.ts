/** Reads an evidence file back, checking every part of it. */

import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Evidence } from '../../src-shared/model/index.ts';
import { parsed, sha256, unpackEvidence } from './container.ts';
import type { DisguisedEntry } from './disguise/disguise.ts';
import { limits, type Manifest, type OperationPart, operationPart, partNames, traceEntry } from './format.ts';
import { exchangeCounts } from './make.ts';
import { entryOf } from './trace-lines.ts';

export interface OpenedEvidence {
  readonly manifest: Manifest;
  readonly part: OperationPart;
  readonly trace: readonly DisguisedEntry[];
  readonly excerpt: string;
}

function jsonOf(text: string, part: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WorkbenchError('evidence_damaged', { file, reason: `${part} is no JSON` });
  }
}

/**
 * Throws evidence_foreign, evidence_newer, evidence_damaged, evidence_too_large. `file`: its name, for errors.
 * The numbers of its entries rise, and its counts are those of its manifest.
 */
export async function readEvidence(bytes: Uint8Array, file: string): Promise<OpenedEvidence> {
  const { manifest, parts } = await unpackEvidence(bytes, file);
  const damaged = (reason: string) => new WorkbenchError('evidence_damaged', { file, reason });
  const part = parsed(
    operationPart,
    jsonOf(parts.operation.toString(), partNames.operation, file),
    partNames.operation,
    file,
  );
  const { operation } = part;
  if (operation.status !== 'successful' && operation.status !== 'failed')
    throw damaged('its operation has not ended');
  const trace: DisguisedEntry[] = [];
  let at = 0;
  for (let seq = 0; at < parts.trace.length; ) {
    const end = parts.trace.indexOf(0x0a, at);
    const length = (end < 0 ? parts.trace.length : end) - at;
    if (end < 0) throw damaged(`${partNames.trace} ends within a line`);
    if (length > limits.line || trace.length >= limits.entries)
      throw new WorkbenchError('evidence_too_large', {
        file,
        what: trace.length >= limits.entries ? 'a trace' : 'a line of its trace',
        limit: length > limits.line ? limits.line : limits.unpacked,
      });
    const where = `${partNames.trace} line ${trace.length + 1}`;
    const line = parsed(traceEntry, jsonOf(parts.trace.toString('utf8', at, end), where, file), where, file);
    if (line.seq <= seq) throw damaged(`${where} is out of order`);
    seq = line.seq;
    const entry = entryOf(line);
    checkRanges(entry, () => damaged(`${where} marks what it does not have`));
    trace.push(entry);
    at = end + 1;
  }
  const counts = exchangeCounts(trace);
  if (counts.apdus !== manifest.exchanges.apdus || counts.http !== manifest.exchanges.http)
    throw damaged('it has another number of exchanges than its manifest says');
  return { manifest, part, trace, excerpt: parts.excerpt.toString() };
}

function checkRanges({ entry, hidden }: DisguisedEntry, fault: () => WorkbenchError): void {
  if (entry.kind === 'note') return;
  for (const [name, ranges] of Object.entries(hidden)) {
    const bytes: unknown = Reflect.get(entry, name);
    const length = bytes instanceof Uint8Array ? bytes.length : 0;
    if (ranges.some(([from, to]: readonly [number, number, string]) => from > to || to > length))
      throw fault();
  }
}

/** What is kept of an opened file beside itself. */
export function describeEvidence(
  { manifest, part }: OpenedEvidence,
  bytes: Uint8Array,
  fileName: string,
  openedAt: number,
): Omit<Evidence, 'id'> {
  const { operation } = part;
  return {
    openedAt,
    origin: {
      fileName,
      sha256: sha256(bytes),
      bytes: bytes.length,
      workbench: manifest.workbench,
      specification: manifest.specification,
      exportedAt: manifest.exportedAt,
      note: manifest.note,
      keptIds: manifest.keptIds,
    },
    kind: operation.kind,
    status: operation.status,
    simulated: operation.simulated,
    startedAt: operation.createdAt,
    ...(operation.endedAt === undefined ? {} : { endedAt: operation.endedAt }),
    ...(operation.error === undefined ? {} : { error: operation.error }),
    exchanges: manifest.exchanges,
    hidden: manifest.hidden,
    ...(manifest.notReplayable === undefined ? {} : { notReplayable: manifest.notReplayable }),
  };
}
