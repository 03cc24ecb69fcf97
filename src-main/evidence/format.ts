/** What is in an evidence file, part by part; docs/evidence.md describes it for whoever reads one without this program. */

import { z } from 'zod';
import { errorData, timestamp } from '../../src-shared/model/common.ts';
import {
  evidenceMostBytes,
  exchangeCounts,
  hiddenCount,
  hiddenKind,
  notReplayable,
  operationDetail,
  operationRequest,
} from '../../src-shared/model/index.ts';

export const formatName = 'euicc-evidence';
export const formatVersion = 1;
export const specification = 'SGP.22 v2.5';

export const partNames = {
  manifest: 'manifest.json',
  readme: 'README.txt',
  excerpt: 'excerpt.txt',
  operation: 'operation.json',
  trace: 'trace.jsonl',
} as const;

/** In bytes. A download makes a file of some 30 kB that unpacks to 150 kB; an operation of 100,000 APDUs some 10 MB. */
export const limits = {
  file: evidenceMostBytes,
  unpacked: 128 * 1024 * 1024,
  manifest: 256 * 1024,
  readme: 64 * 1024,
  excerpt: 4 * 1024 * 1024,
  operation: 16 * 1024 * 1024,
  /** One line of the trace: a package of 8 MB in base64. */
  line: 16 * 1024 * 1024,
  entries: 500_000,
  /** Characters of a text of the operation, or of a value of an error: much more than the engine ever puts there. */
  text: 64 * 1024,
} as const;

const short = z.string().max(4096);
const part = z.object({
  name: z.string().max(100),
  size: z.int().nonnegative().max(limits.unpacked),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What of a manifest is the same in all versions. */
export const manifestHead = z.object({
  format: z.literal(formatName),
  version: z.int().min(1),
});

export const manifest = manifestHead.extend({
  version: z.literal(formatVersion),
  workbench: z.string().max(64),
  specification: z.string().max(64),
  /** Milliseconds since 1970. */
  exportedAt: timestamp,
  /** EIDs and ICCIDs are the real ones. */
  keptIds: z.boolean(),
  note: z.string().max(8000),
  exchanges: exchangeCounts,
  hidden: z.array(hiddenCount).max(100),
  notReplayable: notReplayable.optional(),
  parts: z.array(part).max(10),
});
export type Manifest = z.infer<typeof manifest>;

/** Where a text stands that is longer than any may be. Pictures have a limit of their own. */
function longText(value: unknown, path: readonly PropertyKey[] = []): readonly PropertyKey[] | undefined {
  if (typeof value === 'string')
    return value.length > limits.text && path.at(-2) !== 'icon' ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = name.length > limits.text ? path : longText(inner, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of a schema that was made for what the engine itself has kept, where texts need no limit. */
const withShortTexts = <S extends z.ZodType>(schema: S) =>
  schema.superRefine((value, issues) => {
    const path = longText(value);
    if (path !== undefined) issues.addIssue({ code: 'custom', path: [...path], message: 'too long a text' });
  });

/** The operation with all that it was started with, and what else counted. */
export const operationPart = z.object({
  operation: withShortTexts(operationDetail),
  /** Absent where it is not known any more. Codes are replaced ones. */
  request: operationRequest.optional(),
  /** Confirmation codes that a person has given in its course, in their order. Replaced ones. */
  confirmationCodes: z.array(z.string().max(64)).max(100),
  /** Where it took what a discovery had found: what that was. The event id is a replaced one. */
  discovery: z
    .object({
      operationId: z.int(),
      index: z.int(),
      eid: short.optional(),
      smdpAddress: short,
      matchingId: short.optional(),
    })
    .optional(),
  settings: z.object({
    /** Habits by which the card is known. */
    quirks: z.array(short).max(200),
    roots: z.array(z.object({ keyId: short, enabled: z.boolean() })).max(2000),
  }),
});
export type OperationPart = z.infer<typeof operationPart>;

const hexBytes = z.string().regex(/^([0-9A-F]{2})*$/);
const headers = z.array(z.tuple([short, z.string().max(64 * 1024)])).max(1000);
const range = z.tuple([z.int().nonnegative(), z.int().nonnegative(), hiddenKind]);
const ranges = z.array(range).max(200_000).optional();
const body = z.union([z.object({ text: z.string() }), z.object({ base64: z.base64() })]);
const entry = { seq: z.int().positive(), startedAt: z.number().min(0).max(8.64e15) };
const exchange = {
  ...entry,
  durationMs: z.number().min(0).max(1e12),
  purpose: short,
  error: withShortTexts(errorData).optional(),
};

/** One line of the trace. `hidden`: what of the bytes was removed, replaced or zeroed, as half-open ranges. */
export const traceEntry = z.discriminatedUnion('kind', [
  z.object({
    ...exchange,
    kind: z.literal('apdu'),
    command: hexBytes,
    response: hexBytes.optional(),
    hidden: z.object({ command: ranges, response: ranges }).optional(),
  }),
  z.object({
    ...exchange,
    kind: z.literal('http'),
    method: short,
    url: short,
    requestHeaders: headers,
    requestBody: body,
    status: z.int().min(0).max(999).optional(),
    responseHeaders: headers.optional(),
    responseBody: body.optional(),
    hidden: z.object({ requestBody: ranges, responseBody: ranges }).optional(),
  }),
  z.object({
    ...entry,
    kind: z.literal('note'),
    code: short,
    params: withShortTexts(errorData.shape.params),
  }),
]);
export type TraceEntryLine = z.infer<typeof traceEntry>;
