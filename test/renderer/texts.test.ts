import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { decodeRemarkTexts, hasRemarkText, remarkText, stepText } from '../../src-shared/texts.ts';

const source = new URL('../../src-main/', import.meta.url);

async function sources(): Promise<string> {
  const files = (await readdir(source, { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !name.startsWith('simulator'),
  );
  return (await Promise.all(files.map((name) => readFile(new URL(name, source), 'utf8')))).join('\n');
}

function found(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))].sort();
}

describe('the catalogue of texts keeps up with the engine', () => {
  test('every remark, note and habit that the engine can report has a text', async () => {
    const text = await sources();
    const codes = [
      ...found(text, /\b(?:remark|note|learn)\(\s*'([a-z0-9_]+)'/g),
      ...found(text, /\btolerated\(run, '([a-z0-9_]+)'/g),
    ];
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !hasRemarkText(code) && !Object.hasOwn(decodeRemarkTexts, code))).toEqual(
      [],
    );
  });

  test('every step that an operation can take is told in words', async () => {
    const text = await sources();
    const steps = [
      ...found(text, /\.step\(\s*'([^']+)'/g),
      ...found(text, /\bes10Function\(\s*'(ES10[abc]\.\w+)'/g),
    ];
    expect(steps.length).toBeGreaterThan(20);
    expect(steps.filter((step) => stepText(step) === undefined)).toEqual([]);
  });

  test('no text shows braces where a parameter is absent', () => {
    for (const code of ['channel_fallback', 'block_size_fallback', 'protocol_fallback', 'session_cancelled'])
      expect(remarkText(code)).not.toMatch(/[{}]|\(\)/);
    expect(remarkText('channel_fallback', { sw: '6881' })).toContain('(6881)');
    expect(remarkText('isdr_A0000005591010FFFFFFFF8900000100')).toContain('A0000005591010FFFFFFFF8900000100');
  });
});
