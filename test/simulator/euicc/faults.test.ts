import { describe, expect, test } from 'vitest';
import {
  AuthenticateServerResponse,
  CancelSessionResponse,
  PrepareDownloadResponse,
  ProfileInstallationResult,
} from '../../../src-main/rsp/index.ts';
import { verify } from '../../../src-main/simulator/crypto/index.ts';
import {
  bppErrors,
  createMemoryStateStore,
  type Es10Name,
  es10Functions,
} from '../../../src-main/simulator/euicc/index.ts';
import type {
  BppFault,
  BppOccasion,
  CardFault,
  CardFaults,
} from '../../../src-main/simulator/faults/ports.ts';
import { decode, encodeTlv } from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { defaultMetadata, download, insertedCard, prepare, smallPackage, testPki } from './bench.ts';
import { authenticateErrorOf, basic, downloadErrorOf, failureOf, flip } from './outcomes.ts';

/** One fault at the nth call of a function or part, and what was asked. */
function faults(what: { [name: string]: CardFault }, parts: { [part: string]: BppFault } = {}) {
  const asked: string[] = [];
  const once = new Set<string>();
  const port: CardFaults = {
    onFunction(occasion) {
      asked.push(occasion.function);
      if (once.has(occasion.function)) return undefined;
      if (what[occasion.function] !== undefined) once.add(occasion.function);
      return what[occasion.function];
    },
    onBppCommand(occasion: BppOccasion) {
      const name = `${occasion.command} ${occasion.index}`;
      asked.push(name);
      if (once.has(name)) return undefined;
      if (parts[name] !== undefined) once.add(name);
      return parts[name];
    },
  };
  return { asked, port };
}

const iccid = '5A0A98001032547698103214';
/** Valid requests for functions that need no session. */
const requests: { readonly [name in Es10Name]?: string } = {
  'ES10a.GetEuiccConfiguredAddresses': 'BF3C00',
  'ES10a.SetDefaultDpAddress': 'BF3F0780056C2E747374',
  'ES10b.GetEUICCChallenge': 'BF2E00',
  'ES10b.GetEUICCInfo1': 'BF2000',
  'ES10b.GetEUICCInfo2': 'BF2200',
  'ES10b.ListNotification': 'BF2800',
  'ES10b.RetrieveNotificationsList': 'BF2B00',
  'ES10b.RemoveNotificationFromList': 'BF3003800101',
  'ES10b.LoadCRL': 'BF3504A0023000',
  'ES10b.CancelSession': 'BF4115801000112233445566778899AABBCCDDEEFF810101',
  'ES10c.GetProfilesInfo': 'BF2D00',
  'ES10c.EnableProfile': `BF3111A00C${iccid}810100`,
  'ES10c.DisableProfile': `BF3211A00C${iccid}810100`,
  'ES10c.DeleteProfile': `BF330C${iccid}`,
  'ES10c.eUICCMemoryReset': 'BF340482020780',
  'ES10c.GetEID': 'BF3E035C015A',
  'ES10c.SetNickname': `BF290F${iccid}900141`,
  'ES10b.GetRAT': 'BF4300',
};
const simple = Object.entries(requests);

/** The error answers that the specification's declarations make of a value. */
function expected(name: string, value: number): string {
  const number = toHex(Uint8Array.of(value));
  const request = requests[name as Es10Name] ?? '';
  const inList = ['BF28', 'BF2B', 'BF2D', 'BF35', 'BF41'].includes(request.slice(0, 4));
  return `${request.slice(0, 4)}03${inList ? '81' : '80'}01${number}`;
}

/** A card with one profile on it, whose faults begin after that. */
async function cardWithProfile(
  what: { [name: string]: CardFault },
  parts: { [part: string]: BppFault } = {},
) {
  const store = createMemoryStateStore();
  await download(await insertedCard({ store, seed: 'first' }), basic);
  const { asked, port } = faults(what, parts);
  return { ...(await insertedCard({ store, faults: port })), asked };
}

