import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { downloadProfile } from '../../../bench/lib/small-lpa.ts';
import { ProfileInstallationResult } from '../../../src-main/rsp/index.ts';
import { type Bench, type BenchOptions, createBench } from '../../../src-main/simulator/index.ts';
import { decode } from '../../../src-main/tlv/index.ts';
import { parseActivationCode } from '../../../src-shared/activation-code.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { errorOf, failure } from '../../support/errors.ts';
import { seededEntropy, stillClock } from '../euicc/bench.ts';

const seeded = (options: BenchOptions = {}): BenchOptions => ({
  clock: stillClock,
  entropy: seededEntropy('kit'),
  ...options,
});

/** One exchange with the bench's SM-DP+, over its TLS and with its name checked. */
function post(bench: Bench, name: string, body: unknown): Promise<Record<string, unknown> | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${bench.smdp.url}/gsma/rsp2/es9plus/${name}`,
      {
        method: 'POST',
        ca: bench.cis.map((ci) => ci.pem),
        servername: bench.smdp.address.replace(/:\d+$/, ''),
        agent: false,
        headers: { 'Content-Type': 'application/json', 'X-Admin-Protocol': 'gsma/rsp/v2.5.0' },
      },
      async (response) => {
        let text = '';
        for await (const chunk of response) text += String(chunk);
        resolve(text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>));
      },
    );
    outgoing.on('error', reject).end(JSON.stringify(body));
  });
}

async function download(bench: Bench, code: string, card = 0, confirmationCode?: string) {
  const { smdpAddress, matchingId } = parseActivationCode(code);
  const held = bench.cards[card];
  if (held === undefined) throw new Error('no such card');
  const result = await downloadProfile(
    { es10: (one) => held.es10(one), es9: (name, body) => post(bench, name, body) },
    {
      address: smdpAddress,
      matchingId,
      ...(confirmationCode === undefined ? {} : { confirmationCode }),
    },
  );
  return decode(ProfileInstallationResult, result, 'result').profileInstallationResultData.value.finalResult;
}

describe('a bench for several tests', () => {
  let bench: Bench;
  const made = createBench(seeded({ cards: 2 })).then((one) => {
    bench = one;
  });
  beforeEach(async () => {
    await made;
    await bench.reset();
  });
  afterAll(() => bench.close());

  it('has cards of their own EIDs, and codes that name the server with its port', () => {
    expect(new Set(bench.cards.map((card) => card.eid)).size).toBe(2);
    expect(bench.smdp.address).toBe(`localhost:${bench.smdp.port}`);
    const [first] = bench.codes();
    expect(first?.confirmationCode).toBeUndefined();
    expect(parseActivationCode(first?.activationCode ?? '').smdpAddress).toBe(bench.smdp.address);
  });

  it('downloads over TLS onto each of its cards, with and without a confirmation code', async () => {
    const code = bench.addProfile({ name: 'ANY', maxInstallations: 2 });
    for (const card of [0, 1]) expect(await download(bench, code, card)).toHaveProperty('successResult');
    const withCode = bench.codes().find((one) => one.confirmationCode !== undefined);
    const answer = download(bench, withCode?.activationCode ?? '', 0, withCode?.confirmationCode);
    expect(await answer).toHaveProperty('successResult');
    expect(bench.card.profiles()).toMatchObject([
      { state: 'disabled', profileName: 'ANY' },
      { state: 'disabled', profileName: withCode?.profileName },
    ]);
    expect(bench.smdp.orders().find((one) => one.name === 'ANY')).toMatchObject({ state: 'installed' });
    expect(bench.smdp.notifications()).toHaveLength(3);
    expect(bench.log().map((entry) => entry.function)).toContain('ES9+.GetBoundProfilePackage');
  });

  it('begins anew between tests', async () => {
    await download(bench, bench.addProfile({ name: 'GOES' }));
    const [open] = bench.codes();
    await post(bench, 'initiateAuthentication', {
      smdpAddress: bench.smdp.address,
      euiccChallenge: 'AAAAAAAAAAAAAAAAAAAAAA==',
      euiccInfo1: Buffer.from((await bench.card.es10(fromHex('BF2000'))) ?? []).toString('base64'),
    });
    expect(bench.smdp.sessionCount()).toBe(1);
    await bench.reset();
    expect(bench.card.profiles()).toEqual([]);
    expect(bench.card.notifications()).toEqual([]);
    expect(bench.card.powered).toBe(true);
    expect(bench.smdp.notifications()).toEqual([]);
    expect(bench.smdp.sessionCount()).toBe(0);
    expect(bench.log()).toEqual([]);
    expect(bench.codes().map((one) => one.state)).not.toContain('installed');
    expect(bench.codes().some((one) => one.activationCode.endsWith('$GOES'))).toBe(false);
    expect(bench.codes()[0]).toEqual(open);
  });

  it('a card answers APDUs as SCardTransmit has them, with power at the first one', async () => {
    const [, card] = bench.cards;
    expect(toHex((await card?.transmit(fromHex('0070000001'))) ?? new Uint8Array(0))).toBe('019000');
    expect(card?.powered).toBe(true);
  });

  it('an ES10 function that gets no answer but a status word rejects with it', async () => {
    expect(await errorOf(bench.card.es10(fromHex('BF7F00')))).toMatchObject({
      code: 'simulated_card_refused',
      params: { sw: '6A88' },
    });
  });

  it('goes wrong as its rules say, in the card and at its contacts, until the reset', async () => {
    const { card } = bench;
    bench.addFault('ES10b.AuthenticateServer error=invalidSignature times=1');
    const code = bench.addProfile({ name: 'FAULTY' });
    await expect(download(bench, code)).rejects.toThrow(/8\.1/);
    expect(bench.faults()).toMatchObject([{ seen: 1, done: 1 }]);
    expect(await download(bench, code)).toHaveProperty('successResult');
    bench.clearFaults();
    bench.addFault('ES9+.AuthenticateClient status=8.1/4.8');
    await expect(download(bench, code)).rejects.toThrow('"reasonCode":"4.8"');
    bench.clearFaults();
    bench.addFault('apdu 2 sw=6F00');
    await card.transmit(fromHex('0070000001'));
    expect(toHex(await card.transmit(fromHex('0070000001')))).toBe('6F00');
    bench.addFault('ES10c.GetProfilesInfo powerLoss=before');
    expect(await errorOf(card.es10(fromHex('BF2D00')))).toMatchObject({ code: 'simulated_card_off' });
    expect(card.powered).toBe(true);
    await bench.reset();
    expect(bench.faults()).toEqual([]);
  });

  it('a card that a fault has taken out is out, and comes back where the rule says so', async () => {
    const { card } = bench;
    bench.addFault('apdu 1 removal');
    expect(await errorOf(card.transmit(fromHex('0070000001')))).toMatchObject({ code: 'simulated_card_off' });
    expect(await errorOf(card.transmit(fromHex('0070000001')))).toMatchObject({ code: 'simulated_card_off' });
    await bench.reset();
    expect(toHex(await card.transmit(fromHex('0070000001')))).toBe('019000');
    bench.addFault('apdu 1 removal back=10ms');
    expect(await errorOf(card.transmit(fromHex('0070000001')))).toMatchObject({ code: 'simulated_card_off' });
    // Sleeping takes no time on this bench.
    await new Promise((resolve) => setImmediate(resolve));
    expect(toHex(await card.transmit(fromHex('0070000001')))).toBe('019000');
  });

  it('a matching id that is taken is refused', async () => {
    bench.addProfile({ name: 'ONE' });
    expect(failure(() => bench.addProfile({ name: 'TWO', matchingId: 'ONE' }))).toMatchObject({
      code: 'smdp_profile_invalid',
    });
  });
});

describe('a bench', () => {
  it('gives the same bytes for the same chance and time', async () => {
    const run = async () => {
      await using bench = await createBench(seeded({ profiles: [{ name: 'ONE' }] }));
      await download(bench, bench.codes()[0]?.activationCode ?? '');
      return { ci: bench.cis[0]?.pem, log: bench.log() };
    };
    expect(await run()).toEqual(await run());
  });

  it.each([
    ['both curves side by side', ['brainpoolP256r1', 'P-256']],
    ['Brainpool for RSP, with TLS under a CI on P-256 all the same', ['brainpoolP256r1']],
  ] as const)('serves %s', async (_name, curves) => {
    await using bench = await createBench(seeded({ curves, profiles: [{ name: 'ONE' }] }));
    expect(bench.cis).toHaveLength(2);
    expect(await download(bench, bench.codes()[0]?.activationCode ?? '')).toHaveProperty('successResult');
  });

  it('has SM-DSs that an order on ES2+ reaches, and that its cards know', async () => {
    const profiles = [{ name: 'ONE', initialState: 'available', iccid: '8999980000000000002' }] as const;
    await using bench = await createBench(seeded({ smds: { which: 'cascade' }, profiles }));
    const [root, below] = bench.smds;
    const header = { functionRequesterIdentifier: 'operator', functionCallIdentifier: '1' };
    const order = (name: string, fields: object) =>
      bench.smdp.call(`es2plus/${name}`, { header, iccid: '8999980000000000002', ...fields });
    const { eid } = bench.card;
    await order('downloadOrder', { eid });
    await order('confirmOrder', { smdsAddress: below?.address, releaseFlag: true });
    expect(below?.events()).toMatchObject([{ eid, rspServerAddress: bench.smdp.address }]);
    expect(root?.events()).toMatchObject([{ eid, rspServerAddress: below?.address }]);
    const addresses = toHex(await bench.card.es10(fromHex('BF3C00')));
    expect(addresses).toContain(toHex(new TextEncoder().encode(root?.address)));
    await bench.reset();
    expect([root?.events(), below?.events()]).toEqual([[], []]);
    expect(bench.smdp.orders()).toMatchObject([{ state: 'available' }]);
  });

  it('keeps PKI, cards and orders in a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kit-'));
    try {
      const options = { folder, cards: 2, smdp: { address: 'smdp.kit.test' }, profiles: [{ name: 'ONE' }] };
      const before = await createBench(options);
      expect(before.smdp.address).toBe('smdp.kit.test');
      await download(before, before.codes()[0]?.activationCode ?? '', 1);
      await before.close();
      await using after = await createBench(options);
      expect(after.cis).toEqual(before.cis);
      expect(after.cards[1]?.profiles()).toHaveLength(1);
      expect(after.codes()[0]?.state).toBe('installed');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each([
    ['cards', { cards: 65 }],
    ['cards.0.eid', { cards: [{ eid: '1' }] }],
    ['address', { smdp: { address: 'https://smdp.test' } }],
    ['port', { smdp: { port: 70_000 } }],
    ['which', { smds: { which: 'leaf' } } as unknown as BenchOptions],
  ])('refuses wrong options by their name: %s', async (name, options: BenchOptions) => {
    const { code, params } = await errorOf(createBench(options));
    expect(code).toBe('simulator_options_invalid');
    expect(JSON.stringify(params)).toContain(`${name}:`);
  });

  it('closes twice without complaint, and is reached no more', async () => {
    const bench = await createBench(seeded());
    await bench.close();
    await bench.close();
    await expect(post(bench, 'initiateAuthentication', {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(bench.card.powered).toBe(false);
  });
});
