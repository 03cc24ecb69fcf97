import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { fleetRoutes, parametersOf } from '../../../src-main/hosts/server/fleet/routes.ts';
import { databaseName } from '../../../src-main/store/data-folder.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import { systemClock } from '../../../src-shared/system-ports.ts';
import { type FleetError, type Reply, ServedBench } from './served.ts';

let bench: ServedBench;

/** Whose sleeps are over at once: wrong tokens are waited for elsewhere. */
const clock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => (signal === undefined ? Promise.resolve() : systemClock.sleep(ms, signal)),
};
const iccid = '8999901000000000104';

beforeAll(async () => {
  bench = await ServedBench.start(clock);
  const db = new Database(join(bench.folder, databaseName));
  const eid = '89049032000001000000000000000999';
  db.prepare('INSERT INTO cards (eid, last_seen_at, simulated) VALUES (?, 0, 0)').run(eid);
  const insert = db.prepare(`INSERT INTO profiles (eid, position, iccid, state, profile, seen_at, type)
    VALUES (?, ?, ?, 'disabled', '{}', 0, 'operational')`);
  for (let n = 0; n < 3_000; n++) insert.run(eid, n, `8949${String(n).padStart(15, '0')}`);
  db.close();
}, 60_000);
afterAll(() => bench.close());

const told = (reply: Reply) => [reply.status, (reply.json as FleetError).error_code];
const lists = fleetRoutes.filter((route) => route.kind === 'page' || route.kind === 'bulk');
const posts = fleetRoutes.filter((route) => route.kind === 'start');
const paths = lists.map(({ path }) => path);
const tables = lists.filter((route) => route.kind === 'page').map(({ path }) => path);

/** A path with something in the place of its segment. */
const filled = (path: string) => path.replace(/\{\w+\}/, '1');

test('the walks below see every resource', () => {
  expect(paths).toEqual(['/bulk', '/inventory', '/transactions/inventory', '/operations/inventory']);
  expect(posts.map(({ path }) => path)).toEqual([
    '/delete',
    '/disable',
    '/download',
    '/enable',
    '/operations/inventory',
  ]);
});

describe('tokens, at every resource of the table', () => {
  test.each(fleetRoutes.map((route) => [route.method, route.path] as const))(
    '%s %s',
    async (method, path) => {
      const body = method === 'POST' ? '{}' : undefined;
      const ask = (Authorization: string) => bench.ask(method, filled(path), body, { Authorization });
      const { secret, token } = await bench.engine.workbench.call('tokens.create', {
        name: `of ${method} ${path.replaceAll(/\W/g, '-')}`,
      });
      const opened = await ask(`Bearer ${secret}`);
      expect(opened.status).not.toBe(401);
      await bench.engine.workbench.call('tokens.revoke', { id: token.id });
      for (const authorization of ['', `Bearer ${secret}`, `Bearer ${bench.token}x`, `Basic ${secret}`])
        expect(told(await ask(authorization))).toEqual([401, 'api_token_wrong']);
      const reading = await ask(`Bearer ${bench.readingToken}`);
      if (method === 'POST') expect(told(reading)).toEqual([403, 'api_token_read_only']);
      else expect(reading.status).toBe(opened.status);
    },
  );
});

describe('bodies, at every resource that takes one', () => {
  test.each(posts.map((route) => [route.path, route.body as z.ZodObject] as const))(
    'POST %s',
    async (path, schema) => {
      for (const body of ['', '{', 'null', '[]', '"x"', '7'])
        expect([body, ...told(await bench.ask('POST', path, body))]).toEqual([body, 400, 'input_invalid']);
      const unknown = await bench.ask('POST', path, {
        ...(path === '/operations/inventory' ? { operation: 'activate' } : {}),
        ...('iccid' in schema.shape && path !== '/download' ? { iccid } : {}),
        colour: 'red',
      });
      expect(told(unknown)).toEqual([400, 'input_invalid']);
      expect(unknown.text).toContain('colour');
      // Each field with what it never is; none of it is told back.
      for (const name of Object.keys(schema.shape))
        for (const wrong of [7, {}, [], true, null, 'x'.repeat(5_000)]) {
          const reply = await bench.ask('POST', path, { [name]: wrong });
          expect([name, ...told(reply)]).toEqual([name, 400, 'input_invalid']);
          expect(reply.text).not.toContain('x'.repeat(300));
        }
      expect((await bench.ask('POST', `${path}?size=1`, {})).status).toBe(400);
    },
  );
});