const errorCases = es10Functions.flatMap(({ name, errors }) =>
  requests[name] === undefined
    ? []
    : Object.entries(errors).map(([error, value]) => ({ name, error, value })),
);

describe('the table of functions', () => {
  test('has every function of ES10 with its errors, as the ASN.1 names them', () => {
    expect(es10Functions).toHaveLength(21);
    const of = (name: Es10Name) => es10Functions.find((one) => one.name === name);
    expect(of('ES10c.EnableProfile')).toEqual({
      name: 'ES10c.EnableProfile',
      section: '5.7.16',
      tag: 0xbf31,
      errors: {
        iccidOrAidNotFound: 1,
        profileNotInDisabledState: 2,
        disallowedByPolicy: 3,
        wrongProfileReenabling: 4,
        catBusy: 5,
        undefinedError: 127,
      },
      signed: false,
      answersTransactionId: false,
    });
    expect(of('ES10b.AuthenticateServer')?.errors).toMatchObject({ invalidOid: 5, ciPKUnknown: 7 });
    expect(of('ES10b.RetrieveNotificationsList')?.errors).toEqual({
      noResultAvailable: 1,
      undefinedError: 127,
    });
    expect(of('ES10b.LoadBoundProfilePackage')?.errors).toHaveProperty('pprNotAllowed', 15);
    expect(
      es10Functions.filter((one) => Object.keys(one.errors).length === 0).map((one) => one.name),
    ).toEqual([
      'ES10a.GetEuiccConfiguredAddresses',
      'ES10b.GetEUICCChallenge',
      'ES10b.GetEUICCInfo1',
      'ES10b.GetEUICCInfo2',
      'ES10c.GetEID',
      'ES10b.GetRAT',
    ]);
    expect(es10Functions.filter((one) => one.signed).map((one) => one.name)).toEqual([
      'ES10b.PrepareDownload',
      'ES10b.LoadBoundProfilePackage',
      'ES10b.RetrieveNotificationsList',
      'ES10b.AuthenticateServer',
      'ES10b.CancelSession',
    ]);
    expect(es10Functions.filter((one) => one.answersTransactionId).map((one) => one.name)).toEqual([
      'ES10b.PrepareDownload',
      'ES10b.LoadBoundProfilePackage',
      'ES10b.AuthenticateServer',
      'ES10b.CancelSession',
    ]);
    expect(Object.keys(bppErrors.reasons)).toHaveLength(16);
  });
});

