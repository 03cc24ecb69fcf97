import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FleetProfile } from '../../../src-shared/model/index.ts';
import { ServedBench } from './served.ts';

let bench: ServedBench;
let eids: string[];
/** On sim:0: one that is active, one that is not, one of the class test; in the order of their places on the card. */
let profiles: FleetProfile[];

beforeAll(async () => {
  bench = await ServedBench.start();
  eids = await bench.eids();
  for (const name of ['NORDLICHT', 'MONTAGNE', 'TESTNETZ']) {
    const code = (await bench.codes()).find(({ activationCode }) => activationCode.includes(name));
    const body = { device_id: 'sim:0', activation_code: code?.activationCode ?? '' };
    expect((await bench.ended(await bench.post('/download', body))).status).toBe('complete');
  }
  const [first] = await list('/inventory');
  await bench.ended(await bench.post('/enable', { device_id: 'sim:0', iccid: first?.iccid ?? '' }));
  profiles = await list('/inventory');
}, 60_000);
afterAll(() => bench.close());

async function list(path: string): Promise<FleetProfile[]> {
  const reply = await bench.get(path);
  expect([reply.status, reply.text]).toEqual([200, expect.any(String)]);
  return (reply.json as { list: FleetProfile[] }).list;
}

const where = (query: string) => list(`/inventory?query=${encodeURIComponent(query)}`);

describe('GET /ws/v1/esim_profiles', () => {
  test('lists every resource of the reference with its parameters', async () => {
    const { resources } = (await bench.get('')).json as {
      resources: { method: string; path: string; parameters: string[] }[];
    };
    const page = ['cursor', 'size', 'query', 'orderby'];
    const at = '/ws/v1/esim_profiles';
    const listed = new Map(
      resources.map(({ method, path, parameters }) => [`${method} ${path}`, parameters.toSorted()]),
    );
    expect(listed).toEqual(
      new Map([
        [`GET ${at}`, []],
        [`GET ${at}/inventory/{iccid}`, []],
        [`GET ${at}/bulk`, ['fields', 'size', 'query', 'orderby'].toSorted()],
        [`GET ${at}/inventory`, page.toSorted()],
        [`GET ${at}/progress/{tx}`, []],
        [`GET ${at}/transactions/inventory`, page.toSorted()],
        [`POST ${at}/delete`, []],
        [`POST ${at}/disable`, []],
        [`POST ${at}/download`, []],
        [`POST ${at}/enable`, []],
        [`GET ${at}/operations/inventory`, page.toSorted()],
        [`GET ${at}/operations/inventory/{id}`, page.toSorted()],
        [`POST ${at}/operations/inventory`, []],
      ]),
    );
    expect((await bench.get('/')).json).toEqual((await bench.get('')).json);
  });
});

