import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type FilePart, readCodeFiles } from '../../src-main/codes/file-part.ts';
import { labelFiles } from '../../src-main/codes/label-files.ts';
import { maxImageBytes, qrPng, readQr } from '../../src-main/codes/qr.ts';
import { readFilePart } from '../../src-main/codes/read-files.ts';
import { openStore } from '../../src-main/store/open.ts';
import { StoreKey } from '../../src-main/store/seal.ts';
import { type ReadingOptions, startReading } from '../../src-main/workbench/reading.ts';
import { createTraceView } from '../../src-main/workbench/trace-view.ts';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { codeImportLimits, type TraceLine } from '../../src-shared/model/index.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import { codeFor, offer } from '../operations/profiles.ts';
import { longTraceEntry } from '../support/long-trace.ts';
import { type OperationBench, startOperationBench } from '../support/operation-bench.ts';
import { drawnPage, pdf } from '../support/pdf.ts';
import { handClock, qrPicture, temporaryFolder, testWorker } from './support.ts';

const key = new StoreKey(new Uint8Array(32).fill(7));

function reader(options: Partial<ReadingOptions> = {}) {
  const reading = startReading({ folder: '/nowhere', key, clock: systemClock, ...options });
  onTestFinished(() => reading.close());
  return reading;
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => error,
  );

describe('a download, read by the worker', () => {
  const matchingId = 'QX7-TOPSECRET-ID';
  const confirmationCode = '4711-geheim';
  let bench: OperationBench;

  beforeEach(async () => {
    bench = await startOperationBench({
      profiles: [offer(matchingId, '8949000000000000017', { confirmationCode })],
      storeInFile: true,
    });
  });
  afterEach(() => bench.close());

  it('is what the view in this thread shows, after it and at every moment of it, without its secrets', async () => {
    const { folder, key: benchKey } = bench;
    const { traces } = reader({ folder, key: benchKey });
    const polled: TraceLine[][] = [];
    const opened: unknown[] = [];
    // Before every command somebody looks at what there is so far.
    bench.reader.fault = async (command, toCard) => {
      const [running] = bench.store.listOperations({ limit: 1 });
      const lines = await traces.list(running?.id ?? 0, 0, 1000);
      polled.push(lines);
      opened.push(await traces.get(running?.id ?? 0, lines.length));
      return toCard(command);
    };
    const operation = await bench.run({
      kind: 'activate',
      readerId: 'sim:0',
      acceptProfile: true,
      activationCode: codeFor(matchingId),
      confirmationCode,
    });
    expect(operation.status).toBe('successful');
    const { id } = operation;
    const view = createTraceView(bench.store);
    const lines = view.list(id, 0, 1000);
    expect(lines.length).toBeGreaterThan(40);
    expect(await traces.list(id, 0, 1000)).toEqual(lines);
    expect(await traces.list(id, 5, 7)).toEqual(lines.slice(5, 12));
    const details = await Promise.all(lines.map(({ seq }) => traces.get(id, seq)));
    expect(details).toEqual(lines.map(({ seq }) => view.get(id, seq)));
    expect(await traces.get(id, 9999)).toBeUndefined();

    expect(new Set(polled.map((one) => one.length)).size).toBeGreaterThan(40);
    for (const one of polled) expect(one).toEqual(lines.slice(0, one.length));

    const sha256 = (...parts: Uint8Array[]) =>
      parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
    const [transaction] = bench.store.listTransactions(id);
    const hash = sha256(Buffer.from(confirmationCode));
    const secrets = [
      Buffer.from(matchingId),
      Buffer.from(confirmationCode),
      hash,
      sha256(hash, fromHex(transaction?.transactionId ?? '')),
    ];
    const raw = Buffer.from(
      JSON.stringify(bench.store.listTrace(id, 0, 1000).map(({ entry }) => hexed(entry))),
    );
    const shown = JSON.stringify([polled, opened, details]);
    for (const secret of secrets) {
      expect(shown).not.toContain(secret.toString());
      expect(shown).not.toContain(secret.toString('base64').slice(2, -4));
      expect(shown.toUpperCase()).not.toContain(toHex(secret));
    }
    // They would be found if they were not hidden.
    expect(raw.includes(toHex(Buffer.from(matchingId)))).toBe(true);
    expect(raw.includes(toHex(secrets[3] ?? new Uint8Array(1)))).toBe(true);
  });

  it('holds what the store deferred, once the operation has been read', async () => {
    const { folder, key: benchKey, store } = bench;
    const { traces } = reader({ folder, key: benchKey });
    const { id } = await bench.run({ kind: 'read_card', readerId: 'sim:0' });
    const before = await traces.list(id, 0, 1000);
    for (const code of ['first', 'last'])
      store.traceSink(id)({ kind: 'note', startedAt: 1, code, params: {} });
    store.getOperation(id);
    expect(await traces.list(id, before.length, 10)).toMatchObject([{ code: 'first' }, { code: 'last' }]);
  });

  const hexed = (entry: object) =>
    Object.fromEntries(
      Object.entries(entry).map(([name, value]) => [
        name,
        value instanceof Uint8Array ? toHex(value) : value,
      ]),
    );
});

