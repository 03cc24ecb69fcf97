/** Cards as last seen, with their profiles and notifications. */

import type Database from 'better-sqlite3';
import { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type Card,
  card as cardSchema,
  errorData,
  iccidText,
  notificationEvent,
  profile as profileSchema,
  timestamp,
} from '../../src-shared/model/index.ts';
import { listedProfile } from './fleet-profile.ts';
import type { NotificationRow, OperationStore } from './port.ts';
import { checked, fromJson, type Place, toJson } from './sqlite.ts';
import type { WriteBehind } from './write-behind.ts';

type Part = Pick<
  OperationStore,
  | 'saveCard'
  | 'getCard'
  | 'getQuirks'
  | 'listCards'
  | 'saveNotifications'
  | 'setNotification'
  | 'listNotifications'
>;

interface CardRow {
  eid: string;
  last_seen_at: number;
  simulated: number;
  info: string | null;
  info_at: number | null;
  quirks: string;
}

interface NotificationColumns {
  sequence_number: number;
  event: string;
  address: string;
  iccid: string | null;
  attempts: number;
  last_error: string | null;
  state: string;
  seen_at: number;
  delivered_at: number | null;
  next_attempt_at: number | null;
}

const notificationRow = z.object({
  eid: cardSchema.shape.eid,
  sequenceNumber: z.int(),
  event: notificationEvent,
  address: z.string(),
  iccid: iccidText.exactOptional(),
  attempts: z.int().nonnegative(),
  lastError: errorData.exactOptional(),
  state: z.enum(['waiting', 'delivered', 'removed']),
  seenAt: timestamp,
  deliveredAt: timestamp.exactOptional(),
  nextAttemptAt: timestamp.exactOptional(),
});

function toNotification(eid: string, row: NotificationColumns): NotificationRow {
  const place: Place = { table: 'notifications', row: `${eid}/${row.sequence_number}` };
  return checked(place, 'row', notificationRow, {
    eid,
    sequenceNumber: row.sequence_number,
    event: row.event,
    address: row.address,
    attempts: row.attempts,
    state: row.state,
    seenAt: row.seen_at,
    ...(row.iccid === null ? {} : { iccid: row.iccid }),
    ...(row.last_error === null ? {} : { lastError: fromJson(place, 'last_error', row.last_error) }),
    ...(row.delivered_at === null ? {} : { deliveredAt: row.delivered_at }),
    ...(row.next_attempt_at === null ? {} : { nextAttemptAt: row.next_attempt_at }),
  });
}

const columns = 'eid, last_seen_at, simulated, info, info_at, quirks';

