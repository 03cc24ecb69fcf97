import type Database from 'better-sqlite3';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { OperationStore } from './port.ts';
import { fromJson } from './sqlite.ts';
import type { WriteBehind } from './write-behind.ts';

type Part = Pick<OperationStore, 'getSetting' | 'setSetting'>;

export function createSettings(db: Database, clock: Clock, behind: WriteBehind): Part {
  const select = db.prepare('SELECT value FROM settings WHERE name = ?').pluck();
  const remove = db.prepare('DELETE FROM settings WHERE name = ?');
  const upsert = db.prepare(`INSERT INTO settings (name, value, updated_at) VALUES (@name, @value, @at)
    ON CONFLICT DO UPDATE SET value = @value, updated_at = @at`);
  return {
    getSetting(name) {
      const text = select.get(name);
      return text === undefined
        ? undefined
        : fromJson({ table: 'settings', row: name }, 'value', String(text));
    },
    setSetting(name, value) {
      if (value === undefined) {
        behind.atomically(() => remove.run(name));
        return;
      }
      // Of a function or a symbol JSON.stringify makes undefined, whatever its type says.
      const text: unknown = JSON.stringify(value);
      if (typeof text !== 'string')
        throw new WorkbenchError('internal', { reason: `setting ${name} was given a value that is no JSON` });
      const at = Math.round(clock.now());
      behind.atomically(() => upsert.run({ name, value: text, at }));
    },
  };
}
