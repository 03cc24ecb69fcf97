/** Cards of other versions of SGP.22 than v2.5: older ones, and those of v3, which are served as cards of v2. */

import { afterEach, describe, expect, it } from 'vitest';
import type { EuiccConfigInput } from '../../src-main/simulator/euicc/index.ts';
import { encodeTlv, readSingleTlv } from '../../src-main/tlv/index.ts';
import { concatBytes } from '../../src-shared/bytes.ts';
import { type OperationBench, startOperationBench } from '../support/operation-bench.ts';
import { codeFor, offer } from './profiles.ts';

const iccid = '8949000000000000017';
const readerId = 'sim:0';
let bench: OperationBench;
afterEach(() => bench.close());

async function start(card: EuiccConfigInput): Promise<void> {
  bench = await startOperationBench({ card, profiles: [offer('PLAIN', iccid)] });
}
const card = async () => (await bench.workbench.call('cards.list', {}))[0];

/** What the card answers with that tag gets more TLVs at its end. */
function extended(tag: number, ...more: readonly Uint8Array[]): void {
  bench.reader.fault = async (command, toCard) => {
    const response = await toCard(command);
    if (command[1] !== 0xe2 || ((command[5] ?? 0) << 8) + (command[6] ?? 0) !== tag) return response;
    const body = readSingleTlv(response.subarray(0, -2), 'response');
    return concatBytes(encodeTlv(tag, body.value, ...more), Uint8Array.of(0x90, 0));
  };
}

describe.each(['2.0.0', '2.2.0', '2.4.0', '3.0.0', '3.1.0'])('a card of SGP.22 %s', (svn) => {
  it('is read, and takes a profile', async () => {
    await start({ svn });
    const operation = await bench.run({
      kind: 'activate',
      readerId,
      acceptProfile: true,
      activationCode: codeFor('PLAIN'),
    });
    expect(operation.status).toBe('successful');
    expect(operation.remarks.map((one) => one.code)).toEqual(
      svn.startsWith('3') ? ['card_newer_version'] : [],
    );
    expect((await bench.run({ kind: 'read_card', readerId })).status).toBe('successful');
    expect((await card())?.info?.svn).toBe(svn);
  });
});

describe('what a card of v3 tells beside v2.5', () => {
  const lpaMode = encodeTlv(0x90, Uint8Array.of(1));
  const highestSvn = encodeTlv(0x93, Uint8Array.of(3, 1, 0));
  const additionalEuiccInfo = encodeTlv(0x92, Uint8Array.of(1, 2, 3));
  const iotSpecificInfo = encodeTlv(0xb4);

  it('is named where it has a name, and kept as it came where it has none', async () => {
    await start({ svn: '2.3.0' });
    extended(0xbf22, lpaMode, additionalEuiccInfo, highestSvn, iotSpecificInfo);
    expect((await bench.run({ kind: 'read_card', readerId })).status).toBe('successful');
    expect((await card())?.info).toMatchObject({
      svn: '2.3.0',
      highestSvn: '3.1.0',
      lpaMode: 'lpae',
      furtherFields: ['9203010203', 'B400'],
    });
  });

  it('is what the simulated card of v3 tells, and a profile goes onto it all the same', async () => {
    await start({ svn: '2.3.0', v3: { highestSvn: '3.1.0', additionalEuiccInfo: '0102' } });
    const request = { readerId, acceptProfile: true, activationCode: codeFor('PLAIN') };
    const operation = await bench.run({ kind: 'activate', ...request });
    expect(operation).toMatchObject({ status: 'successful', remarks: [] });
    expect((await bench.run({ kind: 'read_card', readerId })).status).toBe('successful');
    expect((await card())?.info).toMatchObject({
      svn: '2.3.0',
      highestSvn: '3.1.0',
      lpaMode: 'lpad',
      furtherFields: ['92020102'],
    });
  });

  it('goes to the server as it came', async () => {
    await start({});
    extended(0xbf20, highestSvn);
    let sent: Uint8Array | undefined;
    bench.es9 = (client) => ({
      ...client,
      initiateAuthentication: (address, request) => {
        sent = request.euiccInfo1;
        return client.initiateAuthentication(address, request);
      },
    });
    const operation = await bench.run({
      kind: 'download',
      readerId,
      acceptProfile: true,
      activationCode: codeFor('PLAIN'),
    });
    expect(operation.status).toBe('successful');
    expect(
      Buffer.from(sent ?? [])
        .subarray(-5)
        .toString('hex'),
    ).toBe('9303030100');
  });
});

it('a card that gives neither addresses nor rules is read all the same', async () => {
  await start({ svn: '2.2.0' });
  bench.reader.fault = async (command, toCard) => {
    const tag = ((command[5] ?? 0) << 8) + (command[6] ?? 0);
    return command[1] === 0xe2 && (tag === 0xbf3c || tag === 0xbf43)
      ? Uint8Array.of(0x6d, 0)
      : toCard(command);
  };
  const operation = await bench.run({ kind: 'read_card', readerId });
  expect(operation.status).toBe('successful');
  expect(operation.remarks.map((one) => one.code)).toEqual(['addresses_unreadable', 'rat_unreadable']);
});
