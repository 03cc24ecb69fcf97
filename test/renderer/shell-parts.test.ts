import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { fitOf, fits, fuzzyScore } from '../../src-renderer/shell/fuzzy.ts';
import {
  acceleratorOf,
  isLetter,
  matchesKeys,
  type PressedKey,
  shownKeys,
} from '../../src-renderer/shell/keys.ts';
import { formatRoute, parseRoute } from '../../src-renderer/state/route.ts';
import { UndoList } from '../../src-renderer/state/undo.ts';
import { menuItem } from '../../src-shared/desktop.ts';

describe('finding by a few characters', () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);

  test('every text is found by each of its characters in order, and by itself best of all', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.boolean()),
        (words, keep) => {
          const text = words.join(' ');
          const part = [...text].filter(() => keep.next().value).join('');
          expect(fuzzyScore(part, text)).toBeDefined();
          expect(fuzzyScore(text, text) ?? 0).toBeGreaterThanOrEqual(fuzzyScore(part, text) ?? 0);
        },
      ),
    );
  });

  test('what is not in it in that order is not found', () => {
    fc.assert(
      fc.property(word, word, (text, query) => {
        const pattern = new RegExp([...query].join('.*'));
        expect(fuzzyScore(query, text) !== undefined).toBe(pattern.test(text));
      }),
    );
  });

  test.each([
    ['to', 'Tokens', 'word'],
    ['op', 'Trace of operation 12', 'word'],
    ['exp ev', 'Export evidence…', 'word'],
    ['kens', 'Tokens', 'part'],
    // The first place is within a word, a later one begins one.
    ['at', 'Station at work', 'word'],
    ['ee', 'Export evidence…', 'initials'],
    ['expev', 'Export evidence…', 'initials'],
    ['ordrs', 'Orders', 'letters'],
    ['ev exp', 'Export evidence…', undefined],
    ['x', 'Orders', undefined],
    ['', 'Orders', 'word'],
  ] as const)('%j fits %j: %s', (query, text, fit) => {
    expect(fitOf(query, text)).toBe(fit);
  });

  test('whatever has the characters in their order fits in some way, and nothing else', () => {
    fc.assert(
      fc.property(word, word, (text, query) => {
        const found = fitOf(query, text);
        expect(found !== undefined).toBe(fuzzyScore(query, text) !== undefined);
        if (found !== undefined) expect(fits).toContain(found);
      }),
    );
  });
});

describe('keys', () => {
  const none: PressedKey = { key: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  const names = { ctrl: 'Strg', shift: 'Umschalt', space: 'Leertaste' };

  test('a single key is the character; with Ctrl it is another one', () => {
    expect(matchesKeys({ ...none, key: 'd' }, 'd', false)).toBe(true);
    expect(matchesKeys({ ...none, key: 'd', ctrlKey: true }, 'd', false)).toBe(false);
    // Made with Shift on most keyboards.
    expect(matchesKeys({ ...none, key: '?', shiftKey: true }, '?', false)).toBe(true);
    expect(isLetter('d')).toBe(true);
    expect(isLetter('Mod+D')).toBe(false);
  });

  test('Mod is Ctrl, and the command key of a Mac, and never both', () => {
    const pressed = { ...none, key: 'k', ctrlKey: true };
    expect(matchesKeys(pressed, 'Mod+K', false)).toBe(true);
    expect(matchesKeys(pressed, 'Mod+K', true)).toBe(false);
    expect(matchesKeys({ ...none, key: 'k', metaKey: true }, 'Mod+K', true)).toBe(true);
    expect(matchesKeys({ ...pressed, metaKey: true }, 'Mod+K', false)).toBe(false);
    expect(matchesKeys({ ...pressed, altKey: true }, 'Mod+K', false)).toBe(false);
    expect(matchesKeys({ ...pressed, key: 'M', shiftKey: true }, 'Mod+Shift+M', false)).toBe(true);
    expect(matchesKeys({ ...pressed, key: 'm' }, 'Mod+Shift+M', false)).toBe(false);
  });

  test('are shown as on the keyboard, and given to the menu as it takes them', () => {
    expect(shownKeys('Mod+Shift+M', false, names)).toEqual(['Strg', 'Umschalt', 'M']);
    expect(shownKeys('Mod+K', true, names)).toEqual(['⌘', 'K']);
    expect(shownKeys('Escape', false, names)).toEqual(['Esc']);
    expect(acceleratorOf('d')).toBeUndefined();
    for (const keys of ['Mod+K', 'Mod+Shift+M', 'Mod+=', 'Mod+-', 'Mod+0'])
      expect(menuItem.safeParse({ command: 'x', label: 'X', accelerator: acceleratorOf(keys) }).success).toBe(
        true,
      );
  });
});

describe('what can be undone', () => {
  const thing = (what: string, done: string[]) => ({
    what,
    undo: async () => void done.push(`undo ${what}`),
    commit: () => void done.push(`commit ${what}`),
  });

  test('is taken back in the order opposite to that in which it was done', async () => {
    const done: string[] = [];
    const list = new UndoList();
    list.offer(thing('a', done));
    const b = list.offer(thing('b', done));
    list.offer(thing('c', done));
    await list.undo(b.id);
    await list.undo();
    await list.undo();
    expect(await list.undo()).toBeUndefined();
    expect(done).toEqual(['undo b', 'undo c', 'undo a']);
  });

  test('is done for good when its time is over, when the window goes, and when too much came after it', async () => {
    vi.useFakeTimers();
    const done: string[] = [];
    let leave = () => {};
    const list = new UndoList({
      addEventListener: (_: string, listener: unknown) => (leave = listener as () => void),
    });
    list.offer({ ...thing('timed', done), forMs: 1000 });
    vi.advanceTimersByTime(999);
    expect(list.get()).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(list.get()).toEqual([]);
    list.offer(thing('left', done));
    leave();
    expect(done).toEqual(['commit timed', 'commit left']);
    for (let i = 0; i < 21; i++) list.offer(thing(String(i), done));
    expect(done.at(-1)).toBe('commit 0');
    expect(list.get()).toHaveLength(20);
    vi.useRealTimers();
  });

  test('what was taken back is not done afterwards', async () => {
    vi.useFakeTimers();
    const done: string[] = [];
    const list = new UndoList();
    list.offer({ ...thing('a', done), forMs: 10 });
    await list.undo();
    vi.advanceTimersByTime(20);
    list.commitAll();
    expect(done).toEqual(['undo a']);
    vi.useRealTimers();
  });
});

test('an address of any page leads back to itself', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('activate', 'station', 'reports', 'simulator', 'settings'),
      fc.array(fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }), { maxLength: 3 }),
      (page, parts) => {
        const route = { page, parts } as const;
        expect(parseRoute(formatRoute(route as never))).toEqual(route);
      },
    ),
  );
  expect(parseRoute('#/nothing/there')).toEqual({ page: 'home' });
});