describe('a fault answers in place of the function, which does nothing', () => {
  test.each(errorCases)('$name $error: injected by name and by number', async ({ name, error, value }) => {
    for (const given of [error, value]) {
      const { lpa, card, asked } = await cardWithProfile({ [name]: { kind: 'error', value: given } });
      const before = card.chip.state;
      expect(await lpa.es10Hex(requests[name] ?? '')).toBe(expected(name, value));
      expect(card.chip.state).toBe(before);
      expect(asked).toEqual([name]);
    }
  });

  const signedErrors = (name: Es10Name) =>
    Object.entries(es10Functions.find((one) => one.name === name)?.errors ?? {});

  test.each(signedErrors('ES10b.AuthenticateServer'))(
    'ES10b.AuthenticateServer %s: injected, with the transaction id of the request',
    async (error) => {
      const { port } = faults({ 'ES10b.AuthenticateServer': { kind: 'error', value: error } });
      const bench = await insertedCard({ faults: port });
      const { transactionId, authenticated } = await prepare(bench, basic);
      expect(authenticateErrorOf(authenticated)).toBe(error);
      expect(toHex(authenticated)).toContain(toHex(transactionId));
    },
  );

  test.each(signedErrors('ES10b.PrepareDownload'))(
    'ES10b.PrepareDownload %s: injected, with the transaction id of the request',
    async (error) => {
      const { port } = faults({ 'ES10b.PrepareDownload': { kind: 'error', value: error } });
      const { transactionId, prepared } = await prepare(await insertedCard({ faults: port }), basic);
      expect(downloadErrorOf(prepared)).toBe(error);
      expect(toHex(prepared ?? new Uint8Array(0))).toContain(toHex(transactionId));
    },
  );

  test.each(['ES10c.EnableProfile', 'ES10c.DisableProfile', 'ES10c.eUICCMemoryReset'] as const)(
    '%s catBusy: injected as such',
    async (name) => {
      const { lpa } = await cardWithProfile({ [name]: { kind: 'catBusy' } });
      expect(await lpa.es10Hex(requests[name] ?? '')).toBe(expected(name, 5));
    },
  );

  test.each(simple)('%s: a status word, and the function works the next time', async (name, request) => {
    const { lpa, card } = await cardWithProfile({ [name]: { kind: 'statusWord', sw: 0x6f01 } });
    const before = card.chip.state;
    expect((await lpa.storeData(fromHex(request))).sw).toBe('6F01');
    expect(card.chip.state).toBe(before);
    expect((await lpa.storeData(fromHex(request))).sw).toBe('9000');
  });

  test('an error that the function does not have is 6F00', async () => {
    for (const fault of [{ kind: 'catBusy' }, { kind: 'error', value: 'noSuchError' }] as const) {
      const { lpa } = await cardWithProfile({ 'ES10c.DeleteProfile': fault, 'ES10c.GetEID': fault });
      expect((await lpa.storeData(fromHex(`BF330C${iccid}`))).sw).toBe('6F00');
      expect((await lpa.storeData(fromHex('BF3E035C015A'))).sw).toBe('6F00');
    }
  });
});

describe('a fault spoils the answer', () => {
  const key = testPki().euicc.certificate.publicKey;

  test('of AuthenticateServer and PrepareDownload: a wrong signature, all else as it should be', async () => {
    for (const spoiled of ['ES10b.AuthenticateServer', 'ES10b.PrepareDownload']) {
      const { port } = faults({ [spoiled]: { kind: 'wrongSignature' } });
      const { authenticated, prepared } = await prepare(await insertedCard({ faults: port }), basic);
      const auth = decode(AuthenticateServerResponse, authenticated, 'auth');
      if (!('authenticateResponseOk' in auth)) throw new Error('refused');
      const { euiccSigned1, euiccSignature1 } = auth.authenticateResponseOk;
      expect(verify(key, euiccSigned1.raw, euiccSignature1)).toBe(spoiled !== 'ES10b.AuthenticateServer');
      expect(downloadErrorOf(prepared)).toBe('ok');
    }
  });

  test('of AuthenticateServer, PrepareDownload and CancelSession: another transaction id, rightly signed', async () => {
    const wrong: CardFault = { kind: 'wrongTransactionId' };
    const first = await prepare(
      await insertedCard({ faults: faults({ 'ES10b.AuthenticateServer': wrong }).port }),
      basic,
    );
    const auth = decode(AuthenticateServerResponse, first.authenticated, 'auth');
    if (!('authenticateResponseOk' in auth)) throw new Error('refused');
    const { euiccSigned1, euiccSignature1 } = auth.authenticateResponseOk;
    expect(euiccSigned1.value.transactionId).not.toEqual(first.transactionId);
    expect(verify(key, euiccSigned1.raw, euiccSignature1)).toBe(true);
    const bench = await insertedCard({
      faults: faults({ 'ES10b.PrepareDownload': wrong, 'ES10b.CancelSession': wrong }).port,
    });
    const second = await prepare(bench, basic);
    const prepared = decode(PrepareDownloadResponse, second.prepared ?? new Uint8Array(0), 'prepare');
    if (!('downloadResponseOk' in prepared)) throw new Error('refused');
    const { euiccSigned2 } = prepared.downloadResponseOk;
    expect(euiccSigned2.value.transactionId).not.toEqual(second.transactionId);
    const cancel = decode(
      CancelSessionResponse,
      await bench.lpa.es10(encodeTlv(0xbf41, encodeTlv(0x80, second.transactionId), fromHex('810101'))),
      'cancel',
    );
    if (!('cancelSessionResponseOk' in cancel)) throw new Error('refused');
    const { euiccCancelSessionSigned, euiccCancelSessionSignature } = cancel.cancelSessionResponseOk;
    expect(euiccCancelSessionSigned.value.transactionId).not.toEqual(second.transactionId);
    expect(verify(key, euiccCancelSessionSigned.raw, euiccCancelSessionSignature)).toBe(true);
  });

  test('of LoadBoundProfilePackage: a result that does not verify, or is of another transaction', async () => {
    for (const kind of ['wrongSignature', 'wrongTransactionId'] as const) {
      const bench = await insertedCard({
        faults: faults({ 'ES10b.LoadBoundProfilePackage': { kind } }).port,
      });
      const { result, transactionId } = await download(bench, basic);
      const { profileInstallationResultData: data, euiccSignPIR } = decode(
        ProfileInstallationResult,
        result ?? new Uint8Array(0),
        'result',
      );
      expect(verify(key, data.raw, euiccSignPIR)).toBe(kind !== 'wrongSignature');
      expect(toHex(data.value.transactionId) === toHex(transactionId)).toBe(kind === 'wrongSignature');
      expect(bench.card.chip.state.profiles).toHaveLength(1);
    }
  });

  test('of RetrieveNotificationsList: its signatures, this once', async () => {
    const { lpa } = await cardWithProfile({ 'ES10b.RetrieveNotificationsList': { kind: 'wrongSignature' } });
    const spoiled = await lpa.es10('BF2B00');
    expect(toHex(await lpa.es10('BF2B00'))).toBe(toHex(flip(spoiled, 0x5f37)));
  });

  test('where it has nothing to spoil the function is as ever', async () => {
    const { lpa } = await cardWithProfile({ 'ES10c.GetEID': { kind: 'wrongSignature' } });
    expect(await lpa.es10Hex('BF3E035C015A')).toMatch(/^BF3E125A10/);
  });
});

