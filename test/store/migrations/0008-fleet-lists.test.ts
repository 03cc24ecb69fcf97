import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { listedProfile } from '../../../src-main/store/fleet-profile.ts';
import { migrate } from '../../../src-main/store/migrate.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';
import { normalizeCarrier } from '../../../src-shared/carrier.ts';

it('migration 8 keeps what is there, and leaves no reference dangling', () => {
  const db = new Database(':memory:');
  migrate(db, 0, migrations.slice(0, 7), () => {
    db.exec("INSERT INTO sealing VALUES (1, x'00')");
  });
  db.exec(`INSERT INTO operations (id, kind, status, reader_id, reader_name, simulated, request,
    activation_code_use, created_at, updated_at) VALUES (41, 'activate', 'failed', 'sim:0', 'r', 1, x'00', 'used', 1, 2)`);
  db.exec(
    "INSERT INTO cards (eid, last_seen_at, simulated) VALUES ('89049032000000000000000000000017', 1, 1)",
  );
  migrate(db, 7, migrations.slice(0, 8));
  expect(db.pragma('user_version', { simple: true })).toBe(8);
  expect(db.prepare('SELECT id, kind, status FROM operations').all()).toEqual([
    { id: 41, kind: 'activate', status: 'failed' },
  ]);
  expect(db.prepare('SELECT count(*) FROM cards').pluck().get()).toBe(1);
  expect(db.pragma('foreign_key_check')).toEqual([]);
  db.close();
});

/** A database of version 7 with two cards, one of which a reader has had twice. */
function ofVersion7() {
  const db = new Database(':memory:');
  migrate(db, 0, migrations.slice(0, 7), () => {
    db.exec("INSERT INTO sealing VALUES (1, x'00')");
  });
  const operation =
    db.prepare(`INSERT INTO operations (kind, status, reader_id, reader_name, simulated, request, eid,
    activation_code_use, created_at, updated_at) VALUES ('read_card', 'successful', ?, 'r', 1, x'00', ?, 'none', 1, 1)`);
  const card = db.prepare('INSERT INTO cards (eid, last_seen_at, simulated) VALUES (?, 1, 1)');
  const profile = db.prepare(
    'INSERT INTO profiles (eid, position, iccid, state, profile, seen_at) VALUES (?, ?, ?, ?, ?, 1)',
  );
  return { db, operation, card, profile };
}
const seen = '89049032000000000000000000000017';
const unseen = '89049032000000000000000000000025';

it('migration 8 gives each card and its profiles the reader of the last operation that had the card', () => {
  const { db, operation, card, profile } = ofVersion7();
  card.run(seen);
  card.run(unseen);
  operation.run('sim:0', seen);
  operation.run('pcsc:Second', seen);
  operation.run('sim:1', null);
  for (const eid of [seen, unseen]) profile.run(eid, 0, '8949000000000000017', 'enabled', '{}');
  migrate(db, 7, migrations.slice(0, 8));
  expect(db.prepare('SELECT eid, reader_id FROM cards ORDER BY eid').all()).toEqual([
    { eid: seen, reader_id: 'pcsc:Second' },
    { eid: unseen, reader_id: null },
  ]);
  expect(db.prepare('SELECT reader_id FROM profiles ORDER BY eid').pluck().all()).toEqual([
    'pcsc:Second',
    null,
  ]);
  db.close();
});

it('migration 8 fills carrier, type and status from the stored profile, and breaks on none that cannot be read', () => {
  const { db, card, profile } = ofVersion7();
  card.run(seen);
  const rows = [
    [
      'enabled',
      { serviceProviderName: 'Télé Fon AG', profileClass: 'operational' },
      ['Télé Fon AG', 'operational', 'active'],
    ],
    [
      'disabled',
      { serviceProviderName: 'Boot', profileClass: 'provisioning' },
      ['Boot', 'bootstrap', 'inactive'],
    ],
    ['disabled', { serviceProviderName: 'Lab', profileClass: 'test' }, ['Lab', 'test', 'inactive']],
    // No class is operational (SGP.22 v2.5 §5.6.3); no name, or an empty one, is no carrier.
    [null, {}, [null, 'operational', 'inactive']],
    ['enabled', { serviceProviderName: '' }, [null, 'operational', 'active']],
    ['enabled', { serviceProviderName: '…', profileClass: 'operational' }, ['…', 'operational', 'active']],
    ['enabled', { serviceProviderName: 7 }, [null, 'operational', 'active']],
    ['enabled', 'no object', [null, 'operational', 'active']],
    ['enabled', undefined, [null, 'operational', 'active']],
  ] as const;
  for (const [position, [state, stored]] of rows.entries())
    profile.run(
      seen,
      position,
      `894900000000000${position}`,
      state,
      stored === undefined ? 'no JSON {' : JSON.stringify(stored),
    );
  migrate(db, 7, migrations.slice(0, 8));
  const filled = db.prepare('SELECT carrier, type, status FROM profiles ORDER BY position').raw().all();
  expect(filled).toEqual(rows.map(([, , expected]) => [...expected]));
  const normalized = db.prepare('SELECT normalized_carrier FROM profiles ORDER BY position').pluck().all();
  // Compared as operations compare carriers; what has neither letter nor digit is compared with nothing.
  expect(normalized).toEqual([
    normalizeCarrier('Télé Fon AG'),
    'boot',
    'lab',
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(normalized[0]).toBe('telefonag');
  db.close();
});

it('migration 8 fills a column just as the store does from then on', () => {
  fc.assert(
    fc.property(
      fc.option(fc.string({ unit: 'grapheme', maxLength: 32 }), { nil: undefined }),
      fc.constantFrom('test', 'provisioning', 'operational', undefined),
      (serviceProviderName, profileClass) => {
        const { db, card, profile } = ofVersion7();
        card.run(seen);
        profile.run(seen, 0, '8949', 'enabled', JSON.stringify({ serviceProviderName, profileClass }));
        migrate(db, 7, migrations.slice(0, 8));
        const { carrier, normalizedCarrier, type } = listedProfile(serviceProviderName, profileClass);
        expect(db.prepare('SELECT carrier, normalized_carrier, type FROM profiles').raw().get()).toEqual([
          carrier,
          normalizedCarrier,
          type,
        ]);
        db.close();
      },
    ),
    { numRuns: 40 },
  );
});
