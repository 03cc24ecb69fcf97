export { sha256 } from './container.ts';
export type { DisguisedEntry } from './disguise/disguise.ts';
export { limits as evidenceLimits } from './format.ts';
export { traceFile } from './formats/trace-file.ts';
export {
  disguisedTrace,
  type EvidenceContext,
  type MadeEvidence,
  makeEvidence,
  previewEvidence,
} from './make.ts';
export { describeEvidence, type OpenedEvidence, readEvidence } from './open.ts';
export { type ReplayPorts, type ReplayWatch, replayEvidence } from './replay/replay.ts';
