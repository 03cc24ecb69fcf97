/**
 * What the tests of the virtual eUICC stand on: a card with a PKI, chance that repeats itself, and an LPA and SM-DP+ of
 * the tests' own, which know ES10 and nothing of the project's clients.
 */

import { createHash } from 'node:crypto';
import {
  AuthenticateServerResponse,
  PrepareDownloadResponse,
  StoreMetadataRequest,
} from '../../../src-main/rsp/index.ts';
import { generateKeyPair } from '../../../src-main/simulator/crypto/index.ts';
import {
  createMemoryStateStore,
  createVirtualEuicc,
  type EuiccConfigInput,
  type StateStore,
} from '../../../src-main/simulator/euicc/index.ts';
import type { CardFaults } from '../../../src-main/simulator/faults/ports.ts';
import { type FullPki, generatePki, type Identity, type Pki } from '../../../src-main/simulator/pki/index.ts';
import {
  type BindingInput,
  bindProfile,
  makeAuthenticateClientOk,
  makeInitiateAuthenticationOk,
} from '../../../src-main/simulator/smdp/index.ts';
import type { VirtualCard } from '../../../src-main/simulator/virtual-card.ts';
import {
  decode,
  encode,
  encodeTlv,
  type Infer,
  readSingleTlv,
  readTlvs,
} from '../../../src-main/tlv/index.ts';
import { concatBytes, fromHex, toHex } from '../../../src-shared/bytes.ts';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';

/** Unpredictable to no one: the same seed gives the same bytes. */
export function seededEntropy(seed: string): Entropy {
  let counter = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32)
        out.set(
          createHash('sha256')
            .update(`${seed}/${counter++}`)
            .digest()
            .subarray(0, length - at),
          at,
        );
      return out;
    },
  };
}

export const now = Date.UTC(2026, 10, 22);
/** Time stands still, and sleeping takes none. */
export const stillClock: Clock = { now: () => now, monotonic: () => 0, sleep: async () => {} };

export const eid = '89049032000000000000000000000134';
let generated: FullPki | undefined;
/** Made once; the tests of one file share it. */
export function testPki(): FullPki {
  generated ??= generatePki({
    clock: stillClock,
    entropy: seededEntropy('pki'),
    eid,
    smdpAddress: 'smdp.test.example',
  });
  return generated;
}

let brainpool: FullPki | undefined;
/** A second CI, on the other curve, for the same EID. */
export function brainpoolPki(): FullPki {
  brainpool ??= generatePki({
    clock: stillClock,
    entropy: seededEntropy('brainpool'),
    eid,
    smdpAddress: 'smdp.test.example',
    curve: 'brainpoolP256r1',
  });
  return brainpool;
}

export interface TestCard {
  readonly card: ReturnType<typeof createVirtualEuicc>;
  readonly lpa: TestLpa;
  readonly store: StateStore;
  readonly pki: Pki;
}

/** A card under power with the ISD-R selected on channel 1. */
export async function insertedCard(
  options: {
    config?: EuiccConfigInput;
    store?: StateStore;
    pki?: Pki;
    /** CIs beside that of `pki`. */
    morePkis?: readonly Pki[];
    seed?: string;
    open?: boolean;
    clock?: Clock;
    entropy?: Entropy;
    block?: number;
    faults?: CardFaults;
    eid?: string;
  } = {},
): Promise<TestCard> {
  const { store = createMemoryStateStore(), pki = testPki() } = options;
  const card = createVirtualEuicc({
    pki: [pki, ...(options.morePkis ?? [])],
    clock: options.clock ?? stillClock,
    entropy: options.entropy ?? seededEntropy(options.seed ?? 'card'),
    state: store,
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(options.eid === undefined ? {} : { eid: options.eid }),
    ...(options.faults === undefined ? {} : { faults: options.faults }),
  });
  await card.powerOn();
  const lpa = new TestLpa(card, options.block);
  if (options.open !== false) await lpa.open();
  return { card, lpa, store, pki };
}

export class CardError extends Error {
  readonly sw: string;
  constructor(sw: string) {
    super(`the card answered ${sw}`);
    this.sw = sw;
  }
}

/** Drives a card as lpac does: blocks of 120 bytes, no Le, GET RESPONSE. */
export class TestLpa {
  readonly card: VirtualCard;
  readonly block: number;
  channel = 0;
  apdus = 0;

  constructor(card: VirtualCard, block = 120) {
    this.card = card;
    this.block = block;
  }

