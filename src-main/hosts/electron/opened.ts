/** What the system hands over to be opened: an activation code (`LPA:`), or an evidence file. */

import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { FromDesktop } from '../../../src-shared/desktop.ts';

export const evidenceExtension = '.euicc-evidence';
/** What is larger is opened from the window, which reads it in parts. */
const mostBytes = 64 * 1024 * 1024;

/** The code of an address such as `LPA:1$smdp.example.com$ID`, as it came; undefined where it is none. */
export function codeOf(argument: string): string | undefined {
  if (!/^lpa:1\$/i.test(argument) || argument.length > 4096) return undefined;
  // Browsers hand addresses over with what they take for special written as %XX.
  try {
    return decodeURIComponent(argument);
  } catch {
    return argument;
  }
}

/** What of a command line is to be opened. A file that cannot be read, or is too large, is passed over and told on stderr. */
export function openedOf(args: readonly string[]): readonly FromDesktop[] {
  return args.flatMap((argument): FromDesktop[] => {
    const text = codeOf(argument);
    if (text !== undefined) return [{ type: 'code', text }];
    if (argument.startsWith('-') || !argument.toLowerCase().endsWith(evidenceExtension)) return [];
    try {
      const { size } = statSync(argument);
      if (size > mostBytes) throw new Error(`it has ${size} bytes; open it from the window`);
      return [
        {
          type: 'file',
          name: basename(argument).slice(0, 255),
          bytes: new Uint8Array(readFileSync(argument)),
        },
      ];
    } catch (error) {
      process.stderr.write(`${basename(argument)} cannot be opened: ${String(error)}\n`);
      return [];
    }
  });
}