describe('pictures', () => {
  const code = 'LPA:1$smdp.example.com$A-LARGE-PICTURE';

  it('leaves the thread free while 20 megapixels are searched', async () => {
    const picture = qrPicture(code, 5000, 4000, 12);
    const reading = reader();
    const warm = await qrPng(code);
    expect(await reading.readQr(warm)).toBe(code);
    expect(await readQr(warm)).toBe(code);

    const order = async (read: (image: Uint8Array) => Promise<string>) => {
      const events: string[] = [];
      const answer = read(picture).then((text) => {
        events.push('answer');
        return text;
      });
      for (let i = 0; i < 20; i++) {
        await turn();
        events.push('turn');
      }
      expect(await answer).toBe(code);
      return events.indexOf('answer');
    };
    expect(await order((image) => reading.readQr(image))).toBe(20);
    // On this thread nothing else is done before the answer is there.
    expect(await order(readQr)).toBe(0);
  });

  it('passes on what is wrong with one, by code and parameters', async () => {
    const reading = reader();
    const huge = (await qrPng(code)).slice();
    new DataView(huge.buffer).setUint32(16, 60_000);
    expect(await failure(reading.readQr(huge))).toMatchObject({
      code: 'image_dimensions',
      params: { width: 60_000, height: 512 },
    });
    expect(await failure(reading.readQr(new TextEncoder().encode('GIF89a')))).toMatchObject({
      code: 'image_kind_unknown',
    });
  });

  it('refuses one that is too large before anything is started or copied', async () => {
    const reading = reader({ worker: new URL('file:///no/such/worker.mjs') });
    expect(await failure(reading.readQr(new Uint8Array(maxImageBytes + 1)))).toMatchObject({
      code: 'image_too_large',
      params: { length: maxImageBytes + 1, limit: maxImageBytes },
    });
  });

  it('keeps its hands off the memory that it was given', async () => {
    const shared = Buffer.concat([Buffer.from('before'), await qrPng(code), Buffer.from('after')]);
    const given = shared.subarray(6, shared.length - 5);
    expect(await reader().readQr(given)).toBe(code);
    expect(given.length).toBe(shared.length - 11);
    expect(shared.subarray(0, 6).toString()).toBe('before');
  });
});

