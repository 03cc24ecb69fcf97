import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FleetOperation, FleetProfile, FleetTransaction } from '../../../src-shared/model/index.ts';
import { type Fields, ServedBench } from './served.ts';

let bench: ServedBench;
let eids: string[];

beforeAll(async () => {
  bench = await ServedBench.start();
  eids = await bench.eids();
  const given = (await bench.codes()).map(({ activationCode }) => ({ activationCode }));
  await bench.engine.workbench.call('codes.add', {
    codes: [
      {
        ...given[0],
        activationCode: given[0]?.activationCode ?? '',
        carrier: 'NORDLICHT mobil',
        iccid: '8999901000000000104',
      },
      // The supplier's name, which is not the one that the profile reports.
      { activationCode: given[1]?.activationCode ?? '', carrier: "Fred's Fast Wireless Service" },
      { activationCode: given[4]?.activationCode ?? '', label: 'of no carrier that is known' },
    ],
  });
}, 60_000);
afterAll(() => bench.close());

const path = '/operations/inventory';
const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const start = (body: Fields) => bench.post<FleetOperation>(path, body);
const onCard = async () => ((await bench.get('/inventory')).json as { list: FleetProfile[] }).list;

describe('POST operations/inventory', () => {
  test('activate finds the code by its carrier, and goes through every status', async () => {
    const begun = await start({
      operation: 'activate',
      device_id: 'sim:0',
      carrier: 'Nordlicht-Mobil',
      cause: 'automation',
      cause_id: 'automation 7',
      job_id: 'monday',
    });
    expect(begun).toMatchObject({
      operation: 'activate',
      status: 'starting',
      download_tx: expect.any(String) as string,
    });
    const { last, seen } = await bench.operated(begun);
    expect(['starting', 'download', 'download_verify', 'enable', 'enable_verify', 'successful']).toEqual(
      expect.arrayContaining(seen),
    );
    expect(last).toEqual({
      carrier: 'Nordlicht-Mobil',
      cause_id: 'automation 7',
      cause: 'automation',
      created_by: 'lab',
      created: isoTime,
      customer_id: begun.customer_id,
      device_id: 'sim:0',
      download_tx: begun.download_tx,
      eid: eids[0],
      enable_tx: expect.any(String) as string,
      iccid: '8999901000000000104',
      id: begun.id,
      job_id: 'monday',
      message_code: 'successful',
      message: 'The profile is on the card and enabled.',
      operation: 'activate',
      source: 'v1/esim_profiles',
      status: 'successful',
      updated: isoTime,
    });
    for (const [tx, action] of [
      [last.download_tx, 'download'],
      [last.enable_tx, 'enable'],
    ] as const)
      expect((await bench.get(`/progress/${tx}`)).json).toMatchObject({
        action,
        status: 'complete',
        iccid: last.iccid,
      } satisfies Partial<FleetTransaction>);
    const { steps } = await bench.engine.workbench.call('operations.get', { id: last.id });
    expect(steps.filter(({ step }) => step === undefined).map(({ status }) => status)).toEqual([
      'starting',
      'download',
      'download_verify',
      'enable',
      'enable_verify',
      'successful',
    ]);
  });

  test('activate points out that a profile of the carrier is there already', async () => {
    expect(
      await bench.refused(path, { operation: 'activate', device_id: 'sim:0', carrier: 'nordlichtmobil' }),
    ).toMatchObject({
      error_status: 409,
      error_code: 'fleet_carrier_on_card',
      error_context: { carrier: 'nordlichtmobil', iccid: '8999901000000000104' },
    });
  });

  test('a carrier that is none names those that there are', async () => {
    const refused = await bench.refused(path, {
      operation: 'activate',
      device_id: 'sim:0',
      carrier: 'Nordlich',
    });
    expect(refused).toMatchObject({ error_status: 409, error_code: 'fleet_carrier_not_there' });
    expect(refused.error_message).toContain("Fred's Fast Wireless Service");
    expect(refused.error_message).toContain('Nordlicht Mobil');
  });

  test('download says where the profile names another carrier than was asked for', async () => {
    const { last } = await bench.operated(
      await start({
        operation: 'download',
        eid: eids[0],
        carrier: "FRED'S fast wireless service",
        cause: 'template',
        cause_id: 't1',
      }),
    );
    expect(last).toMatchObject({
      operation: 'download',
      cause: 'template',
      cause_id: 't1',
      status: 'successful',
      message: expect.stringContaining('"FRED\'S fast wireless service" was asked for') as string,
    });
    expect(last).not.toHaveProperty('enable_tx');
  });

  test('enable finds the profile on the card by what it reports', async () => {
    const other = (await onCard()).find(({ status }) => status === 'inactive');
    const { last } = await bench.operated(
      await start({ operation: 'enable', device_id: 'sim:0', carrier: other?.normalized_carrier ?? '' }),
    );
    expect(last).toMatchObject({
      operation: 'enable',
      status: 'successful',
      carrier: other?.normalized_carrier,
      iccid: other?.iccid,
      cause: 'request',
      enable_tx: expect.any(String) as string,
    });
    expect(last).not.toHaveProperty('download_tx');
    const active = (await onCard()).filter(({ status }) => status === 'active');
    expect(active.map(({ iccid }) => iccid)).toEqual([other?.iccid]);
    const { last: again } = await bench.operated(
      await start({ operation: 'enable', device_id: 'sim:0', iccid: '8999901000000000104' }),
    );
    expect(again).toMatchObject({ status: 'successful', iccid: '8999901000000000104' });
  });

  test('one that goes wrong is failed, with the reason', async () => {
    const { last } = await bench.operated(
      await start({ operation: 'enable', device_id: 'sim:1', iccid: '8900000000000000000' }),
    );
    expect(last).toMatchObject({ status: 'failed', message_code: 'profile_not_on_card' });
  });

  test('a code that is used up is not taken again', async () => {
    expect(
      await bench.refused(path, { operation: 'download', device_id: 'sim:1', iccid: '8999901000000000104' }),
    ).toMatchObject({
      error_status: 409,
      error_code: 'code_used_up',
    });
  });
});

