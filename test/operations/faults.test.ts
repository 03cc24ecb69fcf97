/** What cards and readers do in the middle of things, and what the workbench makes of it. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { OperationDetail } from '../../src-shared/model/index.ts';
import {
  type CardFault,
  functions,
  type OperationBench,
  startOperationBench,
  statuses,
} from '../support/operation-bench.ts';
import { codeFor, offer } from './profiles.ts';

const iccid = '8949000000000000017';

let bench: OperationBench;

beforeEach(async () => {
  bench = await startOperationBench({
    profiles: [offer('PLAIN', iccid), offer('SECOND', '8949000000000000025')],
  });
});
afterEach(() => bench.close());

const run = (kind: 'download' | 'activate', matchingId = 'PLAIN') =>
  bench.run({ kind, readerId: 'sim:0', acceptProfile: true, activationCode: codeFor(matchingId) });

const code = (operation: OperationDetail) => operation.error?.code;

/** Tag of the TLV that begins in a STORE DATA command. */
const storeDataTag = (command: Uint8Array) =>
  command[1] === 0xe2 && command[3] === 0 ? ((command[5] ?? 0) << 8) | (command[6] ?? 0) : 0;
const isSegment86 = (command: Uint8Array) => command[1] === 0xe2 && command[3] === 0 && command[5] === 0x86;
const isTag = (tag: number) => (command: Uint8Array) => storeDataTag(command) === tag;
const sw = (word: number) => Uint8Array.of(word >> 8, word & 0xff);

/** Answers the first command that matches in the card's place; all others reach the card. */
function once(
  matches: (command: Uint8Array) => boolean,
  answer: (send: () => Promise<Uint8Array>) => Promise<Uint8Array>,
): CardFault {
  let done = false;
  return async (command, toCard) => {
    if (done || !matches(command)) return toCard(command);
    done = true;
    return answer(() => toCard(command));
  };
}

async function card() {
  const [known] = await bench.workbench.call('cards.list', {});
  return known;
}