describe('files with activation codes', () => {
  const code = (id: number) => `LPA:1$smdp.example.com$ID-${id}`;
  const files = async () => [
    { name: 'list.csv', bytes: new TextEncoder().encode(`lpa,label\n${code(1)},a\nLPA:1$x,b\n`) },
    { name: 'one.png', bytes: await qrPng(code(2)) },
    { name: 'pages.pdf', bytes: pdf([3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((id) => drawnPage(code(id), 2))) },
  ];

  it('are read as in this thread, and those who wait come in between', async () => {
    const reading = reader({ folder: temporaryFolder() });
    const given = await files();
    const order: string[] = [];
    const waiting: Promise<unknown>[] = [];
    const read = async (part: FilePart) => {
      const answer = reading.readCodes(part);
      // Asked while the worker is busy; there is no store, and that is the answer.
      waiting.push(failure(reading.traces.get(1, 1)).then(() => order.push('trace')));
      const findings = await answer;
      order.push(`${part.file.name} ${part.fromPage}`);
      return findings;
    };
    expect(await readCodeFiles(given, read)).toEqual(await readCodeFiles(given, readFilePart));
    await Promise.all(waiting);
    expect(order).toEqual(
      ['list.csv 1', 'one.png 1', 'pages.pdf 1', 'pages.pdf 9'].flatMap((one) => [one, 'trace']),
    );
    expect(given.map(({ bytes }) => bytes.length > 0)).toEqual([true, true, true]);
  });

  it('that are wrong as a whole are told by code and parameters', async () => {
    const part = (bytes: Uint8Array) => ({ file: { name: 'x', bytes }, fromPage: 1 });
    expect(await failure(reader().readCodes(part(pdf([]))))).toMatchObject({ code: 'pdf_damaged' });
    const large = new Uint8Array(codeImportLimits.listBytes + 1);
    const never = reader({ worker: new URL('file:///no/such/worker.mjs') });
    expect(await failure(never.readCodes(part(large)))).toMatchObject({
      code: 'code_file_too_large',
      params: { length: large.length, limit: codeImportLimits.listBytes },
    });
  });
});

it('draws labels as this thread does, whatever their number', async () => {
  const labels = Array.from({ length: 60 }, (_, at) => ({
    id: at + 1,
    activationCode: `LPA:1$smdp.example.com$ID-${at}`,
    confirmationCodeRequired: false,
    label: `Card ${at}`,
  }));
  const reading = reader();
  for (const wish of [
    { format: 'svg' },
    { format: 'svg', sheet: 'a4-63x38', skip: 5 },
    { format: 'page', outlines: true },
  ] as const)
    expect(await reading.drawLabels(labels, wish)).toEqual(await labelFiles(labels, wish));
  expect(await reading.drawLabels([], { format: 'png' })).toEqual([]);
  expect(await failure(reading.drawLabels(labels, { format: 'png', sheet: 'a4-63x38' }))).toMatchObject({
    code: 'label_sheet_png',
  });
});

describe('a worker that fails', () => {
  const at = (reading: ReturnType<typeof reader>, seq: number) => failure(reading.traces.get(1, seq));

  it.each([
    ['throws', 13, 'RangeError'],
    ['ends', 14, 'exit code 4'],
  ])('that %s: who asked it is told, the others are answered by the next one', async (_, seq, reason) => {
    const reading = reader({ worker: testWorker() });
    const [first, broken, second, third] = await Promise.all([1, seq, 2, 3].map((one) => at(reading, one)));
    expect(broken).toMatchObject({ code: 'reading_failed', params: { reason } });
    const threads = [first, second, third].map(
      (one) => (one as { value: { threadId: number } }).value.threadId,
    );
    expect(threads[1]).not.toBe(threads[0]);
    expect(threads[2]).toBe(threads[1]);
    expect(third).toMatchObject({ value: { got: [2, 3] } });
  });

  it('that cannot be started: says so, each time', async () => {
    const reading = reader({ worker: pathToFileURL(join(temporaryFolder(), 'none.mjs')) });
    for (const seq of [1, 2]) expect(await at(reading, seq)).toMatchObject({ code: 'reading_failed' });
  });

  it('whose database cannot be opened: names it, and reads pictures all the same', async () => {
    const reading = reader({ folder: temporaryFolder() });
    expect(await at(reading, 1)).toMatchObject({ code: 'store_failed' });
    const code = 'LPA:1$smdp.example.com$X';
    expect(await reading.readQr(await qrPng(code))).toBe(code);
  });

  it('that hangs: is replaced when its time is over, and what waited too long is not begun', async () => {
    const clock = handClock();
    const reading = reader({ worker: testWorker(), clock, limitMs: 5_000 });
    const hanging = at(reading, 15);
    const waiting = at(reading, 1);
    clock.forward(3_000);
    const later = at(reading, 2);
    clock.forward(1_999);
    expect(await Promise.race([hanging, waiting, later, turn('nothing yet')])).toBe('nothing yet');
    clock.forward(1);
    const late = { code: 'timed_out', params: { what: 'Reading the trace', seconds: 5 } };
    expect(await hanging).toMatchObject(late);
    expect(await waiting).toMatchObject(late);
    expect(await later).toMatchObject({ value: { got: [2] } });
  });
});

describe('closing', () => {
  it('while it is busy: everything is answered, and nothing is begun any more', async () => {
    const reading = reader({ worker: testWorker(), clock: handClock() });
    await reading.traces.get(1, 1);
    const asked = [15, 1].map((seq) => failure(reading.traces.get(1, seq)));
    await reading.close();
    for (const one of [...asked, failure(reading.traces.get(1, 1))])
      expect(await one).toMatchObject({ code: 'engine_gone' });
    await reading.close();
  });

  it('gives the database back, whether it reads or rests', async () => {
    for (const busy of [true, false]) {
      const folder = temporaryFolder();
      const store = openStore({ folder, clock: systemClock, entropy: systemEntropy, key });
      const reading = reader({ folder });
      expect(await reading.traces.list(1, 0, 10)).toEqual([]);
      expect(existsSync(join(folder, 'workbench.db-wal'))).toBe(true);
      const asked = busy ? failure(reading.traces.list(1, 0, 10)) : undefined;
      await reading.close();
      await asked;
      store.close();
      // The last connection to a database removes its log.
      expect(existsSync(join(folder, 'workbench.db-wal'))).toBe(false);
    }
  });
});

describe('a new key of the data folder', () => {
  it('opens what is sealed with it in every worker, also in those that were at work before', async () => {
    const folder = temporaryFolder();
    const store = openStore({ folder, clock: systemClock, entropy: systemEntropy, key });
    onTestFinished(() => store.close());
    const request = { kind: 'read_card', readerId: 'sim:0' } as const;
    const { id } = store.createOperation({ request, readerName: 'R', simulated: true, createdAt: 1 });
    const entry = longTraceEntry(0, 10);
    store.appendTrace(id, entry);
    const reading = reader({ folder });
    const outline = { operationId: id, after: 0, limit: 10 };
    expect((await reading.traceTools.outline(outline)).count).toBe(1);
    expect(await reading.traces.list(id, 0, 10)).toHaveLength(1);
    const next = new StoreKey(new Uint8Array(32).fill(9), 2, [key]);
    await reading.renew(next);
    store.keys.use(next);
    store.appendTrace(id, entry);
    expect((await reading.traceTools.outline(outline)).count).toBe(2);
    expect(await reading.traces.list(id, 0, 10)).toHaveLength(2);
  });
});
