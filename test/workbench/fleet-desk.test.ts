import { describe, expect, test } from 'vitest';
import type { CodeStore } from '../../src-main/store/code-port.ts';
import { createBulks } from '../../src-main/workbench/fleet-bulks.ts';
import { createFleetDesk, type FleetDeskPorts } from '../../src-main/workbench/fleet-desk.ts';
import type { FleetLists } from '../../src-main/workbench/fleet-lists-port.ts';
import type { ReaderRegistry } from '../../src-main/workbench/readers.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Card, Code, Profile, Reader } from '../../src-shared/model/index.ts';
import { handClock } from './support.ts';

const eid = '89049032000001000000000000000171';
const caller = { createdBy: 'lab', source: 'v1/esim_profiles' };
const profileOf = (iccid: string, serviceProviderName: string): Profile => ({ iccid, serviceProviderName });
const codeOf = (id: number): Code => ({
  id,
  state: 'NOT_INSTALLED',
  smdpAddress: 'smdp.example.com',
  confirmationCodeRequired: false,
  confirmationCodeKept: false,
  source: 'hand',
  doubtful: false,
  createdBy: '',
  createdAt: 0,
  updatedAt: 0,
});

/** A desk over a reader, a card and codes that are as a test wants them; `started` is what it started. */
function deskOf(given: {
  readonly reader?: Partial<Reader>;
  readonly profiles?: readonly Profile[];
  readonly codes?: readonly Code[];
  readonly claimed?: readonly number[];
}) {
  const reader: Reader = {
    id: 'sim:0',
    kind: 'simulator',
    index: 0,
    name: 'r',
    presence: 'present',
    eid,
    ...given.reader,
  };
  const started: unknown[] = [];
  const card = { eid, lastSeenAt: 0, simulated: true, profiles: [...(given.profiles ?? [])] };
  const ports: FleetDeskPorts = {
    lists: { get: async (_resource, id) => JSON.stringify({ id }) } as Pick<FleetLists, 'get'> as FleetLists,
    codes: {
      available: () => [...(given.codes ?? [])],
      carriers: () => [],
    } as Pick<CodeStore, 'available' | 'carriers'> as CodeStore,
    actions: { transactionOf: (id, action) => `${action} of ${id}` },
    cards: { getCard: () => ({ ...card, notifications: [], quirks: [] }) satisfies Card },
    readers: {
      ready: async () => {},
      list: () => [reader],
      readerOfCard: (one) => (one === reader.eid ? reader.id : undefined),
      find: (id: string) => {
        if (id !== reader.id) throw new WorkbenchError('reader_not_found', { reader: id });
        return { id };
      },
    } as Pick<ReaderRegistry, 'ready' | 'list' | 'readerOfCard'> as ReaderRegistry,
    desk: {
      start: async (request) => {
        if ('codeId' in request && given.claimed?.includes(request.codeId ?? 0))
          throw new WorkbenchError('code_claimed', { id: request.codeId ?? 0, operation: 1 });
        started.push(request);
        return { id: started.length } as Awaited<ReturnType<FleetDeskPorts['desk']['start']>>;
      },
      runInBackground: async () => {},
    },
    clock: handClock(),
  };
  const { handlers } = createFleetDesk(ports);
  const operate = (request: Parameters<(typeof handlers)['fleet.operate']>[0]) =>
    Promise.resolve(handlers['fleet.operate'](request, caller));
  return { operate, started, handlers };
}

describe('a carrier', () => {
  test('of several profiles on the card is not guessed', async () => {
    const { operate, started } = deskOf({ profiles: [profileOf('8901', 'Kite'), profileOf('8902', 'KITE')] });
    await expect(operate({ operation: 'enable', device_id: 'sim:0', carrier: 'kite' })).rejects.toMatchObject(
      {
        code: 'fleet_carrier_ambiguous',
        params: { iccids: '8901, 8902' },
      },
    );
    expect(started).toEqual([]);
  });

  test('has the next of its codes where another reader was faster, and says so where all are taken', async () => {
    const codes = [1, 2, 3].map(codeOf);
    const { operate, started } = deskOf({ codes, claimed: [1, 2] });
    await operate({ operation: 'activate', eid, carrier: 'Kite' });
    expect(started).toMatchObject([{ kind: 'activate', codeId: 3, carrier: 'Kite', acceptProfile: true }]);
    const none = deskOf({ codes, claimed: [1, 2, 3] });
    await expect(none.operate({ operation: 'activate', eid, carrier: 'Kite' })).rejects.toMatchObject({
      code: 'code_claimed',
    });
  });
});

