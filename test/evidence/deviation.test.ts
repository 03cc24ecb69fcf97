/** A replay says exactly where it began to be another one. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { address, matchingIds, startBench } from '../support/fault-bench.ts';
import { packed, partsOf } from './searched.ts';
import { exported, freshDesk } from './support.ts';

let good: Buffer;
const fresh = freshDesk();

interface Line {
  seq: number;
  kind: string;
  purpose?: string;
  command?: string;
  response?: string;
  code?: string;
  requestBody?: { text: string };
}

beforeAll(async () => {
  const bench = await startBench();
  try {
    const activationCode = `LPA:1$${address}$${matchingIds.plain}`;
    const { id } = await bench.run({
      kind: 'activate',
      readerId: 'sim:0',
      activationCode,
      acceptProfile: true,
    });
    good = await exported(bench.workbench, id);
  } finally {
    await bench.close();
  }
});
afterAll(() => fresh.close());

/** The file with another trace or operation. */
function changed(
  changeTrace: (lines: Line[]) => Line[],
  changeOperation = (text: string) => text,
  about: object = {},
): Buffer {
  const parts = new Map(partsOf(good));
  const lines = (parts.get('trace.jsonl') ?? '')
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const made = changeTrace(lines);
  parts.set('trace.jsonl', Buffer.from(made.map((line) => `${JSON.stringify(line)}\n`).join('')));
  parts.set('operation.json', Buffer.from(changeOperation((parts.get('operation.json') ?? '').toString())));
  const count = (kind: string) => made.filter((line) => line.kind === kind).length;
  const exchanges = { apdus: count('apdu'), http: count('http') };
  return packed(parts, (manifest) => Object.assign(manifest, { exchanges }, about));
}

async function deviationOf(file: Buffer) {
  const { id } = await fresh.open(file);
  const result = await fresh.replay(id);
  expect(result.equal).toBe(false);
  return { ...result.deviation, replayed: result.replayed };
}

const nth = (lines: readonly Line[], purpose: string) => lines.findIndex((line) => line.purpose === purpose);

describe('a deviation', () => {
  test('none, where nothing was changed', async () => {
    const { id } = await fresh.open(changed((lines) => lines));
    expect(await fresh.replay(id)).toMatchObject({ equal: true });
  });

  test('in a command: the exchange and the byte', async () => {
    let seq = 0;
    const file = changed((lines) => {
      const line = lines[nth(lines, 'ES10b.GetEUICCChallenge')];
      if (line?.command === undefined) throw new Error('no challenge');
      seq = line.seq;
      line.command = line.command.replace('BF2E', 'BF2F');
      return lines;
    });
    expect(await deviationOf(file)).toMatchObject({
      at: 'apdu',
      field: 'command',
      seq,
      purpose: 'ES10b.GetEUICCChallenge',
      offset: 6,
    });
  });

  test('in an answer of the card: the first request that follows from it', async () => {
    const file = changed((lines) => {
      const line = lines[nth(lines, 'ES10b.GetEUICCChallenge')];
      if (line?.response === undefined) throw new Error('no challenge');
      line.response = `${line.response.slice(0, 10)}00000000${line.response.slice(18)}`;
      return lines;
    });
    expect(await deviationOf(file)).toMatchObject({
      at: 'http',
      field: 'requestBody',
      purpose: 'ES9+.InitiateAuthentication',
      expected: expect.stringContaining('euiccChallenge'),
    });
  });

  test('an exchange that is missing, and one too many', async () => {
    expect(
      await deviationOf(changed((lines) => lines.filter(({ purpose }) => purpose !== 'ES10c.GetEID'))),
    ).toMatchObject({ at: 'apdu', field: 'command' });
    const repeated = changed((lines) => {
      const last = lines.findLast(({ kind }) => kind === 'apdu');
      return last === undefined ? lines : [...lines, { ...last, seq: last.seq + 100 }];
    });
    expect(await deviationOf(repeated)).toMatchObject({ at: 'less', field: 'exchange' });
  });

  test('a recording that ends too early', async () => {
    const file = changed((lines) => lines.slice(0, nth(lines, 'ES9+.GetBoundProfilePackage')));
    expect(await deviationOf(file)).toMatchObject({ at: 'more', found: expect.stringContaining('POST') });
  });

  test('another connection, and another end', async () => {
    const noReset = changed((lines) => lines.filter(({ code }) => code !== 'card_reset_done'));
    expect(await deviationOf(noReset)).toMatchObject({ at: 'reset' });
    const other = changed(
      (lines) => lines,
      (text) => text.replace('"activationCodeUse": "used"', '"activationCodeUse": "unknown"'),
    );
    expect(await deviationOf(other)).toMatchObject({
      at: 'end',
      field: 'activationCodeUse',
      expected: 'unknown',
      found: 'used',
    });
  });

  test('a person who was asked and is not in the recording', async () => {
    const file = changed(
      (lines) => lines,
      (text) => text.replace('"acceptProfile": true', '"acceptProfile": false'),
    );
    expect(await deviationOf(file)).toMatchObject({ at: 'stuck', field: 'answer' });
  });

  test('a recording without what happened beside is looked at and not replayed', async () => {
    const file = changed(
      (lines) => lines,
      (text) => text,
      { notReplayable: 'recorded_before' },
    );
    const { id, notReplayable } = await fresh.open(file);
    expect(notReplayable).toBe('recorded_before');
    expect((await fresh.desk['evidence.get']({ id })).operation.status).toBe('successful');
    await expect(fresh.replay(id)).rejects.toMatchObject({ code: 'evidence_not_replayable' });
  });
});
