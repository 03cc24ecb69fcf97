import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type KeyRun,
  noKeys,
  pause,
  press,
  type ScanOutcome,
  scannerGapMs,
  scannerKeys,
} from '../../src-renderer/activate/scan-keys.ts';

interface Key {
  readonly key: string | undefined;
  /** Milliseconds since the one before. */
  readonly after: number;
}

/** Plays keys on a clock that stands at each key, and in the end long after the last one. */
function play(keys: readonly Key[]) {
  let run: KeyRun<string> = noKeys;
  let now = 0;
  const outcomes: ScanOutcome<string>[] = [];
  for (const { key, after } of keys) {
    now += after;
    const idle = pause(run, now);
    const step = press(idle.run, key, now, key ?? 'other');
    outcomes.push(...idle.outcomes, ...step.outcomes);
    run = step.run;
  }
  outcomes.push(...pause(run, now + 10 * scannerGapMs).outcomes);
  return {
    typed: outcomes.flatMap((one) => (one.what === 'typed' ? one.keys : [])),
    scanned: outcomes.flatMap((one) => (one.what === 'scanned' ? [one.text] : [])),
    broken: outcomes.filter(({ what }) => what === 'broken').length,
  };
}

const character = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 });
const slow = fc.integer({ min: scannerGapMs + 1, max: 5_000 });
const fast = fc.integer({ min: 0, max: scannerGapMs });
const text = fc.string({ unit: 'grapheme-ascii', minLength: scannerKeys, maxLength: 300 });
const codeKeys = (scanned: string, gaps: readonly number[], end: string): Key[] =>
  [...scanned, end].map((key, at) => ({ key, after: gaps[at % gaps.length] ?? 1 }));

describe('a hand scanner among the keys of a person', () => {
  test('whoever types at the pace of a person loses no key, whatever is typed', () => {
    const key = fc.record({
      key: fc.oneof(character, fc.constantFrom('Enter', 'Tab', undefined)),
      after: slow,
    });
    fc.assert(
      fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
        const { typed, scanned, broken } = play(keys);
        expect(typed).toEqual(keys.flatMap(({ key }) => (key === undefined ? [] : [key])));
        expect([scanned, broken]).toEqual([[], 0]);
      }),
    );
  });

  test('a few keys at once, as two fingers make them, are a person’s and stay in their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(character, { minLength: 1, maxLength: scannerKeys - 1 }), { maxLength: 20 }),
        (groups) => {
          const keys = groups.flatMap((group) =>
            group.map((key, at) => ({ key, after: at === 0 ? 1_000 : 3 })),
          );
          expect(play(keys)).toEqual({ typed: groups.flat(), scanned: [], broken: 0 });
        },
      ),
    );
  });

  test('what a scanner types comes whole and becomes no shortcut, whatever a person typed around it', () => {
    const person = fc.array(fc.record({ key: character, after: slow }), { maxLength: 10 });
    fc.assert(
      fc.property(
        person,
        text,
        fc.array(fast, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('Enter', 'Tab'),
        person,
        (before, scanned, gaps, end, after) => {
          const [first, ...rest] = codeKeys(scanned, gaps, end);
          const keys = [...before, { key: first?.key, after: 1_000 }, ...rest, ...after];
          expect(play(keys)).toEqual({
            typed: [...before, ...after].map(({ key }) => key),
            scanned: [scanned],
            broken: 0,
          });
        },
      ),
    );
  });

  test('a scanner without an end types nothing, and is told apart from a person', () => {
    fc.assert(
      fc.property(text, fc.array(fast, { minLength: 1, maxLength: 20 }), (scanned, gaps) => {
        expect(play(codeKeys(scanned, gaps, 'Enter').slice(0, -1))).toEqual({
          typed: [],
          scanned: [],
          broken: 1,
        });
      }),
    );
  });

  test('two scans one upon the other are two', () => {
    const keys = [
      ...codeKeys('LPA:1$a.example$ONE', [2], 'Enter'),
      ...codeKeys('LPA:1$b.example$TWO', [2], 'Tab'),
    ];
    expect(play(keys).scanned).toEqual(['LPA:1$a.example$ONE', 'LPA:1$b.example$TWO']);
  });

  test('a key that no scanner sends ends what came before it', () => {
    const keys = [...'dr'].map((key) => ({ key, after: 5 }));
    expect(play([...keys, { key: undefined, after: 5 }, { key: 'j', after: 5 }]).typed).toEqual([
      'd',
      'r',
      'j',
    ]);
  });
});
