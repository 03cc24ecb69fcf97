import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exitCodeTexts } from '../../src-main/hosts/cli/exit-codes.ts';
import { parseConnectTo } from '../../src-main/hosts/cli/options.ts';
import { withoutCodes } from '../../src-main/hosts/cli/output.ts';
import { findReader } from '../../src-main/hosts/cli/readers.ts';
import { type EngineSocket, serveEngineSocket } from '../../src-main/hosts/engine/socket-server.ts';
import { boundCode, confirmedCode, eid, FakeWorkbench, goodCode, usedCode } from './fake-workbench.ts';
import { type CliRun, startCli } from './run-cli.ts';

let dataFolder: string;
let workbench: FakeWorkbench;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'cli-'));
  workbench = new FakeWorkbench();
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

async function cli(args: string, stdin?: string): Promise<CliRun> {
  return await startCli(args.split(' '), workbench, { dataFolder, ...(stdin === undefined ? {} : { stdin }) })
    .done;
}

const document = (run: CliRun): unknown => JSON.parse(run.stdout);
const statuses = () => workbench.operations.at(-1)?.steps.map((step) => step.status);

describe('profile download', () => {
  test('of a good code, enabled at once, ends with the operation as one JSON document', async () => {
    const run = await cli(`profile download ${goodCode} --reader sim:0 --enable --json --yes`);
    expect(run.code).toBe(0);
    expect(document(run)).toMatchObject({
      kind: 'activate',
      status: 'successful',
      iccid: '8949000000000000001',
    });
    expect(statuses()).toEqual([
      'starting',
      'download',
      'download_verify',
      'enable',
      'enable_verify',
      'successful',
    ]);
    expect(workbench.requests[0]).toMatchObject({ activationCode: goodCode, acceptProfile: true });
  });

  test('for a person, says how it went and no code', async () => {
    const run = await cli(`profile download ${goodCode} -r 1 -y`);
    expect(run).toMatchObject({ code: 0, stdout: 'The profile is on the card, disabled. (operation 1)\n' });
    expect(run.stderr).toContain('Verify download …');
    expect(run.stdout + run.stderr).not.toContain('GOOD');
  });

  test('takes the code from stdin, and what a shell cannot spoil', async () => {
    expect((await cli('profile download - -r sim:0 -y', `  ${goodCode}\r\nrest`)).code).toBe(0);
    expect(workbench.requests[0]).toMatchObject({ activationCode: goodCode });
  });

  test('takes the code from a picture', async () => {
    const file = join(dataFolder, 'qr.png');
    writeFileSync(file, 'picture');
    expect((await cli(`profile download --qr ${file} -r sim:0 -y`)).code).toBe(0);
    expect(workbench.requests[0]).toMatchObject({ activationCode: goodCode });
  });

  test('passes confirmation code, IMEI and TAC on', async () => {
    const file = join(dataFolder, 'code');
    writeFileSync(file, '1234\n');
    const run = await cli(
      `profile download ${confirmedCode} -r sim:0 -y --imei 123456789012347 --confirmation-code-file ${file}`,
    );
    expect(run.code).toBe(0);
    expect(workbench.requests[0]).toMatchObject({
      confirmationCode: '1234',
      deviceInfo: {
        tac: '12345678',
        imei: '123456789012347',
        capabilities: { gsmSupportedRelease: '15.0.0' },
      },
    });
  });

  test('that fails says why, as JSON and in words, and ends with its code', async () => {
    const run = await cli(`profile download ${usedCode} -r sim:0 -y --json`);
    expect(run.code).toBe(1);
    expect(document(run)).toMatchObject({
      status: 'failed',
      error: { code: 'timed_out', message: 'The fake server took longer than 1 s' },
    });
    expect(run.stderr).toContain('The fake server took longer than 1 s');
  });

  test('without a terminal and without --yes touches nothing', async () => {
    const run = await cli(`profile download ${goodCode} -r sim:0 --json`);
    expect(run.code).toBe(5);
    expect(document(run)).toMatchObject({ error: { code: 'not_confirmed' }, exitCode: 5 });
    expect(workbench.calls).toEqual([]);
  });

  test('that wants a confirmation code which nobody can give is cancelled and says so', async () => {
    const run = await cli(`profile download ${confirmedCode} -r sim:0 -y --json`);
    expect(run.code).toBe(2);
    expect(document(run)).toMatchObject({ error: { code: 'confirmation_code_needed' } });
    expect(workbench.operations[0]).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
  });

  test('is asked about at a terminal: profile shown, confirmation code typed unseen', async () => {
    const run = startCli(['profile', 'download', confirmedCode, '-r', 'sim:0'], workbench, {
      dataFolder,
      terminal: true,
    });
    await vi.waitUntil(() => run.stderr().includes('Install this profile?'));
    expect(run.stderr()).toContain('Sample');
    run.stdin.write('y\r');
    await vi.waitUntil(() => run.stderr().includes('Confirmation code:'));
    run.stdin.write('98765\r');
    const done = await run.done;
    expect(done.code).toBe(0);
    expect(done.stderr).not.toContain('98765');
    expect(done.stderr).toContain('50 %');
  });

  test.each([
    ['\r', 'profile_postponed'],
    ['n\r', 'profile_postponed'],
    ['r\r', 'profile_postponed'],
    ['reject\r', 'profile_rejected'],
  ])(
    'is not installed for anything but yes, and rejected only in so many words: %j',
    async (typed, error) => {
      const run = startCli(['profile', 'download', goodCode, '-r', 'sim:0'], workbench, {
        dataFolder,
        terminal: true,
      });
      await vi.waitUntil(() => run.stderr().includes('Install this profile?'));
      run.stdin.write(typed);
      expect((await run.done).code).toBe(error === 'profile_rejected' ? 5 : 1);
      expect(workbench.operations[0]?.error?.code).toBe(error);
    },
  );

  test('is cancelled by Ctrl-C', async () => {
    workbench.hold = true;
    const run = startCli(['profile', 'download', goodCode, '-r', 'sim:0', '-y', '--json'], workbench, {
      dataFolder,
    });
    await vi.waitUntil(() => workbench.operations[0]?.progress !== undefined);
    run.interrupt();
    const done = await run.done;
    expect(done.code).toBe(130);
    expect(document(done)).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
  });

  test('goes on to its end where Ctrl-C comes too late, and says so', async () => {
    workbench.holdLoading = true;
    const run = startCli(['profile', 'download', goodCode, '-r', 'sim:0', '-y', '--json'], workbench, {
      dataFolder,
    });
    await vi.waitUntil(() => workbench.operations[0]?.progress?.bytesDone !== undefined);
    run.interrupt();
    await vi.waitUntil(() => run.stderr().includes('too late to cancel: the profile is being finished'));
    workbench.holdLoading = false;
    const done = await run.done;
    expect(done.code).toBe(0);
    expect(done.stderr).not.toContain('Cancelling');
    expect(document(done)).toMatchObject({ status: 'successful' });
  });

  test('that the engine gives up without an end is not waited for without end', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const run = startCli(['profile', 'download', goodCode, '-r', 'sim:0', '-y', '--json'], workbench, {
        dataFolder,
      });
      workbench.hold = true;
      while (workbench.operations[0]?.progress === undefined) await vi.advanceTimersByTimeAsync(5);
      workbench.emit({ type: 'readers', readers: workbench.readers });
      await vi.advanceTimersByTimeAsync(10_000);
      const done = await run.done;
      expect(done.code).toBe(6);
      expect(document(done)).toMatchObject({ error: { code: 'internal' } });
    } finally {
      vi.useRealTimers();
    }
  });

  test.each([
    ['no code', ''],
    ['two codes', `${goodCode} --default-server`],
    ['an IMEI of letters', `${goodCode} --imei ABC`],
    ['a TAC that is too short', `${goodCode} --tac 123`],
    ['a picture that is not there', '--qr /nowhere/qr.png'],
    ['an empty stdin', '-'],
  ])('with %s is wrong usage', async (_what, args) => {
    const run = await cli(`profile download ${args} -r sim:0 -y --json`.replace('  ', ' '), '');
    expect(run.code).toBe(2);
    expect(document(run)).toMatchObject({ exitCode: 2 });
    expect(workbench.operations).toEqual([]);
  });
});

