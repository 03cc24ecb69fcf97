/**
 * Cursors of the fleet's lists: where the next page begins, for which list, query and order, signed with a key of the data
 * folder, so that nobody else can make one.
 */

import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { StoreKey } from './seal.ts';

/** The key of cursors alone, as an object that can be passed to a worker and prints nothing of itself. */
export function cursorKey(key: StoreKey): KeyObject {
  return createSecretKey(key.derive('fleet cursor v1'));
}

const cell = z.union([z.string(), z.number(), z.null()]);
const position = z.object({
  /** The value by which the last row is in its place; absent where that is its key. */
  value: cell.optional(),
  key: z.array(z.union([z.string(), z.number()])),
});
/** A place between two rows of a list: behind the row that it tells of. */
export type Position = z.output<typeof position>;

const content = z.tuple([z.literal(1), z.string(), z.number(), position]);

export interface Cursor {
  /** What relative times of the query are relative to: the time of the first page. */
  readonly now: number;
  readonly after: Position;
}

/** A message may be long, and lists may be ordered by it. */
const longest = 32_768;
const macLength = 16;

export interface Cursors {
  /** `list`: all that a cursor is bound to. Out: base64url. */
  make(list: readonly string[], cursor: Cursor): string;
  /** Throws cursor_invalid, cursor_other_query. */
  read(list: readonly string[], text: string): Cursor;
}

export function createCursors(key: KeyObject): Cursors {
  /** Of lists that are asked for page by page. */
  const names = new WeakMap<readonly string[], string>();

  function nameOf(list: readonly string[]): string {
    let name = names.get(list);
    if (name === undefined) {
      name = createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 22);
      names.set(list, name);
    }
    return name;
  }

  const macOf = (bytes: Uint8Array) =>
    createHmac('sha256', key).update(bytes).digest().subarray(0, macLength);

  function parse(text: string): z.output<typeof content> | undefined {
    if (text.length > longest || !/^[\w-]+$/.test(text)) return undefined;
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length <= macLength) return undefined;
    const body = bytes.subarray(macLength);
    if (!timingSafeEqual(macOf(body), bytes.subarray(0, macLength))) return undefined;
    return content.safeParse(JSON.parse(body.toString())).data;
  }

  return {
    make(list, { now, after }) {
      const body = Buffer.from(
        JSON.stringify([1, nameOf(list), now, after] satisfies z.input<typeof content>),
      );
      return Buffer.concat([macOf(body), body]).toString('base64url');
    },
    read(list, text) {
      const parsed = parse(text);
      if (parsed === undefined) throw new WorkbenchError('cursor_invalid');
      const [, name, now, after] = parsed;
      if (name !== nameOf(list)) throw new WorkbenchError('cursor_other_query');
      return { now, after };
    },
  };
}