describe('a fault takes the power', () => {
  const changing: Es10Name[] = [
    'ES10a.SetDefaultDpAddress',
    'ES10b.RemoveNotificationFromList',
    'ES10c.EnableProfile',
    'ES10c.DeleteProfile',
    'ES10c.eUICCMemoryReset',
    'ES10c.SetNickname',
  ];
  test.each(simple)('of %s: the answer is lost, and the card starts anew', async (name, request) => {
    for (const at of ['before', 'within', 'after'] as const) {
      const { lpa, card } = await cardWithProfile({ [name]: { kind: 'powerLoss', at } });
      const before = card.chip.state;
      await expect(lpa.es10(request)).rejects.toMatchObject({ code: 'simulated_card_off' });
      const done = at === 'after' && changing.includes(name as Es10Name);
      expect(JSON.stringify(card.chip.state) === JSON.stringify(before)).toBe(!done);
      expect(await lpa.apdu(`8${lpa.channel}F2000C`)).toBe('6881');
      await lpa.open();
      expect((await lpa.storeData(fromHex(request))).sw).toBe('9000');
    }
  });

  test('of a package: before, within and after its result', async () => {
    for (const [at, profiles, notifications] of [
      ['before', 0, 0],
      ['within', 0, 1],
      ['after', 1, 1],
    ] as const) {
      const { port } = faults({ 'ES10b.LoadBoundProfilePackage': { kind: 'powerLoss', at } });
      const bench = await insertedCard({ faults: port });
      await expect(download(bench, basic)).rejects.toMatchObject({ code: 'simulated_card_off' });
      expect(bench.card.chip.state.profiles).toHaveLength(profiles);
      expect(bench.card.chip.state.notifications).toHaveLength(notifications);
    }
  });
});