test('a card that is named by its EID is the one that has to be there when the operation begins, too', async () => {
  const { operate, started, handlers } = deskOf({});
  const iccid = '8949000000000000017';
  const activation_code = 'LPA:1$smdp.example.com$A';
  await handlers['fleet.enable']({ eid, iccid }, caller);
  await handlers['fleet.disable']({ eid, iccid }, caller);
  await handlers['fleet.delete']({ device_id: 'sim:0', eid, iccid }, caller);
  await operate({ operation: 'enable', eid, iccid });
  await handlers['fleet.download']({ eid, activation_code }, caller);
  await operate({ operation: 'activate', eid, activation_code });
  expect(started).toMatchObject([
    { eid },
    { eid },
    { eid },
    { eid },
    { expect: { eid } },
    { expect: { eid } },
  ]);
  await handlers['fleet.delete']({ device_id: 'sim:0', iccid }, caller);
  expect(started.at(-1)).not.toHaveProperty('eid');
});

test.each<[string, Partial<Reader>, string]>([
  ['that is not there', { presence: 'empty' }, 'card_absent'],
  ['that cannot be read', {}, 'fleet_card_unread'],
  ['that an operation holds, and that is not known yet', { operationId: 7 }, 'reader_busy'],
])('a card %s is told, where it has to be known', async (_what, reader, code) => {
  const { eid: _, ...rest } = { eid, ...reader };
  const { operate } = deskOf({ reader: { ...rest, eid: undefined } as Partial<Reader> });
  await expect(operate({ operation: 'activate', device_id: 'sim:0', carrier: 'Kite' })).rejects.toMatchObject(
    { code },
  );
});

describe('lists read as CSV', () => {
  const lists = {
    bulk: async () => ({
      truncated: true,
      chunks: (async function* () {
        yield 'head\r\n';
        yield 'row\r\n';
      })(),
    }),
  } as Pick<FleetLists, 'bulk'> as FleetLists;

  test('come piece by piece, and are gone at their end', async () => {
    const bulks = createBulks(lists, handClock());
    const { id, truncated } = await bulks.begin('inventory', {}, caller);
    expect(truncated).toBe(true);
    const next = () => bulks.next(id, caller);
    expect([await next(), await next(), await next()]).toEqual([
      { lines: 'head\r\n' },
      { lines: 'row\r\n' },
      {},
    ]);
    await expect(next()).rejects.toMatchObject({ code: 'fleet_bulk_ended' });
    const { id: other } = await bulks.begin('inventory', {}, caller);
    expect([bulks.end(other, caller), bulks.end(other, caller)]).toEqual([true, false]);
    await expect(bulks.next(other, caller)).rejects.toMatchObject({ code: 'fleet_bulk_ended' });
  });

  test('are their owner’s: for anybody else there is no such list', async () => {
    const bulks = createBulks(lists, handClock());
    const { id } = await bulks.begin('inventory', {}, caller);
    const missing = { code: 'fleet_bulk_ended', params: { id } };
    for (const other of [
      { ...caller, createdBy: 'watcher' },
      { ...caller, source: 'api' },
    ]) {
      await expect(bulks.next(id, other)).rejects.toMatchObject(missing);
      expect(bulks.end(id, other)).toBe(false);
    }
    expect(await bulks.next(id, { ...caller })).toEqual({ lines: 'head\r\n' });
    expect(bulks.end(id, caller)).toBe(true);
  });

  test('are not more than can be kept; those that nobody goes on with make room', async () => {
    const clock = handClock();
    const bulks = createBulks(lists, clock);
    const begin = () => bulks.begin('inventory', {}, caller);
    // At once: those that are being begun count too.
    const begun = await Promise.allSettled(Array.from({ length: 40 }, begin));
    expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(32);
    await expect(begin()).rejects.toMatchObject({ code: 'fleet_bulks_full' });
    clock.forward(120_001);
    const { id } = await begin();
    expect(await bulks.next(id, caller)).toEqual({ lines: 'head\r\n' });
    await expect(bulks.next(1, caller)).rejects.toMatchObject({ code: 'fleet_bulk_ended' });
  });
});