describe('readers', () => {
  test('are listed', async () => {
    const run = await cli('reader list --json');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(document(run)).toEqual(workbench.readers);
    expect((await cli('reader list')).stdout).toContain('Simulated reader 1');
  });

  test('are watched until Ctrl-C, a document a line', async () => {
    const run = startCli(['reader', 'watch', '--json'], workbench, { dataFolder });
    await vi.waitUntil(() => run.stdout() !== '');
    workbench.emit({ type: 'readers', readers: [] });
    run.interrupt();
    const done = await run.done;
    expect(done.code).toBe(130);
    expect(
      done.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([workbench.readers, []]);
  });

  test.each([
    ['sim:0', 'sim:0'],
    ['2', 'sim:1'],
    ['Lab Reader 00 00', 'pcsc:Lab Reader 00 00'],
    ['lab', 'pcsc:Lab Reader 00 00'],
    ['Simulated reader', undefined],
    ['9', undefined],
    ['', undefined],
  ])('%j means %j', (text, id) => {
    expect(findReader(new FakeWorkbench().readers, text)?.id).toBe(id);
  });

  test('one that is not there, and one that is empty, end with 3', async () => {
    expect(await cli('card info -r sim:0')).toMatchObject({ code: 0 });
    const empty = await cli('card info -r 0 --json');
    expect(empty.code).toBe(3);
    expect(document(empty)).toMatchObject({ error: { code: 'card_absent' } });
  });

  test.each([
    ['Nowhere', false],
    ['sim:9', true],
  ])('%s is not waited for where none can come (PC/SC there: %s)', async (reader, pcsc) => {
    workbench.pcsc = pcsc;
    const run = await cli(`card info -r ${reader} --json`);
    expect(run.code).toBe(3);
    expect(document(run)).toMatchObject({ error: { code: 'reader_not_found' } });
    expect(workbench.calls.filter((call) => call === 'readers.list')).toHaveLength(1);
  });

  test('more than one with a card, and none named: asks which', async () => {
    const run = await cli('card info --json');
    expect(run.code).toBe(2);
    expect(document(run)).toMatchObject({ error: { code: 'reader_ambiguous' } });
  });
});

describe('the card', () => {
  test('is read and shown, hostile text made harmless', async () => {
    expect(document(await cli('card info -r sim:0 --json'))).toMatchObject({ eid });
    const list = await cli('profile list -r sim:0');
    expect(list.stdout).toContain('First');
    expect(list.stdout).not.toContain('\u001b');
    expect(document(await cli('notification list -r sim:0 --json'))).toMatchObject([{ sequenceNumber: 7 }]);
  });

  test.each([
    [
      'profile enable 8949000000000000001',
      { kind: 'enable', profile: { iccid: '8949000000000000001' }, refresh: true },
    ],
    [
      'profile disable a0000005591010ffffffff8900001100 --no-refresh',
      { kind: 'disable', profile: { isdpAid: 'A0000005591010FFFFFFFF8900001100' }, refresh: false },
    ],
    ['profile delete 8949000000000000001 --yes', { kind: 'delete' }],
    [
      'profile nickname 8949000000000000001 Blue',
      { kind: 'nickname', iccid: '8949000000000000001', nickname: 'Blue' },
    ],
    ['notification send', { kind: 'send_notifications' }],
    ['notification send 7', { kind: 'send_notifications', sequenceNumber: 7 }],
    ['notification send 0', { kind: 'send_notifications', sequenceNumber: 0 }],
    ['notification remove 7 -y', { kind: 'remove_notification', sequenceNumber: 7 }],
    ['card default-smdp smdp.example.com', { kind: 'default_smdp', address: 'smdp.example.com' }],
    ['card default-smdp --clear', { kind: 'default_smdp', address: '' }],
    [
      'card reset-memory --operational-profiles --test-profiles -y',
      { kind: 'reset_memory', options: ['deleteOperationalProfiles', 'deleteFieldLoadedTestProfiles'] },
    ],
  ])('%s starts the operation', async (args, request) => {
    const run = await cli(`${args} -r sim:0 --json`);
    expect(run).toMatchObject({ code: 0 });
    expect(document(run)).toMatchObject({ status: 'successful' });
    // What is to be removed is looked for first.
    const requests = workbench.requests.filter((one) => one.kind !== 'read_card');
    expect(requests).toMatchObject([{ readerId: 'sim:0', ...request }]);
  });

  test.each([
    [['profile', 'nickname', '8949000000000000001', ''], 'The profile has no nickname any more.'],
    [['profile', 'nickname', '8949000000000000001', 'Blue'], 'The nickname of the profile is changed.'],
    [['notification', 'send'], 'No notification waits on the card any more.'],
    [['notification', 'send', '7'], 'Notification 7 is delivered.'],
    [['card', 'default-smdp', '--clear'], 'The card has no default SM-DP+ address any more.'],
    [
      ['card', 'default-smdp', 'smdp.example.com'],
      'The default SM-DP+ address of the card is smdp.example.com.',
    ],
  ])('%j says what is so afterwards', async (args, sentence) => {
    const run = await startCli([...args, '-r', 'sim:0'], workbench, { dataFolder }).done;
    expect(run).toMatchObject({ code: 0, stdout: `${sentence} (operation 1)\n` });
  });

  test('a notification that is not on the card is not said to be removed', async () => {
    const run = await cli('notification remove 3 -y -r sim:0 --json');
    expect(run.code).toBe(1);
    expect(document(run)).toMatchObject({ error: { code: 'notification_gone' } });
    expect(workbench.requests).toMatchObject([{ kind: 'read_card' }]);
  });

  test.each([
    'profile delete 8949000000000000001',
    'notification remove 7',
    'card reset-memory --test-profiles',
  ])('%s without --yes and without a terminal is refused', async (args) => {
    expect((await cli(`${args} -r sim:0`)).code).toBe(5);
    expect(workbench.requests).toEqual([]);
  });

  test.each([
    'profile enable 123',
    'profile nickname A0000005591010FFFFFFFF8900001100 x',
    'card reset-memory -y',
  ])('%s is wrong usage', async (args) => {
    expect((await cli(`${args} -r sim:0`)).code).toBe(2);
    expect(workbench.requests).toEqual([]);
  });
});

describe('operations', () => {
  test('are listed after recovery', async () => {
    await cli(`profile download ${usedCode} -r sim:0 -y`);
    const recovery = Promise.withResolvers<void>();
    workbench.recovery = recovery.promise;
    const run = startCli(['operation', 'list', '--json'], workbench, { dataFolder });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(run.stdout()).toBe('');
    recovery.resolve();
    expect(document(await run.done)).toMatchObject([
      { id: 1, status: 'failed', error: { message: expect.any(String) as string } },
    ]);
  });

  test('that broke off are listed with why, and with how they ended, as sentences', async () => {
    await cli(`profile download ${usedCode} -r sim:0 -y`);
    const [operation] = workbench.operations;
    if (operation === undefined) throw new Error('no operation');
    operation.error = { code: 'interrupted', params: { status: 'download' } };
    operation.reconciliation = { state: 'done', outcome: 'profile_there_before', at: 1 };
    const { stdout } = await cli('operation list');
    expect(stdout).toMatch(/^ID .* OUTCOME *\n/);
    expect(stdout).toContain('in download. Reconciled with the card: The profile was on the card before;');
  });

  test('are shown with their statuses in order, and their trace', async () => {
    await cli(`profile download ${goodCode} -r sim:0 -y --enable`);
    const shown = document(await cli('operation show 1 --trace --json'));
    expect(shown).toMatchObject({
      steps: ['starting', 'download', 'download_verify', 'enable', 'enable_verify', 'successful'].map(
        (status) => ({
          status,
        }),
      ),
      trace: [{ kind: 'apdu' }, { kind: 'http' }, { kind: 'note' }],
    });
    const text = (await cli('operation show 1 --trace')).stdout;
    expect(text).toMatch(/starting[\s\S]*download_verify[\s\S]*enable_verify[\s\S]*successful/);
    expect(text).toContain('0070000001 -> 019000');
  });

  test('that are not there are bad input', async () => {
    expect((await cli('operation show 99')).code).toBe(2);
    expect((await cli('operation show x')).code).toBe(2);
    expect((await cli('operation list --status done')).code).toBe(2);
  });

  test('are cancelled from elsewhere', async () => {
    workbench.hold = true;
    const download = startCli(['profile', 'download', goodCode, '-r', 'sim:0', '-y'], workbench, {
      dataFolder,
    });
    await vi.waitUntil(() => workbench.operations[0]?.progress !== undefined);
    expect(await cli('operation cancel 1')).toMatchObject({ code: 0, stdout: 'Operation 1 is cancelled.\n' });
    expect((await download.done).code).toBe(1);
  });
});

describe('trust and simulator', () => {
  test.each([
    'certificate_malformed',
    'certificate_not_ca',
    'certificate_expired',
    'root_key_conflict',
    'root_built_in',
  ] as const)('a file that makes no root (%s) is bad input', async (code) => {
    const file = join(dataFolder, 'ci.pem');
    writeFileSync(file, 'certificate');
    workbench.badRoot = code;
    const run = await cli(`trust add ${file} --json`);
    expect(run.code).toBe(2);
    expect(document(run)).toMatchObject({ error: { code, family: 'trust' }, exitCode: 2 });
  });

  test('roots are listed, added, switched and removed', async () => {
    const file = join(dataFolder, 'ci.pem');
    writeFileSync(file, 'certificate');
    expect(document(await cli('trust list --json'))).toHaveLength(2);
    expect(document(await cli(`trust add ${file} --json`))).toMatchObject({ keyId: 'EEFF' });
    expect(document(await cli('trust disable aa:bb --json'))).toMatchObject({
      keyId: 'AABB',
      enabled: false,
    });
    expect((await cli('trust remove AABB')).code).toBe(5);
    expect(document(await cli('trust remove aa --yes --json'))).toEqual({ keyId: 'AABB', removed: true });
    expect((await cli('trust remove CCDD --yes')).code).toBe(2);
    expect((await cli('trust enable 00')).code).toBe(2);
  });

  test('the first card of the bench is number 0, and can be named', async () => {
    for (const line of [
      'change 0 --name x',
      'copy 0',
      'reset 0',
      'delete 0',
      'restore 0',
      'insert 0 sim:0',
      'remove 0',
    ])
      await cli(`simulator cards ${line}`);
    const asked = workbench.calls.filter((name) => name.startsWith('simulator.cards.'));
    expect(asked.map((name) => name.slice('simulator.cards.'.length))).toEqual([
      'change',
      'copy',
      'reset',
      'delete',
      'restore',
      'insert',
      'remove',
    ]);
  });

  test('codes are listed, the first one without a confirmation code', async () => {
    expect(document(await cli('simulator codes --json'))).toMatchObject([
      { activationCode: goodCode },
      { activationCode: confirmedCode, confirmationCode: '1234' },
    ]);
  });
});

describe('fault rules', () => {
  test('of a command are in force while it runs, those of a file first, and it tells what they did', async () => {
    const file = join(dataFolder, 'faults.json');
    writeFileSync(file, JSON.stringify(['apdu 12 removal', { layer: 'apdu', fault: { kind: 'mute' } }]));
    const args = ['reader', 'list', '--json', '--faults', file, '--fault', 'ES9+.CancelSession hang'];
    const run = await startCli(args, workbench, { dataFolder }).done;
    expect(run.code).toBe(0);
    expect(run.stderr.trim().split('\n')).toEqual([
      'Fault rule apdu 12 removal: 1 of 3 occasions',
      'Fault rule apdu mute: 1 of 3 occasions',
      'Fault rule ES9+.CancelSession hang: 1 of 3 occasions',
    ]);
    expect(workbench.calls.at(0)).toBe('simulator.faults.add');
    expect(workbench.faultRules).toEqual([]);
  });

  test('that are none are bad input, and nothing is started', async () => {
    const run = await startCli(['reader', 'list', '--json', '--fault', 'apdu 12 remuval'], workbench, {
      dataFolder,
    }).done;
    expect(run.code).toBe(2);
    expect(document(run)).toMatchObject({
      error: {
        code: 'fault_rule_invalid',
        remedy: expect.stringContaining('Did you mean removal?') as string,
      },
    });
    expect(workbench.calls).toEqual([]);
    expect((await cli(`reader list --faults ${join(dataFolder, 'none.json')}`)).code).toBe(2);
  });

  test('are not added to an engine that ends with the command', async () => {
    const run = await cli('simulator faults add apdu 12 removal --json');
    expect(run.code).toBe(2);
    expect(document(run)).toMatchObject({ error: { code: 'fault_rules_end' } });
    expect(workbench.faultRules).toEqual([]);
  });
});

describe('settings', () => {
  test('device information is shown and set; what is not named stays', async () => {
    expect((await cli('settings show')).stdout).toBe(
      'TAC                  35290611\ngsmSupportedRelease  15.0.0\n',
    );
    const set = async (args: string[]) => {
      const run = await startCli(['settings', 'device-info', '--json', ...args], workbench, { dataFolder })
        .done;
      expect(run.code).toBe(0);
      expect(document(run)).toEqual(workbench.settings);
      return workbench.settings.deviceInfo;
    };
    const capabilities = { gsmSupportedRelease: '15.0.0' };
    const imei = '123456789012347';
    expect(await set(['--imei', imei])).toEqual({ tac: '12345678', imei, capabilities });
    expect(
      await set(['--capability', 'nrEpcSupportedRelease=16.1.0', '--capability', 'gsmSupportedRelease=']),
    ).toEqual({ tac: '12345678', imei, capabilities: { nrEpcSupportedRelease: '16.1.0' } });
    expect(await set(['--capability', 'nrEpcSupportedRelease='])).toEqual({ tac: '12345678', imei });
    // An IMEI of another device does not stay with a new TAC.
    expect(await set(['--tac', '35999999'])).toEqual({ tac: '35999999' });
    await set(['--imei', imei]);
    expect(await set(['--imei', ''])).toEqual({ tac: '12345678' });
  });

  test.each([
    '',
    ' --tac 123',
    ' --imei 12',
    ' --capability gsmSupportedRelease',
    ' --capability gsmSupportedRelease=15',
    ' --capability teleport=1.0.0',
    ' --capability constructor=1.0.0',
  ])('device information%s is wrong usage, and changes nothing', async (args) => {
    const run = await cli(`settings device-info${args} --json`);
    expect(run.code).toBe(2);
    expect(document(run)).toMatchObject({ error: { code: 'usage' } });
    expect(workbench.calls).toEqual([]);
  });
});

describe('attached to an engine that runs', () => {
  let engine: EngineSocket;
  beforeEach(async () => {
    engine = await serveEngineSocket({ workbench, dataFolder, simulator: true });
  });
  afterEach(() => engine.close());

  test('what only its start decides is said to have no effect', async () => {
    const file = join(dataFolder, 'passphrase');
    writeFileSync(file, 'secret\n');
    const run = await cli(
      `reader list --json --no-simulator --simulator-delay 5 --simulator-cards 3 --passphrase-file ${file}`,
    );
    expect(run.code).toBe(0);
    expect(document(run)).toHaveLength(3);
    for (const option of ['--no-simulator', '--simulator-delay', '--simulator-cards', '--passphrase-file'])
      expect(run.stderr).toContain(`${option} has no effect on an engine that runs already`);
    expect(run.stderr).not.toContain('secret');
  });

  test('fault rules are added, listed and cleared', async () => {
    expect((await cli('simulator faults add apdu 12 removal')).stdout).toBe(
      'ID  RULE             SEEN  DONE\n1   apdu 12 removal  3     1\n',
    );
    await cli('simulator faults add tls certificate=expired');
    expect(document(await cli('simulator faults list --json'))).toMatchObject([{ id: 1 }, { id: 2 }]);
    expect(document(await cli('simulator faults clear 1 --json'))).toMatchObject([{ id: 1 }]);
    expect((await cli('simulator faults clear x')).code).toBe(2);
    expect(document(await cli('simulator faults clear --json'))).toMatchObject([{ id: 2 }]);
    expect(workbench.faultRules).toEqual([]);
  });

  test('nothing is said where nothing was asked, or it is so already', async () => {
    expect((await cli('reader list')).stderr).toBe('');
    workbench.simulator = false;
    expect((await cli('reader list --no-simulator')).stderr).toBe('');
  });
});

describe('usage', () => {
  test('help names every exit code and ends with 0', async () => {
    const run = await cli('--help');
    expect(run.code).toBe(0);
    for (const [code, meaning] of exitCodeTexts)
      expect(run.stdout).toMatch(new RegExp(`${code} {2}${meaning.slice(0, 10)}`));
  });

  test('an unknown command or option ends with 2, and repeats no activation code', async () => {
    for (const args of [
      `LPA:1$smdp.example.com$S3CRET`,
      'profile list --frobnicate',
      'profile download a b c',
    ]) {
      const run = await cli(args);
      expect(run.code).toBe(2);
      expect(run.stderr).not.toContain('S3CRET');
    }
  });

  test.each(['LPA:1$a.example$SECRET', "error: unknown command '1$a.example$SECRET$$1'"])(
    'codes are taken out of %j',
    (text) => expect(withoutCodes(text)).not.toContain('SECRET'),
  );

  test('--connect-to is taken apart', () => {
    expect(parseConnectTo('Smdp.Example.com:127.0.0.1:8443')).toEqual([
      { name: 'smdp.example.com', host: '127.0.0.1', port: 8443 },
    ]);
    expect(parseConnectTo('a:[::1]:1', [{ name: 'b', host: 'c', port: 2 }])).toHaveLength(2);
    for (const wrong of ['a', 'a:b', 'a:b:0', 'a:b:65536', ':b:1', 'a::1', 'a:b:c'])
      expect(() => parseConnectTo(wrong)).toThrow();
  });
});

describe('what a wrong command line is told', () => {
  test.each([
    ['bogus --json', /^Unknown command 'bogus'/],
    ['reader list --json --bogus', /^Unknown option '--bogus'/],
    ['operation show abc --json', /^id 'abc' is invalid\. It must be a positive whole number$/i],
    ['profile enable --json', /^Missing required argument 'profile'$/],
    ['operation list --limit 0 --json', /'0' is invalid\. It must be a positive whole number$/],
  ])('is one JSON document too: %s', async (args, message) => {
    const run = await cli(args);
    expect(run.code).toBe(2);
    expect(document(run)).toEqual({
      error: expect.objectContaining({ code: 'usage', message: expect.stringMatching(message) }),
      exitCode: 2,
    });
  });

  test('is in words alone without --json, with the next step', async () => {
    const run = await cli('bogus');
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/^Unknown command 'bogus'\nSee .*--help/);
  });

  test('does not repeat an activation code that came one argument too many', async () => {
    const run = await cli(`profile download ${goodCode} ${goodCode} --json`);
    expect(run.code).toBe(2);
    expect(run.stderr + run.stdout).not.toContain(goodCode);
  });

  test('a default SM-DP+ address is a host name before anything is sent to the card', async () => {
    const run = await cli('card default-smdp http://bad/ -r sim:0 --json');
    expect(run.code).toBe(2);
    expect(document(run)).toMatchObject({ error: { code: 'address_malformed' } });
    expect(workbench.operations).toEqual([]);
  });

  test('a file that is not there is called so', async () => {
    const run = await cli('trust add /no/such/file.pem');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('there is no such file');
  });
});

