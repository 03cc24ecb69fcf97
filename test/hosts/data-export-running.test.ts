/** An export while operations run, and what it holds. */

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runOperation } from '../../bench/lib/workbench.ts';
import { startEngine } from '../../src-main/hosts/engine/compose.ts';
import type { EngineOptions } from '../../src-main/hosts/engine/open.ts';
import { parseActivationCode } from '../../src-shared/activation-code.ts';
import { isFinal } from '../../src-shared/model/index.ts';
import { readableIn } from '../support/readable.ts';
import { FakeWorkbench } from './fake-workbench.ts';
import { startCli } from './run-cli.ts';

function started(options: Pick<EngineOptions, 'dataFolder'> & Partial<EngineOptions>) {
  return startEngine({ simulator: true, connectTo: [], autoRead: false, ...options });
}

test('an export while operations run holds what was there at its moment, sealed; an import of it works on', async () => {
  const place = mkdtempSync(join(tmpdir(), 'export-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const [source, target, shelf] = ['source', 'target', 'shelf'].map((name) => join(place, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(shelf);
  const file = join(shelf, 'lab.euicc');
  writeFileSync(join(place, 'journey'), 'for the journey\n');
  const cli = (dataFolder: string, ...args: string[]) =>
    startCli(
      ['data', ...args, file, '--export-passphrase-file', join(place, 'journey')],
      new FakeWorkbench(),
      {
        dataFolder,
      },
    ).done;

  const engine = await started({ dataFolder: source, simulatorDelayMs: 5 });
  const { workbench } = engine;
  const secrets = new Map<string, string>();
  let finished: number;
  let asking: number;
  let stored = 0;
  try {
    await workbench.call('readers.list', {});
    const samples = await workbench.call('simulator.codes', {});
    for (const [index, { activationCode }] of samples.entries()) {
      secrets.set(`code ${index}`, activationCode);
      const { matchingId } = parseActivationCode(activationCode);
      if (matchingId !== '') secrets.set(`matching id ${index}`, matchingId);
      stored = index + 1;
    }
    await workbench.call('codes.import', {
      files: [
        {
          name: 'codes.txt',
          data: Buffer.from(samples.map(({ activationCode }) => activationCode).join('\n')).toString(
            'base64',
          ),
        },
      ],
    });
    secrets.set('token', (await workbench.call('tokens.create', { name: 'bench' })).secret);
    finished = (await runOperation(workbench, { kind: 'read_card', readerId: 'sim:0' })).id;
    const code = (await workbench.call('codes.list', {})).codes.find(
      ({ confirmationCodeRequired }) => !confirmationCodeRequired,
    );
    const codeId = code?.id ?? 0;
    asking = (await workbench.call('operations.start', { kind: 'download', readerId: 'sim:0', codeId })).id;
    const now = () => workbench.call('operations.get', { id: asking });
    const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
    while ((await now()).question === undefined) await pause();
    const [made] = await Promise.all([
      cli(source, 'export'),
      runOperation(workbench, { kind: 'read_card', readerId: 'sim:1' }),
    ]);
    expect(made).toMatchObject({ code: 0 });
    // It waits as before, and ends as it would have.
    expect((await now()).question).toBeDefined();
    const answer = { kind: 'install', decision: 'accept' } as const;
    await workbench.call('operations.answer', { id: asking, answer });
    while (!isFinal(await now())) await pause();
    expect(await now()).toMatchObject({ status: 'successful' });
    expect(readdirSync(source).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  } finally {
    await engine.close();
  }

  expect(readdirSync(shelf)).toEqual(['lab.euicc']);
  expect(readableIn(shelf, secrets)).toEqual([]);
  expect(await cli(target, 'import')).toMatchObject({ code: 0 });
  const other = await started({ dataFolder: target });
  try {
    await other.workbench.ready();
    expect(await other.workbench.call('operations.get', { id: finished })).toMatchObject({
      status: 'successful',
    });
    const { codes } = await other.workbench.call('codes.list', {});
    expect(codes).toHaveLength(stored);
    // At its moment the download waited for an answer.
    expect((await other.workbench.call('operations.get', { id: asking })).status).not.toBe('successful');
    const free = codes.find(({ state }) => state === 'NOT_INSTALLED');
    const { activationCode } = await other.workbench.call('codes.reveal', { id: free?.id ?? 0 });
    expect([...secrets.values()]).toContain(activationCode);
    expect(await other.workbench.call('tokens.list', {})).toMatchObject([{ name: 'bench' }]);
  } finally {
    await other.close();
  }
});
