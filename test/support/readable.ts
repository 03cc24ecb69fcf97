/** Looks for secrets in files, in every writing in which one could lie there readable. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What of a text's base64 is the same whatever stands before and behind it, for each of the three places to begin at. */
function base64Cores(bytes: Buffer): Buffer[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const from = Math.ceil((offset * 4) / 3);
    const whole = Math.floor(((offset + bytes.length) * 4) / 3);
    return Buffer.from(text.slice(from, whole));
  });
}

/** A secret as UTF-8, UTF-16 (both orders), hexadecimal (both cases) and base64 (both alphabets, three offsets). */
export function writingsOf(secret: string): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(secret, 'utf8');
  const little = Buffer.from(secret, 'utf16le');
  const big = Buffer.from(little).swap16();
  const hex = bytes.toString('hex');
  const base64 = base64Cores(bytes);
  return new Map([
    ['UTF-8', bytes],
    ['UTF-16LE', little],
    ['UTF-16BE', big],
    ['hex', Buffer.from(hex)],
    ['HEX', Buffer.from(hex.toUpperCase())],
    ...base64.map((core, offset) => [`base64 at ${offset}`, core] as const),
    ...base64.map(
      (core, offset) =>
        [
          `base64url at ${offset}`,
          Buffer.from(core.toString().replaceAll('+', '-').replaceAll('/', '_')),
        ] as const,
    ),
  ]);
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** Where in a folder which secret lies readable, as `FILE: NAME as WRITING`. Empty where none does. */
export function readableIn(folder: string, secrets: ReadonlyMap<string, string>): string[] {
  return filesOf(folder).flatMap((path) => {
    const content = readFileSync(path);
    return [...secrets].flatMap(([name, secret]) =>
      [...writingsOf(secret)]
        .filter(([, bytes]) => content.includes(bytes))
        .map(([writing]) => `${relative(folder, path)}: ${name} as ${writing}`),
    );
  });
}
