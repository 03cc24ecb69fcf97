import { describe, expect, test } from 'vitest';
import { faces, rememberFaces } from '../../src-renderer/ui/fonts.ts';

/** Widths as a system has them that knows these faces: of several in a list, the first that is there counts. */
function system(there: Readonly<Record<string, number>>) {
  const widths = { ...there, 'sans-serif': 11, serif: 12, monospace: 20 };
  return (font: string): number => {
    const listed = font.replace('40px ', '').split(', ');
    const face = listed.find((one) => one in widths) ?? 'serif';
    return widths[face as keyof typeof widths];
  };
}

function remembered(there: Readonly<Record<string, number>>) {
  const items = new Map<string, string>();
  rememberFaces(system(there), { setItem: (key, value) => void items.set(key, value) });
  return { getItem: (key: string) => items.get(key) ?? null };
}

describe('the faces of the window', () => {
  test('are asked for in the order of the list, until one is known to be there', () => {
    const { sans, mono } = faces(undefined);
    expect(sans).toMatch(/^Inter, .*, sans-serif$/);
    expect(mono).toMatch(/^"JetBrains Mono", .*, monospace$/);
  });

  test('begin with the best one that was found, and are the same ones as before', () => {
    // As wide as the system's own sans-serif: it is that one.
    const found = faces(remembered({ Ubuntu: 10, '"DejaVu Sans Condensed"': 11, '"DejaVu Sans Mono"': 20 }));
    expect(found.sans).toMatch(/^Ubuntu, Inter, /);
    expect(found.mono).toMatch(/^"DejaVu Sans Mono", "JetBrains Mono", /);
    const sorted = (list: string) => list.split(', ').sort();
    expect(sorted(found.sans)).toEqual(sorted(faces(undefined).sans));
    expect(sorted(found.mono)).toEqual(sorted(faces(undefined).mono));
    expect(faces(remembered({ '"DejaVu Sans Condensed"': 11 })).sans).toMatch(/^"DejaVu Sans Condensed", /);
  });

  test('are as at the first start where none is there, and where what was kept is no face of ours', () => {
    expect(faces(remembered({}))).toEqual(faces(undefined));
    for (const text of ['{', 'null', '{"sans":"x; } body { color: red"}'])
      expect(faces({ getItem: () => text })).toEqual(faces(undefined));
    expect(faces({ getItem: () => '{"sans":"Wingdings","mono":"Menlo"}' }).mono).toMatch(/^Menlo, /);
  });
});