test('what is answered with no at a terminal is told as such, and nothing was done', async () => {
  const run = startCli(['card', 'reset-memory', '--test-profiles', '-r', 'sim:0'], workbench, {
    dataFolder,
    terminal: true,
  });
  await vi.waitUntil(() => run.stderr().includes('[y/N]'));
  expect(run.stderr()).toContain('delete the test profiles that were loaded in the field');
  run.stdin.write('n\r');
  expect((await run.done).code).toBe(5);
  expect(run.stderr()).toContain('Nothing was done.');
  expect(workbench.operations).toEqual([]);
});

test('a profile that forbids something is accepted by a word of its own alone', async () => {
  for (const [said, code] of [
    ['y', 1],
    ['agree', 0],
  ] as const) {
    const run = startCli(['profile', 'download', boundCode, '-r', 'sim:0'], workbench, {
      dataFolder,
      terminal: true,
    });
    await vi.waitUntil(() => run.stderr().includes('[agree/N/reject]'));
    expect(run.stderr()).toContain('PPR2: You cannot delete it');
    run.stdin.write(`${said}\r`);
    expect((await run.done).code).toBe(code);
  }
  expect(workbench.operations.map((one) => one.error?.code)).toEqual(['profile_postponed', undefined]);
});

test('consent that is given beforehand goes with the request', async () => {
  await cli(`profile download ${boundCode} -r sim:0 --yes --accept-ppr`);
  expect(workbench.requests.at(-1)).toMatchObject({ acceptProfile: true, acceptPolicyRules: true });
});

