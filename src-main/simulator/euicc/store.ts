/** Where a virtual eUICC's state can be kept: in memory, or in a file. */

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { readIfThere } from '../state-file.ts';
import type { StateStore } from './state.ts';

/** Forgets everything with the process. `initial` is a text that another store gave. */
export function createMemoryStateStore(initial?: string): StateStore {
  let text = initial;
  return {
    load: () => text,
    save: (next) => {
      text = next;
    },
  };
}

/**
 * One file, of mode 0600 (it holds one-time keys). A new state is written beside it, brought to the disk and renamed
 * over it: at whatever moment the power goes, the file holds the old state or the new one.
 */
export function createFileStateStore(file: string): StateStore {
  const failed = (cause: unknown) => {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    return new WorkbenchError('simulator_state_unwritable', { file, reason }, { cause });
  };
  return {
    load() {
      try {
        return readIfThere(file);
      } catch (cause) {
        throw failed(cause);
      }
    },
    save(text) {
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        replaceFile(file, text, 'content');
      } catch (cause) {
        throw failed(cause);
      }
    },
  };
}
