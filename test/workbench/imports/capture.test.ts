/** Captures: the workbench's own export comes back as it was, and foreign ones are understood. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tcpFlags, tcpPacket, udpPacket } from '../../../src-main/evidence/formats/ip.ts';
import { writeCapture } from '../../../src-main/evidence/formats/pcapng.ts';
import { readRecording } from '../../../src-main/workbench/imports/read.ts';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { TraceEntry } from '../../../src-shared/trace.ts';
import { fetched } from '../../evidence/support.ts';
import { codeFor, offer } from '../../operations/profiles.ts';
import { type OperationBench, startOperationBench } from '../../support/operation-bench.ts';
import { eid, eidAnswer, lpacLog, matchingId } from './samples.ts';

let bench: OperationBench;
let operationId = 0;
let capture: Buffer;
const folder = mkdtempSync(join(tmpdir(), 'import-capture-'));

beforeAll(async () => {
  bench = await startOperationBench({ profiles: [offer('IMPORT-1', '89882390000000000015')] });
  const [reader] = await bench.workbench.call('readers.list', {});
  const done = await bench.run({
    kind: 'activate',
    readerId: reader?.id ?? '',
    activationCode: codeFor('IMPORT-1'),
    acceptProfile: true,
  });
  expect(done.status).toBe('successful');
  operationId = done.id;
  capture = await fetched(
    bench.workbench,
    await bench.workbench.call('trace.export', { operationId, format: 'pcapng' }),
  );
});
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

const options = { fileName: 'test.pcapng', begin: 1000 };

async function imported(bytes: Uint8Array, fileName: string) {
  let upload: number | undefined;
  for (let at = 0; at === 0 || at < bytes.length; at += 1_000_000) {
    const data = Buffer.from(bytes.subarray(at, at + 1_000_000)).toString('base64');
    ({ upload } = await bench.workbench.call('evidence.put', {
      ...(upload === undefined ? {} : { upload }),
      data,
    }));
  }
  return bench.workbench.call('trace.import', { upload: upload ?? 0, fileName });
}

/** What of an exchange travels. */
function travelled(entry: TraceEntry) {
  if (entry.kind === 'note') return [];
  if (entry.kind === 'apdu') return [[toHex(entry.command), toHex(entry.response ?? new Uint8Array(0))]];
  const kept = (headers: readonly (readonly [string, string])[] = []) =>
    headers.filter(([name]) => !/^(content-length|transfer-encoding|connection|keep-alive)$/i.test(name));
  return [
    [
      entry.method,
      entry.url,
      kept(entry.requestHeaders),
      Buffer.from(entry.requestBody).toString(),
      entry.status,
      kept(entry.responseHeaders),
      Buffer.from(entry.responseBody ?? []).toString(),
    ],
  ];
}

describe("the workbench's own export", () => {
  test('comes back with the same APDUs and requests, their functions and their times', async () => {
    const original = bench.store
      .redactedTrace(operationId, 0, Number.MAX_SAFE_INTEGER)
      .map(({ entry }) => entry)
      .filter(({ kind }) => kind !== 'note');
    const { operation, exchanges } = await imported(capture, 'own.pcapng');
    expect(operation).toMatchObject({
      kind: 'import',
      status: 'successful',
      remarks: [],
      readerName: 'Test reader 0',
    });
    const back = bench.store.listTrace(operation.id, 0, Number.MAX_SAFE_INTEGER).map(({ entry }) => entry);
    expect(exchanges.apdus + exchanges.http).toBe(original.length);
    expect(back.filter(({ kind }) => kind === 'apdu').flatMap(travelled)).toEqual(
      original.filter(({ kind }) => kind === 'apdu').flatMap(travelled),
    );
    expect(back.filter(({ kind }) => kind === 'http').flatMap(travelled)).toEqual(
      original.filter(({ kind }) => kind === 'http').flatMap(travelled),
    );
    const http = (entries: readonly TraceEntry[]) =>
      entries.flatMap((one) =>
        one.kind === 'http' ? [[one.purpose, Math.round(one.startedAt), Math.round(one.durationMs)]] : [],
      );
    expect(http(back)).toEqual(http(original));
    const es10 = (entries: readonly TraceEntry[]) =>
      entries.flatMap((one) => (one.kind === 'apdu' && one.purpose.startsWith('ES10') ? one.purpose : []));
    expect(new Set(es10(back))).toEqual(new Set(es10(original)));
  });

  test('is an operation like others: found, decoded, exported, and not replayed', async () => {
    const { operation } = await imported(capture, 'own.pcapng');
    const lines = await bench.workbench.call('trace.list', { operationId: operation.id });
    const seq =
      lines.find((line) => line.kind === 'apdu' && line.purpose === 'ES10c.GetProfilesInfo')?.seq ?? 0;
    const detail = await bench.workbench.call('trace.get', { operationId: operation.id, seq });
    expect(JSON.stringify(detail.request)).toContain('tagList');
    const preview = await bench.workbench.call('evidence.preview', { operationId: operation.id });
    expect(preview).toMatchObject({ kind: 'import', notReplayable: 'by_hand' });
    await expect(
      bench.workbench.call('operations.start', {
        kind: 'import',
        readerId: 'x',
        format: 'pcap',
        fileName: '',
      } as never),
    ).rejects.toMatchObject({ code: 'input_invalid' });
  });
});

