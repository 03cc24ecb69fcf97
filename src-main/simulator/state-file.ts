/**
 * Files in which simulators keep what they remember: replaced as a whole, so that a crash leaves the old or the new one, and
 * sealed where whoever runs the simulator wants nothing readable on the disk.
 */

import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Entropy } from '../../src-shared/ports.ts';
import { replaceFile } from '../files/replace-file.ts';

/** Makes texts unreadable, and readable again. */
export interface StateSealing {
  /** One line of text. `context` is bound to it: it opens under the same context only. */
  seal(context: string, text: string): string;
  /** Undefined where the text was changed, moved to another context or sealed with another key. */
  open(context: string, sealed: string): string | undefined;
}

/** With which every sealed text begins; no JSON does. */
const mark = 'sealed-1:';
const nonceLength = 12;
const tagLength = 16;

/** AES-256-GCM, one nonce per text. `key`: 32 bytes. */
export function createStateSealing(key: KeyObject, entropy: Entropy): StateSealing {
  return {
    seal(context, text) {
      const nonce = entropy.bytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(context));
      const parts = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return mark + Buffer.concat(parts).toString('base64');
    },
    open(context, sealed) {
      const bytes = Buffer.from(sealed.slice(mark.length), 'base64');
      if (!isSealed(sealed) || bytes.length < nonceLength + tagLength) return undefined;
      const nonce = bytes.subarray(0, nonceLength);
      const tagAt = bytes.length - tagLength;
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(tagAt));
      try {
        return (
          decipher.update(bytes.subarray(nonceLength, tagAt), undefined, 'utf8') + decipher.final('utf8')
        );
      } catch {
        return undefined;
      }
    },
  };
}

export function isSealed(text: string): boolean {
  return text.startsWith(mark);
}

/** A file's text, or undefined where there is no such file. Throws what the file system does. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}

export interface StateFile {
  /**
   * What `parse` makes of the text; undefined where there is no file yet. One that lies there readable is sealed when it was
   * parsed. Throws `simulator_state_sealed`, what `parse` does, and what the file system does.
   */
  read<T>(parse: (text: string) => T): T | undefined;
  /** Replaces the whole durably. Throws what the file system does. */
  write(text: string): void;
}

/** A file for one text. With `sealing` it is sealed; one of before that was not is taken over. */
export function stateFile(path: string, sealing?: StateSealing): StateFile {
  const context = basename(path);
  function opened(text: string): string {
    if (!isSealed(text)) return text;
    const plain = sealing?.open(context, text);
    if (plain !== undefined) return plain;
    const reason =
      sealing === undefined ? 'no key was given' : 'the key is another one, or the file was changed';
    throw new WorkbenchError('simulator_state_sealed', { path, reason });
  }
  function write(text: string): void {
    replaceFile(path, sealing === undefined ? text : sealing.seal(context, text), 'content');
  }
  return {
    read(parse) {
      const text = readIfThere(path);
      if (text === undefined) return undefined;
      const parsed = parse(opened(text));
      if (sealing !== undefined && !isSealed(text)) write(text);
      return parsed;
    },
    write,
  };
}

/**
 * What a server keeps in such a file as JSON of a schema. `what` it is of, for the error: `an SM-DS`. Both throw the error of that `code`,
 * with path and reason, and `simulator_state_sealed`.
 */
export function jsonStateFile<S extends z.ZodType>(options: {
  readonly path: string;
  readonly sealing: StateSealing | undefined;
  readonly schema: S;
  readonly code: 'shop_state_unreadable' | 'smds_state_unreadable';
  readonly what: string;
}): { load(): z.output<S> | undefined; save(state: z.input<S>): void } {
  const { path, sealing, schema, code, what } = options;
  const file = stateFile(path, sealing);
  const guarded = <T>(act: () => T): T => {
    try {
      return act();
    } catch (cause) {
      if (cause instanceof WorkbenchError) throw cause;
      const reason = cause instanceof z.ZodError ? `it is no state of ${what}` : String(cause);
      throw new WorkbenchError(code, { path, reason }, { cause });
    }
  };
  return {
    load: () => guarded(() => file.read((text) => schema.parse(JSON.parse(text)))),
    save: (state) => guarded(() => file.write(JSON.stringify(state))),
  };
}