describe('GET operations/inventory', () => {
  const where = async (query: string) =>
    ((await bench.get(`${path}?query=${encodeURIComponent(query)}`)).json as { list: FleetOperation[] }).list;

  test('finds them by each field and value', async () => {
    const [one] = await where("operation = 'activate'");
    if (one === undefined) throw new Error('none was activated');
    for (const name of Object.keys(one) as (keyof FleetOperation)[]) {
      const value = one[name];
      const literal = typeof value === 'number' ? String(value) : `'${value}'`;
      expect(await where(`${name} = ${literal} and id = ${one.id}`), name).toEqual([one]);
    }
    for (const kind of ['activate', 'download', 'enable'])
      expect(new Set((await where(`operation = '${kind}'`)).map(({ operation }) => operation))).toEqual(
        new Set([kind]),
      );
    for (const status of ['successful', 'failed'])
      expect((await where(`status = '${status}'`)).length).toBeGreaterThan(0);
    for (const status of ['starting', 'download', 'download_verify', 'enable', 'enable_verify'])
      expect(await where(`status = '${status}'`)).toEqual([]);
    for (const cause of ['request', 'automation', 'template'])
      expect((await where(`cause = '${cause}'`)).length, cause).toBeGreaterThan(0);
  });

  test('one is had by its id, with the parameters of the reference or without', async () => {
    const [one] = await where("operation = 'activate'");
    expect((await bench.get(`${path}/${one?.id}`)).json).toEqual(one);
    expect((await bench.get(`${path}/${one?.id}?size=1&cursor=x&query=&orderby=id`)).json).toEqual(one);
    for (const id of ['999999', 'x', '-1'])
      expect(await bench.get(`${path}/${id}`)).toMatchObject({
        status: 404,
        json: { error_code: 'fleet_row_not_there' },
      });
  });
});

