/** What the LPA finds out about a card before a server is asked, and before anything is loaded. */

import { afterEach, expect, it } from 'vitest';
import type { EuiccConfigInput } from '../../src-main/simulator/euicc/index.ts';
import { encodeTlv, readSingleTlv, readTlvs } from '../../src-main/tlv/index.ts';
import { concatBytes } from '../../src-shared/bytes.ts';
import { functions, type OperationBench, startOperationBench } from '../support/operation-bench.ts';
import { codeFor, offer } from './profiles.ts';

let bench: OperationBench;
afterEach(() => bench.close());

async function start(card: EuiccConfigInput = {}): Promise<void> {
  bench = await startOperationBench({ card, profiles: [offer('PLAIN', '8949000000000000017')] });
}
const download = () =>
  bench.run({ kind: 'download', readerId: 'sim:0', acceptProfile: true, activationCode: codeFor('PLAIN') });
const remarks = ({ remarks }: Awaited<ReturnType<typeof download>>) => remarks.map((one) => one.code);

/** Answers GetEUICCInfo1 in the card's place. */
function info1(...fields: readonly Uint8Array[]): void {
  bench.reader.fault = async (command, toCard) =>
    command[1] === 0xe2 && command[5] === 0xbf && command[6] === 0x20
      ? concatBytes(encodeTlv(0xbf20, ...fields), Uint8Array.of(0x90, 0))
      : toCard(command);
}
const svn = (major: number) => encodeTlv(0x82, Uint8Array.of(major, 0, 0));
const keys = encodeTlv(0x04, new Uint8Array(20).fill(7));

it.each([
  ['no key to verify with', [svn(2), encodeTlv(0xa9), encodeTlv(0xaa, keys)], 'card_without_ci_keys'],
  ['no key to sign under', [svn(2), encodeTlv(0xa9, keys), encodeTlv(0xaa)], 'card_without_ci_keys'],
  ['a version before 2', [svn(1), encodeTlv(0xa9, keys), encodeTlv(0xaa, keys)], 'card_version_unsupported'],
])('a card with %s is not taken to any server', async (_what, fields, code) => {
  await start();
  info1(...fields);
  const operation = await download();
  expect(operation.error?.code).toBe(code);
  expect(functions(operation)).not.toContain('ES9+.InitiateAuthentication');
  expect(operation.activationCodeUse).toBe('unused');
});

it('a card of unknown CIs is remarked, and the server decides', async () => {
  await start();
  info1(svn(3), encodeTlv(0xa9, keys), encodeTlv(0xaa, keys));
  const operation = await download();
  expect(operation.remarks).toEqual(
    expect.arrayContaining([
      { code: 'ci_keys_unknown', params: { keyIds: '07'.repeat(20) } },
      { code: 'card_newer_version', params: { svn: '3.0.0' } },
    ]),
  );
  expect(operation.error).toMatchObject({ code: 'es9_status', params: { subjectCode: '8.8.4' } });
});

it('a card whose CI is switched off here is remarked', async () => {
  await start();
  const [root] = await bench.workbench.call('trust.list', {});
  const own = (await bench.workbench.call('trust.list', {})).find((one) => one.origin === 'bench') ?? root;
  await bench.workbench.call('trust.set', { keyId: own?.keyId ?? '', enabled: false });
  const operation = await download();
  expect(operation.remarks).toContainEqual({ code: 'ci_keys_disabled', params: { keyId: own?.keyId } });
  expect(operation.error?.code).toBe('ci_disabled');
});

it('a known card is remarked in nothing', async () => {
  await start();
  const operation = await download();
  expect(operation.status).toBe('successful');
  expect(operation.remarks).toEqual([]);
});

it('a card without room is not offered to the server, and the code stays unused', async () => {
  await start({ nonVolatileMemory: 0 });
  const operation = await download();
  expect(operation.error?.code).toBe('card_full');
  expect(functions(operation)).not.toContain('ES9+.AuthenticateClient');
  expect(operation.activationCodeUse).toBe('unused');
});

it('a card that says that it is full, and has memory, is tried', async () => {
  await start({ maxProfiles: 0 });
  const operation = await download();
  expect(remarks(operation)).toContain('card_says_full');
  expect(operation.error).toMatchObject({
    code: 'profile_installation_failed',
    params: { reason: 'installFailedDueToInsufficientMemoryForProfile' },
  });
});

it('a package that does not fit is not loaded, and the order stays open', async () => {
  await start({ nonVolatileMemory: 3000 });
  bench.es9 = (client) => ({
    ...client,
    getBoundProfilePackage: async (...call) => {
      const answer = await client.getBoundProfilePackage(...call);
      // As many bytes of a profile as no card of that size takes.
      const parts = readTlvs(readSingleTlv(answer.boundProfilePackage, 'BPP').value);
      const more = Array.from({ length: 4 }, () => encodeTlv(0x86, new Uint8Array(1016)));
      const boundProfilePackage = encodeTlv(
        0xbf36,
        ...parts.map((part) => (part.tag === 0xa3 ? encodeTlv(0xa3, part.value, ...more) : part.raw)),
      );
      return { ...answer, boundProfilePackage };
    },
  });
  const operation = await download();
  expect(operation.error).toMatchObject({ code: 'card_memory_short', params: { free: 3000 } });
  expect(functions(operation)).not.toContain('ES10b.LoadBoundProfilePackage');
  expect(operation.remarks).toContainEqual({ code: 'session_cancelled', params: { reason: 'postponed' } });
  expect(operation.activationCodeUse).toBe('unused');
  bench.es9 = (client) => client;
  expect((await download()).status).toBe('successful');
});
