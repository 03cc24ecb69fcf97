/**
 * The random-input campaign over the card's APDU interface: seeded, so that it is the same each time, and counted. It
 * ends with no crash, no hang, and no change of what is kept but by a command that is valid and says so.
 */

import { describe, expect, test } from 'vitest';
import { type Es10Name, es10Exchanges, es10Functions } from '../../../src-main/simulator/euicc/functions.ts';
import { type CardState, cardStateSchema } from '../../../src-main/simulator/euicc/state.ts';
import { decode, encodeTlv } from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import {
  type DownloadOptions,
  defaultMetadata,
  insertedCard,
  prepare,
  smallPackage,
  type TestCard,
} from './bench.ts';
import { byIccid, first, owner, profileCalls, second, third } from './calls.ts';
import { type Chance, mutateTlv, random } from './chance.ts';
import { basic, failureOf } from './outcomes.ts';

/** Longest time that a card may take for one APDU; it is there to notice a hang on a busy machine. */
const hangMs = 5_000;

/** What each function may change of the kept state. Every function that begins or ends a session may end an installation. */
const installation: readonly (keyof CardState)[] = ['installing', 'notifications', 'nextSeqNumber'];
const events: readonly (keyof CardState)[] = [
  'profiles',
  'notifications',
  'nextSeqNumber',
  'operationalBeforeTest',
];
const changes: { readonly [name in Es10Name]?: readonly (keyof CardState)[] } = {
  'ES10a.SetDefaultDpAddress': ['defaultDpAddress'],
  'ES10b.PrepareDownload': [...installation, 'oneTimeKeys'],
  'ES10b.LoadBoundProfilePackage': [...installation, 'oneTimeKeys', 'profiles'],
  'ES10b.GetEUICCChallenge': installation,
  'ES10b.AuthenticateServer': installation,
  'ES10b.CancelSession': installation,
  'ES10b.RemoveNotificationFromList': ['notifications'],
  'ES10b.LoadCRL': ['crls'],
  'ES10c.EnableProfile': [...events, 'pendingSwitch'],
  'ES10c.DisableProfile': [...events, 'pendingSwitch'],
  'ES10c.DeleteProfile': events,
  'ES10c.eUICCMemoryReset': [...events, 'defaultDpAddress'],
  'ES10c.SetNickname': ['profiles'],
};

const nameOf = (request: Uint8Array): Es10Name | undefined =>
  es10Functions.find(({ tag }) => tag === (((request[0] ?? 0) << 8) | (request[1] ?? 0)))?.name;
const isSegment = (request: Uint8Array) => /^(A[0-3]|8[678])/.test(toHex(request.subarray(0, 1)));

class Campaign {
  bench: TestCard;
  readonly counts: Record<string, number> = {};
  sent = 0;
  changed = 0;

  constructor(bench: TestCard) {
    this.bench = bench;
  }

  #count(answer: Uint8Array, command: string): void {
    if (answer.length < 2 || answer.length > 258) throw new Error(`${command}: ${toHex(answer)}`);
    const sw = toHex(answer.subarray(-2));
    const kind = sw.startsWith('61') || sw.startsWith('91') ? sw.slice(0, 2) : sw;
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    this.sent++;
  }

  /** One APDU. Throws where it is not answered. */
  async apdu(command: Uint8Array): Promise<Uint8Array> {
    const begun = performance.now();
    const answer = await this.bench.card.transmit(command);
    if (performance.now() - begun > hangMs) throw new Error(`${toHex(command)}: hangs`);
    this.#count(answer, toHex(command));
    return answer;
  }

  /** One ES10 request in blocks. Throws where it changes what it may not, or without being valid. */
  async request(request: Uint8Array): Promise<string> {
    const before = this.bench.card.chip.state;
    let sw = '';
    for (let at = 0, block = 0; at === 0 || at < request.length; at += 250, block++) {
      const part = request.subarray(at, at + 250);
      const p1 = at + 250 >= request.length ? 0x91 : 0x11;
      const answer = await this.apdu(
        Uint8Array.from([0x80 | this.bench.lpa.channel, 0xe2, p1, block & 0xff, part.length, ...part]),
      );
      sw = toHex(answer.subarray(-2));
      if (sw !== '9000') break;
    }
    this.#judge(request, before, sw);
    return sw;
  }

  #judge(request: Uint8Array, before: CardState, sw: string): void {
    const after = this.bench.card.chip.state;
    const keys = Object.keys(cardStateSchema.shape) as (keyof CardState)[];
    const differing = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
    if (differing.length === 0) return;
    this.changed++;
    const name = isSegment(request) ? 'ES10b.LoadBoundProfilePackage' : nameOf(request);
    const allowed = (name && changes[name]) ?? [];
    const text = `${toHex(request.subarray(0, 400))} (${sw})`;
    if (!differing.every((key) => allowed.includes(key))) throw new Error(`${text} changed ${differing}`);
    if (!/^(9000|61..|91..)$/.test(sw)) throw new Error(`${text} changed ${differing} and was refused`);
    if (name !== undefined && name !== 'ES10b.LoadBoundProfilePackage')
      decode(es10Exchanges[name].request, request, name);
    cardStateSchema.parse(JSON.parse(JSON.stringify(after)));
  }
}

