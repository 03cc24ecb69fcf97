/** Where a virtual eUICC's state can be kept: in memory, or in a file. */

import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
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
        return readFileSync(file, 'utf8');
      } catch (cause) {
        if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
        throw failed(cause);
      }
    },
    save(text) {
      const beside = `${file}.${process.pid}.new`;
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        const descriptor = openSync(beside, 'w', 0o600);
        try {
          const bytes = Buffer.from(text, 'utf8');
          for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
          fsyncSync(descriptor);
        } finally {
          closeSync(descriptor);
        }
        renameSync(beside, file);
      } catch (cause) {
        rmSync(beside, { force: true });
        throw failed(cause);
      }
    },
  };
}
