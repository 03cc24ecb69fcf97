import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { issueServer } from '../../../src-main/simulator/pki/index.ts';
import type { FunctionCaller } from '../../../src-main/simulator/rsp-server/index.ts';
import { memoryStore } from '../../../src-main/simulator/smdp/index.ts';
import {
  createSmds,
  fileEventStore,
  memoryEventStore,
  type Smds,
  type SmdsOptions,
  smdsFunctionStatus,
} from '../../../src-main/simulator/smds/index.ts';
import { toHex } from '../../../src-shared/bytes.ts';
import { faultsAt } from '../rsp-server/fault-ports.ts';
import { describeStatusCodes, type StatusCases } from '../rsp-server/status-cases.ts';
import {
  call,
  expectJson,
  FakeEuicc,
  type Json,
  readAnswer,
  rspRequest,
  seeded,
} from '../smdp/fake-euicc.ts';
import {
  authenticated,
  bench,
  clock,
  day,
  eid,
  expiredEuicc,
  make,
  offers,
  other,
  otherEid,
  pki,
  prepareBench,
  start,
  stranger,
} from '../smdp/smdp-bench.ts';

const rootAddress = 'root.smds.example';
const lowerAddress = 'lower.smds.example';

/** What calls go to, by address; a name that is not in it cannot be reached. */
let network: Record<string, Pick<Smds, 'handle'>> = {};
const caller: FunctionCaller = async ({ address, path }, body) => {
  const server = network[address];
  if (server === undefined) throw new Error('ECONNREFUSED');
  const { status, body: bytes } = await server.handle(rspRequest(path, body));
  return { status, json: bytes.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(bytes)) };
};

function makeSmds(address: string, change: Partial<SmdsOptions> = {}): Smds {
  const store = memoryEventStore();
  const options = { pki, clock, entropy: seeded(address), store, address, ...change };
  return createSmds({ log: (entry) => bench.log.push(entry), ...options });
}

let root: Smds;
let lower: Smds;
beforeEach(() => {
  prepareBench();
  root = makeSmds(rootAddress);
  lower = makeSmds(lowerAddress, {
    root: { address: rootAddress, call: caller },
    // An SM-DS of its own, with an OID of its own: what it registers at the root is its own.
    pki: {
      ...pki,
      dsAuth: issueServer(pki, { clock, entropy: seeded('ds'), role: 'dsAuth', oid: '2.999.16' }),
    },
  });
  network = { [rootAddress]: root, [lowerAddress]: lower };
});

const header = { functionRequesterIdentifier: '2.999.10', functionCallIdentifier: '1' };
const event = { eid, rspServerAddress: 'smdp.bench.example', eventId: 'EVENT-1', forwardingIndicator: true };

async function ask(smds: Smds, path: string, fields: Json): Promise<Json | string> {
  return readAnswer(await smds.handle(rspRequest(`/gsma/rsp2/${path}`, { header, ...fields })));
}
const register = (smds: Smds, fields: Json = {}, which = 'es12') =>
  ask(smds, `${which}/registerEvent`, { ...event, ...fields });
const remove = (smds: Smds, fields: Json = {}, which = 'es12') =>
  ask(smds, `${which}/deleteEvent`, { eid, eventId: 'EVENT-1', ...fields });

type FakeChange = Partial<ConstructorParameters<typeof FakeEuicc>[0]>;

function initiated(smds: Smds, change: FakeChange = {}): FakeEuicc {
  const euicc = new FakeEuicc({ pki, smdp: smds, ...change });
  expectJson(euicc.initiate());
  return euicc;
}
/** The events that an eUICC is told of, or the failure. */
const ask11 = (smds: Smds, eventId?: string, change: FakeChange = {}) =>
  initiated(smds, change).authenticate(eventId);
const initiate = (request: Json, info: Parameters<FakeEuicc['initiate']>[1] = {}) =>
  new FakeEuicc({ pki, smdp: root }).initiate(request, info);

async function after<T>(work: Promise<unknown>, then: () => T): Promise<Awaited<T>> {
  await work;
  return await then();
}
const asOther = { header: { ...header, functionRequesterIdentifier: '2.999.99' } };
const unknownKey = new Uint8Array(20).fill(1);

/** Makes the SM-DS below reach no root, or one that has failed to take anything. */
function breakRoot(how: 'gone' | 'failing'): void {
  if (how === 'gone') delete network[rootAddress];
  else network[rootAddress] = { handle: () => ({ status: 500, headers: {}, body: new Uint8Array() }) };
}
const withRoot = <T>(how: 'gone' | 'failing', then: () => T): T => {
  breakRoot(how);
  return then();
};

const events = (which: 'es12' | 'es15') => ({
  register: {
    '1.3.1/2.1': ['the EID is none', () => register(root, { eid: '89' }, which)],
    '8.9.5/3.3': [
      'the event id is taken for that EID',
      () => after(register(root, {}, which), () => register(root, {}, which)),
    ],
  } as StatusCases[string],
  delete: {
    '1.3.1/2.1': ['the header is missing', () => remove(root, { header: undefined }, which)],
    '8.9.5/3.9': ['there is no such event', () => remove(root, {}, which)],
    '8.9.5/1.2': [
      'another server has registered it',
      () => after(register(root, {}, which), () => remove(root, asOther, which)),
    ],
  } as StatusCases[string],
});

