/** What readers are called here, and where they stand. */

import type Database from 'better-sqlite3';
import type { ReaderName, ReaderNames } from './batch-port.ts';
import type { WriteBehind } from './write-behind.ts';

export function createReaderNames(db: Database, behind: WriteBehind): ReaderNames {
  const selectAll = db.prepare('SELECT reader_key AS key, name, place FROM reader_names');
  const insert = db.prepare('INSERT OR IGNORE INTO reader_names (reader_key, updated_at) VALUES (@key, @at)');
  const leave = db.prepare(
    'UPDATE reader_names SET place = NULL, updated_at = @at WHERE place = @place AND reader_key <> @key',
  );
  const setName = db.prepare(
    'UPDATE reader_names SET name = @name, updated_at = @at WHERE reader_key = @key',
  );
  const setPlace = db.prepare(
    'UPDATE reader_names SET place = @place, updated_at = @at WHERE reader_key = @key',
  );
  const tidy = db.prepare('DELETE FROM reader_names WHERE name IS NULL AND place IS NULL');
  return {
    list() {
      const rows = selectAll.all() as { key: string; name: string | null; place: number | null }[];
      return new Map(
        rows.map(({ key, name, place }): [string, ReaderName] => [
          key,
          { ...(name === null ? {} : { name }), ...(place === null ? {} : { place }) },
        ]),
      );
    },
    set(key, at, { name, place }) {
      behind.atomically(() => {
        insert.run({ key, at });
        if (name !== undefined) setName.run({ key, at, name });
        if (place !== undefined) {
          if (place !== null) leave.run({ key, at, place });
          setPlace.run({ key, at, place });
        }
        tidy.run();
      });
    },
  };
}
