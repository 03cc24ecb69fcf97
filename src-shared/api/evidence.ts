/** Calls about evidence files, and about traces in the formats of other programs. Files travel in parts. */

import { z } from 'zod';
import { base64Text } from '../model/common.ts';
import {
  evidence,
  evidenceDetail,
  evidenceDownload,
  evidenceOptions,
  evidencePreview,
  replayResult,
  traceFormat,
} from '../model/evidence.ts';
import { traceDetail, traceLine } from '../model/trace.ts';
import { row } from './row.ts';

const id = z.int().positive();
const nothing = z.object({}).strict();
const options = evidenceOptions.prefault({});

export const evidenceRows = {
  'evidence.preview': row(
    'What an evidence file of an operation would hold, and what would be removed or replaced in it',
    z.object({ operationId: id, options }),
    evidencePreview,
  ),
  'evidence.export': row(
    'Makes an evidence file of an operation that has ended; it is fetched with evidence.read',
    z.object({ operationId: id, options }),
    evidenceDownload,
  ),
  'trace.export': row(
    'The trace of an operation, or of opened evidence, as a file of another format; it is fetched with evidence.read',
    z
      .object({
        operationId: id.optional(),
        evidenceId: id.optional(),
        format: traceFormat,
        /** Replace what is personal, as an evidence file does; secrets are out in any case. */
        disguise: z.boolean().default(false),
      })
      .refine(({ operationId, evidenceId }) => (operationId === undefined) !== (evidenceId === undefined), {
        path: ['operationId'],
        message: 'stands alone, without evidenceId, or the other way round',
      }),
    evidenceDownload,
  ),
  'evidence.read': row(
    'A part of a file that was made, from a byte on; after the last part the file is forgotten',
    z.object({ download: id, offset: z.int().nonnegative() }),
    z.object({ data: base64Text, done: z.boolean() }),
  ),
  'evidence.put': row(
    'A part of a file that is to be opened; the first part, without `upload`, begins it',
    z.object({ upload: id.optional(), data: base64Text }),
    z.object({ upload: id, bytes: z.int() }),
  ),
  'evidence.open': row(
    'Opens a file that was put and keeps it, read-only; one that is kept already is given again',
    z.object({ upload: id, fileName: z.string().max(255).default('') }),
    evidence,
  ),
  'evidence.list': row('The opened evidence, the last one first', nothing, z.array(evidence)),
  'evidence.get': row('Opened evidence with its operation', z.object({ id }), evidenceDetail),
  'evidence.trace.list': row(
    'The exchanges of opened evidence in order, as trace.list gives those of an operation',
    z.object({
      id,
      after: z.int().default(0),
      limit: z.int().min(1).max(1000).default(500),
    }),
    z.array(traceLine),
  ),
  'evidence.trace.get': row(
    'One exchange of opened evidence, decoded',
    z.object({ id, seq: z.int() }),
    traceDetail,
  ),
  'evidence.replay': row(
    'Runs the operation of opened evidence again, with the recording as card, server and person; nothing is kept but how it went',
    z.object({
      id,
      /** `recorded`: each exchange takes as long as it did. */
      speed: z.enum(['fast', 'recorded']).default('fast'),
    }),
    replayResult,
  ),
  'evidence.cancelReplay': row(
    'Ends the replays of opened evidence that run; each of them is then rejected as cancelled',
    z.object({ id }),
    z.object({ cancelled: z.int() }),
  ),
  'evidence.remove': row(
    'Forgets opened evidence; its file is not touched. It can be put back until the engine ends',
    z.object({ id }),
    z.object({ removed: z.boolean() }),
  ),
  'evidence.restore': row('Puts removed evidence back under its number', z.object({ id }), evidence),
} as const;
