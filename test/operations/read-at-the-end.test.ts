/**
 * What the card has done is not called failed because the card is not read again at the end; and what it has only said to have
 * done is looked up, not called failed.
 */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OperationDetail, StartOperation } from '../../src-shared/model/index.ts';
import { type OperationBench, startOperationBench } from '../support/operation-bench.ts';
import { codeFor, offer } from './profiles.ts';

const iccid = '8949000000000000017';
const readerId = 'sim:0';
const [list, profiles, addresses, removal] = [0xbf28, 0xbf2d, 0xbf3c, 0xbf30];
const tagOf = (command: Uint8Array) =>
  command[1] === 0xe2 ? ((command[5] ?? 0) << 8) | (command[6] ?? 0) : 0;

let bench: OperationBench;
beforeEach(async () => {
  bench = await startOperationBench({
    profiles: [offer('PLAIN', iccid), offer('OTHER', '8949000000000000025')],
  });
});
afterEach(() => bench.close());

const install = (matchingId: string) =>
  bench.run({ kind: 'download', readerId, acceptProfile: true, activationCode: codeFor(matchingId) });

/** After the function `deed`, the card does not go along with `reading`. */
function faultAfter(deed: number, reading: number, how: 'a status word' | 'taken out'): void {
  let done = false;
  bench.reader.fault = async (command, toCard) => {
    const tag = tagOf(command);
    if (tag === deed) done = true;
    if (!done || tag !== reading) return toCard(command);
    if (how === 'taken out') await bench.reader.remove();
    return how === 'taken out' ? new Uint8Array() : Uint8Array.of(0x6f, 0x00);
  };
}

const codeOf = { 'a status word': 'status_word', 'taken out': 'card_removed' } as const;
const remarked = (operation: OperationDetail) =>
  operation.remarks.filter(({ code }) => code === 'card_not_read_again');

function expectDone(operation: OperationDetail, code: string): void {
  expect(operation.error).toBeUndefined();
  expect(operation.status).toBe('successful');
  expect(operation.reconciliation.state).not.toBe('pending');
  expect(remarked(operation)).toEqual([{ code: 'card_not_read_again', params: { code } }]);
}

describe.each(['a status word', 'taken out'] as const)('%s at the last reading does not fail', (how) => {
  const nickname: StartOperation = { kind: 'nickname', readerId, iccid, nickname: 'Mine' };
  const setDefault: StartOperation = { kind: 'default_smdp', readerId, address: 'other.example' };

  it('a nickname', async () => {
    await install('PLAIN');
    faultAfter(0xbf29, profiles, how);
    expectDone(await bench.run(nickname), codeOf[how]);
  });

  it('a new default SM-DP+: EUICCInfo2', async () => {
    faultAfter(0xbf3f, 0xbf22, how);
    expectDone(await bench.run(setDefault), codeOf[how]);
    bench.reader.fault = (command, toCard) => toCard(command);
    if (how === 'taken out') bench.reader.insert();
    await bench.run({ kind: 'read_card', readerId });
    const [card] = await bench.workbench.call('cards.list', {});
    expect(card?.info?.defaultSmdpAddress).toBe('other.example');
  });

  it('a new default SM-DP+: the addresses', async () => {
    faultAfter(0xbf3f, addresses, how);
    const operation = await bench.run(setDefault);
    // A card that merely lacks the function has been told by the remark for that.
    if (how === 'taken out') expectDone(operation, codeOf[how]);
    else
      expect(operation).toMatchObject({ status: 'successful', remarks: [{ code: 'addresses_unreadable' }] });
  });

  it.each(['download', 'delete', 'enable', 'disable'] as const)(
    '%s: the list of notifications',
    async (kind) => {
      await install('OTHER');
      if (kind !== 'download') await install('PLAIN');
      if (kind === 'disable') await bench.run({ kind: 'enable', readerId, profile: { iccid } });
      faultAfter(removal, list, how);
      const operation =
        kind === 'download'
          ? await install('PLAIN')
          : await bench.run({ kind, readerId, profile: { iccid } });
      expectDone(operation, codeOf[how]);
      if (kind === 'download') expect(operation).toMatchObject({ activationCodeUse: 'used', iccid });
    },
  );

  it('an activation that goes on to enable the profile', async () => {
    await install('OTHER');
    faultAfter(removal, list, how);
    const operation = await bench.run({
      kind: 'activate',
      readerId,
      acceptProfile: true,
      activationCode: codeFor('PLAIN'),
    });
    // Once after the installation; where the card is there still, once more after the enabling.
    expect(remarked(operation)[0]).toEqual({ code: 'card_not_read_again', params: { code: codeOf[how] } });
    if (how === 'a status word') {
      // The profile is enabled, and nobody can see it: that is not known to have failed.
      expect(operation).toMatchObject({ status: 'failed', reconciliation: { state: 'pending' } });
    } else {
      expect(operation).toMatchObject({
        status: 'failed',
        error: { code: 'card_removed' },
        activationCodeUse: 'used',
      });
    }
  });

  describe('what concerns a notification that waits', () => {
    let sequenceNumber = 0;
    beforeEach(async () => {
      bench.es9 = (client) => ({
        ...client,
        handleNotification: () => Promise.reject(new Error('no network')),
      });
      await install('PLAIN');
      const [card] = await bench.workbench.call('cards.list', {});
      sequenceNumber = card?.notifications[0]?.sequenceNumber ?? 0;
      bench.es9 = (client) => client;
      faultAfter(removal, list, how);
    });

    it.each(['remove_notification', 'send_notifications'] as const)('%s', async (kind) => {
      expectDone(await bench.run({ kind, readerId, sequenceNumber }), codeOf[how]);
    });
  });
});

