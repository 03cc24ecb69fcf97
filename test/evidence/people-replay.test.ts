/** What people, readers and killed engines do in the middle of things is part of a recording, and is replayed with it. */

import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Answer, Operation, StartOperation } from '../../src-shared/model/index.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import { codeFor, offer } from '../operations/profiles.ts';
import { address, startBench } from '../support/fault-bench.ts';
import {
  type OperationBench,
  type OperationBenchOptions,
  startOperationBench,
} from '../support/operation-bench.ts';
import { exported, freshDesk } from './support.ts';

const iccid = '8949000000000000017';
const fresh = freshDesk();
afterAll(() => fresh.close());

let bench: OperationBench;
afterEach(() => bench.close());

async function open(card: OperationBenchOptions['card'] = {}): Promise<void> {
  bench = await startOperationBench({
    card,
    profiles: [
      offer('PLAIN', iccid),
      offer('AGAIN', iccid),
      offer('CODED', '8949000000000000025', { confirmationCode: '4711' }),
    ],
  });
}

const request = (matchingId: string, more: object = {}): StartOperation => ({
  kind: 'download',
  readerId: 'sim:0',
  activationCode: codeFor(matchingId),
  acceptProfile: false,
  ...more,
});

/** Answers each question with the next of the answers; after the last, cancels. */
function answering(...answers: readonly Answer[]): (operation: Operation) => void {
  const left = [...answers];
  let asked = false;
  return ({ id, question }) => {
    if (question === undefined || asked) {
      asked = question !== undefined;
      return;
    }
    asked = true;
    const answer = left.shift();
    setImmediate(() => {
      if (answer === undefined) void bench.workbench.call('operations.cancel', { id });
      else void bench.workbench.call('operations.answer', { id, answer });
    });
  };
}

const accept = { kind: 'install', decision: 'accept' } as const;
const code = (confirmationCode: string): Answer => ({ kind: 'confirmation_code', confirmationCode });

async function expectReplayed(id: number): Promise<void> {
  const operation = await bench.workbench.call('operations.get', { id });
  const opened = await fresh.open(await exported(bench.workbench, id));
  const result = await fresh.replay(opened.id);
  expect(result.deviation).toBeUndefined();
  expect(result).toMatchObject({ equal: true, replayed: opened.exchanges });
  expect(result.operation.status).toBe(operation.status);
  expect(result.operation.error?.code).toBe(operation.error?.code);
}

describe('a person', () => {
  it.each([
    ['accepts', [accept], 'successful'],
    ['rejects', [{ kind: 'install', decision: 'reject' }], 'profile_rejected'],
    ['postpones', [{ kind: 'install', decision: 'postpone' }], 'profile_postponed'],
    ['cancels in place of an answer', [], 'cancelled'],
  ] as const)('%s', async (_name, answers, outcome) => {
    await open();
    const operation = await bench.run(request('PLAIN'), answering(...answers));
    expect(operation.error?.code ?? operation.status).toBe(outcome);
    await expectReplayed(operation.id);
  });

  it('takes the card out in place of an answer: the operation ends at once, and its reader is free', async () => {
    await open();
    const operation = await bench.run(request('PLAIN'), ({ question }) => {
      if (question !== undefined) setImmediate(() => void bench.reader.remove());
    });
    expect(operation).toMatchObject({
      status: 'failed',
      error: { code: 'card_removed' },
      activationCodeUse: 'unused',
      reconciliation: { state: 'none' },
    });
    expect(operation.question).toBeUndefined();
    await expectReplayed(operation.id);
    bench.reader.insert();
    const again = await bench.run(request('PLAIN', { acceptProfile: true }));
    expect(again.status).toBe('successful');
  });

  it('gives a wrong confirmation code, and then the right one', async () => {
    await open();
    const operation = await bench.run(request('CODED'), answering(accept, code('1111'), code('4711')));
    expect(operation.status).toBe('successful');
    await expectReplayed(operation.id);
  });

  it('gives the code with the consent, and cancels at the next question', async () => {
    await open();
    const operation = await bench.run(request('CODED'), answering({ ...accept, confirmationCode: '2222' }));
    expect(operation.error?.code).toBe('cancelled');
    await expectReplayed(operation.id);
  });

  it('cancels while the card is at work', async () => {
    await open();
    let done = false;
    bench.reader.fault = async (command, toCard) => {
      if (!done && command[1] === 0xe2 && command[5] === 0xbf && command[6] === 0x38) {
        done = true;
        const [running] = await bench.workbench.call('operations.list', { limit: 1 });
        await bench.workbench.call('operations.cancel', { id: running?.id ?? 0 });
      }
      return toCard(command);
    };
    const operation = await bench.run(request('PLAIN', { acceptProfile: true }));
    expect(operation.error?.code).toBe('cancelled');
    await expectReplayed(operation.id);
  });

  it('cancels while the server is asked', async () => {
    await open();
    bench.es9 = (client) => ({
      ...client,
      async getBoundProfilePackage(...call) {
        const answer = client.getBoundProfilePackage(...call);
        const [running] = await bench.workbench.call('operations.list', { limit: 1 });
        await bench.workbench.call('operations.cancel', { id: running?.id ?? 0 });
        return answer;
      },
    });
    const operation = await bench.run(request('PLAIN', { acceptProfile: true }));
    expect(operation.error?.code).toBe('cancelled');
    await expectReplayed(operation.id);
  });
});

