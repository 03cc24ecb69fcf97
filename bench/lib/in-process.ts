/** Whole downloads in one process: a simulated card and a simulated SM-DP+, with no network and no delays between. */

import {
  createMemoryStateStore,
  createVirtualEuicc,
  type EuiccCard,
} from '../../src-main/simulator/euicc/index.ts';
import type { Pki } from '../../src-main/simulator/pki/index.ts';
import type { ProfileOffer } from '../../src-main/simulator/profile/index.ts';
import { createSmdp, memoryStore, type Smdp } from '../../src-main/simulator/smdp/index.ts';
import { concatBytes } from '../../src-shared/bytes.ts';
import { systemClock as clock, systemEntropy as entropy } from '../../src-shared/system-ports.ts';
import { downloadProfile } from './small-lpa.ts';

export interface Lab {
  readonly smdp: Smdp;
  readonly address: string;
  /** Has been reset, the ISD-R selected on its logical channel 1. */
  readonly card: EuiccCard;
}

/** Bytes of a STORE DATA block. */
const block = 255;
const channel = 1;

export async function newCard(pki: Pki): Promise<EuiccCard> {
  const card = createVirtualEuicc({ pki, clock, entropy, state: createMemoryStateStore() });
  await card.powerOn();
  await card.transmit(Uint8Array.of(0x00, 0x70, 0x00, 0x00, 0x01));
  const select = Buffer.from(`0${channel}A4040010A0000005591010FFFFFFFF890000010000`, 'hex');
  await card.transmit(select);
  return card;
}

export function newSmdp(pki: Pki, address: string, offers: readonly ProfileOffer[]): Smdp {
  return createSmdp({ pki, clock, entropy, store: memoryStore(), address, profiles: offers });
}

/** One ES10 function over STORE DATA, as an LPA with short APDUs has it. Rejects for any status word but 9000. */
export async function es10(card: EuiccCard, request: Uint8Array): Promise<Uint8Array> {
  for (let at = 0, number = 0; ; at += block, number++) {
    const part = request.subarray(at, at + block);
    const last = at + block >= request.length;
    const head = Uint8Array.of(0x80 | channel, 0xe2, last ? 0x91 : 0x11, number & 0xff, part.length);
    let answer = await card.transmit(
      last ? concatBytes(head, part, Uint8Array.of(0)) : concatBytes(head, part),
    );
    if (!last) continue;
    const parts: Uint8Array[] = [];
    for (;;) {
      const [sw1 = 0, sw2 = 0] = answer.subarray(-2);
      parts.push(answer.subarray(0, -2));
      if (sw1 === 0x90 && sw2 === 0) return parts.length === 1 ? (parts[0] ?? answer) : concatBytes(...parts);
      if (sw1 !== 0x61) throw new Error(`the card answered ${sw1.toString(16)}${sw2.toString(16)}`);
      answer = await card.transmit(Uint8Array.of(0x80 | channel, 0xc0, 0, 0, sw2));
    }
  }
}

const headers = { 'content-type': 'application/json', 'x-admin-protocol': 'gsma/rsp/v2.5.0' };

/** One ES9+ function as the server's HTTP layer calls it. */
export async function es9(
  smdp: Smdp,
  name: string,
  body: object,
): Promise<Record<string, unknown> | undefined> {
  const path = `/gsma/rsp2/es9plus/${name}`;
  const bytes = Buffer.from(JSON.stringify(body));
  const answer = await smdp.handle({ method: 'POST', path, headers, body: bytes });
  if (answer.body.length === 0) return undefined;
  return JSON.parse(Buffer.from(answer.body).toString()) as Record<string, unknown>;
}

/** From GetEUICCChallenge to the notification. Gives the ProfileInstallationResult. */
export function download({ smdp, address, card }: Lab, matchingId: string): Promise<Uint8Array> {
  return downloadProfile(
    { es10: (request) => es10(card, request), es9: (name, body) => es9(smdp, name, body) },
    { address, matchingId },
  );
}
