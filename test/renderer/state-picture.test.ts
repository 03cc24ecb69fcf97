import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginMachine } from '../../src-main/operations/machines.ts';
import { statePicture, timeLeft } from '../../src-renderer/operations/state-picture.ts';
import {
  isFinal,
  type Operation,
  type OperationKind,
  type OperationStep,
  operationKind,
} from '../../src-shared/model/index.ts';

type Standing = Parameters<typeof statePicture>[0];

/** Walks the real machine of a kind: `failAt` of its states fails, or none; stops before `until` transitions. */
function walk(kind: OperationKind, failAt: number | undefined, until: number) {
  const steps: OperationStep[] = [];
  let at = 1_000;
  let machine = beginMachine(kind);
  const entered = () => {
    steps.push({ seq: steps.length + 1, at, status: machine.status, apdus: 0 });
    if (machine.done) return;
    steps.push({
      seq: steps.length + 1,
      at,
      status: machine.status,
      step: 'ES10c.GetEID',
      apdus: 2,
      durationMs: 5,
    });
    at += 100;
  };
  entered();
  for (let index = 0; index < until && !machine.done; index++) {
    machine = machine.next({ type: index === failAt ? 'phase.failed' : 'phase.done' });
    entered();
  }
  const operation: Standing = {
    kind,
    status: machine.status,
    reconciliation: { state: 'none' },
    ...(machine.done ? { endedAt: at } : {}),
  };
  return { operation, steps };
}

const ways = fc.record({
  kind: fc.constantFrom(...operationKind.options),
  failAt: fc.option(fc.nat(4), { nil: undefined }),
  until: fc.nat(7),
});

describe('the picture of a state machine', () => {
  test('says of every state of every machine what is true of it', () => {
    fc.assert(
      fc.property(ways, ({ kind, failAt, until }) => {
        const { operation, steps } = walk(kind, failAt, until);
        const picture = statePicture(operation, steps);
        const entered = steps.filter((step) => step.step === undefined).map((step) => step.status);
        for (const [index, state] of picture.states.entries()) {
          const was = entered.includes(state.status);
          expect(state.at !== undefined).toBe(was);
          const last =
            was && entered.filter((one) => one !== 'failed' && one !== 'successful').at(-1) === state.status;
          const expected = !was
            ? isFinal(operation)
              ? 'skipped'
              : 'ahead'
            : !last || operation.status === 'successful'
              ? 'passed'
              : operation.status === 'failed'
                ? 'broken'
                : 'now';
          expect(state.mark).toBe(expected);
          expect(state.durationMs).toBe(was && expected !== 'now' ? 100 : undefined);
          expect([state.steps, state.apdus]).toEqual(was ? [1, 2] : [0, 0]);
          expect(picture.place === index).toBe(expected === 'now' || expected === 'broken');
        }
        expect(picture.ends.map((end) => end.mark)).toEqual(
          operation.status === 'successful'
            ? ['taken', 'closed']
            : operation.status === 'failed'
              ? ['closed', 'taken']
              : ['open', 'open'],
        );
      }),
    );
  });

  test('stands without its steps, as they come later', () => {
    const at = (operation: Standing) => statePicture(operation, []).states.map((state) => state.mark);
    const none = { reconciliation: { state: 'none' } } as const;
    expect(at({ kind: 'download', status: 'download', ...none })).toEqual(['passed', 'now', 'ahead']);
    expect(at({ kind: 'enable', status: 'successful', ...none })).toEqual(['passed', 'passed', 'passed']);
  });

  test('what waits for a person stands still', () => {
    const { operation, steps } = walk('activate', undefined, 1);
    const question: Operation['question'] = { kind: 'confirmation_code', retry: false };
    expect(statePicture({ ...operation, question }, steps).states[1]?.mark).toBe('asks');
  });

  test('what broke off is marked where it did, and a success that the card told of leaves the rest unreached', () => {
    const { operation, steps } = walk('activate', undefined, 1);
    const pending = statePicture({ ...operation, reconciliation: { state: 'pending' } }, steps);
    expect(pending.states.map((state) => state.mark)).toEqual([
      'passed',
      'unfinished',
      'skipped',
      'skipped',
      'skipped',
    ]);
    const end: OperationStep = { seq: 99, at: 90_000, status: 'successful', apdus: 0 };
    const found = statePicture({ ...operation, status: 'successful', reconciliation: { state: 'done' } }, [
      ...steps,
      end,
    ]);
    expect(found.states.map((state) => state.mark)).toEqual([
      'passed',
      'passed',
      'skipped',
      'skipped',
      'skipped',
    ]);
    expect(found.ends[0]).toEqual({ status: 'successful', mark: 'taken', at: 90_000 });
  });

  test('time left follows the pace so far, and nothing is said too early', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e7 }),
        fc.integer({ min: 1, max: 1e7 }),
        fc.integer({ min: 0, max: 1e7 }),
        (done, more, elapsed) => {
          const left = timeLeft(done, done + more, elapsed);
          if (elapsed < 500) expect(left).toBeUndefined();
          else expect((left ?? 0) / ((elapsed * more) / done)).toBeCloseTo(1, 9);
        },
      ),
    );
    expect(timeLeft(0, 100, 5000)).toBeUndefined();
    expect(timeLeft(100, 100, 5000)).toBeUndefined();
  });
});