/** A card with profiles of each kind, and a default address. */
async function inhabitedCard(): Promise<TestCard> {
  const bench = await insertedCard({ config: { maxNotifications: 50, maxChannels: 19 } });
  const { install, enable } = profileCalls(() => bench);
  await install(first, { profilePolicyRules: ['ppr2'], profileOwner: owner });
  await install(second);
  await install(third, { profileClass: 'test' });
  await enable(byIccid(first));
  await bench.lpa.es10('BF3F0780056C2E747374');
  return bench;
}

/** A valid request for each function that needs no session. */
const plain = [
  'BF2000',
  'BF2200',
  'BF2E00',
  'BF3C00',
  'BF4300',
  'BF3E035C015A',
  'BF3F0780056C2E747374',
  'BF2800',
  'BF280481020640',
  'BF2B00',
  'BF2B05A003800101',
  'BF2B06A004810204F0',
  'BF3003800101',
  'BF2D00',
  'BF2D13A00C5A0A989909000000000010F15C035A9F70',
  'BF2D05A003950102',
  `BF3111A00C${byIccid(second)}810100`,
  `BF3111A00C${byIccid(third)}8101FF`,
  `BF3211A00C${byIccid(first)}810100`,
  `BF330C${byIccid(second)}`,
  'BF340482020640',
  `BF290F${byIccid(first)}900141`,
  'BF4115801000112233445566778899AABBCCDDEEFF810100',
  'BF350AA0083006300030003000',
].map(fromHex);

async function recover(bench: TestCard): Promise<void> {
  await bench.card.reset();
  await bench.lpa.open();
}

