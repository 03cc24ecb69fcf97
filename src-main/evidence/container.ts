/** The container of an evidence file: a gzipped tar of a manifest and the parts that it names with their SHA-256. */

import { createHash } from 'node:crypto';
import { createGunzip, gzipSync } from 'node:zlib';
import type { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { parseTarHeader, tarBlock, tarHeader, tarPadding } from '../store/tar.ts';
import { formatVersion, limits, type Manifest, manifest, manifestHead, partNames } from './format.ts';

export type Parts = Readonly<Record<Exclude<keyof typeof partNames, 'manifest'>, Buffer>>;

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const partOrder = ['readme', 'excerpt', 'operation', 'trace'] as const;

/** Bytes that depend on nothing but their input: also the times in the tar are those of the export. */
export function packEvidence(about: Omit<Manifest, 'parts'>, parts: Parts): Buffer {
  const full: Manifest = manifest.parse({
    ...about,
    parts: partOrder.map((name) => ({
      name: partNames[name],
      size: parts[name].length,
      sha256: sha256(parts[name]),
    })),
  });
  const blocks: Buffer[] = [];
  const member = (name: string, content: Buffer) => {
    blocks.push(tarHeader({ name, size: content.length }, about.exportedAt), content);
    blocks.push(Buffer.alloc(tarPadding(content.length)));
  };
  member(partNames.manifest, Buffer.from(`${JSON.stringify(full, null, 2)}\n`));
  for (const name of partOrder) member(partNames[name], parts[name]);
  blocks.push(Buffer.alloc(2 * tarBlock));
  return gzipSync(Buffer.concat(blocks), { level: 9 });
}

export interface Unpacked {
  readonly manifest: Manifest;
  readonly parts: Parts;
}

/** Throws evidence_foreign, evidence_newer, evidence_damaged, evidence_too_large; takes no more memory than the limits allow. */
export async function unpackEvidence(bytes: Uint8Array, file: string): Promise<Unpacked> {
  const tooLarge = (what: string, limit: number) =>
    new WorkbenchError('evidence_too_large', { file, what, limit });
  const foreign = (reason: string) => new WorkbenchError('evidence_foreign', { file, reason });
  const damaged = (reason: string) => new WorkbenchError('evidence_damaged', { file, reason });
  if (bytes.length > limits.file) throw tooLarge('a file', limits.file);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw foreign('it is not packed with gzip');
  const reader = new TarReader(await gunzip(bytes, tooLarge, damaged), foreign, damaged);

  const head = reader.member(partNames.manifest, limits.manifest);
  const about = parseManifest(head, file);
  const out: Partial<Record<keyof Parts, Buffer>> = {};
  for (const [index, name] of partOrder.entries()) {
    const said = about.parts[index];
    if (said?.name !== partNames[name]) throw damaged(`its manifest does not name ${partNames[name]}`);
    const limit = name === 'trace' ? limits.unpacked : limits[name];
    if (said.size > limit) throw tooLarge(partNames[name], limit);
    const content = reader.member(partNames[name], limit);
    if (content.length !== said.size || sha256(content) !== said.sha256)
      throw damaged(`${partNames[name]} is not what its SHA-256 says`);
    out[name] = content;
  }
  if (about.parts.length !== partOrder.length) throw damaged('its manifest names other parts');
  reader.end();
  return { manifest: about, parts: out as Parts };
}

function parseManifest(content: Buffer, file: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(content.toString());
  } catch {
    throw new WorkbenchError('evidence_damaged', { file, reason: 'its manifest is no JSON' });
  }
  const head = manifestHead.safeParse(json);
  if (!head.success)
    throw new WorkbenchError('evidence_foreign', { file, reason: 'its manifest is one of something else' });
  if (head.data.version > formatVersion)
    throw new WorkbenchError('evidence_newer', {
      file,
      found: head.data.version,
      supported: formatVersion,
    });
  return parsed(manifest, json, partNames.manifest, file);
}

/** Checks what a part says. Throws evidence_damaged, naming the place and not what stands there. */
export function parsed<S extends z.ZodType>(
  schema: S,
  json: unknown,
  part: string,
  file: string,
): z.output<S> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.map(String).join('.').slice(0, 100) ?? '';
  throw new WorkbenchError('evidence_damaged', {
    file,
    reason: `${part} is not as it should be at "${where}"`,
  });
}

/** Unpacks as it goes and stops at the limit: a bomb of a few kilobytes costs no more than that. */
async function gunzip(
  bytes: Uint8Array,
  tooLarge: (what: string, limit: number) => WorkbenchError,
  damaged: (reason: string) => WorkbenchError,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  const stream = createGunzip();
  stream.end(bytes);
  try {
    for await (const chunk of stream) {
      const part = chunk as Buffer;
      total += part.length;
      if (total > limits.unpacked) throw tooLarge('a content', limits.unpacked);
      chunks.push(part);
    }
  } catch (error) {
    if (error instanceof WorkbenchError) throw error;
    throw damaged('it does not unpack to its end');
  } finally {
    stream.destroy();
  }
  return Buffer.concat(chunks);
}

class TarReader {
  readonly #bytes: Buffer;
  readonly #foreign: (reason: string) => WorkbenchError;
  readonly #damaged: (reason: string) => WorkbenchError;
  #at = 0;

  constructor(
    bytes: Buffer,
    foreign: (reason: string) => WorkbenchError,
    damaged: (reason: string) => WorkbenchError,
  ) {
    this.#bytes = bytes;
    this.#foreign = foreign;
    this.#damaged = damaged;
  }

  /** The next member, which must have this name. */
  member(name: string, limit: number): Buffer {
    const header = parseTarHeader(this.#bytes.subarray(this.#at, this.#at + tarBlock));
    if (header?.name !== name) {
      if (this.#at === 0) throw this.#foreign(`it does not begin with ${name}`);
      throw this.#damaged(`${name} is missing or not in its place`);
    }
    const from = this.#at + tarBlock;
    if (header.size > limit || from + header.size > this.#bytes.length)
      throw this.#damaged(`${name} is cut off`);
    this.#at = from + header.size + tarPadding(header.size);
    return this.#bytes.subarray(from, from + header.size);
  }

  end(): void {
    const rest = this.#bytes.subarray(this.#at);
    if (rest.length < 2 * tarBlock || rest.some((byte) => byte !== 0))
      throw this.#damaged('something follows its last part');
  }
}