const cases: StatusCases = {
  'ES11.InitiateAuthentication': {
    'Executed-Success': ['opens a session', () => initiate({})],
    '1.3.1/2.1': ['the challenge is too short', () => initiate({ euiccChallenge: 'AAAA' })],
    '8.9.1/3.8': ['the address is not its own', () => initiate({ smdpAddress: 'elsewhere.example' })],
    '8.9.3/3.1': ['the svn is below 2', () => initiate({}, { svn: '1.1.0' })],
    '8.9.4/3.7': [
      'the eUICC verifies under no CI that the SM-DS has a certificate of',
      () => initiate({}, { euiccCiPKIdListForVerification: [unknownKey] }),
    ],
    '8.9.2/3.1': [
      'the eUICC signs under no CI that the SM-DS trusts',
      () => initiate({}, { euiccCiPKIdListForSigning: [unknownKey] }),
    ],
  },
  'ES11.AuthenticateClient': {
    'Executed-Success': ['gives the events', () => after(register(root), () => ask11(root))],
    '1.3.1/2.1': [
      'AuthenticateServerResponse is no ASN.1',
      () =>
        call(root, 'authenticateClient', {
          transactionId: initiated(root).hexTransaction(),
          authenticateServerResponse: 'AAAA',
        }),
    ],
    '8.10.1/3.9': [
      'the transaction is unknown',
      () => {
        const euicc = initiated(root);
        euicc.transactionId = new Uint8Array(16);
        return euicc.authenticate('');
      },
    ],
    '8.1/4.2': ['the eUICC reports an error', () => initiated(root).authenticateError()],
    '8.1.2/6.1': ['the EUM certificate is none', () => ask11(root, '', { eum: pki.dpPb })],
    '8.1.2/6.3': [
      'the EUM certificate has expired',
      () => {
        bench.now = start + 36 * 365 * day;
        return ask11(root);
      },
    ],
    '8.1.3/6.1': [
      'the eUICC certificate is of another EUM',
      () => ask11(root, '', { euicc: stranger.euicc }),
    ],
    '8.1.3/6.3': ['the eUICC certificate has expired', () => ask11(root, '', { euicc: expiredEuicc() })],
    '8.11.1/3.9': [
      'the CI of the EUM is unknown',
      () => ask11(root, '', { euicc: stranger.euicc, eum: stranger.eum }),
    ],
    '8.1/6.1': [
      'the challenge is not the one of the session',
      () => initiated(root).authenticate('', { serverChallenge: new Uint8Array(16) }),
    ],
    '8.9.5/3.9': ['no event waits for the eUICC', () => ask11(root)],
  },
  'ES12.RegisterEvent': {
    'Executed-Success': ['keeps the event', () => register(root)],
    ...events('es12').register,
    '8.9/5.1': ['the root cannot be reached', () => withRoot('gone', () => register(lower))],
    '8.9/4.2': ['the root fails', () => withRoot('failing', () => register(lower))],
  },
  'ES12.DeleteEvent': {
    'Executed-Success': ['forgets the event', () => after(register(root), () => remove(root))],
    ...events('es12').delete,
    '8.9/5.1': [
      'the root cannot be reached',
      () => after(register(lower), () => withRoot('gone', () => remove(lower))),
    ],
    '8.9/4.2': [
      'the root fails',
      () => after(register(lower), () => withRoot('failing', () => remove(lower))),
    ],
  },
  'ES15.RegisterEvent': {
    'Executed-Success': ['keeps the event', () => register(root, {}, 'es15')],
    ...events('es15').register,
  },
  'ES15.DeleteEvent': {
    'Executed-Success': [
      'forgets the event',
      () => after(register(root, {}, 'es15'), () => remove(root, {}, 'es15')),
    ],
    ...events('es15').delete,
  },
};
describeStatusCodes(smdsFunctionStatus, cases);

