/** The text in a file whose encoding nobody names. */

import { WorkbenchError } from '../../src-shared/errors/index.ts';

/** UTF-16 without a byte order mark: text in Latin letters has a zero in every second byte. */
function looksLikeUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, 1000);
  const zeros: [even: number, odd: number] = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[(at & 1) as 0 | 1]++;
  const many = sample.length / 4;
  if (zeros[1] > many && zeros[0] === 0) return 'utf-16le';
  if (zeros[0] > many && zeros[1] === 0) return 'utf-16be';
  return undefined;
}

function encodingOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return looksLikeUtf16(bytes);
}

/**
 * UTF-8 or UTF-16, with or without a byte order mark; what is neither is Windows-1252, as spreadsheets write "CSV (ANSI)".
 * Throws code_list_not_text where it holds characters that no text has.
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  let text: string;
  try {
    text = new TextDecoder(encoding ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (encoding !== undefined) throw new WorkbenchError('code_list_not_text', {}, { cause });
    text = new TextDecoder('windows-1252').decode(bytes);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells a binary file from a text
  if (/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(text)) throw new WorkbenchError('code_list_not_text');
  return text;
}