  /** Command and response in hexadecimal. */
  async apdu(command: string): Promise<string> {
    this.apdus++;
    return toHex(await this.card.transmit(fromHex(command)));
  }

  async open(): Promise<void> {
    const answer = await this.apdu('0070000001');
    if (!answer.endsWith('9000')) throw new CardError(answer);
    this.channel = Number.parseInt(answer.slice(0, 2), 16);
    const selected = await this.apdu(`0${this.channel}A4040010A0000005591010FFFFFFFF8900000100`);
    if (!selected.startsWith('61')) throw new CardError(selected);
  }

  /** One STORE DATA sequence: the response data, the status word of the end in `sw`. */
  async storeData(data: Uint8Array): Promise<{ data: Uint8Array; sw: string }> {
    const cla = (0x80 | this.channel).toString(16);
    let answer = '';
    for (let at = 0, block = 0; at < data.length; at += this.block, block++) {
      const part = data.subarray(at, at + this.block);
      const last = at + this.block >= data.length;
      const head = [last ? 0x91 : 0x11, block & 0xff, part.length];
      answer = await this.apdu(`${cla}E2${toHex(Uint8Array.from(head))}${toHex(part)}`);
      if (!last && answer !== '9000') return { data: new Uint8Array(0), sw: answer };
    }
    let collected = answer.slice(0, -4);
    while (answer.slice(-4).startsWith('61')) {
      answer = await this.apdu(`${cla}C00000${answer.slice(-2)}`);
      collected += answer.slice(0, -4);
    }
    return { data: fromHex(collected), sw: answer.slice(-4) };
  }

  /** One ES10 function. Throws a CardError for anything but 9000 and 91xx. */
  async es10(request: Uint8Array | string): Promise<Uint8Array> {
    const { data, sw } = await this.storeData(typeof request === 'string' ? fromHex(request) : request);
    if (sw !== '9000' && !sw.startsWith('91')) throw new CardError(sw);
    return data;
  }

  async es10Hex(request: string): Promise<string> {
    return toHex(await this.es10(request));
  }
}

/** The segments of a bound profile package (SGP.22 v2.5 §2.5.5). */
export function segmentsOf(bpp: Uint8Array): Uint8Array[] {
  const [isc, ...parts] = readTlvs(readSingleTlv(bpp).value);
  if (isc === undefined) throw new Error('no package');
  const out = [bpp.subarray(0, isc.offset + isc.raw.length + (bpp.length - readSingleTlv(bpp).value.length))];
  for (const part of parts) {
    const header = part.raw.subarray(0, part.raw.length - part.value.length);
    if (part.tag === 0xa0 || part.tag === 0xa2) out.push(part.raw);
    else out.push(header, ...readTlvs(part.value).map((one) => one.raw));
  }
  return out;
}

export type Metadata = Infer<typeof StoreMetadataRequest>;

export interface DownloadOptions {
  readonly upp: Uint8Array;
  readonly metadata: Metadata;
  readonly address?: string;
  /** Changes to each message before the card gets it. */
  readonly authenticate?: Partial<AuthenticateParts>;
  readonly tamperAuthenticate?: (request: Uint8Array) => Uint8Array;
  readonly prepare?: {
    dpPb?: Identity;
    transactionId?: Uint8Array;
    ccRequired?: boolean;
    hashCc?: Uint8Array;
    bppEuiccOtpk?: Uint8Array;
  };
  readonly tamperPrepare?: (request: Uint8Array) => Uint8Array;
  readonly bind?: Partial<BindingInput>;
  readonly tamperBpp?: (bpp: Uint8Array, input: BindingInput) => Uint8Array;
  readonly seed?: string;
}

interface AuthenticateParts {
  readonly dpAuth: Identity;
  readonly ciKeyId: Uint8Array;
  readonly euiccChallenge: Uint8Array;
}

export const defaultMetadata: Metadata = {
  iccid: '89000123456789012341',
  serviceProviderName: 'Bench',
  profileName: 'TS.48',
  notificationConfigurationInfo: [
    { profileManagementOperation: ['notificationEnable'], notificationAddress: 'smdp.test.example' },
    { profileManagementOperation: ['notificationDisable'], notificationAddress: 'smdp.test.example' },
    { profileManagementOperation: ['notificationDelete'], notificationAddress: 'smdp.test.example' },
  ],
};

export interface Download {
  readonly transactionId: Uint8Array;
  readonly authenticated: Uint8Array;
  readonly prepared?: Uint8Array;
  readonly euiccOtpk?: Uint8Array;
  readonly segments?: readonly Uint8Array[];
  readonly result?: Uint8Array;
}

