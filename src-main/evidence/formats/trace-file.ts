/** A trace as a file that other programs read. */

import type { OperationDetail, TraceFormat } from '../../../src-shared/model/index.ts';
import { sha256 } from '../container.ts';
import type { DisguisedEntry } from '../disguise/disguise.ts';
import { type EvidenceContext, exchangeCounts, type MadeEvidence } from '../make.ts';
import { captureOf } from './capture.ts';
import { harOf } from './har.ts';
import { jsonLines } from './jsonl.ts';

const writers: Readonly<
  Record<
    TraceFormat,
    (trace: readonly DisguisedEntry[], operation: OperationDetail, context: EvidenceContext) => Buffer
  >
> = { pcapng: captureOf, har: harOf, jsonl: jsonLines };

export function traceFile(
  operation: OperationDetail,
  trace: readonly DisguisedEntry[],
  format: TraceFormat,
  context: EvidenceContext,
): MadeEvidence {
  const file = writers[format](trace, operation, context);
  const { kind, id } = operation;
  return {
    file,
    name: `${kind.replaceAll('_', '-')}-${id}.${format}`,
    sha256: sha256(file),
    exchanges: exchangeCounts(trace),
    hidden: [],
  };
}
