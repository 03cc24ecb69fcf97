/** Traces in the formats of other programs, read by others: Debian's tshark for pcapng. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Operation, TraceFormat } from '../../src-shared/model/index.ts';
import { address, type Bench, matchingIds, startBench } from '../support/fault-bench.ts';
import { runFault, States } from '../support/fault-scenarios.ts';
import { fetched } from './support.ts';

const readerId = 'sim:0';
const folder = mkdtempSync(join(tmpdir(), 'trace-files-'));
let bench: Bench;
let operation: Operation;

beforeAll(async () => {
  bench = await startBench();
  const activationCode = `LPA:1$${address}$${matchingIds.plain}`;
  operation = await bench.run({ kind: 'activate', readerId, activationCode, acceptProfile: true });
});
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

async function made(workbench: Bench['workbench'], id: number, format: TraceFormat, disguise = false) {
  const download = await workbench.call('trace.export', { operationId: id, format, disguise });
  return { bytes: await fetched(workbench, download), exchanges: download.exchanges };
}

async function countsOf(workbench: Bench['workbench'], operationId: number) {
  const lines = await workbench.call('trace.list', { operationId, limit: 1000 });
  return {
    apdus: lines.filter(({ kind }) => kind === 'apdu').length,
    http: lines.filter(({ kind }) => kind === 'http').length,
    answers: lines.filter((line) => line.kind === 'http' && line.status !== undefined).length,
  };
}

const missing =
  spawnSync('tshark', ['--version']).error !== undefined ? 'tshark is not installed' : undefined;
const title = `a capture, read by tshark${missing === undefined ? '' : ` (${missing})`}`;

/** What tshark prints with these options. */
function tshark(file: string, ...options: readonly string[]): string[] {
  const out = execFileSync('tshark', ['-n', '-r', file, ...options], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
  });
  return out.split('\n').filter((line) => line !== '');
}

/** Number of packets that a filter lets through. */
const count = (file: string, filter: string) =>
  tshark(file, '-Y', filter, '-T', 'fields', '-e', 'frame.number').length;

describe.skipIf(missing !== undefined)(title, () => {
  async function capture(workbench: Bench['workbench'], id: number): Promise<string> {
    const file = join(folder, `${id}-${Math.random()}.pcapng`);
    writeFileSync(file, (await made(workbench, id, 'pcapng')).bytes);
    return file;
  }

  function expectClean(file: string): void {
    expect(
      tshark(
        file,
        '-Y',
        '_ws.malformed || _ws.short || _ws.expert.severity >= "Warning"',
        '-T',
        'fields',
        '-e',
        'frame.number',
        '-e',
        '_ws.expert.message',
      ),
    ).toEqual([]);
    expect(
      tshark(
        file,
        '-o',
        'ip.check_checksum:TRUE',
        '-o',
        'tcp.check_checksum:TRUE',
        '-o',
        'udp.check_checksum:TRUE',
        '-Y',
        'ip.checksum.status == "Bad" || tcp.checksum.status == "Bad" || udp.checksum.status == "Bad"',
      ),
    ).toEqual([]);
  }

  test('has every APDU as one of SIM and every HTTP exchange with its JSON, nothing malformed', async () => {
    const file = await capture(bench.workbench, operation.id);
    const { apdus, http, answers } = await countsOf(bench.workbench, operation.id);
    expect(apdus).toBeGreaterThan(40);
    expect(count(file, 'gsm_sim')).toBe(apdus);
    expect(count(file, 'http.request')).toBe(http);
    expect(count(file, 'http.response')).toBe(answers);
    expect(count(file, 'json && http.request')).toBe(http);
    expectClean(file);
  });

  test('names functions in comments, interfaces, its maker and servers', async () => {
    const file = await capture(bench.workbench, operation.id);
    const comments = tshark(file, '-T', 'fields', '-e', 'frame.comment').join('\n');
    for (const text of [
      'ES10b.LoadBoundProfilePackage',
      'ES9+.GetBoundProfilePackage',
      'The card is connected',
    ])
      expect(comments).toContain(text);
    const info = execFileSync('capinfos', [file], { encoding: 'utf8' });
    expect(info).toContain('eUICC Workbench test');
    expect(info).toContain('nanoseconds');
    expect(info).toMatch(/Interface #1 info/);
    const names = execFileSync('tshark', ['-r', file, '-q', '-z', 'hosts'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(names).toContain(address);
  });

  test('tells the times of the trace', async () => {
    const file = await capture(bench.workbench, operation.id);
    const lines = await bench.workbench.call('trace.list', { operationId: operation.id, limit: 1000 });
    const first = lines.find(({ kind }) => kind === 'apdu');
    const [time = ''] = tshark(file, '-Y', 'gsm_sim', '-c', '1', '-T', 'fields', '-e', 'frame.time_epoch');
    expect(Math.round(Number(time) * 1000)).toBe(first?.startedAt);
  });

  test.each([
    { scenario: 'download', rules: ['apdu 12 removal'] },
    { scenario: 'download', rules: ['ES9+.InitiateAuthentication reset'] },
    { scenario: 'download', rules: ['ES9+.GetBoundProfilePackage truncate=20'] },
    { scenario: 'download', rules: ['apdu ES10b.GetEUICCChallenge truncate=1'] },
    { scenario: 'download', rules: ['ES9+.InitiateAuthentication http=204'] },
    { scenario: 'send notifications', rules: ['ES9+.HandleNotification http=503'] },
  ] as const)('is clean where things went wrong: $rules', async (one) => {
    await runFault(one, new States(), async ({ workbench }, { id }) => {
      const file = await capture(workbench, id);
      const { apdus, http } = await countsOf(workbench, id);
      expect(count(file, 'gsm_sim')).toBe(apdus);
      expect(count(file, 'http.request')).toBe(http);
      expectClean(file);
    });
  });
});

describe('other formats', () => {
  test('HAR has the exchanges of HTTP with their texts', async () => {
    const { bytes } = await made(bench.workbench, operation.id, 'har');
    const { log } = JSON.parse(bytes.toString()) as {
      log: {
        version: string;
        entries: { request: { url: string; postData: { text: string } }; response: { status: number } }[];
      };
    };
    const { http } = await countsOf(bench.workbench, operation.id);
    expect(log.version).toBe('1.2');
    expect(log.entries).toHaveLength(http);
    expect(log.entries[0]?.request.url).toContain('/gsma/rsp2/es9plus/initiateAuthentication');
    expect(JSON.parse(log.entries[0]?.request.postData.text ?? '')).toHaveProperty('euiccChallenge');
  });

  test('JSON Lines have one exchange a line, without secrets, and in disguise without EIDs', async () => {
    const plain = (await made(bench.workbench, operation.id, 'jsonl')).bytes.toString();
    const { apdus } = await countsOf(bench.workbench, operation.id);
    const lines = plain
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string });
    expect(lines.filter(({ kind }) => kind === 'apdu')).toHaveLength(apdus);
    const matchingId = Buffer.from(matchingIds.plain).toString('hex').toUpperCase();
    expect(plain).not.toContain(matchingId);
    expect(plain).toContain(operation.eid);
    const disguised = (await made(bench.workbench, operation.id, 'jsonl', true)).bytes.toString();
    expect(disguised).not.toContain(operation.eid);
    expect(disguised).not.toContain(matchingId);
  });

  test('a file of neither or of both is refused', async () => {
    for (const which of [{}, { operationId: 1, evidenceId: 1 }])
      await expect(bench.workbench.call('trace.export', { ...which, format: 'har' })).rejects.toMatchObject({
        code: 'input_invalid',
      });
  });
});
