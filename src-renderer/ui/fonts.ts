/**
 * The faces of the window, the best first. A browser asks the system for each of them in turn, for each weight and size, until one is
 * there: most of the first layout goes into that. So the one that is there is remembered, and is asked for first.
 */

import { z } from 'zod';

/** Sans-serif faces with even digits come first; Debian's default is wide, so its condensed cut is taken. Chinese is none of theirs: the simplified forms. */
const sans = [
  'Inter',
  '"Segoe UI Variable Text"',
  '"Segoe UI"',
  '-apple-system',
  'BlinkMacSystemFont',
  'Roboto',
  '"Noto Sans"',
  'Cantarell',
  'Ubuntu',
  '"DejaVu Sans Condensed"',
  '"Liberation Sans"',
  'Arial',
  '"PingFang SC"',
  '"Microsoft YaHei UI"',
  '"Microsoft YaHei"',
  '"Noto Sans CJK SC"',
  '"Source Han Sans SC"',
  '"WenQuanYi Micro Hei"',
] as const;
const mono = [
  '"JetBrains Mono"',
  '"Cascadia Mono"',
  '"SF Mono"',
  'SFMono-Regular',
  'Menlo',
  'Consolas',
  '"Noto Sans Mono"',
  '"DejaVu Sans Mono"',
  '"Liberation Mono"',
] as const;

const key = 'euicc-workbench.fonts';
/** Nothing but a face of ours goes into a style. */
const schema = z.object({
  sans: z.enum(sans).optional().catch(undefined),
  mono: z.enum(mono).optional().catch(undefined),
});

export interface Faces {
  /** Values of `font-family`. */
  readonly sans: string;
  readonly mono: string;
}

/** The faces, with what was found last time at the head. */
export function faces(storage: Pick<Storage, 'getItem'> | undefined): Faces {
  const listed = (first: string | undefined, all: readonly string[], generic: string) =>
    [...(first === undefined ? [] : [first]), ...all.filter((face) => face !== first), generic].join(', ');
  let found: z.infer<typeof schema> = {};
  try {
    found = schema.parse(JSON.parse(storage?.getItem(key) ?? '{}'));
  } catch {
    // Nothing that could be read: as at the first start.
  }
  return { sans: listed(found.sans, sans, 'sans-serif'), mono: listed(found.mono, mono, 'monospace') };
}

/**
 * Looks which faces are there and remembers them for the next start. `width` measures a text in a font (the CSS `font`): one that is
 * not there is as wide as whatever comes after it.
 */
export function rememberFaces(width: (font: string) => number, storage: Pick<Storage, 'setItem'>): void {
  const isThere = (face: string, others: readonly string[]) =>
    others.some((other) => width(`40px ${face}, ${other}`) !== width(`40px ${other}`));
  const found = {
    sans: sans.find((face) => isThere(face, ['monospace', 'serif'])),
    mono: mono.find((face) => isThere(face, ['sans-serif', 'serif'])),
  };
  try {
    storage.setItem(key, JSON.stringify(found));
  } catch {
    // No room or no right to store: the next start asks for each of them again.
  }
}

/** `rememberFaces`, by a canvas of this page. */
export function rememberFacesOf(page: Document, storage: Pick<Storage, 'setItem'>): void {
  const pen = page.createElement('canvas').getContext('2d');
  if (pen === null) return;
  rememberFaces((font) => {
    pen.font = font;
    return pen.measureText('mmmmmmmmmmlliWAV0123').width;
  }, storage);
}
