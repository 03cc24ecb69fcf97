import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../src-main/workbench/trace-outline.ts';
import { traceOutline } from '../../src-shared/model/index.ts';
import { apdu, http, utf8 } from './trace-support.ts';

const numbers = (text: string, size: 1 | 2 | 4) => {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: bytes.length / size }, (_, at) => bytes.readUIntLE(at * size, size));
};

describe('the outline of a trace', () => {
  const entries = [
    apdu('81E2910003BF2E00', '6985', 'ES10b.GetEUICCChallenge'),
    apdu('0070000001', undefined, 'MANAGE CHANNEL'),
    http({
      url: 'https://user:pw@SMDP.example.com:8443/gsma?code=SECRET',
      status: 500,
      connectMs: 7,
      requestBody: utf8('12345'),
      responseBody: utf8('1234567'),
    }),
    {
      kind: 'note' as const,
      startedAt: 9,
      code: 'question_waited',
      params: { kind: 'install', waitedMs: 1_500 },
    },
    { kind: 'note' as const, startedAt: 9, code: 'quirk_learned', params: { quirk: 'SECRET' } },
  ].map((entry, at) => ({ seq: at + 3, entry }));
  const outline = traceOutline.parse(outlineOf(entries, false));

  it('has what the headers tell, a column each', () => {
    expect(outline).toMatchObject({ count: 5, complete: false, errors: [{ at: 1, code: 'card_removed' }] });
    expect(numbers(outline.seqs, 4)).toEqual([3, 4, 5, 6, 7]);
    expect(numbers(outline.kinds, 1)).toEqual([0, 0, 1, 2, 2]);
    expect(numbers(outline.results, 2)).toEqual([0x6985, 0, 500, 0, 0]);
    expect(numbers(outline.heads, 4)).toEqual([0x81e29100, 0x00700000, 0, 0, 0]);
    expect(numbers(outline.sent, 4)).toEqual([8, 5, 5, 0, 0]);
    expect(numbers(outline.received, 4)).toEqual([2, 0, 7, 0, 0]);
    expect(numbers(outline.purposes, 2).map((at) => outline.names[at])).toEqual([
      'ES10b.GetEUICCChallenge',
      'MANAGE CHANNEL',
      'ES9+.Test',
      'question_waited',
      'quirk_learned',
    ]);
    const durations = Buffer.from(outline.durations, 'base64');
    expect([0, 1, 2, 3, 4].map((at) => durations.readFloatLE(at * 4))).toEqual([2, 2, 2, 1_500, 0]);
  });

  it('has of addresses the host alone, and of notes and bodies nothing', () => {
    expect(outline.http).toEqual([{ at: 2, method: 'POST', host: 'smdp.example.com:8443', connectMs: 7 }]);
    expect(JSON.stringify(outline)).not.toMatch(/SECRET|pw/);
  });
});
