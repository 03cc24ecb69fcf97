/** The vectors of the functions of ES10: one JSON file each, written by hand from the ASN.1 of SGP.22 v2.5. */

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { fromHex, toHex } from '../../src-shared/bytes.ts';

const folder = resolve(import.meta.dirname, 'vectors');
const hex = z.string().regex(/^([0-9A-F]{2})+$/);
const example = z.strictObject({
  title: z.string(),
  /** Bytes as `0x…`; what is kept with its bytes as `{ value, raw }`. */
  value: z.unknown(),
  hex,
  /** What the function gives as refusal for this response. */
  refusal: z.union([z.string(), z.number()]).optional(),
});
const vectorFile = z.strictObject({
  function: z.string(),
  section: z.string(),
  /** The ASN.1 type that lists the errors. */
  errorType: z.string().optional(),
  /** Named values beside `ok` that are no refusals. */
  noErrors: z.array(z.string()).default([]),
  requests: z.array(example).min(1),
  responses: z.array(example).min(1),
  errors: z.array(z.strictObject({ result: z.string(), hex })),
});
export type VectorFile = z.infer<typeof vectorFile>;

export function readVectorFiles(): ReadonlyMap<string, VectorFile> {
  const files = readdirSync(folder).map((name) =>
    vectorFile.parse(JSON.parse(readFileSync(resolve(folder, name), 'utf8'))),
  );
  return new Map(files.map((file) => [file.function, file]));
}

/** From the form of the files to that of the code. */
export function fromJson(value: unknown): unknown {
  if (typeof value === 'string' && value.startsWith('0x')) return fromHex(value.slice(2));
  return mapped(value, fromJson);
}

/** From the form of the code to that of the files. */
export function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return `0x${toHex(value)}`;
  return mapped(value, toJson);
}

/** Without the bytes of captured values, so that the encoder has to make them. */
export function withoutRaw(value: unknown): unknown {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'object' && value !== null && 'raw' in value && 'value' in value)
    return { value: withoutRaw(value.value) };
  return mapped(value, withoutRaw);
}

function mapped(value: unknown, map: (one: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, map(field)]));
}
