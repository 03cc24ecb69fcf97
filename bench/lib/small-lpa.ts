/** The least that can download a profile: it passes on what each side says and checks nothing. */

import { SmdpSigned2 } from '../../src-main/rsp/index.ts';
import { hashConfirmationCode } from '../../src-main/simulator/smdp/index.ts';
import { decode, encodeTlv, readSingleTlv, readTlvs } from '../../src-main/tlv/index.ts';
import { fromHex } from '../../src-shared/bytes.ts';

/** The two sides, as functions. */
export interface Sides {
  /** One ES10 function whole: request TLV in, response TLV out. */
  es10(request: Uint8Array): Promise<Uint8Array>;
  /** One ES9+ function: its name in the path and its JSON; undefined where the answer has no body. */
  es9(name: string, body: Record<string, string>): Promise<Record<string, unknown> | undefined>;
}

export interface Wanted {
  /** The server's address, as activation codes have it. */
  readonly address: string;
  readonly matchingId: string;
  readonly confirmationCode?: string;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** TAC 35290611, no capabilities. */
const deviceInfo = fromHex('A108800435290611A100');

/** The segments of a bound profile package (SGP.22 v2.5 §2.5.5). */
export function segmentsOf(bpp: Uint8Array): Uint8Array[] {
  const whole = readSingleTlv(bpp);
  const [first, ...parts] = readTlvs(whole.value);
  if (first === undefined) throw new Error('the package is empty');
  const headerLength = bpp.length - whole.value.length;
  const segments = [bpp.subarray(0, headerLength + first.raw.length)];
  for (const part of parts) {
    if (part.tag === 0xa0 || part.tag === 0xa2) segments.push(part.raw);
    else
      segments.push(
        part.raw.subarray(0, part.raw.length - part.value.length),
        ...readTlvs(part.value).map((item) => item.raw),
      );
  }
  return segments;
}

/**
 * A whole download from GetEUICCChallenge to the notification that tells the server of it (§3.1.3). Gives the
 * ProfileInstallationResult; rejects where the server refuses.
 */
export async function downloadProfile(sides: Sides, wanted: Wanted): Promise<Uint8Array> {
  const { es10 } = sides;
  const es9 = async (name: string, body: Record<string, string>) => {
    const answer = (await sides.es9(name, body)) ?? {};
    const text = (field: string): string => {
      const value = answer[field];
      if (typeof value !== 'string') throw new Error(`${name} gave no ${field}: ${JSON.stringify(answer)}`);
      return value;
    };
    return { text, bytes: (field: string) => new Uint8Array(Buffer.from(text(field), 'base64')) };
  };
  const info = await es10(fromHex('BF2000'));
  const challenge = (await es10(fromHex('BF2E00'))).subarray(-16);
  const initiated = await es9('initiateAuthentication', {
    smdpAddress: wanted.address,
    euiccChallenge: base64(challenge),
    euiccInfo1: base64(info),
  });
  const transactionId = initiated.text('transactionId');
  const authenticateServerResponse = await es10(
    encodeTlv(
      0xbf38,
      initiated.bytes('serverSigned1'),
      initiated.bytes('serverSignature1'),
      initiated.bytes('euiccCiPKIdToBeUsed'),
      initiated.bytes('serverCertificate'),
      encodeTlv(0xa0, encodeTlv(0x80, new TextEncoder().encode(wanted.matchingId)), deviceInfo),
    ),
  );
  const client = await es9('authenticateClient', {
    transactionId,
    authenticateServerResponse: base64(authenticateServerResponse),
  });
  const signed2 = client.bytes('smdpSigned2');
  const needsCode = decode(SmdpSigned2, signed2, 'smdpSigned2').ccRequiredFlag;
  const hashed = needsCode
    ? [encodeTlv(0x04, hashConfirmationCode(wanted.confirmationCode ?? '', fromHex(transactionId)))]
    : [];
  const prepareDownloadResponse = await es10(
    encodeTlv(0xbf21, signed2, client.bytes('smdpSignature2'), ...hashed, client.bytes('smdpCertificate')),
  );
  const bound = await es9('getBoundProfilePackage', {
    transactionId,
    prepareDownloadResponse: base64(prepareDownloadResponse),
  });
  let result: Uint8Array = new Uint8Array(0);
  for (const segment of segmentsOf(bound.bytes('boundProfilePackage'))) {
    result = await es10(segment);
    if (result.length > 0) break;
  }
  await sides.es9('handleNotification', { pendingNotification: base64(result) });
  return result.slice();
}
