import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { fleetBase } from '../../../src-main/hosts/server/fleet/routes.ts';
import { type RunningServer, startServer } from '../../../src-main/hosts/server/server.ts';
import { databaseName } from '../../../src-main/store/data-folder.ts';
import type { CallName, WorkbenchApi } from '../../../src-shared/api.ts';
import { handClock } from '../../workbench/support.ts';
import { ServedBench, send } from './served.ts';

const eid = '89049032000001000000000000000999';
const most = 20_000;
/** So long that a list is more than the system keeps for a client that does not read. */
const carrier = 'Carrier '.repeat(400);
const query = encodeURIComponent(`eid = '${eid}'`);

let bench: ServedBench;
let db: Database;

function fill(count: number): void {
  db.prepare('INSERT INTO cards (eid, last_seen_at, simulated) VALUES (?, 0, 0)').run(eid);
  const insert =
    db.prepare(`INSERT INTO profiles (eid, position, iccid, state, profile, seen_at, carrier, type)
    VALUES (?, ?, ?, 'disabled', '{}', 0, ?, 'operational')`);
  db.transaction(() => {
    for (let n = 0; n < count; n++) insert.run(eid, n, `8949${String(n).padStart(15, '0')}`, carrier);
  })();
}

beforeAll(async () => {
  bench = await ServedBench.start();
  db = new Database(join(bench.folder, databaseName));
  fill(most + 1);
}, 60_000);
afterAll(async () => {
  db.close();
  await bench.close();
});

describe('a list of more rows than are given', () => {
  const records = (text: string) => {
    const [head, ...rows] = text.split('\r\n');
    expect(rows.pop()).toBe('');
    return { head, rows };
  };

  test('has exactly 20,000 of 20,001 records, whatever size is asked for, and says that it is truncated', async () => {
    for (const size of ['', '&size=20000', '&size=20001', '&size=1000000000']) {
      const reply = await bench.get(`/bulk?fields=iccid&orderby=iccid&query=${query}${size}`);
      expect([reply.status, reply.headers['truncated']]).toEqual([200, 'true']);
      const { head, rows } = records(reply.text);
      expect([head, rows.length, new Set(rows).size]).toEqual(['iccid', most, most]);
      expect([rows[0], rows.at(-1)]).toEqual(['8949000000000000000', '8949000000000019999']);
    }
  });

  test('is whole with 20,000, and does not say so', async () => {
    const last = encodeURIComponent(`eid = '${eid}' and iccid <> '8949000000000000007'`);
    const reply = await bench.get(`/bulk?fields=iccid,status&query=${last}`);
    expect(reply.headers).not.toHaveProperty('truncated');
    expect(records(reply.text).rows).toHaveLength(most);
    const one = await bench.get(`/bulk?fields=iccid&size=19999&query=${last}`);
    expect(one.headers['truncated']).toBe('true');
    expect(records(one.text).rows).toHaveLength(most - 1);
  });
});

describe('a client', () => {
  let server: RunningServer;
  let clock: ReturnType<typeof handClock>;
  /** What the server called, with what `fleet.bulkEnd` gave. */
  let calls: (CallName | { readonly ended: boolean })[];

  const pieces = () => calls.filter((call) => call === 'fleet.bulkNext').length;
  const endings = () => calls.filter((call) => typeof call === 'object');

  beforeEach(async () => {
    calls = [];
    clock = handClock();
    const { workbench } = bench.engine;
    const counted: WorkbenchApi = {
      async call(name, input, caller) {
        calls.push(name);
        const answer = await workbench.call(name, input, caller);
        if (name === 'fleet.bulkEnd') calls.push(answer as { ended: boolean });
        return answer;
      },
      subscribe: (listener) => workbench.subscribe(listener),
    };
    server = await startServer({ workbench: counted, port: 0, version: '0.1.0', clock });
    onTestFinished(() => server.close());
  });

  const headers = () => ({ Authorization: `Bearer ${bench.readingToken}` });

  /** The answer's beginning; nothing is read of it but what is asked for. */
  async function begun(): Promise<IncomingMessage> {
    return await new Promise((resolve, reject) => {
      httpRequest(
        {
          host: '127.0.0.1',
          port: server.port,
          path: `${fleetBase}/bulk?query=${query}`,
          headers: headers(),
          agent: false,
        },
        resolve,
      )
        .on('error', reject)
        .end();
    });
  }

  test('that hangs holds some pieces at most and nobody up, and is given up', async () => {
    const response = await begun();
    const ended = new Promise<boolean>((resolve) => response.on('close', () => resolve(response.complete)));
    response.on('error', () => {});
    for (let count = 0; count < 30; count++)
      expect((await send(server.port, 'GET', `${fleetBase}/inventory?size=1`, headers())).status).toBe(200);
    // Each is a thousand rows, some 3 MB; what the system takes is some of them.
    expect(pieces()).toBeLessThan(10);
    expect(endings()).toEqual([]);
    clock.forward(30_000);
    await expect
      .poll(() => {
        clock.forward(30_000);
        return endings();
      })
      .toEqual([{ ended: true }]);
    expect(pieces()).toBeLessThan(10);
    response.resume();
    expect(await ended).toBe(false);
  });

  test('that reads slowly gets all of it', async () => {
    const response = await begun();
    let length = 0;
    let lines = 0;
    let ended = false;
    response.on('end', () => {
      ended = true;
    });
    while (!ended) {
      const before = length;
      const asked = pieces();
      for await (const part of response.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        length += part.length;
        lines += part.toString('latin1').split('\n').length - 1;
        // More than a piece, so that the next one is on its way.
        if (length - before > 8e6) break;
      }
      await expect.poll(() => ended || endings().length === 1 || pieces() > asked).toBe(true);
      clock.forward(30_000);
    }
    expect([response.complete, lines]).toEqual([true, most + 1]);
    expect(length).toBeGreaterThan(most * carrier.length);
    expect(endings()).toEqual([{ ended: false }]);
  });

  test('that goes away in the middle leaves no list behind, however often', async () => {
    for (let count = 1; count <= 40; count++) {
      const response = await begun();
      response.on('error', () => {});
      response.destroy();
      await expect.poll(() => endings().length, { timeout: 5_000 }).toBe(count);
    }
    expect(endings()).toEqual(new Array(40).fill({ ended: true }));
    expect((await send(server.port, 'GET', `${fleetBase}/bulk?size=1`, headers())).status).toBe(200);
  });
});
