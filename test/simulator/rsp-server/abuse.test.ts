import { once } from 'node:events';
import { connect } from 'node:tls';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RspRequest } from '../../../src-main/simulator/rsp-server/index.ts';
import { listen } from '../../../src-main/simulator/rsp-server/listen.ts';
import { memoryStore } from '../../../src-main/simulator/smdp/index.ts';
import { createSmds, memoryEventStore } from '../../../src-main/simulator/smds/index.ts';
import { systemClock } from '../../../src-shared/system-ports.ts';
import { expectJson, FakeEuicc, type RspServer, readAnswer, rspRequest, seeded } from '../smdp/fake-euicc.ts';
import {
  authenticated,
  bench,
  clock,
  eid,
  euiccOf,
  make,
  offers,
  pki,
  prepareBench,
  start,
  stateOf,
} from '../smdp/smdp-bench.ts';

beforeEach(prepareBench);

const es9 = (name: string) => `/gsma/rsp2/es9plus/${name}`;
const es2 = (name: string) => `/gsma/rsp2/es2plus/${name}`;
const iccid = offers[0]?.metadata.iccid ?? '';
const header = { functionRequesterIdentifier: 'operator', functionCallIdentifier: '1' };
const event = {
  header,
  eid,
  rspServerAddress: 'smdp.bench.example',
  eventId: 'E',
  forwardingIndicator: false,
};

function makeSmds() {
  const store = memoryEventStore();
  return createSmds({ pki, clock, entropy: seeded('smds'), store, address: 'smds.example' });
}

/** A request of each function that would be taken, or nearly: seeds for what is sent. */
function seeds(): { readonly server: RspServer; readonly path: string; readonly body: object }[] {
  const smdp = bench.smdp;
  const smds = makeSmds();
  /** The body that a fake eUICC sends when it does that. */
  const sent = (server: RspServer, act: (euicc: FakeEuicc) => void): object => {
    let last: RspRequest | undefined;
    const handle = (request: RspRequest) => {
      last = request;
      return server.handle(request);
    };
    act(new FakeEuicc({ pki, smdp: { address: server.address, handle } }));
    return JSON.parse(new TextDecoder().decode(last?.body));
  };
  const session = (server: RspServer) =>
    sent(server, (euicc) => {
      euicc.initiate();
      euicc.authenticate('NO-SUCH-CODE');
    });
  return [
    { server: smdp, path: es9('initiateAuthentication'), body: sent(smdp, (euicc) => euicc.initiate()) },
    { server: smdp, path: es9('authenticateClient'), body: session(smdp) },
    {
      server: smdp,
      path: es9('getBoundProfilePackage'),
      body: sent(smdp, (euicc) => {
        euicc.initiate();
        euicc.authenticate('CODE');
        euicc.getBpp();
      }),
    },
    {
      server: smdp,
      path: es9('cancelSession'),
      body: sent(smdp, (euicc) => {
        euicc.initiate();
        euicc.authenticate('PLAIN');
        euicc.cancel('endUserRejection', { smdpOid: '2.999.11' });
      }),
    },
    {
      server: smdp,
      path: es9('handleNotification'),
      body: sent(smdp, (euicc) => euicc.notify(['notificationEnable'], euicc.otsk)),
    },
    { server: smdp, path: es2('downloadOrder'), body: { header, iccid, eid } },
    { server: smdp, path: es2('confirmOrder'), body: { header, iccid, releaseFlag: true, matchingId: 'M' } },
    { server: smdp, path: es2('cancelOrder'), body: { header, iccid, finalProfileStatusIndicator: 'Gone' } },
    { server: smdp, path: es2('releaseProfile'), body: { header, iccid } },
    { server: smds, path: es9('initiateAuthentication'), body: sent(smds, (euicc) => euicc.initiate()) },
    { server: smds, path: es9('authenticateClient'), body: session(smds) },
    { server: smds, path: '/gsma/rsp2/es12/registerEvent', body: { ...event, eid: '89' } },
    { server: smds, path: '/gsma/rsp2/es12/deleteEvent', body: { header, eid, eventId: 'E' } },
    { server: smds, path: '/gsma/rsp2/es15/registerEvent', body: { ...event, eid: '89' } },
    { server: smds, path: '/gsma/rsp2/es15/deleteEvent', body: { header, eid, eventId: 'E' } },
  ];
}

/** Whole numbers below a limit, the same in every run. */
function chance(seed: string) {
  const entropy = seeded(seed);
  return (limit: number) => {
    const [a = 0, b = 0, c = 0] = entropy.bytes(3);
    return ((a << 16) | (b << 8) | c) % limit;
  };
}

