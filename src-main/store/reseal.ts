/**
 * What is sealed with an older master key is sealed anew with the newest, in parts so small that the engine's thread is never held
 * up. Each part is one transaction with the place to go on from, so that a process that is killed has lost nothing. Everything is
 * walked until a walk finds nothing any more: only then the older keys can be forgotten.
 */

import type Database from 'better-sqlite3';
import { z } from 'zod';
import { eventContext } from './events.ts';
import { evidenceContext } from './evidence.ts';
import { requestContext } from './operations.ts';
import { probeContext, probeText } from './probe.ts';
import { secretContext } from './redaction.ts';
import { firstKey, type RenewableSealer, type StoreKey, sealMark } from './seal.ts';
import { traceContext } from './traces.ts';
import type { Vault } from './vault.ts';
import type { WriteBehind } from './write-behind.ts';

export interface ResealState {
  /** Steps of the walk: not rows, which nobody has counted. */
  readonly done: number;
  readonly total: number;
  /** Values that were sealed anew since the key was changed. */
  readonly sealed: number;
  /** Values that no key opens: damaged. They keep the older keys. */
  readonly unreadable: number;
  /** The number of the key that it is sealed with. */
  readonly key: number;
  /** A walk to the end has found nothing to seal. */
  readonly finished: boolean;
}

export interface ResealStore {
  /** Throws store_corrupt where a key of the vault does not open: before the key of the folder is changed. */
  check(): void;
  /**
   * Seals with this key from now on, wraps the keys of the vault anew and begins a walk, unless that of this key has begun: one
   * transaction. Whoever reads the database elsewhere must have the key before.
   */
  use(key: StoreKey): void;
  /** How far the walk is; undefined where the folder has its first key. */
  state(): ResealState | undefined;
  /** Goes on by a part. */
  part(): ResealState;
  /** The key of the simulated bench: from the first key of the folder, and kept when that is changed. */
  benchKey(): Uint8Array;
}

const place = z.object({
  /** The key that is sealed with. */
  key: z.int(),
  walk: z.int(),
  table: z.int(),
  operation: z.int(),
  seq: z.int(),
  sealed: z.int(),
  /** In this walk. */
  found: z.int(),
  unreadable: z.int(),
  finished: z.boolean(),
});
type Place = z.infer<typeof place>;

const settingName = 'reseal';
/** Rows of one part; of traces some 400 kB. */
const rowsAtOnce = 200;
/** The second walk is the one that is to find nothing. */
const leastWalks = 2;

interface Row {
  readonly operation: number;
  readonly seq: number;
  /** Null: it is sealed with the newest key. */
  readonly value: Uint8Array | null;
}

