/** Evidence files that are damaged, foreign, newer, enormous or hostile: refused with the reason, and nothing is kept. */

import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tarBlock, tarHeader } from '../../src-main/store/tar.ts';
import { visibleText } from '../../src-shared/texts.ts';
import { startBench } from '../support/fault-bench.ts';
import { changedPart, packed, partsOf } from './searched.ts';
import { exported, freshDesk } from './support.ts';

let good: Buffer;
const fresh = freshDesk();

beforeAll(async () => {
  const bench = await startBench();
  try {
    const { id } = await bench.run({ kind: 'read_card', readerId: 'sim:0' });
    good = await exported(bench.workbench, id);
  } finally {
    await bench.close();
  }
});
afterAll(() => fresh.close());

const changed = (name: string, change: (text: string) => string) => changedPart(good, name, change);

async function refused(file: Uint8Array, code: string, reason?: RegExp): Promise<void> {
  await expect(fresh.open(file, 'sent.euicc-evidence')).rejects.toMatchObject({
    code,
    message:
      reason === undefined ? expect.stringContaining('sent.euicc-evidence') : expect.stringMatching(reason),
  });
  expect(await fresh.desk['evidence.list']({})).toEqual([]);
}

describe('a file that is no good', () => {
  test('the good one is opened, also when it was packed anew', async () => {
    for (const file of [good, packed(partsOf(good))]) {
      const { id } = await fresh.open(file);
      await fresh.desk['evidence.remove']({ id });
    }
  });

  test.each([
    ['nothing', () => Buffer.alloc(0), 'evidence_foreign', /gzip/],
    ['a picture', () => Buffer.from('89504E470D0A1A0A', 'hex'), 'evidence_foreign', /gzip/],
    ['another gzip', () => gzipSync('hello'), 'evidence_foreign', /does not begin with manifest/],
    [
      'the export of a data folder',
      () => packed(partsOf(good), (manifest) => Object.assign(manifest, { format: 'euicc-workbench data' })),
      'evidence_foreign',
      /something else/,
    ],
    [
      'a newer version',
      () => packed(partsOf(good), (manifest) => Object.assign(manifest, { version: 2 })),
      'evidence_newer',
      /version 2/,
    ],
    ['one that is cut', () => good.subarray(0, good.length - 20), 'evidence_damaged', /unpack/],
    [
      'one whose content is cut',
      () => gzipSync(gunzipSync(good).subarray(0, 4 * tarBlock)),
      'evidence_damaged',
      /cut off|missing/,
    ],
    [
      'a wrong hash',
      () =>
        packed(partsOf(good), (manifest) => {
          for (const part of manifest['parts'] as { sha256: string }[]) part.sha256 = '0'.repeat(64);
        }),
      'evidence_damaged',
      /SHA-256/,
    ],
    [
      'more after its end',
      () => gzipSync(Buffer.concat([gunzipSync(good), Buffer.from('more')])),
      'evidence_damaged',
      /follows/,
    ],
    [
      'a part too many',
      () => packed(new Map([...partsOf(good), ['more.txt', Buffer.from('x')]])),
      'evidence_damaged',
      /other parts/,
    ],
    [
      'an operation that is no JSON',
      () => changed('operation.json', () => '{'),
      'evidence_damaged',
      /no JSON/,
    ],
    [
      'an operation that has not ended',
      () =>
        changed('operation.json', (text) => text.replace('"status": "successful"', '"status": "starting"')),
      'evidence_damaged',
      /not ended/,
    ],
    [
      'a name of a megabyte',
      () =>
        changed('operation.json', (text) =>
          text.replace(/"readerName": "[^"]*"/, `"readerName": "${'n'.repeat(1_000_000)}"`),
        ),
      'evidence_damaged',
      /operation\.json is not as it should be at "operation\.readerName"/,
    ],
    [
      'an error of a megabyte',
      () =>
        changed('trace.jsonl', (text) =>
          text.replace(
            '"kind":"apdu"',
            `"error":{"code":"x","params":{"reason":"${'n'.repeat(1_000_000)}"}},"kind":"apdu"`,
          ),
        ),
      'evidence_damaged',
      /trace\.jsonl line \d+ is not as it should be at "error\.params\.reason"/,
    ],
    [
      'bytes that are none',
      () => changed('trace.jsonl', (text) => text.replace('"command":"', '"command":"ZZ')),
      'evidence_damaged',
      /trace\.jsonl line \d+ is not as it should be at "command"/,
    ],
    [
      'lines out of order',
      () => changed('trace.jsonl', (text) => `${text.split('\n').reverse().filter(Boolean).join('\n')}\n`),
      'evidence_damaged',
      /out of order/,
    ],
    [
      'a line that ends nowhere',
      () => changed('trace.jsonl', (text) => text.trimEnd()),
      'evidence_damaged',
      /within a line/,
    ],
    [
      'exchanges that are missing',
      () => changed('trace.jsonl', (text) => `${text.trimEnd().split('\n').slice(0, -1).join('\n')}\n`),
      'evidence_damaged',
      /number of exchanges/,
    ],
    [
      'marks beyond its bytes',
      () =>
        changed('trace.jsonl', (text) =>
          text.replace('"kind":"apdu"', '"kind":"apdu","hidden":{"command":[[0,9999,"eid"]]}'),
        ),
      'evidence_damaged',
      /marks/,
    ],
    ['a bomb', () => gzipSync(Buffer.alloc(200 * 1024 * 1024)), 'evidence_too_large', /content/],
    [
      'a member that says it is enormous',
      () =>
        gzipSync(
          Buffer.concat([tarHeader({ name: 'manifest.json', size: 2 ** 40 }, 0), Buffer.alloc(tarBlock)]),
        ),
      'evidence_damaged',
      /cut off/,
    ],
  ])('%s', async (_name, make, code, reason) => {
    await refused(make(), code, reason);
  });

  test('a file that is too large is refused on its way, before it is put together', async () => {
    const part = Buffer.alloc(5 * 1024 * 1024).toString('base64');
    let upload: number | undefined;
    const put = async () => {
      for (let count = 0; count < 10; count++)
        ({ upload } = await fresh.desk['evidence.put']({
          ...(upload === undefined ? {} : { upload }),
          data: part,
        }));
    };
    await expect(put()).rejects.toMatchObject({ code: 'evidence_too_large' });
    await expect(fresh.desk['evidence.open']({ upload: upload ?? 0, fileName: 'x' })).rejects.toMatchObject({
      code: 'evidence_transfer_gone',
    });
  });

  test('hostile text is shown without harm', async () => {
    const hostile = 'x\u001b[31m\u202e<script>\u0000';
    const file = changed('operation.json', (text) =>
      text.replace(/"readerName": "[^"]*"/, `"readerName": ${JSON.stringify(hostile)}`),
    );
    const { id } = await fresh.open(file, `${hostile}.euicc-evidence`);
    const { operation, evidence } = await fresh.desk['evidence.get']({ id });
    expect(operation.readerName).toBe(hostile);
    for (const text of [visibleText(operation.readerName), visibleText(evidence.origin.fileName)])
      expect([...text].every((char) => char >= ' ' && char !== '\u202e')).toBe(true);
    await fresh.desk['evidence.remove']({ id });
  });

  test('any byte of it may be another one: it is refused, or it is the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const file = Buffer.from(good);
        file[at] = (file[at] ?? 0) ^ flip;
        // Some of gzip's header says nothing of the content.
        const opened = await fresh.open(file).catch((error: { code: string }) => error.code);
        if (typeof opened === 'string') expect(opened).toMatch(/^evidence_/);
        else await fresh.desk['evidence.remove']({ id: opened.id });
      }),
      { numRuns: 60 },
    );
  });

  test('text of any kind in place of a part is refused by its place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (json) => {
        await expect(fresh.open(changed('operation.json', () => json))).rejects.toMatchObject({
          code: 'evidence_damaged',
        });
      }),
      { numRuns: 50 },
    );
  });
});