describe('secrets', () => {
  test('of a log are hidden as in any trace, and its card is known by its EID', async () => {
    const { operation } = await imported(Buffer.from(lpacLog()), 'run.log');
    expect(operation).toMatchObject({ eid, readerName: 'run.log' });
    expect(operation.remarks.map(({ code }) => code)).toEqual(['import_without_times', 'import_rest_left']);
    const trace = await bench.workbench.call('trace.list', { operationId: operation.id });
    const details = await Promise.all(
      trace.map(({ seq }) => bench.workbench.call('trace.get', { operationId: operation.id, seq })),
    );
    const shown = JSON.stringify([trace, details]);
    expect(shown).not.toContain('313233343536');
    expect(shown).not.toContain(matchingId);
    expect(shown).not.toContain(Buffer.from(matchingId).toString('hex').toUpperCase());
    expect(shown).toContain(eidAnswer);
  });
});

test('a file that is refused leaves nothing', async () => {
  const before = await bench.workbench.call('operations.list', {});
  await expect(imported(capture.subarray(0, capture.length - 7), 'cut.pcapng')).rejects.toMatchObject({
    code: 'import_malformed',
    params: { place: expect.stringMatching(/^byte \d+$/) },
  });
  await expect(imported(Buffer.from('nothing'), 'x')).rejects.toMatchObject({
    code: 'import_format_unknown',
  });
  await expect(imported(Buffer.from(lpacLog().slice(0, -9)), 'x')).rejects.toMatchObject({
    code: 'import_malformed',
  });
  expect(await bench.workbench.call('operations.list', {})).toEqual(before);
});

test('what an engine that is gone was taking in is forgotten by the next', async () => {
  const { id } = bench.store.createOperation({
    request: { kind: 'import', readerId: 'import:lpac', format: 'lpac', fileName: 'half.log' },
    readerName: 'half.log',
    simulated: false,
    createdAt: 1,
  });
  bench.store.appendTraceAll(id, [
    { kind: 'apdu', startedAt: 1, durationMs: 0, purpose: 'APDU', command: fromHex('00A40000') },
  ]);
  await bench.crashAndRestart();
  expect(bench.store.getOperation(id)).toBeUndefined();
});

// --- foreign captures ---------------------------------------------------------------------------------------------------

const gsmtap = (subtype: number) => Buffer.from([2, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, subtype, 0, 0, 0]);
const phone = { address: [127, 0, 0, 1], port: 50_000 } as const;
const sniffer = { address: [127, 0, 0, 1], port: 4729 } as const;
const simPacket = (hex: string, subtype = 0) =>
  udpPacket(phone, sniffer, 1, Buffer.concat([gsmtap(subtype), Buffer.from(hex, 'hex')]));

/** As simtrace2 sends them: TPDUs of T=0, and an ATR. */
const foreign = [
  '00A40004023F00611E',
  `00C000001E${'62'.repeat(30)}9000`,
  '80F2000C009000',
  '0070000001019000',
  '00D6000002ABCD9000',
  '81E2910006BF3E035C015A6115',
];
const foreignPairs = [
  ['00A40004023F00', '611E'],
  ['00C000001E', `${'62'.repeat(30)}9000`],
  ['80F2000C00', '9000'],
  ['0070000001', '019000'],
  ['00D6000002ABCD', '9000'],
  ['81E2910006BF3E035C015A', '6115'],
];

function pcap(packets: readonly Buffer[], little: boolean, ethernet: boolean): Buffer {
  const u32 = (value: number) => {
    const out = Buffer.alloc(4);
    if (little) out.writeUInt32LE(value);
    else out.writeUInt32BE(value);
    return out;
  };
  const head = Buffer.concat([
    u32(0xa1b2c3d4),
    u32(little ? 0x0004_0002 : 0x0002_0004),
    u32(0),
    u32(0),
    u32(65_535),
    u32(ethernet ? 1 : 101),
  ]);
  const link = ethernet ? Buffer.concat([Buffer.alloc(12), Buffer.from([8, 0])]) : Buffer.alloc(0);
  const records = packets.map((packet, at) => {
    const bytes = Buffer.concat([link, packet]);
    return Buffer.concat([u32(1_700_000_000), u32(at * 1000), u32(bytes.length), u32(bytes.length), bytes]);
  });
  return Buffer.concat([head, ...records]);
}