const strange: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  'x',
  '\u0000',
  'AAAA',
  [],
  {},
  [[[]]],
  '9'.repeat(70_000),
];

/** A body that differs from the given one in one of the ways in which callers are wrong, or worse. */
function spoil(body: object, below: (limit: number) => number): string | Uint8Array {
  const fields = Object.entries(body);
  const at = below(fields.length);
  const [name, value] = fields[at] ?? ['', ''];
  const change = (other: unknown) => JSON.stringify({ ...body, [name]: other });
  switch (below(6)) {
    case 0:
      return change(strange[below(strange.length)]);
    case 1: {
      const { [name]: _gone, ...rest } = body as Record<string, unknown>;
      return JSON.stringify(rest);
    }
    case 2: {
      // Some bits of what the base64 holds.
      const bytes = Buffer.from(String(value), 'base64');
      for (let flips = below(4) + 1; flips > 0 && bytes.length > 0; flips--) {
        const place = below(bytes.length);
        bytes[place] = (bytes[place] ?? 0) ^ (1 << below(8));
      }
      return change(bytes.toString('base64'));
    }
    case 3: {
      const bytes = Buffer.from(String(value), 'base64');
      return change(bytes.subarray(0, below(bytes.length + 1)).toString('base64'));
    }
    case 4: {
      const text = Buffer.from(JSON.stringify(body));
      text[below(text.length)] = below(256);
      return new Uint8Array(text);
    }
    default:
      return Uint8Array.from({ length: below(200) }, () => below(256));
  }
}

describe('chance over each endpoint', () => {
  const rounds = 400;

  it.each(seeds().map(({ path, server }, index) => [`${server.address} ${path}`, index] as const))(
    `%s: ${rounds} requests end in an answer, and change nothing that was not executed`,
    async (name, index) => {
      const seed = seeds()[index];
      if (seed === undefined) throw new Error('no such seed');
      const below = chance(name);
      const { server, path, body } = seed;
      const stateOfAll = () =>
        JSON.stringify([
          bench.smdp.orders(),
          bench.smdp.notifications(),
          'events' in server && server.events,
        ]);
      let counted = 0;
      let slowest = 0;
      for (let round = 0; round < rounds; round++) {
        const before = stateOfAll();
        const spoilt = spoil(body, below);
        const request = {
          ...rspRequest(path, ''),
          body: typeof spoilt === 'string' ? new TextEncoder().encode(spoilt) : spoilt,
        };
        const begun = systemClock.monotonic();
        const response = await server.handle(request);
        slowest = Math.max(slowest, systemClock.monotonic() - begun);
        expect([200, 204, 400]).toContain(response.status);
        const isExecuted = response.status === 204 || typeof readAnswer(response) === 'object';
        if (!isExecuted || response.status === 400) expect(stateOfAll()).toBe(before);
        counted += 1;
      }
      expect(counted).toBe(rounds);
      expect(slowest).toBeLessThan(1000);
    },
  );

  it('what no function is for', async () => {
    const below = chance('paths');
    const parts = [
      'gsma',
      'rsp2',
      'es9plus',
      'es2plus',
      '..',
      '%2e%2e',
      '',
      '__proto__',
      'initiateAuthentication',
    ];
    const before = JSON.stringify(bench.smdp.orders());
    for (let round = 0; round < 1000; round++) {
      const path = `/${Array.from({ length: below(6) }, () => parts[below(parts.length)]).join('/')}`;
      const response = await bench.smdp.handle(rspRequest(path, {}));
      expect([200, 404]).toContain(response.status);
    }
    expect(JSON.stringify(bench.smdp.orders())).toBe(before);
  });
});

describe('each endpoint refuses', () => {
  it.each(seeds().map(({ path }, index) => [path, index] as const))(
    '%s: what is no request',
    async (path, index) => {
      const server = seeds()[index]?.server ?? bench.smdp;
      const status = async (change: Partial<RspRequest>) =>
        (await server.handle({ ...rspRequest(path, {}), ...change })).status;
      const bytes = (text: string) => new TextEncoder().encode(text);
      const headers = { 'content-type': 'application/json', 'x-admin-protocol': 'gsma/rsp/v2.5.0' };
      expect(await status({ body: bytes(' '.repeat(512 * 1024 + 1)) })).toBe(413);
      expect(await status({ body: bytes('{"half') })).toBe(400);
      expect(await status({ body: Uint8Array.of(0xff, 0xfe) })).toBe(400);
      expect(await status({ headers: { ...headers, 'content-type': 'text/html' } })).toBe(415);
      expect(await status({ headers: { ...headers, 'x-admin-protocol': 'gsma/rsp/v1.0.0' } })).toBe(400);
      expect(await status({ method: 'GET' })).toBe(405);
      const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
      expect([200, 400]).toContain(await status({ body: bytes(deep) }));
      const inside = `{"transactionId":"AA","extension":${deep}}`;
      expect([200, 400]).toContain(await status({ body: bytes(inside) }));
    },
  );
});