describe('lists, at every resource that is one', () => {
  const get = (path: string, parameters: Readonly<Record<string, string>>) =>
    bench.get(`${path}?${new URLSearchParams(parameters)}`);

  test.each(paths)('%s takes its own parameters alone, each once', async (path) => {
    for (const wrong of ['colour=red', 'size=1&size=2', 'query=&query=', 'Size=1', 'limit=1'])
      expect([wrong, ...told(await bench.get(`${path}?${wrong}`))]).toEqual([wrong, 400, 'api_parameter']);
    const route = lists.find((one) => one.path === path);
    expect(route && parametersOf(route)).toContain('query');
  });

  test.each(paths)('%s: sizes', async (path) => {
    for (const size of ['0', '-1', '1.5', '1e3', 'x', '', ' 1', '0x10', '9'.repeat(16), 'NaN'])
      expect([size, ...told(await get(path, { size }))]).toEqual([size, 400, 'size_invalid']);
    const most = await get(path, { size: String(10 ** 9) });
    expect(most.status).toBe(200);
    if (path !== '/bulk') expect(most.json).toMatchObject({ size: 1000 });
  });

  test.each(paths)('%s: errors in a query are told with their position', async (path) => {
    const wrong: [query: string, code: string, position: number | undefined][] = [
      ["eid ! 'x'", 'query_syntax', 5],
      ["eid = 'x' and", 'query_syntax', 14],
      ["eid = 'x", 'query_syntax', 7],
      ["(eid = 'x'", 'query_syntax', 11],
      ["colour = 'red'", 'query_unknown_field', 1],
    ];
    for (const [query, errorCode, position] of wrong) {
      const reply = await get(path, { query });
      const { error_code, error_context } = reply.json as FleetError;
      expect([query, reply.status, error_code, error_context['position']]).toEqual([
        query,
        400,
        errorCode,
        position,
      ]);
    }
    expect(told(await get(path, { orderby: 'colour' }))[0]).toBe(400);
  });

  test.each(paths)('%s: what would be SQL is text, or no query at all', async (path) => {
    for (const attempt of [
      "x'; DROP TABLE operations; --",
      "' OR '1'='1",
      "x' UNION SELECT secret FROM tokens --",
      'x\u0000y',
      '%',
      '_',
    ]) {
      const quoted = await get(path, { query: `eid = '${attempt.replaceAll("'", "''")}'` });
      expect([attempt, quoted.status]).toEqual([attempt, 200]);
      if (path !== '/bulk') expect(quoted.json).toMatchObject({ count: 0, list: [] });
      for (const parameter of ['query', 'orderby']) {
        const raw = await get(path, { [parameter]: attempt });
        expect([attempt, parameter, raw.status]).toEqual([attempt, parameter, 400]);
        expect(raw.text).not.toMatch(/SQLITE|syntax error near/);
      }
    }
    expect((await bench.get('/inventory')).json).toHaveProperty('count');
  });

  test.each(tables)('%s: cursors that are forged, or of another list or query', async (path) => {
    for (const cursor of ['x', '0', 'AAAA', 'A'.repeat(4_000), '../..', 'e30='])
      expect([cursor, ...told(await get(path, { cursor }))]).toEqual([cursor, 400, 'cursor_invalid']);
  });

  test('a cursor goes with its own list, query and order alone, and with no change of a letter', async () => {
    const first = await get('/inventory', { size: '1' });
    const { cursor = '' } = first.json as { cursor?: string };
    expect(cursor).not.toBe('');
    expect((await get('/inventory', { size: '1', cursor })).status).toBe(200);
    for (const others of [{ query: "status = 'active'" }, { orderby: 'iccid' }, { orderby: 'desc iccid' }])
      expect(told(await get('/inventory', { cursor, ...others }))).toEqual([400, 'cursor_other_query']);
    for (const path of tables.filter((one) => one !== '/inventory')) {
      const reply = await get(path, { cursor });
      expect([path, reply.status, String(told(reply)[1]).startsWith('cursor_')]).toEqual([path, 400, true]);
    }
    for (const at of [0, Math.floor(cursor.length / 2), cursor.length - 2]) {
      const forged = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
      expect([at, ...told(await get('/inventory', { cursor: forged }))]).toEqual([at, 400, 'cursor_invalid']);
    }
  });
});

test('two clients at the same time get each the whole of its own list, while tokens come and go', async () => {
  const made = await Promise.all(
    ['one', 'two'].map((name) => bench.engine.workbench.call('tokens.create', { name, readOnly: true })),
  );
  const read = ({ secret }: { readonly secret: string }, path: string) =>
    bench.ask('GET', path, undefined, { Authorization: `Bearer ${secret}` });
  const asked = ['/bulk?orderby=iccid', '/bulk?orderby=desc%20iccid'];
  const alone = await Promise.all(asked.map((path) => bench.get(path)));
  for (let round = 0; round < 8; round++) {
    const replies = await Promise.all(
      made
        .flatMap((token) => asked.map((path) => read(token, path)))
        .concat(read({ secret: 'wrong' }, '/bulk')),
    );
    const wrong = replies.pop();
    expect(wrong?.status).toBe(401);
    expect(replies.map(({ text }) => text)).toEqual([...alone, ...alone].map(({ text }) => text));
  }
  const racing = asked.map((path) => read(made[0] ?? { secret: '' }, path).catch(() => undefined));
  await bench.engine.workbench.call('tokens.revoke', { id: made[0]?.token.id ?? 0 });
  // What was under way is whole, refused, or broken off: never shorter than it says.
  for (const [index, reply] of (await Promise.all(racing)).entries())
    if (reply?.status === 200) expect(reply.text).toBe(alone[index]?.text);
    else expect([undefined, 401]).toContain(reply?.status);
  expect((await read(made[0] ?? { secret: '' }, '/bulk')).status).toBe(401);
  expect((await read(made[1] ?? { secret: '' }, '/bulk')).status).toBe(200);
});