it('where a notification is kept, that is told and not that the card was not read after it', async () => {
  bench.es9 = (client) => ({ ...client, handleNotification: () => Promise.reject(new Error('no network')) });
  await install('PLAIN');
  let lists = 0;
  bench.reader.fault = async (command, toCard) =>
    tagOf(command) === list && ++lists > 1 ? Uint8Array.of(0x6f, 0x00) : toCard(command);
  const operation = await bench.run({ kind: 'send_notifications', readerId });
  expect(operation).toMatchObject({ status: 'failed', error: { code: 'internal' } });
  expect(remarked(operation)).toHaveLength(1);
});

describe('a change that the card has said to have made, and that could not be seen', () => {
  const changes: Record<string, StartOperation> = {
    delete: { kind: 'delete', readerId, profile: { iccid } },
    enable: { kind: 'enable', readerId, profile: { iccid } },
    disable: { kind: 'disable', readerId, profile: { iccid } },
    reset_memory: { kind: 'reset_memory', readerId, options: ['deleteOperationalProfiles'] },
  };
  const deeds: Record<string, number> = {
    delete: 0xbf33,
    enable: 0xbf31,
    disable: 0xbf32,
    reset_memory: 0xbf34,
  };
  const answers = {
    'a status word': Uint8Array.of(0x6f, 0x00),
    'an error of ES10c': Uint8Array.of(0xbf, 0x2d, 3, 0x81, 1, 127, 0x90, 0),
  };

  it.each(
    Object.keys(changes).flatMap((kind) => Object.keys(answers).map((answer) => [kind, answer] as const)),
  )('%s, %s in place of the profiles: is not told as undone, and is found out', async (kind, answer) => {
    await install('PLAIN');
    if (kind === 'disable') await bench.run({ kind: 'enable', readerId, profile: { iccid } });
    let done = false;
    bench.reader.fault = async (command, toCard) => {
      if (tagOf(command) === deeds[kind]) done = true;
      return done && tagOf(command) === profiles ? answers[answer as keyof typeof answers] : toCard(command);
    };
    const operation = await bench.run(changes[kind] as StartOperation);
    expect(operation).toMatchObject({ status: 'failed', reconciliation: { state: 'pending' } });
    bench.reader.fault = (command, toCard) => toCard(command);
    const found = await bench.workbench.call('operations.reconcile', { id: operation.id });
    expect(found.reconciliation).toMatchObject({ state: 'done', outcome: 'change_took_effect' });
  });
});

it('how an operation that broke off has ended is told, also where the card goes while it is read once more', async () => {
  await install('PLAIN');
  let removals = 0;
  bench.reader.fault = async (command, toCard) => {
    const response = await toCard(command);
    if (tagOf(command) === 0xbf33 && ++removals === 1) await bench.reader.remove();
    return response;
  };
  const operation = await bench.run({ kind: 'delete', readerId, profile: { iccid } });
  expect(operation).toMatchObject({ status: 'failed', reconciliation: { state: 'pending' } });
  bench.reader.insert();
  let lists = 0;
  bench.reader.fault = async (command, toCard) => {
    if (tagOf(command) !== profiles || ++lists < 2) return toCard(command);
    await bench.reader.remove();
    return new Uint8Array();
  };
  const found = await bench.workbench.call('operations.reconcile', { id: operation.id });
  expect(found.reconciliation).toMatchObject({ state: 'done', outcome: 'change_took_effect' });
  expect(found.remarks).toContainEqual({ code: 'card_not_read_again', params: { code: 'card_removed' } });
});