describe('10,000 half-open sessions', () => {
  it('are bounded, and end nobody’s download', async () => {
    const request = rspRequest(es9('initiateAuthentication'), seeds()[0]?.body);
    bench.log = [];
    const { euicc } = authenticated('PLAIN');
    for (let i = 0; i < 10_000; i++) expect((await bench.smdp.handle(request)).status).toBe(200);
    expect(bench.smdp.sessionCount()).toBe(1000);
    expectJson(euicc.getBpp());
    bench.now += 11 * 60 * 1000;
    expect(bench.smdp.sessionCount()).toBe(0);
    expect(bench.log.every((entry) => entry.outcome === 'executed')).toBe(true);
  });

  it('of eUICCs that are authenticated are bounded too: the oldest gives way', () => {
    bench.smdp = make({ maxSessions: 3 });
    const all = [1, 2, 3, 4].map((seed) => {
      const euicc = euiccOf({ seed: String(seed) });
      expectJson(euicc.initiate());
      expectJson(euicc.authenticate('PLAIN'));
      return euicc;
    });
    expect(all.map((euicc) => typeof euicc.getBpp())).toEqual(['string', 'object', 'object', 'object']);
  });
});

describe('transactions', () => {
  it('that are over, stale or cancelled, are unknown', () => {
    const cancelled = authenticated('PLAIN').euicc;
    cancelled.cancel('postponed');
    const stale = authenticated('PLAIN').euicc;
    const installed = authenticated('TWICE').euicc;
    installed.getBpp();
    installed.installed();
    bench.now += 10 * 60 * 1000;
    for (const euicc of [cancelled, stale, installed]) {
      expect(euicc.authenticate('PLAIN')).toBe('8.10.1/3.9');
      expect(euicc.getBpp()).toBe('8.10.1/3.9');
      expect(euicc.cancel('endUserRejection')).toBe('8.10.1/3.9');
    }
    expect(stateOf('PLAIN')).toBe('released');
  });

  it('that are replayed give the same answer, and count once', () => {
    bench.smdp = make({ profiles: offers.map((one) => ({ ...one, maxDownloads: 2 })) });
    const { euicc } = authenticated('PLAIN');
    const first = euicc.getBpp();
    for (let i = 0; i < 5; i++) expect(euicc.getBpp()).toEqual(first);
    expect(bench.smdp.orders()[0]?.downloads).toBe(1);
    euicc.authenticate('PLAIN');
    expect(bench.smdp.orders()[0]?.downloads).toBe(1);
  });

  it('of one eUICC are of no use to another', () => {
    const { euicc } = authenticated('PLAIN');
    const thief = euiccOf({ seed: 'thief' });
    thief.transactionId = euicc.transactionId;
    thief.smdpSignature2 = euicc.smdpSignature2;
    const forged = thief.prepareRequest(undefined, new Uint8Array(16));
    expect(readAnswerOf(forged)).toBe('8.10.1/3.9');
  });
});

function readAnswerOf(body: object) {
  const response = bench.smdp.handle(rspRequest(es9('getBoundProfilePackage'), body));
  if (response instanceof Promise) throw new Error('ES9+ is answered at once');
  return readAnswer(response);
}

it('a client that never ends its headers is cut off', async () => {
  const { handle } = bench.smdp;
  const server = await listen({ handle, tls: pki.dpTls, port: 0, headersTimeoutMs: 200 });
  const socket = connect({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false });
  socket.write('POST /gsma/rsp2/es9plus/cancelSession HTTP/1.1\r\nX-Slow: ');
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
  });
  await once(socket, 'close');
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  await server.close();
});

it('a store that fails is an error of HTTP, and nothing is taken as done', () => {
  const store = memoryStore();
  const save = () => {
    throw new Error('ENOSPC');
  };
  bench.smdp = make({ store: { ...store, save } });
  const { euicc } = authenticated('PLAIN');
  expect(euicc.getBpp()).toEqual({ status: 500 });
  expect(stateOf('PLAIN')).toBe('released');
  expect(bench.log.at(-1)).toMatchObject({ outcome: 'refused', message: 'ENOSPC', at: start });
});

it('logs which field of a request is wrong, which the specification gives no text for', () => {
  bench.smdp.handle(rspRequest(es9('initiateAuthentication'), { smdpAddress: 'smdp.bench.example' }));
  expect(bench.log.at(-1)?.message).toMatch(/^The data of the request is invalid; \w+ is missing or wrong$/);
});