describe('GET inventory', () => {
  test('tells each profile with every field of the reference', () => {
    const common = { customer_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string, eid: eids[0] };
    expect(profiles).toEqual([
      {
        ...common,
        carrier: 'Nordlicht Mobil',
        device_id: 'sim:0',
        iccid: expect.stringMatching(/^89\d{16,18}$/) as string,
        id: expect.any(Number) as number,
        normalized_carrier: 'nordlichtmobil',
        status: 'active',
        type: 'operational',
      },
      expect.objectContaining({ ...common, status: 'inactive', type: 'operational' }),
      expect.objectContaining({ ...common, status: 'inactive', type: 'test' }),
    ]);
    expect(new Set(profiles.map(({ id }) => id)).size).toBe(3);
    expect(new Set(profiles.map(({ customer_id }) => customer_id)).size).toBe(1);
  });

  test('finds them by each field', async () => {
    const [one] = profiles;
    if (one === undefined) throw new Error('no profile');
    for (const query of [
      `carrier = '${one.carrier}' and iccid = '${one.iccid}'`,
      `customer_id = '${one.customer_id}' and status = 'active'`,
      `device_id = 'sim:0' and iccid = '${one.iccid}'`,
      `eid = '${one.eid}' and id = ${one.id}`,
      `normalized_carrier = 'nordlichtmobil'`,
    ])
      expect(await where(query), query).toEqual([one]);
    expect(await where("status = 'inactive'")).toHaveLength(2);
    expect(await where("type = 'test'")).toEqual([profiles[2]]);
    expect(await where("type = 'operational'")).toHaveLength(2);
    expect(await where("type = 'bootstrap'")).toEqual([]);
  });

  test('pages with size, cursor and next_uri, in the order that is asked for', async () => {
    const seen: string[] = [];
    let path: string | undefined = '/inventory?size=1&orderby=desc%20iccid';
    while (path !== undefined) {
      const { json } = await bench.get(path);
      const page = json as {
        count: number;
        size: number;
        cursor?: string;
        next_uri?: string;
        list: FleetProfile[];
      };
      expect([page.count, page.size, page.list.length]).toEqual([page.list.length, 1, page.list.length]);
      seen.push(...page.list.map(({ iccid }) => iccid));
      expect(page.cursor === undefined).toBe(page.next_uri === undefined);
      path = page.next_uri?.replace('/ws/v1/esim_profiles', '');
      if (page.cursor !== undefined) expect(path).toContain(encodeURIComponent(page.cursor));
    }
    expect(seen).toEqual(
      profiles
        .map(({ iccid }) => iccid)
        .sort()
        .reverse(),
    );
  });

  test('by ICCID gives that profile alone', async () => {
    for (const profile of profiles)
      expect((await bench.get(`/inventory/${profile.iccid}`)).json).toEqual(profile);
    expect(await bench.get('/inventory/8900000000000000000')).toMatchObject({
      status: 404,
      json: { error_code: 'fleet_row_not_there', error_status: 404 },
    });
  });

  test.each([
    ["status = 'active", 'query_syntax'],
    ['nothing = 1', 'query_unknown_field'],
    ["status = 'x'); DROP TABLE cards; --", 'query_bad_value'],
  ])('the query %s is refused, with its place', async (query, code) => {
    const reply = await bench.get(`/inventory?query=${encodeURIComponent(query)}`);
    expect([reply.status, reply.json]).toMatchObject([
      400,
      { error_code: code, error_context: { position: expect.any(Number) as number } },
    ]);
  });

  test.each([
    ['size=0', 'size_invalid'],
    ['size=-1', 'size_invalid'],
    ['size=ten', 'size_invalid'],
    ['cursor=abc', 'cursor_invalid'],
    ['orderby=nothing', 'query_unknown_field'],
    ['fields=iccid', 'api_parameter'],
    ['nothing=1', 'api_parameter'],
    ['size=1&size=2', 'api_parameter'],
  ])('with %s is refused', async (parameters, code) => {
    expect(await bench.get(`/inventory?${parameters}`)).toMatchObject({
      status: 400,
      json: { error_code: code },
    });
  });

  test('a cursor goes with its query alone', async () => {
    const { cursor = '' } = (await bench.get('/inventory?size=1')).json as { cursor?: string };
    const reply = await bench.get(
      `/inventory?size=1&query=${encodeURIComponent("status = 'active'")}&cursor=${encodeURIComponent(cursor)}`,
    );
    expect(reply).toMatchObject({ status: 400, json: { error_code: 'cursor_other_query' } });
  });

  test('a size of 10^9 is one of 1000', async () => {
    expect((await bench.get('/inventory?size=1000000000')).json).toMatchObject({ size: 1000, count: 3 });
  });
});

describe('GET bulk', () => {
  const lines = (text: string) => text.trimEnd().split('\r\n');

  test('is CSV with a line for each profile', async () => {
    const reply = await bench.get('/bulk?orderby=iccid');
    expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(reply.headers).not.toHaveProperty('truncated');
    const [head = '', ...rows] = lines(reply.text);
    expect(head.split(',')).toEqual(Object.keys(profiles[0] ?? {}));
    expect(rows).toEqual(
      profiles.toSorted((a, b) => (a.iccid < b.iccid ? -1 : 1)).map((one) => Object.values(one).join(',')),
    );
  });

  test('takes fields, query and size, and says where it is truncated', async () => {
    const reply = await bench.get(
      `/bulk?fields=iccid,status&orderby=desc%20iccid&size=1&query=${encodeURIComponent("status = 'inactive'")}`,
    );
    expect(reply.headers['truncated']).toBe('true');
    const last = profiles
      .filter(({ status }) => status === 'inactive')
      .map(({ iccid }) => iccid)
      .sort()
      .at(-1);
    expect(lines(reply.text)).toEqual(['iccid,status', `${last},inactive`]);
  });

  test.each([
    ['fields=iccid,nothing', 'fields_unknown'],
    ['size=0', 'size_invalid'],
    ['cursor=x', 'api_parameter'],
    ['query=status', 'query_syntax'],
  ])('with %s is refused before a line is sent', async (parameters, code) => {
    expect(await bench.get(`/bulk?${parameters}`)).toMatchObject({
      status: 400,
      json: { error_code: code },
    });
  });
});