/** `readNow` is for a deferred write, which sees those before it. */
export function createCards(
  db: Database,
  behind: WriteBehind,
): { readonly store: Part; readonly readNow: (eid: string) => Card | undefined } {
  const insertCard =
    db.prepare(`INSERT INTO cards (eid, last_seen_at, simulated, info, info_at, quirks, reader_id)
    VALUES (@eid, @lastSeenAt, @simulated, @info, iif(@info IS NULL, NULL, @lastSeenAt),
      coalesce(@quirks, '[]'), @readerId)
    ON CONFLICT DO UPDATE SET last_seen_at = @lastSeenAt, simulated = @simulated,
      info = coalesce(@info, info), info_at = iif(@info IS NULL, info_at, @lastSeenAt),
      quirks = coalesce(@quirks, quirks), reader_id = coalesce(@readerId, reader_id)`);
  const lastSeen = db.prepare('SELECT last_seen_at FROM cards WHERE eid = ?').pluck();
  const selectCard = db.prepare(`SELECT ${columns} FROM cards WHERE eid = ?`);
  const selectCards = db.prepare(`SELECT ${columns} FROM cards
    ORDER BY last_seen_at DESC, eid`);
  const selectQuirks = db.prepare('SELECT quirks FROM cards WHERE eid = ?').pluck();
  const deleteProfiles = db.prepare('DELETE FROM profiles WHERE eid = ?');
  const insertProfile = db.prepare(`INSERT INTO profiles
    (eid, position, iccid, state, profile, seen_at, carrier, normalized_carrier, type, reader_id)
    VALUES (@eid, @position, @iccid, @state, @profile, @seenAt, @carrier, @normalizedCarrier, @type,
      (SELECT reader_id FROM cards WHERE eid = @eid))`);
  const moveProfiles = db.prepare(
    'UPDATE profiles SET reader_id = @readerId WHERE eid = @eid AND reader_id IS NOT @readerId',
  );
  const selectProfiles = db.prepare('SELECT profile FROM profiles WHERE eid = ? ORDER BY position').pluck();

  const insertNotification = db.prepare(`INSERT INTO notifications
    (eid, sequence_number, event, address, iccid, seen_at)
    VALUES (@eid, @sequenceNumber, @event, @address, @iccid, @seenAt)
    ON CONFLICT DO UPDATE SET
      (event, address, iccid, attempts, last_error, state, delivered_at, next_attempt_at, seen_at) =
      (SELECT @event, @address, @iccid,
        iif(anew, 0, notifications.attempts), iif(anew, NULL, notifications.last_error),
        iif(anew, 'waiting', notifications.state), iif(anew, NULL, notifications.delivered_at),
        iif(anew, NULL, notifications.next_attempt_at), @seenAt
       FROM (SELECT notifications.state = 'removed' OR notifications.event <> @event
         OR notifications.address <> @address OR notifications.iccid IS NOT @iccid AS anew))`);
  const markGone = db.prepare(`UPDATE notifications SET state = 'removed', next_attempt_at = NULL
    WHERE eid = ? AND state <> 'removed' AND sequence_number NOT IN (SELECT value FROM json_each(?))`);
  const updateNotification = db.prepare(`UPDATE notifications
    SET attempts = coalesce(@attempts, attempts) + @tried, last_error = iif(@setError, @lastError, last_error),
      state = coalesce(@state, state), delivered_at = coalesce(@deliveredAt, delivered_at),
      next_attempt_at = iif(@state IN ('delivered', 'removed'), NULL, coalesce(@nextAttemptAt, next_attempt_at))
    WHERE eid = @eid AND sequence_number = @sequenceNumber`);
  const selectNotifications =
    db.prepare(`SELECT sequence_number, event, address, iccid, attempts, last_error, state,
    seen_at, delivered_at, next_attempt_at FROM notifications WHERE eid = ? ORDER BY sequence_number`);

  function listNotifications(eid: string): NotificationRow[] {
    return selectNotifications.all(eid).map((row) => toNotification(eid, row as NotificationColumns));
  }

  function toCard(row: CardRow): Card {
    const place: Place = { table: 'cards', row: row.eid };
    const profiles = selectProfiles
      .all(row.eid)
      .map((text, position) =>
        fromJson({ table: 'profiles', row: `${row.eid}/${position}` }, 'profile', String(text)),
      );
    const notifications = listNotifications(row.eid)
      .filter(({ state }) => state !== 'removed')
      .map(({ sequenceNumber, event, address, iccid, attempts, lastError, deliveredAt, nextAttemptAt }) => ({
        sequenceNumber,
        event,
        address,
        attempts,
        ...(iccid === undefined ? {} : { iccid }),
        ...(lastError === undefined ? {} : { lastError }),
        ...(deliveredAt === undefined ? {} : { deliveredAt }),
        ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }),
      }));
    return checked(place, 'row', cardSchema, {
      eid: row.eid,
      lastSeenAt: row.last_seen_at,
      simulated: row.simulated === 1,
      ...(row.info === null ? {} : { info: fromJson(place, 'info', row.info) }),
      ...(row.info_at === null ? {} : { infoAt: row.info_at }),
      profiles,
      notifications,
      quirks: fromJson(place, 'quirks', row.quirks),
    });
  }

  function readCard(eid: string): Card | undefined {
    const row = selectCard.get(eid);
    return row === undefined ? undefined : toCard(row as CardRow);
  }

  function missing(eid: string): WorkbenchError {
    return new WorkbenchError('store_row_missing', { what: 'card', id: eid });
  }

  const store: Part = {
    saveCard({ eid, lastSeenAt, simulated, readerId, info, profiles, quirks }) {
      const row = {
        eid: checkedEid(eid),
        readerId: readerId ?? null,
        lastSeenAt,
        simulated: simulated ? 1 : 0,
        info: toJson('info', cardSchema.shape.info, info),
        quirks: toJson('quirks', cardSchema.shape.quirks.optional(), quirks),
      };
      const texts = profiles?.map((profile) => toJson('profile', profileSchema, profile));
      behind.later(`card ${eid}`, () => {
        const before = lastSeen.get(eid);
        if (typeof before !== 'number' || before <= lastSeenAt) {
          insertCard.run(row);
          if (profiles !== undefined && texts !== undefined) {
            deleteProfiles.run(eid);
            for (const [position, profile] of profiles.entries())
              insertProfile.run({
                eid,
                position,
                iccid: profile.iccid,
                state: profile.state ?? null,
                profile: texts[position] ?? null,
                seenAt: lastSeenAt,
                ...listedProfile(profile.serviceProviderName, profile.profileClass),
              });
          } else if (readerId !== undefined) moveProfiles.run({ eid, readerId });
        }
      });
    },

    getCard(eid) {
      behind.settle();
      return readCard(eid);
    },

    getQuirks(eid) {
      behind.settle();
      const text = selectQuirks.get(eid);
      if (text === undefined) return [];
      const place: Place = { table: 'cards', row: eid };
      return checked(place, 'quirks', cardSchema.shape.quirks, fromJson(place, 'quirks', String(text)));
    },

    listCards() {
      behind.settle();
      return selectCards.all().map((row) => toCard(row as CardRow));
    },

    saveNotifications(eid, seenAt, present) {
      behind.later(`card ${eid}`, () => {
        if (lastSeen.get(eid) === undefined) throw missing(eid);
        for (const { sequenceNumber, event, address, iccid } of present)
          insertNotification.run({ eid, sequenceNumber, event, address, iccid: iccid ?? null, seenAt });
        markGone.run(eid, JSON.stringify(present.map(({ sequenceNumber }) => sequenceNumber)));
      });
    },

    setNotification(eid, sequenceNumber, change) {
      const lastError = toJson(
        'lastError',
        errorData.optional(),
        change.lastError && { ...change.lastError, params: { ...change.lastError.params } },
      );
      behind.later(`card ${eid}`, () => {
        const { changes } = updateNotification.run({
          eid,
          sequenceNumber,
          attempts: change.attempts ?? null,
          tried: change.tried ? 1 : 0,
          setError: 'lastError' in change || change.state === 'delivered' ? 1 : 0,
          lastError,
          state: change.state ?? null,
          deliveredAt: change.deliveredAt ?? null,
          nextAttemptAt: change.nextAttemptAt ?? null,
        });
        if (changes === 0)
          throw new WorkbenchError('store_row_missing', {
            what: 'notification',
            id: `${eid}/${sequenceNumber}`,
          });
      });
    },

    listNotifications(eid) {
      behind.settle();
      return listNotifications(eid);
    },
  };
  return { store, readNow: readCard };
}

function checkedEid(eid: string): string {
  toJson('eid', cardSchema.shape.eid, eid);
  return eid;
}
