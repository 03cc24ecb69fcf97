/** Recordings of lpac, replayed: what is determined must come out as it did, what is not (signatures) must verify. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  AuthenticateServerResponse,
  CancelSessionResponse,
  EUICCInfo2,
  PrepareDownloadResponse,
  ProfileInstallationResult,
} from '../../../src-main/rsp/index.ts';
import { verify } from '../../../src-main/simulator/crypto/index.ts';
import type { EuiccConfigInput } from '../../../src-main/simulator/euicc/index.ts';
import { loadPki, parseCertificate } from '../../../src-main/simulator/pki/index.ts';
import { decode, isConstructed, readTlvs, tagText } from '../../../src-main/tlv/index.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import type { Entropy } from '../../../src-shared/ports.ts';
import { needsShared, sharedFolder } from '../../summary/needs.ts';
import { defaultMetadata, download, insertedCard, prepare, seededEntropy, smallPackage } from './bench.ts';

const folder = join(sharedFolder, 'vectors');
const traces = join(folder, 'traces');

interface Exchange {
  readonly command: string;
  readonly response: string;
}

function exchanges(name: string): Exchange[] {
  return readFileSync(join(traces, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; c?: string; r?: string })
    .flatMap(({ kind, c, r }) => (kind === 'apdu' && c && r ? [{ command: c, response: r }] : []));
}

/** The settings of the card that was recorded. */
const recorded: EuiccConfigInput = {
  svn: '2.2.2',
  profileVersion: '2.3.1',
  firmwareVersion: '1.0.0',
  nonVolatileMemory: 0x60000,
  ts102241Version: '17.2.0',
  globalplatformVersion: '2.3.0',
  ppVersion: '1.0.0',
  sasAccreditationNumber: 'RIG-PYSIM-EUICC',
  rspCapability: ['additionalProfile', 'testProfileSupport', 'deviceInfoExtensibilitySupport'],
  rootDsAddress: 'testrootsmds.example.com',
  rat: [],
};

/** With the capability bits of the recording. */
function recordedConfig(): EuiccConfigInput {
  const told = exchanges('00-chip-info-rc0.jsonl').find((one) => one.response.startsWith('BF22'))?.response;
  const { uiccCapability } = decode(EUICCInfo2, fromHex(told?.slice(0, -4) ?? ''), 'recorded');
  return { ...recorded, uiccCapability: [...uiccCapability] };
}

async function recordedCard(entropy?: Entropy) {
  return insertedCard({
    open: false,
    config: recordedConfig(),
    pki: loadPki(join(folder, 'sgp26')),
    ...(entropy === undefined ? {} : { entropy }),
  });
}