describe('a card that is taken out', () => {
  const removed = (beforeCard: boolean): CardFault =>
    once(isSegment86, async (send) => {
      if (!beforeCard) await send();
      await bench.reader.remove();
      throw new WorkbenchError('card_removed', { reader: bench.reader.name });
    });

  it.each([
    ['before', true, 'profile_not_installed', 'unused'],
    ['after', false, 'profile_installed', 'used'],
  ] as const)(
    '%s it has taken the last segment: reconciled when it is back',
    async (_when, before, outcome, use) => {
      bench.reader.fault = removed(before);
      const operation = await run('download');
      expect(operation).toMatchObject({
        status: 'failed',
        reconciliation: { state: 'pending' },
        activationCodeUse: 'unknown',
      });
      expect(code(operation)).toBe('card_removed');
      bench.reader.insert();
      const again = await settled(operation.id);
      expect(again.reconciliation).toMatchObject({ state: 'done', outcome });
      expect(again).toMatchObject({ status: 'failed', activationCodeUse: use });
      if (outcome === 'profile_installed') {
        // The result that was never seen has reached the server from the card's list.
        expect((await card())?.notifications).toEqual([]);
        expect(bench.smdp.notifications().length).toBeGreaterThan(0);
      } else {
        expect((await run('download')).status).toBe('successful');
      }
    },
  );

  it('while the profile of an activate is enabled: reconciled when it is back', async () => {
    bench.reader.fault = once(isTag(0xbf31), async (send) => {
      await send();
      await bench.reader.remove();
      throw new WorkbenchError('card_removed', { reader: bench.reader.name });
    });
    const operation = await run('activate');
    expect(operation).toMatchObject({ status: 'failed', reconciliation: { state: 'pending' } });
    bench.reader.insert();
    expect(await settled(operation.id)).toMatchObject({
      reconciliation: { outcome: 'profile_installed' },
      activationCodeUse: 'used',
    });
  });

  it('before anything was changed leaves nothing to reconcile', async () => {
    bench.reader.fault = once(isTag(0xbf2d), async () => {
      await bench.reader.remove();
      throw new WorkbenchError('card_removed', { reader: bench.reader.name });
    });
    const operation = await bench.run({
      kind: 'enable',
      readerId: 'sim:0',
      profile: { iccid },
      refresh: true,
    });
    expect(operation).toMatchObject({ status: 'failed', reconciliation: { state: 'none' } });
  });

  it('before anything was loaded leaves nothing to reconcile, and the code unused', async () => {
    bench.reader.fault = once(isTag(0xbf21), async () => {
      await bench.reader.remove();
      throw new WorkbenchError('card_removed', { reader: bench.reader.name });
    });
    const operation = await run('download');
    expect(operation).toMatchObject({
      status: 'failed',
      reconciliation: { state: 'none' },
      activationCodeUse: 'unused',
    });
    bench.reader.insert();
    bench.reader.fault = (command, toCard) => toCard(command);
    expect((await run('download')).status).toBe('successful');
  });

  it('and put back at once is read over a new connection', async () => {
    bench.reader.fault = once(isSegment86, async () => {
      await bench.reader.card.powerOff();
      throw new WorkbenchError('card_reset', { reader: bench.reader.name });
    });
    const operation = await run('download');
    expect(code(operation)).toBe('card_reset');
    expect(operation).toMatchObject({
      status: 'failed',
      reconciliation: { state: 'none' },
      activationCodeUse: 'unused',
    });
  });

  it.each([false, true])(
    'and put into another reader is known again (every card read at once: %s)',
    async (autoRead) => {
      await bench.close();
      bench = await startOperationBench({ profiles: [offer('PLAIN', iccid)], autoRead });
      await idle();
      bench.reader.fault = removed(false);
      const operation = await run('download');
      expect(operation.reconciliation.state).toBe('pending');
      bench.otherReader.insert();
      if (!autoRead) {
        // Without reading it nobody can know which card it is; one that is read for whatever reason is known.
        const readerId = 'pcsc:Test reader 0';
        expect((await bench.run({ kind: 'read_card', readerId })).status).toBe('successful');
        await bench.workbench.call('operations.reconcile', { id: operation.id });
      }
      expect((await settled(operation.id)).reconciliation).toMatchObject({ outcome: 'profile_installed' });
    },
  );

  it('for another one is found out', async () => {
    bench.reader.fault = once(isSegment86, async () => {
      await bench.reader.card.powerOff();
      bench.reader.fault = async (command, toCard) => {
        const response = await toCard(command);
        if (storeDataTag(command) === 0xbf3e) response[6] = 0x11;
        return response;
      };
      throw new WorkbenchError('card_reset', { reader: bench.reader.name });
    });
    expect(await run('download')).toMatchObject({ status: 'failed', reconciliation: { state: 'pending' } });
  });
});