const ctxParams = fromHex('A013800754532D434F4445A108800435290611A100');

/** Mutual authentication: the card's AuthenticateServerResponse. */
export async function authenticate(test: TestCard, options: DownloadOptions) {
  const { lpa, pki } = test;
  const full = pki as FullPki;
  const entropy = seededEntropy(options.seed ?? 'smdp');
  const challengeTlv = await lpa.es10('BF2E00');
  const euiccChallenge = challengeTlv.subarray(-16);
  const transactionId = entropy.bytes(16);
  const ok = makeInitiateAuthenticationOk({
    transactionId,
    euiccChallenge: options.authenticate?.euiccChallenge ?? euiccChallenge,
    serverAddress: options.address ?? 'smdp.test.example',
    serverChallenge: entropy.bytes(16),
    identity: options.authenticate?.dpAuth ?? full.dpAuth,
    euiccCiPKId: options.authenticate?.ciKeyId ?? full.ci.certificate.subjectKeyId ?? new Uint8Array(0),
  });
  const request = encodeTlv(
    0xbf38,
    ok.serverSigned1,
    ok.serverSignature1,
    ok.euiccCiPKIdToBeUsed,
    ok.serverCertificate,
    ctxParams,
  );
  const authenticated = await lpa.es10(options.tamperAuthenticate?.(request) ?? request);
  return { entropy, transactionId, authenticated };
}

/** As far as PrepareDownload. */
export async function prepare(test: TestCard, options: DownloadOptions) {
  const { entropy, transactionId, authenticated } = await authenticate(test, options);
  const parsed = decode(AuthenticateServerResponse, authenticated, 'auth');
  if (!('authenticateResponseOk' in parsed)) return { entropy, transactionId, authenticated };
  const full = test.pki as FullPki;
  const storeMetadata = encode(StoreMetadataRequest, options.metadata);
  const ok = makeAuthenticateClientOk({
    transactionId: options.prepare?.transactionId ?? transactionId,
    profileMetadata: storeMetadata,
    ccRequired: options.prepare?.ccRequired ?? false,
    ...(options.prepare?.bppEuiccOtpk === undefined ? {} : { bppEuiccOtpk: options.prepare.bppEuiccOtpk }),
    euiccSignature1: parsed.authenticateResponseOk.euiccSignature1,
    dpPb: options.prepare?.dpPb ?? full.dpPb,
  });
  const hashCc = options.prepare?.hashCc;
  const request = encodeTlv(
    0xbf21,
    ok.smdpSigned2,
    ok.smdpSignature2,
    ...(hashCc === undefined ? [] : [encodeTlv(0x04, hashCc)]),
    ok.smdpCertificate,
  );
  const prepared = await test.lpa.es10(options.tamperPrepare?.(request) ?? request);
  const answer = decode(PrepareDownloadResponse, prepared, 'prepare');
  if (!('downloadResponseOk' in answer)) return { entropy, transactionId, authenticated, prepared };
  const { euiccOtpk } = answer.downloadResponseOk.euiccSigned2.value;
  const input: BindingInput = {
    transactionId,
    hostId: fromHex('0102030405'),
    smdpOneTimeKey: generateKeyPair(full.dpPb.privateKey.curve, entropy),
    euiccOtpk,
    eid: test.card.chip.eid,
    dpPb: full.dpPb,
    storeMetadata,
    upp: options.upp,
    ...options.bind,
  };
  const bpp = bindProfile(input);
  const segments = segmentsOf(options.tamperBpp?.(bpp, input) ?? bpp);
  return { entropy, transactionId, authenticated, prepared, euiccOtpk, segments };
}

/** A whole download; stops at the first segment that the card answers with data. */
export async function download(test: TestCard, options: DownloadOptions): Promise<Download> {
  const prepared = await prepare(test, options);
  if (!('segments' in prepared) || prepared.segments === undefined) return prepared;
  for (const segment of prepared.segments) {
    const answer = await test.lpa.es10(segment);
    if (answer.length > 0) return { ...prepared, result: answer };
  }
  return prepared;
}

/** A small package that the card accepts: header and end. */
export function smallPackage(iccid: string, extra: Uint8Array = new Uint8Array(0)): Uint8Array {
  const header = encodeTlv(
    0xa0,
    fromHex('800102810103'),
    encodeTlv(0x83, fromHex(iccid.padEnd(20, 'F'))),
    fromHex('A5028100A600'),
  );
  return concatBytes(header, extra, fromHex('AA07A0058000810163'));
}
