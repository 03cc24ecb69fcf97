/**
 * A hand scanner that types: keys that come faster than anybody's fingers, with Enter (or Tab) at the end. Pure: keys with their
 * times go in; what comes out is what to do with them. Keys are held back until it is clear whose they are, so that no key of a
 * code becomes a shortcut, and none of a person gets lost.
 */

/** The longest time between two keys of a scanner, in milliseconds. A person who is faster than that types a few keys at most. */
export const scannerGapMs = 45;
/** So many keys in a row at that pace are a scanner's. The shortest code has more. */
export const scannerKeys = 8;
/** Longer than any code with what may stand around it. */
const mostKeys = 4096;

/** Keys that came one upon the other, and when the last of them did. */
export interface KeyRun<K> {
  readonly keys: readonly { readonly key: string; readonly given: K }[];
  readonly lastAt: number;
}

export type ScanOutcome<K> =
  /** Nothing is known yet: the keys are held back until `until`. */
  | { readonly what: 'hold'; readonly until: number }
  /** They were a person's: they mean what they mean, in this order. */
  | { readonly what: 'typed'; readonly keys: readonly K[] }
  /** A scanner's text, ended by Enter or Tab. */
  | { readonly what: 'scanned'; readonly text: string }
  /** A scanner's keys without an end: they mean nothing. */
  | { readonly what: 'broken' };

export interface ScanStep<K> {
  readonly run: KeyRun<K>;
  readonly outcomes: readonly ScanOutcome<K>[];
}

export const noKeys: KeyRun<never> = { keys: [], lastAt: Number.NEGATIVE_INFINITY };

/** What has come so far ends here. */
function ended<K>(run: KeyRun<K>): ScanOutcome<K>[] {
  if (run.keys.length === 0) return [];
  if (run.keys.length >= scannerKeys) return [{ what: 'broken' }];
  return [{ what: 'typed', keys: run.keys.map(({ given }) => given) }];
}

/** Time has passed and nothing came. */
export function pause<K>(run: KeyRun<K>, now: number): ScanStep<K> {
  if (run.keys.length === 0 || now - run.lastAt <= scannerGapMs) return { run, outcomes: [] };
  return { run: noKeys, outcomes: ended(run) };
}

/**
 * A key is pressed at `at`. `key` is what it types, one character; `Enter` and `Tab` end a scan, everything else (arrows, keys with
 * Ctrl, a key that is held down) is nothing that a scanner sends: undefined. `given` comes back where the key was a person's.
 */
export function press<K>(run: KeyRun<K>, key: string | undefined, at: number, given: K): ScanStep<K> {
  const late = at - run.lastAt > scannerGapMs;
  const before = late ? ended(run) : [];
  const going: KeyRun<K> = late ? noKeys : run;
  if (key === undefined) return { run: noKeys, outcomes: [...before, ...ended(going)] };
  if (key === 'Enter' || key === 'Tab') {
    if (going.keys.length >= scannerKeys)
      return {
        run: noKeys,
        outcomes: [...before, { what: 'scanned', text: going.keys.map((one) => one.key).join('') }],
      };
    return { run: noKeys, outcomes: [...before, ...ended(going), { what: 'typed', keys: [given] }] };
  }
  const keys = [...going.keys, { key, given }].slice(-mostKeys);
  return {
    run: { keys, lastAt: at },
    outcomes: [...before, { what: 'hold', until: at + scannerGapMs }],
  };
}
