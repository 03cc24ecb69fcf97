/** The vault of activation codes from the command line, on a workbench with a real store and no cards. */

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { labelFiles } from '../../src-main/codes/label-files.ts';
import { readQr } from '../../src-main/codes/qr.ts';
import { readFilePart } from '../../src-main/codes/read-files.ts';
import type { Store } from '../../src-main/store/open.ts';
import { createCodeDesk } from '../../src-main/workbench/code-desk.ts';
import {
  api,
  type CallInput,
  type CallName,
  type CallOutput,
  type WorkbenchApi,
} from '../../src-shared/api.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { inputInvalid } from '../../src-shared/invalid-input.ts';
import type { ActivationCheck, Code, ImportReport } from '../../src-shared/model/index.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import { testStore } from '../store/fixtures.ts';
import { type CliRun, startCli } from './run-cli.ts';

let folder: string;
let store: Store;
let workbench: WorkbenchApi & { ready(): Promise<void> };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-cli-'));
  store = testStore({ clock: systemClock });
  const desk = createCodeDesk({
    codes: store.codes,
    onDisk: () => store.onDisk(),
    clock: systemClock,
    emit: () => undefined,
    readPart: readFilePart,
    drawLabels: labelFiles,
  });
  const handlers = desk.handlers as unknown as Record<
    string,
    (request: unknown, caller: object) => CallOutput<CallName> | Promise<CallOutput<CallName>>
  >;
  workbench = {
    async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
      const handler = handlers[name];
      if (handler === undefined) throw new WorkbenchError('unknown_call', { call: name });
      const parsed = api[name].input.safeParse(input);
      if (!parsed.success) throw inputInvalid(name, parsed.error);
      const answer = await handler(parsed.data, { createdBy: 'ada', source: 'cli' });
      return api[name].output.parse(answer) as CallOutput<N>;
    },
    subscribe: () => () => undefined,
    ready: () => Promise.resolve(),
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const code = (matching: string) => `LPA:1$smdp.example.com$${matching}`;

async function cli(args: string, stdin = ''): Promise<CliRun> {
  return await startCli(args.split(' '), workbench, { dataFolder: folder, stdin }).done;
}

async function json<T>(args: string, stdin?: string): Promise<T> {
  return JSON.parse((await cli(`${args} --json`, stdin)).stdout) as T;
}

