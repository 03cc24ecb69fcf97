/** What changes the memory of a card reads it again in the same operation, so that gauge and checks are true. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card, OperationDetail } from '../../src-shared/model/index.ts';
import { functions, type OperationBench, startOperationBench } from '../support/operation-bench.ts';
import { codeFor, offer } from './profiles.ts';

const iccid = '8949000000000000017';
const readerId = 'sim:0';
const again = 'ES10b.GetEUICCInfo2';

let bench: OperationBench;
beforeEach(async () => {
  bench = await startOperationBench({ profiles: [offer('PLAIN', iccid)] });
});
afterEach(() => bench.close());

const install = (kind: 'download' | 'activate') =>
  bench.run({ kind, readerId, acceptProfile: true, activationCode: codeFor('PLAIN') });
const readCard = () => bench.run({ kind: 'read_card', readerId });

async function known(): Promise<Card> {
  const [card] = await bench.workbench.call('cards.list', {});
  if (card === undefined) throw new Error('no card is known');
  return card;
}

const free = async () => (await known()).info?.freeNonVolatileMemory ?? Number.NaN;

/** What the card itself says, by a reading of its own. */
async function expectTrue(): Promise<void> {
  const said = (await known()).info;
  await readCard();
  expect(said).toEqual((await known()).info);
}

/** Takes the card out when it is asked for EUICCInfo2. */
function takenOutAtReading(): void {
  bench.reader.fault = async (command, toCard) => {
    if (command[1] !== 0xe2 || command[5] !== 0xbf || command[6] !== 0x22) return toCard(command);
    await bench.reader.remove();
    return new Uint8Array();
  };
}

/** The card has no answer when it is asked for EUICCInfo2. */
function unanswered(): void {
  bench.reader.fault = async (command, toCard) =>
    command[1] === 0xe2 && command[5] === 0xbf && command[6] === 0x22
      ? Uint8Array.of(0x6f, 0x00)
      : toCard(command);
}

describe('the memory of a card that was read', () => {
  it.each(['download', 'activate'] as const)('is read again at the end of %s', async (kind) => {
    await bench.run({ kind: 'default_smdp', readerId, address: 'smdp.kept.test' });
    const before = await free();
    const operation = await install(kind);
    expect(operation.status).toBe('successful');
    expect(functions(operation).at(-1)).toBe(again);
    expect(await free()).toBeLessThan(before);
    expect((await known()).info?.defaultSmdpAddress).toBe('smdp.kept.test');
    await expectTrue();
  });

  it('is read again after a deletion', async () => {
    await readCard();
    const empty = await free();
    await install('download');
    const full = await free();
    const operation = await bench.run({ kind: 'delete', readerId, profile: { iccid } });
    expect(functions(operation).at(-1)).toBe(again);
    expect(await free()).toBeGreaterThan(full);
    expect(await free()).toBe(empty);
  });

  it('is as the card says after a memory reset', async () => {
    await readCard();
    await install('download');
    await bench.run({ kind: 'reset_memory', readerId, options: ['deleteOperationalProfiles'] });
    await expectTrue();
  });

  it('is read again where an installation that broke off is found on the card', async () => {
    await readCard();
    const before = await free();
    const inTheMiddle = Promise.withResolvers<void>();
    bench.reader.fault = async (command, toCard) => {
      const response = await toCard(command);
      // The list of profiles, after the installation.
      if ((await known()).info !== undefined && command[5] === 0xbf && command[6] === 0x2d) {
        inTheMiddle.resolve();
        return new Promise(() => undefined);
      }
      return response;
    };
    void install('download');
    await inTheMiddle.promise;
    bench.reader.fault = (command, toCard) => toCard(command);
    await bench.reader.releaseContacts();
    await bench.crashAndRestart();
    const [newest] = await bench.workbench.call('operations.list', { limit: 1 });
    expect(newest).toMatchObject({ status: 'successful', reconciliation: { outcome: 'profile_installed' } });
    expect(await free()).toBeLessThan(before);
    await expectTrue();
  });
});

it('a card of which nothing was known is not read for it', async () => {
  const operation = await install('download');
  expect(functions(operation)).not.toContain(again);
  expect((await known()).info).toBeUndefined();
});

describe('a reading that fails', () => {
  const expectDone = (operation: OperationDetail, code: string) => {
    expect(operation.error).toBeUndefined();
    expect(operation.status).toBe('successful');
    expect(operation.reconciliation.state).not.toBe('pending');
    expect(operation.remarks).toContainEqual({ code: 'memory_unreadable', params: { code } });
  };

  it.each([
    ['download', () => install('download')],
    ['activate', () => install('activate')],
  ] as const)('fails no %s: a card that was taken out too early', async (_kind, work) => {
    await readCard();
    const { infoAt } = await known();
    takenOutAtReading();
    expectDone(await work(), 'card_removed');
    // The gauge goes on saying how old it is.
    expect((await known()).infoAt).toBe(infoAt);
  });

  it('fails no deletion: a card that answers with a status word', async () => {
    await readCard();
    await install('download');
    unanswered();
    expectDone(await bench.run({ kind: 'delete', readerId, profile: { iccid } }), 'status_word');
  });

  describe('fails no memory reset', () => {
    const reset = () => bench.run({ kind: 'reset_memory', readerId, options: ['deleteOperationalProfiles'] });

    it.each([true, false])('a card that answers with a status word; read before: %s', async (read) => {
      if (read) await readCard();
      const before = await install('download').then(known);
      unanswered();
      expectDone(await reset(), 'status_word');
      expect(await known()).toMatchObject({ profiles: [] });
      expect((await known()).infoAt).toBe(before.infoAt);
    });

    it('a card that was taken out too early', async () => {
      await install('download');
      takenOutAtReading();
      expectDone(await reset(), 'card_removed');
    });
  });
});