describe('a foreign capture', () => {
  test.each([
    [true, true],
    [true, false],
    [false, true],
  ])('in pcap, little-endian %s, Ethernet %s, is told apart by its instructions', (little, ethernet) => {
    const packets = [simPacket('3B9F96801F', 1), ...foreign.map((hex) => simPacket(hex))];
    const recording = readRecording(pcap(packets, little, ethernet), options);
    expect(recording).toMatchObject({ format: 'pcap', timed: true, left: 1 });
    const pairs = recording.entries.flatMap(travelled);
    expect(pairs).toEqual(foreignPairs);
    expect(recording.entries[1]?.startedAt).toBeCloseTo(1_700_000_000_002, 3);
  });

  test('has HTTP in segments out of order and twice, and TLS left out', () => {
    const client = { address: [10, 0, 0, 1], port: 40_000 } as const;
    const server = { address: [10, 0, 0, 2], port: 8080 } as const;
    const { syn, ack } = tcpFlags;
    const sent = Buffer.from(
      'POST /gsma/rsp2/es9plus/getBoundProfilePackage HTTP/1.1\r\nHost: smdp.example.com\r\nContent-Length: 2\r\n\r\n{}',
    );
    const answer = Buffer.from(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n',
    );
    const segment = (
      from: typeof client | typeof server,
      sequence: number,
      flags: number,
      data = Buffer.alloc(0),
    ) => tcpPacket(from, from === client ? server : client, 1, { sequence, acknowledgement: 0, flags, data });
    const start = 0xffff_fff0;
    const packets = [
      segment(client, start, syn),
      segment(server, 7, syn | ack),
      segment(client, (start + 1 + 20) >>> 0, ack, sent.subarray(20)),
      segment(client, start + 1, ack, sent.subarray(0, 30)),
      segment(client, start + 1, ack, sent.subarray(0, 30)),
      segment(server, 8, ack, answer.subarray(0, 40)),
      segment(server, 48, ack, answer.subarray(40)),
      tcpPacket({ ...client, port: 41_000 }, { ...server, port: 443 }, 1, {
        sequence: 1,
        acknowledgement: 0,
        flags: ack,
        data: Buffer.from('160301000500000000', 'hex'),
      }),
    ];
    const { entries, left } = readRecording(pcap(packets, true, false), options);
    expect(left).toBe(1);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      purpose: 'ES9+.GetBoundProfilePackage',
      url: 'http://smdp.example.com/gsma/rsp2/es9plus/getBoundProfilePackage',
      status: 200,
    });
    expect(entries.flatMap(travelled)[0]?.at(-1)).toBe('{"a":1}');
  });

  test.skipIf(!existsSync('/usr/bin/tshark'))(
    'is the same in pcapng as in the pcap that tshark makes of it',
    () => {
      const packets = foreign.map((hex, at) => ({
        interface: 0,
        at: 1_700_000_000_000 + at,
        bytes: simPacket(hex),
        outbound: true,
      }));
      const head = { application: 'x', comment: '', interfaces: [{ name: 'a', description: '' }], names: [] };
      const [from, to] = [join(folder, 'a.pcapng'), join(folder, 'b.pcap')];
      writeFileSync(from, writeCapture(head, packets));
      execFileSync('/usr/bin/tshark', ['-r', from, '-F', 'pcap', '-w', to], { stdio: 'ignore' });
      const [one, other] = [from, to].map((file) => readRecording(readFileSync(file), options).entries);
      expect(other?.flatMap(travelled)).toEqual(one?.flatMap(travelled));
      // The one has nanoseconds, the other microseconds.
      const times = (entries = one) => entries?.map(({ startedAt }) => Math.round(startedAt * 100));
      expect(times(other)).toEqual(times());
    },
  );

  test('damaged anywhere, it is read or refused', () => {
    const samples = [
      capture,
      pcap(
        foreign.map((hex) => simPacket(hex)),
        true,
        true,
      ),
    ];
    const damage = fc.tuple(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
      fc.option(fc.nat()),
    );
    fc.assert(
      fc.property(damage, ([sample, changes, end]) => {
        const bytes = Uint8Array.from(sample);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        try {
          readRecording(end === null ? bytes : bytes.subarray(0, end % bytes.length), options);
        } catch (error) {
          if (!(error instanceof WorkbenchError) || error.code === 'internal') throw error;
        }
      }),
      { numRuns: 300 },
    );
  });
});