describe('nobody', () => {
  it('answers in time', async () => {
    await open();
    const { sleep } = systemClock;
    const hurried = vi
      .spyOn(systemClock, 'sleep')
      .mockImplementation((ms, signal) => sleep(ms >= 600_000 ? 20 : ms, signal));
    try {
      const operation = await bench.run(request('PLAIN'));
      expect(operation.error?.code).toBe('question_timed_out');
      hurried.mockRestore();
      await expectReplayed(operation.id);
    } finally {
      hurried.mockRestore();
    }
  });
});

describe('an engine that was killed', () => {
  it.each([
    ['before the card has answered', false, 0x86],
    ['after the card has answered', true, 0x86],
    ['at the first segments', true, 0x88],
  ] as const)('%s: the reading of the card that found out is replayed, too', async (_name, answered, tag) => {
    await open();
    const reached = Promise.withResolvers<void>();
    bench.reader.fault = async (command, toCard) => {
      if (command[1] !== 0xe2 || command[3] !== 0 || command[5] !== tag) return toCard(command);
      if (answered) await toCard(command);
      reached.resolve();
      return new Promise(() => undefined);
    };
    void bench.run(request('PLAIN', { acceptProfile: true }));
    await reached.promise;
    bench.reader.fault = (command, toCard) => toCard(command);
    await bench.reader.releaseContacts();
    await bench.crashAndRestart();
    const [operation] = await bench.workbench.call('operations.list', { limit: 1 });
    expect(operation?.reconciliation.state).toBe('done');
    await expectReplayed(operation?.id ?? 0);
  });
});

describe('a card', () => {
  it('that was taken out is read again when it is back', async () => {
    await open();
    bench.reader.fault = async (command, toCard) => {
      if (command[1] !== 0xe2 || command[3] !== 0 || command[5] !== 0x86) return toCard(command);
      await toCard(command);
      bench.reader.fault = (one, pass) => pass(one);
      await bench.reader.remove();
      throw new WorkbenchError('card_removed', { reader: bench.reader.name });
    };
    const { id } = await bench.run(request('PLAIN', { acceptProfile: true }));
    bench.reader.insert();
    await expect
      .poll(async () => (await bench.workbench.call('operations.get', { id })).reconciliation.state)
      .toBe('done');
    await expectReplayed(id);
  });

  it('whose habits are known from before is met as it was', async () => {
    await open();
    bench.reader.fault = async (command, toCard) => {
      if (command[1] === 0x70) return Uint8Array.of(0x68, 0x81);
      if (command[1] === 0xe2 && (command[4] ?? 0) > 128) return Uint8Array.of(0x66, 0x01);
      return toCard(command);
    };
    const first = await bench.run(request('PLAIN', { acceptProfile: true }));
    const second = await bench.run({ kind: 'enable', readerId: 'sim:0', profile: { iccid }, refresh: true });
    expect([first.status, second.status]).toEqual(['successful', 'successful']);
    await expectReplayed(first.id);
    await expectReplayed(second.id);
  });

  it('that speaks T=0 is met with T=0', async () => {
    await open({ atr: 'T=0' });
    bench.reader.protocol = 'T=0';
    const operation = await bench.run(request('PLAIN', { acceptProfile: true }));
    expect(operation.status).toBe('successful');
    await expectReplayed(operation.id);
  });

  it('on which the profile was before', async () => {
    await open();
    await bench.run(request('PLAIN', { acceptProfile: true }));
    const again = await bench.run(request('AGAIN', { acceptProfile: true }));
    expect(again.status).toBe('failed');
    await expectReplayed(again.id);
  });
});

describe('a discovery', () => {
  it('and the download of what it found, whose event id stays here', async () => {
    await open();
    const lab = await startBench();
    try {
      const found = await lab.run({ kind: 'discover', readerId: 'sim:0' });
      const taken = await lab.run({
        kind: 'download',
        readerId: 'sim:0',
        event: { operationId: found.id, index: 0 },
        acceptProfile: true,
      });
      expect(taken.smdpAddress).toBe(address);
      for (const { id } of [found, taken]) {
        const file = await exported(lab.workbench, id);
        const opened = await fresh.open(file);
        expect(await fresh.replay(opened.id)).toMatchObject({ equal: true });
      }
    } finally {
      await lab.close();
    }
  });
});
