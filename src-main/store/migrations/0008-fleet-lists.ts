import type { z } from 'zod';
import { profile as profileSchema } from '../../../src-shared/model/index.ts';
import { listedProfile } from '../fleet-profile.ts';
import type { Migration } from './migration.ts';

const listed = profileSchema.pick({ serviceProviderName: true, profileClass: true });

/** What the stored text of a profile says; nothing where it cannot be read: that is the reader's error, not the migration's. */
function readProfile(text: string): z.output<typeof listed> {
  try {
    const { data } = listed.safeParse(JSON.parse(text));
    return data ?? {};
  } catch {
    return {};
  }
}

/**
 * What the lists of the fleet API are found by: of a profile what its inventory lists, in columns of its own, and an index for
 * each field that is told to have one (`fleetFields`). Their texts are compared without regard to the case of ASCII letters;
 * EIDs, ICCIDs and values of enumerations have one writing.
 */
export const fleetLists: Migration = {
  version: 8,
  name: 'fleet-lists',
  up(db) {
    db.exec(`
      -- The reader in which the card was seen last.
      ALTER TABLE cards ADD COLUMN reader_id TEXT;
      UPDATE cards SET reader_id = (SELECT reader_id FROM operations WHERE eid = cards.eid ORDER BY id DESC LIMIT 1);

      -- Once more, so that the inventory is read from one table.
      ALTER TABLE profiles ADD COLUMN reader_id TEXT;
      ALTER TABLE profiles ADD COLUMN carrier TEXT;
      ALTER TABLE profiles ADD COLUMN normalized_carrier TEXT;
      ALTER TABLE profiles ADD COLUMN type TEXT NOT NULL DEFAULT 'operational'
        CHECK (type IN ('operational', 'bootstrap', 'test'));
      ALTER TABLE profiles ADD COLUMN status TEXT
        GENERATED ALWAYS AS (iif(state = 'enabled', 'active', 'inactive')) VIRTUAL;
      UPDATE profiles SET reader_id = (SELECT reader_id FROM cards WHERE eid = profiles.eid);
    `);
    const update = db.prepare(`UPDATE profiles
      SET carrier = @carrier, normalized_carrier = @normalizedCarrier, type = @type WHERE rowid = @rowid`);
    for (const value of db.prepare('SELECT rowid, profile FROM profiles').all()) {
      const { rowid, profile } = value as { rowid: number; profile: string };
      const { serviceProviderName, profileClass } = readProfile(profile);
      update.run({ rowid, ...listedProfile(serviceProviderName, profileClass) });
    }
    db.exec(`
      CREATE INDEX profiles_by_reader ON profiles (reader_id COLLATE NOCASE, eid, position);
      CREATE INDEX profiles_by_carrier ON profiles (carrier COLLATE NOCASE, eid, position);
      CREATE INDEX profiles_by_normalized_carrier ON profiles (normalized_carrier COLLATE NOCASE, eid, position);
      CREATE INDEX profiles_by_status ON profiles (status, eid, position);
      CREATE INDEX profiles_by_type ON profiles (type, eid, position);
      DROP INDEX profiles_by_iccid;
      CREATE INDEX profiles_by_iccid ON profiles (iccid, eid, position);

      -- The id, which tells rows of the same value apart, is the last column of every index anyhow.
      CREATE INDEX operations_by_kind ON operations (kind);
      CREATE INDEX operations_by_status ON operations (status);
      CREATE INDEX operations_by_reader ON operations (reader_id COLLATE NOCASE);
      CREATE INDEX operations_by_iccid ON operations (iccid);
      CREATE INDEX operations_by_carrier ON operations (carrier COLLATE NOCASE);
      CREATE INDEX operations_by_cause_id ON operations (cause_id COLLATE NOCASE);
      CREATE INDEX operations_by_created_by ON operations (created_by COLLATE NOCASE);
      CREATE INDEX operations_by_batch ON operations (batch COLLATE NOCASE);
      CREATE INDEX operations_by_message_code ON operations (message_code COLLATE NOCASE);
      CREATE INDEX operations_by_created ON operations (created_at);
      CREATE INDEX operations_by_updated ON operations (updated_at);

      CREATE INDEX actions_by_action ON actions (action);
      CREATE INDEX actions_by_status ON actions (status);
      CREATE INDEX actions_by_reader ON actions (reader_id COLLATE NOCASE);
      CREATE INDEX actions_by_eid ON actions (eid);
      CREATE INDEX actions_by_iccid ON actions (iccid);
      CREATE INDEX actions_by_message_code ON actions (message_code COLLATE NOCASE);
      CREATE INDEX actions_by_created ON actions (created_at);
      CREATE INDEX actions_by_updated ON actions (updated_at);
    `);
  },
};
