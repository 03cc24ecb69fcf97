/** Everything that is kept of one operation, secrets included: for making an evidence file of it, and for nothing else. */

import type Database from 'better-sqlite3';
import { z } from 'zod';
import {
  card as cardSchema,
  type OperationDetail,
  type OperationRequest,
  profile as profileSchema,
} from '../../src-shared/model/index.ts';
import { createEventReader } from './events.ts';
import { type OperationRow, operationColumns, toOperation } from './operation-rows.ts';
import { createRequests, createStepList } from './operations.ts';
import type { StoredTraceEntry } from './port.ts';
import { createRedactedTraces } from './redaction.ts';
import type { Opener } from './seal.ts';
import type { SecretContext } from './secrets.ts';
import { checked, fromJson } from './sqlite.ts';
import { createTraceEntries } from './traces.ts';
import { createTransactionList } from './transactions.ts';

export interface OperationRecords extends SecretContext {
  readonly operation: OperationDetail;
  readonly request: OperationRequest | undefined;
  readonly trace: readonly StoredTraceEntry[];
  /** Of the card as last seen. */
  readonly nicknames: readonly string[];
  readonly quirks: readonly string[];
  /** What a download took that names a discovery's event. */
  readonly discovery?: {
    readonly operationId: number;
    readonly index: number;
    readonly eid?: string | undefined;
    readonly smdpAddress: string;
    readonly matchingId?: string | undefined;
  };
}

export interface OperationRecordStore {
  /** Undefined where there is no such operation. */
  operationRecords(id: number): OperationRecords | undefined;
}

const nicknamed = profileSchema.pick({ nickname: true });

/** `flush`: makes what is written late readable. */
export function createOperationRecords(
  db: Database,
  opener: Opener,
  flush: () => void,
): OperationRecordStore {
  const select = db.prepare(`SELECT ${operationColumns} FROM operations WHERE id = ?`);
  const selectProfiles = db.prepare('SELECT profile FROM profiles WHERE eid = ?').pluck();
  const selectQuirks = db.prepare('SELECT quirks FROM cards WHERE eid = ?').pluck();
  const listSteps = createStepList(db);
  const events = createEventReader(db, opener);
  const sources = {
    ...createRequests(db, opener),
    ...createTransactionList(db),
    ...createTraceEntries(db, opener),
  };
  const { secretsOf } = createRedactedTraces(db, opener, () => undefined, sources);

  function discoveryOf(request: OperationRequest | undefined): OperationRecords['discovery'] {
    if (request === undefined || !('event' in request) || request.event === undefined) return undefined;
    const { operationId, index } = request.event;
    const row = select.get(operationId);
    const found = row === undefined ? undefined : toOperation(row as OperationRow);
    const event = found?.events?.[index];
    if (found === undefined || event === undefined) return undefined;
    const matchingId = events.getEventId(operationId, index);
    return { operationId, index, eid: found.eid, smdpAddress: event.smdpAddress, matchingId };
  }

  /** In a transaction, so that it is all of one moment. */
  const read = db.transaction((id: number): OperationRecords | undefined => {
    const row = select.get(id);
    if (row === undefined) return undefined;
    const operation = { ...toOperation(row as OperationRow), steps: listSteps(id) };
    const request = sources.getRequest(id);
    const { eid } = operation;
    const place = { table: 'cards', row: eid ?? '' };
    const profiles = eid === undefined ? [] : selectProfiles.all(eid);
    const quirks = eid === undefined ? undefined : selectQuirks.get(eid);
    const discovery = discoveryOf(request);
    return {
      operation,
      request,
      ...secretsOf(id),
      trace: sources.listTrace(id, 0, Number.MAX_SAFE_INTEGER),
      nicknames: profiles.flatMap((text) => {
        const { nickname = '' } = checked(
          place,
          'profile',
          nicknamed,
          fromJson(place, 'profile', String(text)),
        );
        return nickname === '' ? [] : nickname;
      }),
      quirks:
        typeof quirks === 'string'
          ? checked(
              place,
              'quirks',
              z.array(cardSchema.shape.quirks.element),
              fromJson(place, 'quirks', quirks),
            )
          : [],
      ...(discovery === undefined ? {} : { discovery }),
    };
  });

  return {
    operationRecords(id) {
      flush();
      return read(id);
    },
  };
}
