/** Downloads of a profile that is on the card already, from another code: it must never be taken for the new one. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { type OperationBench, startOperationBench } from '../support/operation-bench.ts';
import { codeFor, offer } from './profiles.ts';

const iccid = '8949000000000000017';

let bench: OperationBench;
const download = (matchingId: string) =>
  bench.run({
    kind: 'download',
    readerId: 'sim:0',
    acceptProfile: true,
    activationCode: codeFor(matchingId),
  });
const isSegment = (tag: number) => (command: Uint8Array) =>
  command[1] === 0xe2 && command[3] === 0 && command[5] === tag;

describe('a profile that is on the card already', () => {
  beforeEach(async () => {
    bench = await startOperationBench({
      profiles: [offer('PLAIN', iccid), offer('AGAIN', iccid)],
      card: { reportInterruption: false },
    });
  });
  afterEach(() => bench.close());

  it('is not the new one, whatever the reason is for which the card refused that', async () => {
    expect((await download('PLAIN')).status).toBe('successful');
    bench.reader.fault = async (command, toCard) => {
      if (!isSegment(0x88)(command)) return toCard(command);
      const tampered = Uint8Array.from(command);
      const last = 4 + (command[4] ?? 0);
      tampered[last] = (tampered[last] ?? 0) ^ 1;
      return toCard(tampered);
    };
    expect(await download('AGAIN')).toMatchObject({
      status: 'failed',
      error: {
        code: 'profile_installation_failed',
        params: { command: 'storeMetadata', reason: 'scp03tSecurityError' },
      },
      activationCodeUse: 'unknown',
    });
  });

  it.each([
    ['delivered', true],
    ['still on the card', false],
  ])('is not the new one where the line broke, its own result being %s', async (_where, delivered) => {
    if (!delivered)
      bench.es9 = (client) => ({
        ...client,
        handleNotification: () => Promise.reject(new Error('no network')),
      });
    expect((await download('PLAIN')).status).toBe('successful');
    bench.reader.fault = async (command, toCard) => {
      if (!isSegment(0x88)(command)) return toCard(command);
      bench.reader.fault = (later, card) => card(later);
      await bench.reader.card.powerOff();
      throw new WorkbenchError('card_reset', { reader: bench.reader.name });
    };
    expect(await download('AGAIN')).toMatchObject({
      status: 'failed',
      error: { code: 'card_reset' },
      activationCodeUse: 'unused',
    });
  });
});