describe('the campaign', () => {
  test('raw bytes: 8,000 APDUs, all answered, nothing changed', async () => {
    const chance = random('campaign raw');
    const campaign = new Campaign(await inhabitedCard());
    const before = campaign.bench.card.chip.state;
    for (let i = 0; i < 8_000; i++)
      await campaign.apdu(chance.bytes(chance.of([0, 1, 2, 3, 4, 5, 6, 8, 12, 60, 256, 261, 300, 2000])));
    expect(campaign.sent).toBe(8_000);
    expect(campaign.bench.card.chip.state).toBe(before);
  });

  test('headers: every class, instruction and parameter near the valid ones, nothing changed', async () => {
    const campaign = new Campaign(await inhabitedCard());
    const before = campaign.bench.card.chip.state;
    const instructions = [0x10, 0x12, 0x14, 0x70, 0xa4, 0xaa, 0xb0, 0xc0, 0xe2, 0xf2];
    for (let cla = 0; cla < 256; cla++)
      for (const ins of instructions)
        for (const rest of [
          '',
          '00',
          '0000',
          '000000',
          '00000A',
          '910006BF3E035C015A',
          '04040480010203',
          '800100',
        ])
          await campaign.apdu(Uint8Array.from([cla, ins, ...fromHex(rest)]));
    for (let ins = 0; ins < 256; ins++)
      for (const cla of [0x00, 0x01, 0x80, 0x81]) await campaign.apdu(Uint8Array.of(cla, ins, 0, 0, 0));
    expect(campaign.sent).toBe(256 * 10 * 8 + 256 * 4);
    expect(campaign.bench.card.chip.state).toBe(before);
  });

  test('every ES10 request with its TLVs damaged: 6,000 requests', async () => {
    const chance = random('campaign TLVs');
    const campaign = new Campaign(await inhabitedCard());
    let requests = 0;
    for (let round = 0; round < 250; round++) {
      // By then the profiles are gone, and there is little left to change.
      if (round % 5 === 4) campaign.bench = await inhabitedCard();
      for (const request of plain) {
        let bytes = request;
        for (let hits = chance.below(4); hits > 0; hits--) bytes = mutateTlv(chance, bytes);
        await campaign.request(bytes);
        requests++;
        // A switch that waits for its refresh would refuse all that follows.
        if (campaign.bench.card.chip.state.pendingSwitch !== undefined) await recover(campaign.bench);
      }
    }
    expect(requests).toBe(6_000);
    // Some of it hits: a campaign in which all is refused shows little.
    expect(campaign.changed).toBeGreaterThan(100);
    expect(Object.keys(campaign.counts)).toEqual(expect.arrayContaining(['61', '9000', '6A80', '6A88']));
    await expectUsable(campaign.bench);
  });

  const session = async (
    seed: string,
    rounds: number,
    tamper: (chance: Chance) => Partial<DownloadOptions>,
  ) => {
    const chance = random(seed);
    const campaign = new Campaign(await inhabitedCard());
    for (let round = 0; round < rounds; round++) {
      const options = { ...basic, seed: `${seed} ${round}`, ...tamper(chance) };
      // What the card answers may be no answer to a request that is none.
      await prepare(campaign.bench, options).catch(() => {});
    }
    expect(campaign.bench.card.chip.state.profiles).toHaveLength(3);
    await expectUsable(campaign.bench);
    return campaign;
  };

  test('AuthenticateServer with its TLVs damaged: 400 requests, each in a session of its own', async () => {
    let sent = 0;
    const campaign = await session('campaign auth', 400, (chance) => ({
      tamperAuthenticate: (request) => {
        sent++;
        return mutateTlv(chance, request);
      },
    }));
    expect(sent).toBe(400);
    expect(campaign.bench.card.chip.state.oneTimeKeys.length).toBeLessThanOrEqual(4);
  });

  test('PrepareDownload with its TLVs damaged: 300 requests, each in a session of its own', async () => {
    let sent = 0;
    await session('campaign prepare', 300, (chance) => ({
      tamperPrepare: (request) => {
        sent++;
        return mutateTlv(chance, request);
      },
    }));
    expect(sent).toBe(300);
  });

  test('segments of a package with their TLVs damaged, in between valid ones: 200 packages', async () => {
    const chance = random('campaign segments');
    const campaign = new Campaign(await inhabitedCard());
    const { bench } = campaign;
    const filler = encodeTlv(0xa9, fromHex('A0058000810105'), encodeTlv(0x04, new Uint8Array(300)));
    const options = {
      upp: smallPackage(defaultMetadata.iccid, filler),
      metadata: defaultMetadata,
      bind: { maxSegment: 120 },
    };
    for (let round = 0; round < 200; round++) {
      const { segments = [] } = await prepare(bench, { ...options, seed: `segments ${round}` });
      const target = chance.below(segments.length);
      for (const [index, segment] of segments.entries())
        await campaign.request(index === target ? mutateTlv(chance, segment) : segment);
      const { profiles } = bench.card.chip.state;
      expect(profiles.length === 3 || profiles.length === 4).toBe(true);
      // A segment may be damaged into itself; what was installed by that goes again.
      if (profiles.length === 4)
        expect(await bench.lpa.es10Hex(`BF330C${byIccid(defaultMetadata.iccid)}`)).toMatch(/00$/);
    }
    expect(campaign.sent).toBeGreaterThan(1_000);
    await expectUsable(bench);
  });

  async function expectUsable(bench: TestCard): Promise<void> {
    await recover(bench);
    const { install, result } = profileCalls(() => bench);
    await result('BF3404820205E0');
    await recover(bench);
    const { result: outcome } = await install(defaultMetadata.iccid);
    expect(failureOf(outcome)).toBe('success');
  }
});
