/** Looks for values in everything that an evidence file holds, in every writing and however deep. */

import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parseTarHeader, tarBlock, tarHeader, tarPadding } from '../../src-main/store/tar.ts';
import { fromHex } from '../../src-shared/bytes.ts';
import { writingsOf } from '../support/readable.ts';

/** The parts of a file by their names, read without the code that wrote them. */
export function partsOf(file: Uint8Array): ReadonlyMap<string, Buffer> {
  const tar = gunzipSync(file);
  const out = new Map<string, Buffer>();
  for (let at = 0; ; ) {
    const header = parseTarHeader(tar.subarray(at, at + tarBlock));
    if (header === undefined) return out;
    const from = at + tarBlock;
    out.set(header.name, tar.subarray(from, from + header.size));
    at = from + header.size + tarPadding(header.size);
  }
}

/** A file of these parts, with a manifest whose sums fit them; `change` may break it. */
export function packed(
  parts: ReadonlyMap<string, Buffer>,
  change: (manifest: Record<string, unknown>) => unknown = () => {},
): Buffer {
  const manifest = JSON.parse((parts.get('manifest.json') ?? '').toString()) as Record<string, unknown>;
  const rest = [...parts].filter(([name]) => name !== 'manifest.json');
  manifest['parts'] = rest.map(([name, bytes]) => ({
    name,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  change(manifest);
  const all = [['manifest.json', Buffer.from(JSON.stringify(manifest))] as const, ...rest];
  const blocks = all.flatMap(([name, bytes]) => [
    tarHeader({ name, size: bytes.length }, 0),
    bytes,
    Buffer.alloc(tarPadding(bytes.length)),
  ]);
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * tarBlock)]));
}

/** The file with one part rewritten. */
export function changedPart(file: Uint8Array, name: string, change: (text: string) => string): Buffer {
  const parts = new Map(partsOf(file));
  parts.set(name, Buffer.from(change((parts.get(name) ?? '').toString())));
  return packed(parts);
}

/** The file's texts, and what the hexadecimal and base64 in them stands for: each alone, and put together in their order. */
function contents(file: Uint8Array): Buffer[] {
  const out: Buffer[] = [Buffer.from(gunzipSync(file))];
  const bytes: Record<string, Buffer[]> = { command: [], response: [] };
  for (const line of (partsOf(file).get('trace.jsonl') ?? Buffer.alloc(0)).toString().split('\n')) {
    if (line === '') continue;
    const entry = JSON.parse(line) as Record<string, unknown>;
    for (const name of ['command', 'response'] as const) {
      const hex = entry[name];
      if (typeof hex !== 'string') continue;
      const whole = Buffer.from(fromHex(hex));
      // The data field of a short APDU; an answer without its status word.
      bytes[name]?.push(name === 'command' ? whole.subarray(5, 5 + (whole[4] ?? 0)) : whole.subarray(0, -2));
      out.push(whole);
    }
    for (const name of ['requestBody', 'responseBody']) {
      const text = (entry[name] as { text?: string } | undefined)?.text ?? '';
      out.push(Buffer.from(text));
      for (const [run] of text.matchAll(/[A-Za-z0-9+/]{8,}={0,2}/g)) out.push(Buffer.from(run, 'base64'));
    }
  }
  out.push(Buffer.concat(bytes['command'] ?? []), Buffer.concat(bytes['response'] ?? []));
  return out;
}

const digitsOnly = /^[0-9A-F]+$/;

/** Besides the writings of a text: numbers in half bytes, in both orders, as bytes and in hexadecimal. */
function allWritings(value: string): [string, Buffer][] {
  const out = [...writingsOf(value)];
  if (digitsOnly.test(value) && value.length >= 8)
    for (const [name, digits] of [
      ['BCD', value.padEnd(value.length + (value.length % 2), 'F')],
      [
        'swapped BCD',
        value
          .padEnd(value.length <= 20 && value.length > 16 ? 20 : value.length + (value.length % 2), 'F')
          .replace(/(.)(.)/g, '$2$1'),
      ],
    ] as const)
      out.push(
        [name, Buffer.from(digits, 'hex')],
        [`${name} in hex`, Buffer.from(digits)],
        [`${name} in small hex`, Buffer.from(digits.toLowerCase())],
      );
  return out;
}

/** `NAME as WRITING` for each value that stands somewhere in the file. */
export function foundIn(file: Uint8Array, values: ReadonlyMap<string, string>): string[] {
  const all = contents(file);
  return [...values].flatMap(([name, value]) =>
    allWritings(value)
      .filter(([, bytes]) => bytes.length >= 4 && all.some((content) => content.includes(bytes)))
      .map(([writing]) => `${name} as ${writing}`),
  );
}