describe('what does not fit together is refused', () => {
  const code = 'LPA:1$smdp.example.com$SOMETHING-ELSE';
  const iccid = '8999901000000000104';
  const other = '8900000000000000000';

  test.each<[string, Fields, number, string, string?]>([
    ['/download', {}, 400, 'fleet_device_missing'],
    ['/download', { device_id: 'sim:0' }, 400, 'fleet_code_missing'],
    ['/download', { device_id: 'sim:9', activation_code: code }, 409, 'reader_not_found'],
    ['/download', { device_id: 'sim:0', iccid: other }, 409, 'fleet_code_not_there'],
    ['/download', { device_id: 'sim:0', iccid, activation_code: code }, 409, 'fleet_code_differs'],
    [
      '/download',
      { device_id: 'sim:0', activation_code: code, carrier: 'x' },
      400,
      'input_invalid',
      'carrier',
    ],
    ['/download', { device_id: 'sim:0', activation_code: 'LPA:1$smdp' }, 400, 'activation_code_missing_part'],
    ['/download', { device_id: 'sim:0', activation_code: 'nonsense' }, 400, 'activation_code_prefix'],
    [
      path,
      { device_id: 'sim:0', operation: 'activate', activation_code: 'LPA:1.example.com' },
      400,
      'activation_code_shell',
    ],
    ['/download', { device_id: 'sim:0', iccid: 'x' }, 400, 'input_invalid', 'iccid'],
    ['/download', { device_id: 'sim:0', activation_code: 7 }, 400, 'input_invalid', 'activation_code'],
    ['/enable', { device_id: 'sim:0' }, 400, 'input_invalid', 'iccid'],
    ['/disable', { device_id: 'sim:0' }, 400, 'input_invalid', 'iccid'],
    ['/delete', { device_id: 'sim:0' }, 400, 'input_invalid', 'iccid'],
    ['/enable', { iccid }, 400, 'fleet_device_missing'],
    [
      '/enable',
      { device_id: 'sim:0', iccid, activation_code: code },
      400,
      'input_invalid',
      'activation_code',
    ],
    ['/enable', { device_id: 'sim:0', iccid, colour: 'red' }, 400, 'input_invalid', 'colour'],
    ['/enable', { eid: '89049032000000000000000000000017', iccid }, 409, 'fleet_card_not_there'],
    [
      '/enable',
      { device_id: 'sim:0', eid: '89049032000000000000000000000017', iccid },
      409,
      'fleet_card_other',
    ],
    ['/enable', { device_id: 'sim:0', eid: '1', iccid }, 400, 'input_invalid', 'eid'],
    [path, { device_id: 'sim:0' }, 400, 'input_invalid', 'operation'],
    [path, { device_id: 'sim:0', operation: 'delete', iccid }, 400, 'input_invalid', 'operation'],
    [path, { device_id: 'sim:0', operation: 'activate' }, 400, 'fleet_code_missing'],
    [path, { device_id: 'sim:0', operation: 'enable' }, 400, 'fleet_profile_missing'],
    [
      path,
      { device_id: 'sim:0', operation: 'enable', iccid, activation_code: code },
      400,
      'fleet_code_not_taken',
    ],
    [
      path,
      { device_id: 'sim:0', operation: 'enable', iccid, carrier: 'Other' },
      409,
      'fleet_carrier_differs',
    ],
    [path, { device_id: 'sim:0', operation: 'enable', carrier: 'Other' }, 409, 'fleet_carrier_not_there'],
    [
      path,
      { device_id: 'sim:0', operation: 'activate', iccid, carrier: 'Other' },
      409,
      'fleet_carrier_differs',
    ],
    [path, { device_id: 'sim:0', operation: 'activate', carrier: '' }, 400, 'input_invalid', 'carrier'],
    [path, { device_id: 'sim:0', operation: 'activate', carrier: '!!' }, 409, 'fleet_carrier_not_there'],
    [path, { device_id: 'sim:0', operation: 'activate', cause: 'whim' }, 400, 'input_invalid', 'cause'],
    [
      path,
      { device_id: 'sim:0', operation: 'activate', created_by: 'me' },
      400,
      'input_invalid',
      'created_by',
    ],
    [path, { device_id: 'sim:0', operation: 'activate', source: 'me' }, 400, 'input_invalid', 'source'],
  ])('%s %j', async (at, body, status, errorCode, named) => {
    const refused = await bench.refused(at, body);
    expect(refused).toMatchObject({ error_status: status, error_code: errorCode });
    if (named !== undefined) expect(refused.error_message).toContain(named);
    expect(JSON.stringify(refused)).not.toContain('SOMETHING-ELSE');
  });
});
