import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { catalogues } from '../../src-shared/texts/catalogues.ts';
import * as texts from '../../src-shared/texts.ts';

/** The same in every language: names, and codes. */
const english = new Set<unknown>([texts.connectorText, texts.statusPath]);

function isText(value: unknown): boolean {
  if (typeof value === 'string') return /\p{L}{2}/u.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(isText);
}

test('every text that is exported for windows stands in a catalogue, where a language writes it over', () => {
  const inCatalogues = new Set<unknown>();
  const collect = (tree: unknown): void => {
    if (typeof tree !== 'object' || tree === null) return;
    inCatalogues.add(tree);
    for (const value of Object.values(tree)) collect(value);
  };
  collect(catalogues);
  const isWhole = (value: unknown): boolean =>
    inCatalogues.has(value) ||
    (typeof value === 'object' &&
      value !== null &&
      Object.values(value).every((part) => !isText(part) || isWhole(part)));
  const outside = Object.entries(texts).filter(
    ([, value]) => isText(value) && !english.has(value) && !isWhole(value),
  );
  expect(outside.map(([name]) => name)).toEqual([]);
});

const script = resolve(import.meta.dirname, '../../scripts/check-texts.mjs');

function check(folder?: string): { readonly code: number | null; readonly told: readonly string[] } {
  const args = folder === undefined ? [] : [folder];
  const result = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { code: result.status, told: result.stderr.split('\n') };
}

test('the sources have no text of their own', () => {
  expect(check()).toEqual({ code: 0, told: [''] });
});

test('the check finds what it is for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'texts-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const top of ['src-renderer', 'src-main', 'src-main/hosts/cli'])
    mkdirSync(join(folder, top), { recursive: true });
  writeFileSync(
    join(folder, 'src-renderer/part.tsx'),
    `export const Part = () => (
  <p className="two words" title={text.title} aria-label={\`Card \${n}\`}>
    Read the card <b>{'again'}</b>
    {busy ? 'the reader is busy' : text.free}
  </p>
);
throw new Error('nobody reads this text');
`,
  );
  const thrown = "throw new WorkbenchError('reader_failed', { reader: 'a b', reason: 'it burns' });";
  writeFileSync(join(folder, 'src-main/a.ts'), thrown);
  writeFileSync(join(folder, 'src-main/hosts/cli/b.ts'), thrown);
  const { code, told } = check(folder);
  expect(code).toBe(1);
  expect(told.filter((line) => line.startsWith('src-'))).toEqual([
    'src-renderer/part.tsx:2: Card {}',
    'src-renderer/part.tsx:2: Read the card',
    'src-renderer/part.tsx:3: again',
    'src-renderer/part.tsx:4: the reader is busy',
    'src-main/a.ts:1: reader_failed, reason: it burns',
  ]);
});