describe('the root SM-DS', () => {
  it('tells an eUICC of its events, all or the one that it asks for, and nobody else', async () => {
    expectJson(await register(root));
    expectJson(await register(root, { eventId: 'EVENT-2', rspServerAddress: 'other.example' }));
    expect(ask11(root)).toMatchObject({
      eventEntries: [
        { eventId: 'EVENT-1', rspServerAddress: 'smdp.bench.example' },
        { eventId: 'EVENT-2', rspServerAddress: 'other.example' },
      ],
    });
    expect(ask11(root, 'EVENT-2')).toMatchObject({ eventEntries: [{ eventId: 'EVENT-2' }] });
    expect(ask11(root, 'EVENT-3')).toBe('8.9.5/3.9');
    expect(ask11(root, '', { euicc: other })).toBe('8.9.5/3.9');
    expect(root.sessionCount()).toBe(0);
    expectJson(await remove(root));
    expect(ask11(root)).toMatchObject({ eventEntries: [{ eventId: 'EVENT-2' }] });
  });

  it('knows its address also under the name that its own section has for the field', () => {
    expectJson(initiate({ smdpAddress: undefined, smdsAddress: rootAddress }));
  });

  it('answers ES11 under its own path too', async () => {
    const response = await root.handle(rspRequest('/gsma/rsp2/es11/initiateAuthentication', {}));
    expect(readAnswer(response)).toBe('1.3.1/2.1');
  });

  it('logs neither event ids nor the EIDs that wait', async () => {
    await register(root);
    ask11(root, 'EVENT-1');
    await remove(root);
    expect(bench.log.map((entry) => entry.function)).toContain('ES12.RegisterEvent');
    expect(JSON.stringify(bench.log)).not.toMatch(/EVENT-1|8904903/);
  });

  it('with mutual TLS takes events only from clients that are known', async () => {
    const strict = makeSmds(rootAddress, { mutualTls: true });
    const request = rspRequest('/gsma/rsp2/es12/registerEvent', { header, ...event });
    expect(await strict.handle(request)).toMatchObject({ status: 403 });
    expect(await strict.handle({ ...request, clientTrusted: true })).toMatchObject({ status: 200 });
    expectJson(ask11(strict));
  });
});

describe('a cascade', () => {
  const entriesOf = (answer: Json | string) =>
    (expectJson(answer) as unknown as { eventEntries: { eventId: string; rspServerAddress: string }[] })
      .eventEntries;

  it('leads from the root to the SM-DS below and from there to the SM-DP+', async () => {
    expectJson(await register(lower));
    const [atRoot] = entriesOf(ask11(root));
    expect(atRoot?.rspServerAddress).toBe(lowerAddress);
    expect(atRoot?.eventId).not.toBe('EVENT-1');
    expect(entriesOf(ask11(lower, atRoot?.eventId))).toEqual([
      { eventId: 'EVENT-1', rspServerAddress: 'smdp.bench.example' },
    ]);
    expectJson(await remove(lower));
    expect(root.events()).toEqual([]);
    expect(lower.events()).toEqual([]);
  });

  it('is not told of what is not to be forwarded', async () => {
    expectJson(await register(lower, { forwardingIndicator: false }));
    expect(root.events()).toEqual([]);
    expect(ask11(lower)).toMatchObject({ eventEntries: [{ eventId: 'EVENT-1' }] });
  });

  it('has no event that the root has not', async () => {
    breakRoot('failing');
    expect(await register(lower)).toBe('8.9/4.2');
    expect(lower.events()).toEqual([]);
  });

  it('carries an order from ES2+ to the eUICC, and is empty when the profile is installed', async () => {
    const [plain] = offers;
    if (plain === undefined) throw new Error('no offers');
    bench.smdp = make({
      store: memoryStore(),
      call: caller,
      profiles: [{ ...plain, initialState: 'available' }],
    });
    const es2 = async (name: string, fields: Json) =>
      expectJson(
        readAnswer(await bench.smdp.handle(rspRequest(`/gsma/rsp2/es2plus/${name}`, { header, ...fields }))),
      );
    const { iccid } = plain.metadata;
    await es2('downloadOrder', { iccid, eid });
    await es2('confirmOrder', { iccid, smdsAddress: lowerAddress, releaseFlag: true });
    const [atRoot] = entriesOf(ask11(root));
    const [found] = entriesOf(ask11(lower, atRoot?.eventId));
    expect(found?.rspServerAddress).toBe('smdp.bench.example');
    const { euicc } = authenticated(found?.eventId ?? '');
    expectJson(euicc.getBpp());
    euicc.installed();
    await bench.smdp.settled();
    expect([...root.events(), ...lower.events()]).toEqual([]);
  });
});

describe('the state file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'smds-'));
  const path = join(folder, 'smds.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('carries events over a restart', async () => {
    await register(makeSmds(rootAddress, { store: fileEventStore(path) }), { eid: otherEid });
    expect(ask11(makeSmds(rootAddress, { store: fileEventStore(path) }), '', { euicc: other })).toMatchObject(
      {
        eventEntries: [{ eventId: 'EVENT-1' }],
      },
    );
  });

  it('is refused where it is none', () => {
    writeFileSync(path, '{"version":2}');
    expect(() => makeSmds(rootAddress, { store: fileEventStore(path) })).toThrow(
      expect.objectContaining({ code: 'smds_state_unreadable' }),
    );
  });
});

it('cannot be made without certificates', () => {
  expect(() => makeSmds(rootAddress, { pki: { ci: pki.ci } })).toThrow(
    expect.objectContaining({ code: 'pki_incomplete' }),
  );
});

it('fault wrongTransactionId: the events come for another transaction', async () => {
  const smds = makeSmds(rootAddress, {
    faults: faultsAt('ES11.AuthenticateClient', { kind: 'wrongTransactionId' }),
  });
  await register(smds);
  const euicc = initiated(smds);
  const answer = expectJson(euicc.authenticate(undefined));
  expect(answer).toMatchObject({ eventEntries: [{ eventId: 'EVENT-1' }] });
  expect(answer['transactionId']).not.toBe(toHex(euicc.transactionId));
});
