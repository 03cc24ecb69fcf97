import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { FleetProfile, FleetTransaction } from '../../../src-shared/model/index.ts';
import { ServedBench } from './served.ts';

let bench: ServedBench;
let eids: string[];
let codes: string[];

beforeAll(async () => {
  bench = await ServedBench.start();
  eids = await bench.eids();
  codes = (await bench.codes()).map(({ activationCode }) => activationCode);
}, 60_000);
afterAll(() => bench.close());

const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const uuid = expect.stringMatching(
  /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
) as string;

async function inventory(): Promise<FleetProfile[]> {
  return ((await bench.get('/inventory')).json as { list: FleetProfile[] }).list;
}

/** Of one action all fields, at once and at its end. */
async function done(path: string, body: Record<string, string>): Promise<FleetTransaction> {
  const action = path.slice(1);
  const begun = await bench.post(path, body);
  expect(begun).toMatchObject({
    action,
    created: isoTime,
    customer_id: uuid,
    device_id: 'sim:0',
    // What was asked for is told from the beginning, also where nothing comes of it.
    ...('iccid' in body ? { iccid: body['iccid'] } : {}),
    message_code: expect.any(String) as string,
    message: expect.any(String) as string,
    status: 'in_progress',
    transaction: uuid,
    updated: isoTime,
  });
  return await bench.ended(begun);
}

describe('download, enable, disable, delete', () => {
  test('are told at once by a transaction, whose progress is told until it is complete', async () => {
    const [code = ''] = codes;
    const download = await done('/download', { device_id: 'sim:0', activation_code: code });
    const { iccid = '' } = download;
    const complete = (action: string, message: string) => ({
      action,
      created: isoTime,
      customer_id: uuid,
      device_id: 'sim:0',
      eid: eids[0],
      iccid,
      message_code: 'successful',
      message,
      status: 'complete',
      transaction: uuid,
      updated: isoTime,
    });
    expect(download).toEqual(complete('download', 'The profile is on the card, disabled.'));
    expect(await inventory()).toMatchObject([{ iccid, status: 'inactive' }]);

    expect(await done('/enable', { eid: eids[0] ?? '', iccid })).toEqual(
      complete('enable', 'The profile is enabled.'),
    );
    expect(await inventory()).toMatchObject([{ iccid, status: 'active' }]);

    expect(await done('/disable', { device_id: 'sim:0', eid: eids[0] ?? '', iccid })).toEqual(
      complete('disable', 'The profile is disabled.'),
    );
    expect(await inventory()).toMatchObject([{ iccid, status: 'inactive' }]);

    expect(await done('/delete', { device_id: 'sim:0', iccid })).toEqual(
      complete('delete', 'The profile is deleted.'),
    );
    expect(await inventory()).toEqual([]);
  });

  test('a download takes the code of an ICCID from the vault', async () => {
    const iccid = '8999901000000000203';
    const { workbench } = bench.engine;
    await workbench.call('codes.add', { codes: [{ activationCode: codes[1] ?? '', iccid }] });
    const begun = await bench.post('/download', { device_id: 'sim:0', iccid });
    expect(begun).toMatchObject({ action: 'download', iccid, status: 'in_progress' });
    expect((await bench.ended(begun)).status).toBe('complete');
    const { codes: kept } = await workbench.call('codes.list', { state: 'ACTIVE' });
    expect(kept.map(({ operationId }) => operationId)).toContain(
      (await workbench.call('operations.list', { limit: 1 }))[0]?.id,
    );
  });

  test('one that goes wrong is failed, with the reason', async () => {
    const begun = await bench.post('/enable', { device_id: 'sim:0', iccid: '8900000000000000000' });
    expect(await bench.ended(begun)).toMatchObject({
      action: 'enable',
      status: 'failed',
      message_code: 'profile_not_on_card',
      message: expect.stringContaining('8900000000000000000') as string,
    });
  });

  test('one whose card was lost in the middle is unknown, until the card is back', async () => {
    const { workbench } = bench.engine;
    await workbench.call('simulator.faults.add', {
      rule: 'apdu ES10b.LoadBoundProfilePackage 4 removal back=2s times=1',
    });
    const begun = await bench.post('/download', { device_id: 'sim:0', activation_code: codes[4] ?? '' });
    const seen = new Set<string>();
    await vi.waitUntil(
      async () => {
        const { status } = (await bench.get(`/progress/${begun.transaction}`)).json as FleetTransaction;
        seen.add(status);
        return status !== 'in_progress' && status !== 'unknown';
      },
      { timeout: 25_000, interval: 20 },
    );
    expect(seen).toContain('unknown');
    expect(await bench.ended(begun)).toMatchObject({ action: 'download', status: 'failed' });
  });
});

describe('GET transactions/inventory', () => {
  const where = async (query: string) =>
    (
      (await bench.get(`/transactions/inventory?query=${encodeURIComponent(query)}`)).json as {
        list: FleetTransaction[];
      }
    ).list;

  test('lists them, the newest first, and finds them by each field and value', async () => {
    const all = (await bench.get('/transactions/inventory')).json as {
      count: number;
      list: FleetTransaction[];
    };
    expect(all.count).toBeGreaterThanOrEqual(7);
    const created = all.list.map((one) => one.created);
    expect(created).toEqual(created.toSorted().reverse());
    for (const action of ['download', 'enable', 'disable', 'delete'])
      expect((await where(`action = '${action}'`)).map((one) => one.action)).toContain(action);
    for (const status of ['complete', 'failed'])
      expect((await where(`status = '${status}'`)).map((one) => one.status)).toContain(status);
    for (const status of ['in_progress', 'unknown']) expect(await where(`status = '${status}'`)).toEqual([]);
    const one = all.list.find(({ action, iccid }) => action === 'disable' && iccid !== undefined);
    if (one === undefined) throw new Error('none was disabled');
    for (const query of [
      `transaction = '${one.transaction}'`,
      `created = '${one.created}' and customer_id = '${one.customer_id}'`,
      `updated = '${one.updated}' and device_id = '${one.device_id}' and action = 'disable'`,
      `eid = '${one.eid}' and iccid = '${one.iccid}' and action = 'disable'`,
      `message_code = '${one.message_code}' and message = '${one.message}'`,
    ])
      expect(await where(query), query).toEqual([one]);
    expect((await bench.get(`/progress/${one.transaction}`)).json).toEqual(one);
  });

  test('a transaction that there is not is said', async () => {
    expect(await bench.get('/progress/nothing')).toMatchObject({
      status: 404,
      json: {
        error_code: 'fleet_row_not_there',
        error_message: expect.stringContaining('nothing') as string,
      },
    });
  });
});