describe('a fault in a part of the package', () => {
  const options = {
    upp: smallPackage(
      defaultMetadata.iccid,
      encodeTlv(0xa9, fromHex('A0058000810105'), encodeTlv(0x04, new Uint8Array(900))),
    ),
    metadata: defaultMetadata,
    bind: { maxSegment: 300 },
  };
  const allParts = [
    'initialiseSecureChannel 0',
    'configureISDP 0',
    'storeMetadata 0',
    'loadProfileElements 0',
    'loadProfileElements 1',
    'loadProfileElements 2',
    'loadProfileElements 3',
  ];

  test('is asked for once for each, in order', async () => {
    const { port, asked } = faults({});
    const bench = await insertedCard({ faults: port });
    expect(failureOf((await download(bench, options)).result)).toBe('success');
    expect(asked).toEqual([
      'ES10b.GetEUICCChallenge',
      'ES10b.AuthenticateServer',
      'ES10b.PrepareDownload',
      'ES10b.LoadBoundProfilePackage',
      ...allParts,
    ]);
  });

  test.each(Object.entries(bppErrors.reasons))(
    'ES10b.LoadBoundProfilePackage %s: injected, by name and by number',
    async (reason, number) => {
      for (const given of [reason, number]) {
        const { port } = faults({}, { 'loadProfileElements 1': { kind: 'bppError', reason: given } });
        const bench = await insertedCard({ faults: port });
        expect(failureOf((await download(bench, options)).result)).toBe(`loadProfileElements/${reason}`);
        expect(bench.card.chip.state.profiles).toEqual([]);
        expect(bench.card.chip.state.installing).toBeUndefined();
      }
      const whole = faults({ 'ES10b.LoadBoundProfilePackage': { kind: 'error', value: reason } });
      const bench = await insertedCard({ faults: whole.port });
      expect(failureOf((await download(bench, options)).result)).toBe(`initialiseSecureChannel/${reason}`);
    },
  );

  test.each(allParts)('%s: a bad MAC, a status word and losses of power', async (part) => {
    const command = part.slice(0, -2);
    const first = part === allParts[0];
    const last = part === allParts.at(-1);
    const bad = await insertedCard({ faults: faults({}, { [part]: { kind: 'badMac' } }).port });
    expect(failureOf((await download(bad, options)).result)).toBe(
      `${command}/${first ? 'invalidSignature' : 'scp03tSecurityError'}`,
    );
    const refused = await insertedCard({
      faults: faults({}, { [part]: { kind: 'statusWord', sw: 0x6a84 } }).port,
    });
    await expect(download(refused, options)).rejects.toMatchObject({ sw: '6A84' });
    await refused.card.reset();
    for (const at of ['before', 'within', 'after'] as const) {
      const bench = await insertedCard({ faults: faults({}, { [part]: { kind: 'powerLoss', at } }).port });
      await expect(download(bench, options)).rejects.toMatchObject({ code: 'simulated_card_off' });
      const { profiles, notifications, installing } = bench.card.chip.state;
      expect(installing).toBeUndefined();
      expect(profiles).toHaveLength(last && at === 'after' ? 1 : 0);
      expect(notifications).toHaveLength(first && at !== 'after' ? 0 : 1);
      if (profiles.length === 0) {
        await bench.lpa.open();
        expect(failureOf((await download(bench, { ...options, seed: 'again' })).result)).toBe('success');
      }
    }
  });

  test('with a name that is none is 6F00', async () => {
    const { port } = faults({}, { 'storeMetadata 0': { kind: 'bppError', reason: 'noSuchReason' } });
    await expect(download(await insertedCard({ faults: port }), options)).rejects.toMatchObject({
      sw: '6F00',
    });
    const catBusy = faults({ 'ES10b.LoadBoundProfilePackage': { kind: 'catBusy' } });
    await expect(download(await insertedCard({ faults: catBusy.port }), options)).rejects.toMatchObject({
      sw: '6F00',
    });
    const sw = faults({ 'ES10b.LoadBoundProfilePackage': { kind: 'statusWord', sw: 0x6985 } });
    await expect(download(await insertedCard({ faults: sw.port }), options)).rejects.toMatchObject({
      sw: '6985',
    });
  });
});
