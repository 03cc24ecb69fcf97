import { describe, expect, it } from 'vitest';
import { labelFiles } from '../../src-main/codes/label-files.ts';
import { readFilePart } from '../../src-main/codes/read-files.ts';
import { createCodeDesk } from '../../src-main/workbench/code-desk.ts';
import { createTokenDesk } from '../../src-main/workbench/token-desk.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { clock, testStore } from '../store/fixtures.ts';

const caller = { createdBy: 'ada', source: 'cli' } as const;
const codes = [{ activationCode: 'LPA:1$smdp.example.com$ONE' }];

/** Desks over a disk that says when it has everything. */
function bench() {
  const store = testStore();
  const waiting: { done: () => void; fail: (error: Error) => void }[] = [];
  const onDisk = () =>
    new Promise<void>((done, fail) => {
      waiting.push({ done, fail });
    });
  const tokens = createTokenDesk(store.tokens, clock, onDisk).handlers;
  const vault = createCodeDesk({
    codes: store.codes,
    onDisk,
    clock,
    emit: () => undefined,
    readPart: readFilePart,
    drawLabels: labelFiles,
  }).handlers;
  return { store, waiting, tokens, vault };
}

type Bench = ReturnType<typeof bench>;
const list = { name: 'codes.txt', data: Buffer.from('LPA:1$smdp.example.com$TWO\n').toString('base64') };

const calls: [name: string, (bench: Bench) => unknown][] = [
  ['tokens.create', ({ tokens }) => tokens['tokens.create']({ name: 'a', readOnly: false }, caller)],
  [
    'tokens.revoke',
    ({ store, tokens }) => {
      const { token } = store.tokens.create({ name: 'b', readOnly: false, createdBy: '', at: 1 });
      return tokens['tokens.revoke']({ id: token.id }, caller);
    },
  ],
  ['codes.add', ({ vault }) => vault['codes.add']({ codes, source: 'hand', allOrNothing: false }, caller)],
  ['codes.import', ({ vault }) => vault['codes.import']({ files: [list], allOrNothing: true }, caller)],
  ['codes.remove', ({ vault }) => vault['codes.remove']({ id: 1 }, caller)],
  ['vault.rotate', ({ vault }) => vault['vault.rotate']({}, caller)],
];

describe.each(calls)('%s', (_, call) => {
  it('is not said to be done before it is on the disk', async () => {
    const one = bench();
    let answered = false;
    const answer = Promise.resolve(call(one)).then(() => {
      answered = true;
    });
    while (one.waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    one.waiting[0]?.done();
    await answer;
    expect(answered).toBe(true);
  });

  it('fails where the disk does', async () => {
    const one = bench();
    const answer = Promise.resolve(call(one));
    const failed = expect(answer).rejects.toMatchObject({ code: 'store_failed' });
    while (one.waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    one.waiting[0]?.fail(new WorkbenchError('store_failed', { reason: 'EIO' }));
    await failed;
  });
});