describe('profile discover', () => {
  test('lists what waits for the card', async () => {
    const run = await cli('profile discover -r sim:0 --smds other.example.com');
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout).toMatch(/0 +smdp\.example\.com +smds\.example\.com/);
    expect(run.stdout).toContain('default.example.com');
    expect(workbench.requests).toEqual([
      { kind: 'discover', readerId: 'sim:0', smdsAddresses: ['other.example.com'] },
    ]);
  });

  test('downloads each by its place, and takes a default SM-DP+ without anything for no failure', async () => {
    const run = await cli('profile discover -r sim:0 --download --enable --yes --json');
    expect(run.code).toBe(0);
    expect(document(run)).toMatchObject({
      discovery: { kind: 'discover', status: 'successful' },
      downloads: [
        { kind: 'activate', status: 'successful' },
        { kind: 'activate', status: 'failed' },
      ],
    });
    expect(workbench.requests.slice(1)).toMatchObject([
      { kind: 'activate', acceptProfile: true, event: { operationId: 1, index: 0 } },
      { kind: 'activate', acceptProfile: true, event: { operationId: 1, index: 1 } },
    ]);
  });

  test('downloads nothing unseen without --yes, and asks no server that has no name', async () => {
    expect((await cli('profile discover -r sim:0 --download')).code).toBe(5);
    expect((await cli('profile discover -r sim:0 --smds http://x/')).code).toBe(2);
    expect(workbench.requests).toEqual([]);
  });
});
