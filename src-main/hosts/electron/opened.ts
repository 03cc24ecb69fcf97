/** What the system hands over to be opened: an activation code (`LPA:`), or an evidence file. */

import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { FromDesktop } from '../../../src-shared/desktop.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { evidenceEnding, evidenceMostBytes } from '../../../src-shared/evidence-file.ts';

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

function refused(error: WorkbenchError): FromDesktop {
  const { code, params } = error.toData();
  return { type: 'refused', error: { code, params: { ...params } } };
}

/** What of a command line is to be opened. Of a file that cannot be read, or is too large to be evidence, the window is told why. */
export function openedOf(args: readonly string[]): readonly FromDesktop[] {
  return args.flatMap((argument): FromDesktop[] => {
    const text = codeOf(argument);
    if (text !== undefined) return [{ type: 'code', text }];
    if (argument.startsWith('-') || !argument.toLowerCase().endsWith(evidenceEnding)) return [];
    const file = basename(argument).slice(0, 255);
    try {
      const { size } = statSync(argument);
      if (size > evidenceMostBytes)
        return [
          refused(
            new WorkbenchError('evidence_too_large', { file, what: 'a file', limit: evidenceMostBytes }),
          ),
        ];
      return [{ type: 'file', name: file, bytes: new Uint8Array(readFileSync(argument)) }];
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return [refused(new WorkbenchError('file_unreadable', { file, reason }))];
    }
  });
}
