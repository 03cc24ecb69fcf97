/** Evidence at the command line, between two data folders with engines of their own. */

import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runOperation } from '../../bench/lib/workbench.ts';
import { startEngine } from '../../src-main/hosts/engine/compose.ts';
import type { RunningEngine } from '../../src-main/hosts/engine/open.ts';
import type { Operation } from '../../src-shared/model/index.ts';
import { changedPart, foundIn } from '../evidence/searched.ts';
import { startCli } from './run-cli.ts';

const root = mkdtempSync(join(tmpdir(), 'evidence-cli-'));
const [here, there] = [join(root, 'here'), join(root, 'there')];
const file = join(root, 'failed.euicc-evidence');
let first: RunningEngine;
let second: RunningEngine;
let operation: Operation;
let activationCode = '';

beforeAll(async () => {
  const options = { simulator: true, connectTo: [], autoRead: false };
  first = await startEngine({ ...options, dataFolder: here });
  second = await startEngine({ ...options, dataFolder: there, simulator: false });
  const samples = await first.workbench.call('simulator.codes', {});
  activationCode = samples[0]?.activationCode ?? '';
  operation = await runOperation(first.workbench, {
    kind: 'activate',
    readerId: 'sim:0',
    activationCode,
    acceptProfile: true,
  });
});
afterAll(async () => {
  await first.close();
  await second.close();
  rmSync(root, { recursive: true, force: true });
});

const run = (engine: RunningEngine, ...args: string[]) =>
  startCli(args, engine.workbench, { dataFolder: join(root, 'unused') }).done;

describe('evidence', () => {
  test('preview shows what would be replaced, and no secret', async () => {
    const { code, stdout } = await run(first, 'evidence', 'preview', String(operation.id));
    expect(code).toBe(0);
    expect(stdout).toContain(operation.eid);
    expect(stdout).not.toContain(activationCode.split('$')[2]);
  });

  test('export writes one file for its owner alone, and never over another', async () => {
    const args = ['evidence', 'export', String(operation.id), '-o', file, '--note', 'look here'];
    const made = await run(first, ...args, '--json');
    expect(made.code).toBe(0);
    expect(JSON.parse(made.stdout)).toMatchObject({ file, bytes: statSync(file).size });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(
      foundIn(
        readFileSync(file),
        new Map([
          ['EID', operation.eid ?? ''],
          ['ICCID', operation.iccid ?? ''],
          ['matching id', activationCode.split('$')[2] ?? ''],
          ['server', operation.smdpAddress ?? ''],
        ]),
      ),
    ).toEqual([]);
    const before = readFileSync(file);
    const again = await run(first, ...args);
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringContaining('there is one of that name already'),
    ]);
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(root).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('is opened in another data folder, and replayed there with nothing of the first', async () => {
    const opened = await run(second, 'evidence', 'open', file, '--json');
    expect(opened.code).toBe(0);
    const { id } = JSON.parse(opened.stdout) as { id: number };
    const replayed = await run(second, 'evidence', 'replay', String(id));
    expect([replayed.code, replayed.stdout]).toEqual([0, expect.stringContaining('Equal, byte for byte')]);
    const byFile = await run(second, 'evidence', 'replay', file, '--json');
    expect(JSON.parse(byFile.stdout)).toMatchObject({ id, equal: true, operation: { status: 'successful' } });
    const shown = await run(second, 'evidence', 'show', String(id));
    expect(shown.stdout).toContain('look here');
    expect((await run(second, 'evidence', 'list')).stdout).toContain('failed.euicc-evidence');
    expect((await run(second, 'operation', 'list')).stdout).toContain('No operations.');
    const slow = await run(second, 'evidence', 'replay', String(id), '--speed', 'recorded');
    expect(slow.code).toBe(0);
  });

  test('that was changed is refused with its reason, and one that deviates ends with 1', async () => {
    const broken = join(root, 'broken.euicc-evidence');
    writeFileSync(broken, readFileSync(file).subarray(0, 1000));
    const refused = await run(second, 'evidence', 'open', broken);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('broken.euicc-evidence is damaged'),
    ]);
    const other = join(root, 'other.euicc-evidence');
    const use = '"activationCodeUse": ';
    writeFileSync(
      other,
      changedPart(readFileSync(file), 'operation.json', (text) =>
        text.replace(`${use}"used"`, `${use}"unknown"`),
      ),
    );
    const deviates = await run(second, 'evidence', 'replay', other);
    expect([deviates.code, deviates.stdout]).toEqual([
      1,
      expect.stringMatching(/ended otherwise[\s\S]*activationCodeUse/),
    ]);
    const none = await run(second, 'evidence', 'replay', '77');
    expect(none.code).toBe(2);
  });

  test('that is far larger than any evidence is refused by its size, before it is read', async () => {
    const large = join(root, 'large.euicc-evidence');
    writeFileSync(large, '');
    // Without a byte on the disk: more than there is memory for.
    truncateSync(large, 2 ** 40);
    const { code, stderr } = await run(second, 'evidence', 'open', large);
    expect(code).toBe(2);
    expect(stderr).toContain(`${large} is larger than 33554432 bytes`);
    const told = await run(second, 'evidence', 'open', large, '--json');
    expect(`${told.stdout}${told.stderr}`).toContain('"file_too_large"');
  });

  test('replay ends with Ctrl-C', async () => {
    const cli = startCli(['evidence', 'replay', file, '--speed', 'recorded'], second.workbench, {
      dataFolder: join(root, 'unused'),
    });
    const begun = Promise.withResolvers<void>();
    const unsubscribe = second.workbench.subscribe((event) => {
      if (event.type === 'replay') begun.resolve();
    });
    await begun.promise;
    unsubscribe();
    cli.interrupt();
    expect((await cli.done).code).toBe(130);
  });

  test('is forgotten on wish', async () => {
    const { id } = JSON.parse((await run(second, 'evidence', 'open', file, '--json')).stdout) as {
      id: number;
    };
    expect((await run(second, 'evidence', 'remove', String(id))).code).toBe(0);
    expect((await run(second, 'evidence', 'remove', String(id))).code).toBe(2);
    expect(existsSync(file)).toBe(true);
  });
});

describe('trace export', () => {
  test('writes the formats that are wanted', async () => {
    const files = ['pcapng', 'har', 'jsonl'].map((format) => join(root, `trace.${format}`));
    const args = ['--pcapng', files[0] ?? '', '--har', files[1] ?? '', '--jsonl', files[2] ?? ''];
    const made = await run(first, 'trace', 'export', String(operation.id), ...args);
    expect(made.code).toBe(0);
    for (const one of files) expect(statSync(one).size).toBeGreaterThan(1000);
    expect(readFileSync(files[0] ?? '').readUInt32LE(0)).toBe(0x0a0d0d0a);
    expect((await run(first, 'trace', 'export', String(operation.id))).code).toBe(2);
  });
});