describe('recordings of lpac', needsShared('vectors/traces'), () => {
  test('chip info is answered byte for byte', async () => {
    const { lpa } = await recordedCard();
    for (const { command, response } of exchanges('00-chip-info-rc0.jsonl'))
      expect([command, await lpa.apdu(command)]).toEqual([command, response]);
  });

  test('enabling what is not there is answered as such', async () => {
    const { lpa } = await recordedCard();
    for (const { command, response } of exchanges('11-profile-enable-8949449999999990163-rc255.jsonl')) {
      const expected = response.startsWith('BF31') ? 'BF31038001019000' : response;
      expect([command, await lpa.apdu(command)]).toEqual([command, expected]);
    }
  });

  /** Plays a recorded session of which all but the card's signatures is determined. Gives the data of each answer. */
  async function replaySession(name: string): Promise<{ ours: string[]; theirs: string[] }> {
    const all = exchanges(name);
    const challenge = all.find((one) => one.response.startsWith('BF2E'))?.response.slice(10, 42) ?? '';
    const rest = seededEntropy('rest');
    let first = true;
    const { lpa } = await recordedCard({
      bytes(length) {
        if (!first) return rest.bytes(length);
        first = false;
        return fromHex(challenge);
      },
    });
    const collected = { ours: [''], theirs: [''] };
    for (const { command, response } of all) {
      const answer = await lpa.apdu(command);
      if (command.slice(2, 4) === 'C0') {
        collected.ours.push((collected.ours.pop() ?? '') + answer.slice(0, -4));
        collected.theirs.push((collected.theirs.pop() ?? '') + response.slice(0, -4));
        if (!answer.slice(-4).startsWith('61')) for (const list of Object.values(collected)) list.push('');
      }
      // The length of an answer with a certificate chain and signatures does not depend on their bytes.
      expect([command, answer.length, answer.slice(-4)]).toEqual([
        command,
        response.length,
        response.slice(-4),
      ]);
    }
    return collected;
  }

  test('a session that the server refused and lpac cancelled', async () => {
    const { ours, theirs } = await replaySession('21-profile-download-NO-SUCH-rc255.jsonl');
    const parsed = [ours, theirs].map((list) => ({
      auth: decode(AuthenticateServerResponse, find(list, 'BF38'), 'auth'),
      cancel: decode(CancelSessionResponse, find(list, 'BF41'), 'cancel'),
    }));
    const [mine, other] = parsed;
    if (
      mine === undefined ||
      other === undefined ||
      !('authenticateResponseOk' in mine.auth) ||
      !('authenticateResponseOk' in other.auth) ||
      !('cancelSessionResponseOk' in mine.cancel) ||
      !('cancelSessionResponseOk' in other.cancel)
    )
      throw new Error('refused');
    const ok = mine.auth.authenticateResponseOk;
    // Two profiles were on the recorded card (81 in extCardResource).
    expect(toHex(ok.euiccSigned1.raw).replace('840F810100', '840F810102')).toBe(
      toHex(other.auth.authenticateResponseOk.euiccSigned1.raw),
    );
    expect(ok.euiccCertificate).toEqual(other.auth.authenticateResponseOk.euiccCertificate);
    expect(ok.eumCertificate).toEqual(other.auth.authenticateResponseOk.eumCertificate);
    const key = parseCertificate(ok.euiccCertificate).publicKey;
    expect(verify(key, ok.euiccSigned1.raw, ok.euiccSignature1)).toBe(true);
    const cancel = mine.cancel.cancelSessionResponseOk;
    expect(cancel.euiccCancelSessionSigned.raw).toEqual(
      other.cancel.cancelSessionResponseOk.euiccCancelSessionSigned.raw,
    );
    expect(verify(key, cancel.euiccCancelSessionSigned.raw, cancel.euiccCancelSessionSignature)).toBe(true);
  });

  test('a signature over another card’s signature is refused', async () => {
    // The recorded PrepareDownload covers the recorded card's random signature, which is not ours.
    const all = exchanges('01-profile-download-TS48V1-A-UNIQUE-rc0.jsonl');
    const end = all.findIndex((one) => one.response.startsWith('BF21'));
    const challenge = all.find((one) => one.response.startsWith('BF2E'))?.response.slice(10, 42) ?? '';
    const { lpa } = await recordedCard({ bytes: () => fromHex(challenge) });
    let last = '';
    for (const { command } of all.slice(0, end)) last = await lpa.apdu(command);
    expect(last).toMatch(/^61/);
    const answer = decode(
      PrepareDownloadResponse,
      fromHex((await lpa.apdu(`81C00000${last.slice(-2)}`)).slice(0, -4)),
      'prepare',
    );
    expect(answer).toMatchObject({ downloadResponseError: { downloadErrorCode: 'invalidSignature' } });
  });

  function find(list: readonly string[], tag: string): Uint8Array {
    return fromHex(list.find((one) => one.startsWith(tag)) ?? '');
  }
});

/** The tags, as a tree in text. */
function shape(bytes: Uint8Array, depth = 0): string {
  return readTlvs(bytes)
    .map((tlv) => {
      const inner = isConstructed(tlv.tag) && depth < 6 ? `{${shape(tlv.value, depth + 1)}}` : '';
      return tagText(tlv.tag) + inner;
    })
    .join(' ');
}

describe('the session of another implementation', needsShared('vectors/session'), () => {
  const read = (name: string) => new Uint8Array(readFileSync(join(folder, 'session', name)));
  const sgp26 = () => loadPki(join(folder, 'sgp26'));

  test('has PrepareDownloadResponse and ProfileInstallationResult of the same shape', async () => {
    if (!existsSync(join(folder, 'sgp26'))) return;
    const bench = await insertedCard({ pki: sgp26(), config: recorded });
    const options = { upp: smallPackage(defaultMetadata.iccid), metadata: defaultMetadata };
    const { prepared } = await prepare(bench, options);
    expect(shape(prepared ?? new Uint8Array(0))).toBe(shape(read('prepare-download-response.der')));
    const { result } = await download(bench, { ...options, seed: 'second' });
    expect(shape(result ?? new Uint8Array(0))).toBe(shape(read('pending-notification.der')));
    const theirs = decode(ProfileInstallationResult, read('pending-notification.der'), 'theirs');
    const ours = decode(ProfileInstallationResult, result ?? new Uint8Array(0), 'ours');
    const { finalResult } = ours.profileInstallationResultData.value;
    const aidOf = (one: typeof finalResult) => ('successResult' in one ? toHex(one.successResult.aid) : '');
    expect(aidOf(finalResult)).toBe(aidOf(theirs.profileInstallationResultData.value.finalResult));
    const key = parseCertificate(sgp26().euicc?.certificate.der ?? new Uint8Array(0)).publicKey;
    expect(verify(key, theirs.profileInstallationResultData.raw, theirs.euiccSignPIR)).toBe(true);
  });
});