export function createReseal(options: {
  readonly db: Database;
  readonly sealer: RenewableSealer;
  readonly key: StoreKey;
  readonly vault: Vault;
  readonly behind: WriteBehind;
  readonly now: () => number;
}): ResealStore {
  const { db, sealer, vault, behind, now } = options;
  let { key } = options;

  function table(name: string, column: string, context: (operation: number, seq: number) => string) {
    return {
      context,
      next: db.prepare(`SELECT operation_id AS operation, seq,
          iif(substr(${column}, 1, @length) = @mark, NULL, ${column}) AS value
        FROM ${name} WHERE (operation_id, seq) > (@operation, @seq) ORDER BY operation_id, seq LIMIT ${rowsAtOnce}`),
      update: db.prepare(
        `UPDATE ${name} SET ${column} = @value WHERE operation_id = @operation AND seq = @seq`,
      ),
    };
  }
  const tables = [
    {
      context: requestContext,
      next: db.prepare(`SELECT id AS operation, 0 AS seq,
          iif(substr(request, 1, @length) = @mark, NULL, request) AS value
        FROM operations WHERE id > @operation AND @seq >= -1 ORDER BY id LIMIT ${rowsAtOnce}`),
      update: db.prepare('UPDATE operations SET request = @value WHERE id = @operation AND @seq = 0'),
    },
    table('operation_secrets', 'secret', secretContext),
    table('operation_events', 'event_id', eventContext),
    table('trace_batches', 'payload', traceContext),
    {
      context: evidenceContext,
      next: db.prepare(`SELECT id AS operation, 0 AS seq,
          iif(substr(file, 1, @length) = @mark, NULL, file) AS value
        FROM evidence WHERE id > @operation AND @seq >= -1 ORDER BY id LIMIT ${rowsAtOnce}`),
      update: db.prepare('UPDATE evidence SET file = @value WHERE id = @operation AND @seq = 0'),
    },
  ] as const;
  const newest = db.prepare('SELECT coalesce(max(id), 0) FROM operations').pluck();
  const setProbe = db.prepare('UPDATE sealing SET probe = ? WHERE id = 1');
  const select = db.prepare('SELECT value FROM settings WHERE name = ?').pluck();
  const upsert = db.prepare(`INSERT INTO settings (name, value, updated_at) VALUES (@name, @value, @at)
    ON CONFLICT DO UPDATE SET value = @value, updated_at = @at`);

  const start = (): Place => ({
    key: key.number,
    walk: 1,
    table: 0,
    operation: 0,
    seq: -1,
    sealed: 0,
    found: 0,
    unreadable: 0,
    finished: false,
  });

  /** What cannot be read, or is of another key, is begun anew: a walk too many harms nothing. */
  function known(): Place | undefined {
    const text = select.get(settingName);
    if (typeof text !== 'string') return undefined;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return undefined;
    }
    const { data } = place.safeParse(value);
    return data?.key === key.number ? data : undefined;
  }

  function keep(at: Place): Place {
    upsert.run({ name: settingName, value: JSON.stringify(at), at: Math.round(now()) });
    return at;
  }

  function stateOf(at: Place): ResealState {
    const last = Number(newest.get());
    const perWalk = tables.length * (last + 1);
    const total = Math.max(leastWalks, at.walk) * perWalk;
    const done = (at.walk - 1) * perWalk + at.table * (last + 1) + Math.min(at.operation, last);
    const { sealed, unreadable, finished } = at;
    return { key: at.key, done: finished ? total : done, total, sealed, unreadable, finished };
  }

  /** The place after the last row of a table. */
  function nextTable(at: Place): Place {
    if (at.table + 1 < tables.length) return { ...at, table: at.table + 1, operation: 0, seq: -1 };
    if (at.found === 0 && at.walk >= leastWalks) return { ...at, finished: true };
    return { ...at, walk: at.walk + 1, table: 0, operation: 0, seq: -1, found: 0, unreadable: 0 };
  }

  function walked(at: Place): Place {
    const walk = tables[at.table];
    if (walk === undefined) return start();
    const mark = sealMark(key.number);
    const { operation, seq } = at;
    const rows = walk.next.all({ operation, seq, mark, length: mark.length }) as Row[];
    let { sealed, found, unreadable } = at;
    for (const row of rows) {
      if (row.value === null) continue;
      const context = walk.context(row.operation, row.seq);
      const plain = sealer.open(context, row.value);
      if (plain === undefined) {
        unreadable++;
        continue;
      }
      found++;
      sealed++;
      walk.update.run({
        operation: row.operation,
        seq: row.seq,
        value: sealer.seal(context, plain),
      });
    }
    const counted = { ...at, sealed, found, unreadable };
    const last = rows.at(-1);
    return rows.length < rowsAtOnce || last === undefined
      ? nextTable(counted)
      : { ...counted, operation: last.operation, seq: last.seq };
  }

  /** Before all else: what opens everything that is in the vault, and what tells the key by. */
  function begin(): Place {
    return behind.atomically(() => {
      setProbe.run(sealer.seal(probeContext, probeText));
      vault.rewrap(key.oldest.derive('simulator v1'));
      return keep(start());
    });
  }

  return {
    check: () => vault.check(),
    use(next) {
      behind.flush();
      key = next;
      sealer.use(next);
      if (next.number === firstKey) return;
      const at = known();
      if (at === undefined) begin();
      // What was damaged may be gone by now, and the older keys with it.
      else if (at.finished && at.unreadable > 0)
        behind.atomically(() => keep({ ...start(), sealed: at.sealed }));
    },
    state() {
      if (key.number === firstKey) return undefined;
      return stateOf(known() ?? start());
    },
    part() {
      behind.flush();
      const at = known() ?? begin();
      return stateOf(at.finished ? at : behind.atomically(() => keep(walked(at))));
    },
    benchKey: () => vault.benchKey() ?? key.oldest.derive('simulator v1'),
  };
}