describe('code', () => {
  test('add takes a code from stdin, list and show tell of it without it, reveal gives it', async () => {
    const secret = join(folder, 'cc');
    writeFileSync(secret, '4711-geheim\n');
    const added = await cli(
      `code add --label First --carrier Nordlicht --valid-until 2999-01-31 --confirmation-code-file ${secret}`,
      `${code('TOP-SECRET-1')}$$1\n`,
    );
    expect(added).toMatchObject({ code: 0, stdout: '1 added, 0 known already, 0 refused\n' });
    const shown = `${(await cli('code list')).stdout}${(await cli('code show 1')).stdout}`;
    expect(shown).toContain('Nordlicht');
    expect(shown).toContain('2999-01-31');
    expect(shown).toContain('needed, kept');
    for (const hidden of ['SECRET-1', '4711'])
      expect(added.stdout + added.stderr + shown).not.toContain(hidden);
    expect((await cli('code reveal 1')).stdout).toBe(
      'LPA:1$smdp.example.com$TOP-SECRET-1$$1\nConfirmation code: 4711-geheim\n',
    );
    expect(await cli('code reveal 2')).toMatchObject({ code: 1 });
    expect((await cli('code add', 'nonsense\n')).code).toBe(2);
    expect((await cli('code add', '')).code).toBe(2);
  });

  test('import reads files and folders, tells what was refused by its place, and all or nothing keeps nothing', async () => {
    const codes = join(folder, 'codes');
    mkdirSync(codes);
    writeFileSync(
      join(codes, 'a.csv'),
      `\uFEFFcode;label\r\n${code('A-1')};"One; and more"\r\nLPA:1$;bad\r\n${code('A-2')};Two\r\n`,
    );
    writeFileSync(join(codes, 'b.txt'), `${code('B-1')}\n${code('A-1')}\n`);
    const empty = join(folder, 'empty');
    mkdirSync(join(empty, 'within'), { recursive: true });
    writeFileSync(join(empty, '.hidden'), code('HIDDEN'));
    const nothing = await cli(`code import ${empty}`);
    expect(nothing.code).toBe(2);
    expect(nothing.stderr).toContain(`There is nothing to import in ${empty}`);
    expect(nothing.stderr).toMatch(/CSV.*pictures.*PDF/);
    const none = await cli(`code import ${codes} --all-or-nothing`);
    expect(none.stdout).toContain('Nothing was added');
    expect(none.code).toBe(2);
    expect((await json<{ codes: Code[] }>('code list')).codes).toEqual([]);
    const report = await json<ImportReport>(`code import ${codes} --batch November`);
    expect(report.added.map(({ code: { label, batch } }) => [label, batch])).toEqual([
      ['One; and more', 'November'],
      ['Two', 'November'],
      [undefined, 'November'],
    ]);
    expect(report.refused.map(({ place }) => place)).toEqual([
      { file: 'a.csv', line: 3 },
      { file: 'b.txt', line: 2 },
    ]);
    const text = (await cli(`code import ${join(codes, 'a.csv')}`)).stdout;
    expect(text).toMatch(/^a\.csv, line 3: refused: /);
    expect(text).toContain('0 added, 2 known already, 1 refused');
    // What to do is told once, however many lines want the same; what was left out is counted.
    writeFileSync(
      join(codes, 'c.csv'),
      `code;valid until\n${code('C-1')};03/04/2027\n${code('C-2')};05/06/2027\n`,
    );
    const dates = (await cli(`code import ${join(codes, 'c.csv')}`)).stdout;
    expect(dates.match(/--dates dmy/g)).toHaveLength(1);
    expect((await cli('code import', `# mine\n${code('STDIN-0')}\n`)).stdout).toBe(
      'Left out, lines that are no codes: 1\n1 added, 0 known already, 0 refused\n',
    );
    expect((await json<ImportReport>('code import', `${code('STDIN')}\n`)).added).toHaveLength(1);
    expect((await cli(`code import ${join(folder, 'none.csv')}`)).code).toBe(2);
  });

  test('edit changes fields and takes them away, list finds by state, batch and text', async () => {
    await cli('code add --label A --batch X', code('ONE'));
    await cli('code add --label B --batch Y', code('TWO'));
    expect((await json<Code>('code edit 1 --label  --carrier Kite --valid-until 2001-01-01')).carrier).toBe(
      'Kite',
    );
    const ids = async (args: string) =>
      (await json<{ codes: Code[] }>(`code list ${args}`)).codes.map(({ id }) => id);
    expect(await ids('--state EXPIRED')).toEqual([1]);
    expect(await ids('--batch Y')).toEqual([2]);
    expect(await ids('--search kite')).toEqual([1]);
    expect((await cli('code list --state nonsense')).code).toBe(2);
    expect((await cli('code edit 1')).code).toBe(2);
    for (const text of ['tomorrow', '01/02/2027', '2027-02-30', '5', '2027-13-01', '2027-01-31T25:00Z'])
      expect([text, (await cli(`code edit 1 --valid-until ${text}`)).code]).toEqual([text, 2]);
    for (const [text, time] of [
      ['2027-01-31', '2027-01-31T23:59:59.999Z'],
      ['2027-01-31T12:00', '2027-01-31T12:00:00.000Z'],
      ['2027-01-31T12:00:05+05:30', '2027-01-31T06:30:05.000Z'],
    ] as const)
      expect((await json<Code>(`code edit 1 --valid-until ${text}`)).validUntil).toBe(Date.parse(time));
    await cli('code edit 1 --valid-until 2001-01-01');
    expect((await cli('code edit 1 --iccid 12')).code).toBe(2);
    // No date is that late: neither a list nor a label could show it.
    const late = api['codes.update'].input.safeParse({ id: 1, validUntil: 8_640_000_000_000_001 });
    expect(late.success).toBe(false);
    expect((await cli('code list')).code).toBe(0);
  });

  test('labels are made for free codes, for their owner alone, and decode to them', async () => {
    await cli('code add --batch L', code('LABEL-1'));
    await cli('code add --batch L', code('LABEL-2'));
    const out = join(folder, 'out', 'today');
    const made = await json<{ files: string[] }>(`code labels --batch L --format png -o ${out}`);
    expect(made.files).toHaveLength(2);
    const [first = ''] = made.files;
    expect(statSync(first).mode & 0o777).toBe(0o600);
    expect(await readQr(new Uint8Array(readFileSync(first)))).toBe(code('LABEL-1'));
    // A folder that is not there is made; nothing is overwritten.
    expect(statSync(out).mode & 0o777).toBe(0o700);
    expect(await cli(`code labels 1 --format png -o ${out}`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('code-1.png cannot be written (there is one of that name already)'),
    });
    expect(await cli(`code labels 1 --format png -o ${first}/beside`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('beside cannot be written (its folder is a file)'),
    });
    const page = await json<{ files: string[] }>(`code labels 1 2 -o ${out} --outlines`);
    expect(page.files.every((file) => existsSync(file))).toBe(true);
    expect(readdirSync(out)).toHaveLength(3);
    expect((await cli('code labels')).code).toBe(2);
    expect((await cli('code labels 1 --format gif')).code).toBe(2);
    store.createOperation({
      request: { kind: 'download', readerId: 'sim:0', codeId: 1, acceptProfile: true },
      readerName: 'r',
      simulated: true,
      createdAt: 1,
    });
    const held = await cli(`code labels 1 --format svg -o ${out}`);
    expect(held.stderr).toContain('cannot be printed');
  });

  test('check says below each finding what to do about it, and takes the short name of the reader', async () => {
    const { call } = workbench;
    const checked: unknown[] = [];
    const found: ActivationCheck = {
      at: 1,
      result: 'stops',
      findings: [
        { check: 'code', result: 'ok', reason: 'code_good', params: {} },
        {
          check: 'vault',
          result: 'stops',
          reason: 'error',
          params: {},
          error: { code: 'code_used_up', params: { id: 1, state: 'ACTIVE' } },
        },
      ],
      confirmationCodeRequired: false,
      confirmationCodeKept: false,
    };
    workbench = {
      ...workbench,
      call: (async (name: CallName, input: never) => {
        if (name === 'readers.list')
          return [{ id: 'sim:0', kind: 'simulator', index: 0, name: 'r', presence: 'present' }];
        if (name !== 'activation.check') return await call(name, input);
        checked.push(input);
        return found;
      }) as typeof call,
    };
    const run = await cli('code check --code 1 -r sim:0');
    expect([run.code, run.stderr]).toEqual([1, '']);
    expect(run.stdout).toMatch(
      /\nVault +stops it +The activation code 1 is used up \(ACTIVE\)\n {12,}An activation code works once\. /,
    );
    expect(checked).toEqual([{ readerId: 'sim:0', kind: 'activate', codeId: 1 }]);
  });

  test('a code that was used up, taken out and added again is said to be used up, and not free', async () => {
    await cli('code add', code('SPENT'));
    const { id } = store.createOperation({
      request: { kind: 'download', readerId: 'sim:0', codeId: 1, acceptProfile: true },
      readerName: 'r',
      simulated: true,
      createdAt: 1,
    });
    store.enterStatus(id, 'failed', 2, { activationCodeUse: 'used' });
    expect((await cli('code remove 1 --yes')).code).toBe(0);
    const { stdout } = await cli('code add', code('SPENT'));
    expect(stdout).toMatch(/used up before, and is not free[\s\S]*0 added, 1 known already, 0 refused/);
    expect(await json<Code>('code show 2')).toMatchObject({ state: 'burned' });
    // While it is there, it is told of all the same.
    const again = await json<ImportReport>('code add', code('SPENT'));
    expect(again.remarks.map((remark) => remark.code)).toContain('code_spent_burned');
  });

  test('release and remove ask first, and a code that is held is not taken away', async () => {
    await cli('code add', code('ONE'));
    expect((await cli('code remove 1')).code).toBe(5);
    store.createOperation({
      request: { kind: 'download', readerId: 'sim:0', codeId: 1, acceptProfile: true },
      readerName: 'r',
      simulated: true,
      createdAt: 1,
    });
    expect((await cli('code remove 1 --yes')).stderr).toContain('holds the activation code');
    expect((await cli('code release 1')).code).toBe(5);
    expect((await cli('code release 1 --yes')).stderr).toContain('Wait for its end');
    store.enterStatus(1, 'failed', 2, { reconciliation: { state: 'pending' } });
    expect(await json<Code>('code release 1 --yes')).toMatchObject({
      state: 'NOT_INSTALLED',
      doubtful: true,
    });
    expect(await json('code remove 1 --yes')).toEqual({ id: 1, removed: true });
    expect((await cli('code show 1')).code).toBe(1);
  });

  test('rotate seals everything anew', async () => {
    await cli('code add', code('ONE'));
    expect((await cli('code rotate')).stdout).toBe('Sealed anew: 1 codes, 0 tokens of shops, 0 orders.\n');
    expect((await cli('code reveal 1')).stdout).toBe(`${code('ONE')}\n`);
  });
});
