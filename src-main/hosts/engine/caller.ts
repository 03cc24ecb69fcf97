/** Who calls, where it is the user of this machine. */

import { userInfo } from 'node:os';
import type { Caller } from '../../../src-shared/api.ts';

let name: string | undefined;

/** `source`: the door, `cli` or `window`. */
export function localCaller(source: 'cli' | 'window'): Caller {
  try {
    name ??= userInfo().username.slice(0, 200);
  } catch {
    // A user id without a name, as in containers.
    name = String(process.getuid?.() ?? '');
  }
  return { createdBy: name, source };
}