/** Until no reader is held. */
async function idle(): Promise<void> {
  for (;;) {
    const readers = await bench.workbench.call('readers.list', {});
    if (readers.every((one) => one.operationId === undefined)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function settled(id: number): Promise<OperationDetail> {
  for (;;) {
    const operation = await bench.workbench.call('operations.get', { id });
    const [reader] = await bench.workbench.call('readers.list', {});
    if (operation.reconciliation.state === 'done' && reader?.operationId === undefined) return operation;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a process that is killed', () => {
  /** The card never answers the segment; the workbench is dropped and another begins on the same store. */
  async function killAt(answered: boolean): Promise<OperationDetail> {
    let reached: () => void = () => undefined;
    const inTheMiddle = new Promise<void>((resolve) => {
      reached = resolve;
    });
    bench.reader.fault = once(isSegment86, async (send) => {
      if (answered) await send();
      reached();
      return new Promise(() => undefined);
    });
    void run('download');
    await inTheMiddle;
    bench.reader.fault = (command, toCard) => toCard(command);
    // What the operating system does for a process that is gone.
    await bench.reader.releaseContacts();
    await bench.crashAndRestart();
    return bench.workbench.call('operations.get', { id: 1 });
  }

  it('with the profile half on its way: nothing is on the card, and the code can be tried again', async () => {
    const operation = await killAt(false);
    expect(operation).toMatchObject({
      status: 'failed',
      error: { code: 'interrupted', params: { status: 'download' } },
      reconciliation: { state: 'done', outcome: 'profile_not_installed' },
      activationCodeUse: 'unused',
    });
    expect((await run('download')).status).toBe('successful');
  });

  it('with the profile on the card: the download has succeeded after all, and is not repeated', async () => {
    const operation = await killAt(true);
    expect(operation).toMatchObject({
      status: 'successful',
      reconciliation: { state: 'done', outcome: 'profile_installed' },
      activationCodeUse: 'used',
    });
    expect(statuses(operation)).toEqual(['starting', 'download', 'successful']);
    expect(bench.smdpLog.filter((one) => one.function === 'ES9+.GetBoundProfilePackage')).toHaveLength(1);
  });
});

describe('a card that breaks off an installation', () => {
  it('with a result in the middle: nothing is sent after it, and its reason is the error', async () => {
    let segmentsAfter = 0;
    let ended = false;
    bench.reader.fault = async (command, toCard) => {
      if (ended && isSegment86(command)) segmentsAfter += 1;
      const tampered = Uint8Array.from(command);
      // One bit of the metadata's MAC: the card refuses at once, with the profile's segments still to come.
      if (command[1] === 0xe2 && command[5] === 0x88) {
        const last = 4 + (command[4] ?? 0);
        tampered[last] = (tampered[last] ?? 0) ^ 1;
      }
      const response = await toCard(tampered);
      if (response[0] === 0xbf && response[1] === 0x37) ended = true;
      return response;
    };
    const operation = await run('download');
    expect(ended).toBe(true);
    expect(segmentsAfter).toBe(0);
    expect(operation.error).toEqual({
      code: 'profile_installation_failed',
      params: { command: 'storeMetadata', reason: 'scp03tSecurityError' },
    });
    expect(statuses(operation)).toEqual(['starting', 'download', 'download_verify', 'failed']);
    expect((await card())?.notifications).toEqual([]);
  });

  it('with a status word: the card is read, and the session is cancelled with the right reason', async () => {
    bench.reader.fault = once(isSegment86, async () => sw(0x6f00));
    const operation = await run('download');
    expect(operation.error).toMatchObject({ code: 'status_word', params: { sw: '6F00' } });
    expect(functions(operation)).toEqual(
      expect.arrayContaining(['ES10b.CancelSession', 'ES10c.GetProfilesInfo']),
    );
    expect(operation.reconciliation.state).toBe('none');
    // After that reason the server ends the order, and the operation says what the server does.
    expect(operation.activationCodeUse).toBe('used');
    expect((await run('download')).error).toMatchObject({
      params: { subjectCode: '8.2.6', reasonCode: '3.8' },
    });
  });

  it('and talks nonsense from then on: whether it has installed the profile is found out when it is back', async () => {
    let installed = false;
    bench.reader.fault = async (command, toCard) => {
      if (installed) return new Uint8Array(1);
      installed = isSegment86(command);
      return toCard(command);
    };
    const operation = await run('download');
    expect(code(operation)).toBe('malformed_response');
    expect(operation).toMatchObject({ status: 'failed', reconciliation: { state: 'pending' } });
    bench.reader.fault = (command, toCard) => toCard(command);
    await bench.reader.remove();
    bench.reader.insert();
    expect(await settled(operation.id)).toMatchObject({
      reconciliation: { outcome: 'profile_installed' },
      activationCodeUse: 'used',
    });
  });

  it('by not listing the profile that it has signed for: the code is used up all the same', async () => {
    bench.reader.fault = once(isTag(0xbf2d), async () =>
      Uint8Array.of(0xbf, 0x2d, 0x02, 0xa0, 0x00, 0x90, 0),
    );
    const operation = await run('download');
    expect(operation).toMatchObject({ status: 'failed', activationCodeUse: 'used' });
    expect(code(operation)).toBe('profile_not_on_card');
  });

  it('of a profile that is on it already, and leaves that one alone', async () => {
    expect((await run('download')).status).toBe('successful');
    await bench.close();
    bench = await startOperationBench({ profiles: [offer('PLAIN', iccid), offer('AGAIN', iccid)] });
    expect((await run('download')).status).toBe('successful');
    const operation = await run('download', 'AGAIN');
    expect(operation.error?.params).toMatchObject({ reason: 'installFailedDueToIccidAlreadyExistsOnEuicc' });
    expect((await card())?.profiles.map((one) => one.iccid)).toEqual([iccid]);
  });
});

describe('garbage', () => {
  it.each([
    ['no status word', () => new Uint8Array(1), 'malformed_response'],
    ['a status word without data', () => sw(0x9000), 'no_answer_data'],
    ['a TLV that is cut off', () => Uint8Array.of(0xbf, 0x2e, 0x12, 0x80, 0x10, 1, 0x90, 0), 'tlv_truncated'],
    [
      'a TLV with bytes behind it',
      () => Uint8Array.of(0xbf, 0x2e, 0x02, 0x80, 0x00, 1, 0x90, 0),
      'tlv_trailing',
    ],
    [
      'a length that no card has',
      () => Uint8Array.of(0xbf, 0x2e, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x90, 0),
      'tlv_too_large',
    ],
    ["another function's answer", () => Uint8Array.of(0xbf, 0x20, 0x00, 0x90, 0), 'tlv_unexpected_tag'],
    ['a status word of refusal', () => sw(0x6985), 'status_word'],
  ])(
    'in place of the challenge (%s) has a name, and leaves all in order',
    async (_what, answer, expected) => {
      bench.reader.fault = once(isTag(0xbf2e), async () => answer());
      expect(code(await run('download'))).toBe(expected);
      expect((await run('download')).status).toBe('successful');
    },
  );

  it('a card that is no eUICC is said to be none', async () => {
    bench.reader.fault = async (command, toCard) => (command[1] === 0xa4 ? sw(0x6a82) : toCard(command));
    const operation = await bench.run({ kind: 'read_card', readerId: 'sim:0' });
    expect(code(operation)).toBe('not_an_euicc');
    bench.reader.fault = (command, toCard) => toCard(command);
    expect((await bench.run({ kind: 'read_card', readerId: 'sim:0' })).status).toBe('successful');
  });
});

describe('a notification that the card does not give out', () => {
  it('does not keep back the others', async () => {
    bench.es9 = (client) => ({
      ...client,
      handleNotification: () => Promise.reject(new WorkbenchError('es9_unreachable', { host: 'h' })),
    });
    await run('download');
    await run('download', 'SECOND');
    const waiting = (await card())?.notifications.map((one) => one.sequenceNumber) ?? [];
    expect(waiting).toHaveLength(2);
    bench.es9 = (client) => client;
    bench.reader.fault = once(isTag(0xbf2b), async () => sw(0x6f00));
    const operation = await bench.run({ kind: 'send_notifications', readerId: 'sim:0' });
    expect(operation).toMatchObject({ status: 'failed', error: { code: 'status_word' } });
    expect((await card())?.notifications.map((one) => one.sequenceNumber)).toEqual(waiting.slice(0, 1));
  });
});

describe('the reader', () => {
  it("is one operation's alone", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    bench.reader.fault = once(isTag(0xbf2e), async (send) => {
      await held;
      return send();
    });
    const first = run('download');
    await new Promise((resolve) => setTimeout(resolve, 30));
    const second = bench.workbench.call('operations.start', { kind: 'read_card', readerId: 'sim:0' });
    await expect(second).rejects.toMatchObject({ code: 'reader_busy' });
    release();
    expect((await first).status).toBe('successful');
  });

  it('that is not there is named', async () => {
    const start = bench.workbench.call('operations.start', { kind: 'read_card', readerId: 'sim:7' });
    await expect(start).rejects.toMatchObject({ code: 'reader_not_found', params: { reader: 'sim:7' } });
  });
});
