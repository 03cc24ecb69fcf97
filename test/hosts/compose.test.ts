import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runOperation } from '../../bench/lib/workbench.ts';
import { startEngine } from '../../src-main/hosts/engine/compose.ts';
import type { WorkbenchEvent } from '../../src-shared/api.ts';
import type { Operation, StartOperation } from '../../src-shared/model/index.ts';
import { readableIn } from '../support/readable.ts';

test('an engine whose simulated bench cannot be started works without it, and says why', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'compose-'));
  // The bench keeps its state in a folder of that name.
  writeFileSync(join(dataFolder, 'simulator'), '');
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const options = { dataFolder, simulator: true, connectTo: [], autoRead: false };
    const engine = await startEngine(options);
    try {
      const { simulator } = await engine.workbench.call('system.info', {});
      expect(simulator).toMatchObject({ running: false, error: { code: expect.any(String) as string } });
      expect(stderr.mock.calls.join('')).toContain('The simulated bench cannot be started');
      expect(await engine.workbench.call('simulator.codes', {})).toEqual([]);
      expect(await engine.workbench.call('simulator.faults.list', {})).toEqual([]);
      await expect(
        engine.workbench.call('simulator.faults.add', { rule: 'apdu mute' }),
      ).rejects.toMatchObject({ code: 'simulator_not_running' });
    } finally {
      await engine.close();
    }
    const without = await startEngine({ ...options, simulator: false });
    try {
      expect((await without.workbench.call('system.info', {})).simulator).toEqual({ running: false });
    } finally {
      await without.close();
    }
  } finally {
    stderr.mockRestore();
    rmSync(dataFolder, { recursive: true, force: true });
  }
});

describe('an engine that is there before its simulated bench', () => {
  let dataFolder: string;
  const options = () => ({ dataFolder, simulator: true, connectTo: [], autoRead: false });

  /** What the bench was before: its first code without a confirmation code. */
  async function runOnce(): Promise<string> {
    const { workbench, close } = await startEngine(options());
    try {
      await workbench.ready();
      const codes = await workbench.call('simulator.codes', {});
      const free = codes.find((code) => code.confirmationCode === undefined);
      return free?.activationCode ?? '';
    } finally {
      await close();
    }
  }

  beforeEach(() => {
    dataFolder = mkdtempSync(join(tmpdir(), 'compose-'));
  });
  afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

  test('takes orders for its cards and shops at once, and carries them out', async () => {
    const activationCode = await runOnce();
    const { workbench, close } = await startEngine({ ...options(), simulatorLater: true });
    try {
      const asked = [
        workbench.call('readers.list', {}),
        workbench.call('shops.list', {}),
        workbench.call('activation.reach', { smdpAddress: 'smdp.simulated.test' }),
        workbench.call('simulator.picture', {}),
      ] as const;
      const run = runOperation(workbench, {
        kind: 'activate',
        readerId: 'sim:0',
        activationCode,
        acceptProfile: true,
      });
      const [readers, shops, reached, picture] = await Promise.all(asked);
      expect(readers.map(({ id }) => id).filter((id) => id.startsWith('sim:'))).toEqual(['sim:0', 'sim:1']);
      expect(shops.filter(({ simulated }) => simulated)).toHaveLength(2);
      expect(reached).toMatchObject({ result: 'ok', params: { host: 'smdp.simulated.test' } });
      expect(picture.smdp.port).toBeGreaterThan(0);
      expect((await run).status).toBe('successful');
      expect((await workbench.call('system.info', {})).simulator).toMatchObject({ running: true });
    } finally {
      await close();
    }
  });

  test('says so when the bench cannot come up, and works without it', async () => {
    await runOnce();
    writeFileSync(join(dataFolder, 'simulator', 'bench.json'), '{');
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { workbench, close } = await startEngine({ ...options(), simulatorLater: true });
    try {
      const told: WorkbenchEvent[] = [];
      workbench.subscribe((event) => void told.push(event));
      expect(await workbench.call('shops.list', {})).toEqual([]);
      const failed = { running: false, error: { code: 'simulator_bench_state' } };
      const last = () => told.findLast((event) => event.type === 'system');
      await vi.waitUntil(() => last()?.info.simulator.running === false, { timeout: 10_000 });
      expect(last()).toMatchObject({ info: { simulator: failed } });
      expect((await workbench.call('system.info', {})).simulator).toMatchObject(failed);
      const readers = await workbench.call('readers.list', {});
      expect(readers.filter(({ id }) => id.startsWith('sim:'))).toEqual([]);
      expect(await workbench.call('simulator.codes', {})).toEqual([]);
      expect(stderr.mock.calls.join('')).toContain('The simulated bench cannot be started');
    } finally {
      stderr.mockRestore();
      await close();
    }
  });

  test('ends in order before the bench has come up', async () => {
    await runOnce();
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { close } = await startEngine({ ...options(), simulatorLater: true });
    await close();
    expect(stderr.mock.calls.join('')).toBe('');
    stderr.mockRestore();
    await runOnce();
  });
});

test('what is ordered for a simulated card waits at its SM-DS, and is gone from there when it is installed', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'compose-'));
  try {
    const { workbench, close } = await startEngine({
      dataFolder,
      simulator: true,
      connectTo: [],
      autoRead: false,
    });
    try {
      await workbench.call('readers.list', {});
      const run = (request: StartOperation) => runOperation(workbench, request);
      const discover = { kind: 'discover', readerId: 'sim:0' } as const;
      const found = await run(discover);
      expect(found.events).toMatchObject([
        { source: 'smds', smdpAddress: 'smdp.simulated.test', smdsAddress: 'smds.simulated.test' },
      ]);
      expect((await run({ ...discover, readerId: 'sim:1' })).events).toEqual([]);
      const event = { operationId: found.id, index: 0 };
      const loaded = await run({ kind: 'download', readerId: 'sim:0', event, acceptProfile: true });
      expect(loaded.profile?.serviceProviderName).toBe('Harbour Link');
      await vi.waitUntil(async () => (await run(discover)).events?.length === 0, { timeout: 5_000 });
    } finally {
      await close();
    }
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
});

test('no code of the simulated bench lies readable in the data folder, whatever became of it', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'compose-'));
  const secrets = new Map([['of the event', 'HARBOUR-BY-EVENT-1']]);
  const options = { dataFolder, simulator: true, connectTo: [], autoRead: false };
  try {
    const { workbench, close } = await startEngine(options);
    try {
      await workbench.call('readers.list', {});
      const codes = await workbench.call('simulator.codes', {});
      for (const { activationCode, confirmationCode, profileName } of codes) {
        secrets.set(`${profileName}, code`, activationCode.replace('LPA:', ''));
        secrets.set(`${profileName}, matching id`, activationCode.split('$')[2] ?? '');
        if (confirmationCode !== undefined)
          secrets.set(`${profileName}, confirmation code`, confirmationCode);
      }
      const asking = codes.find((one) => one.confirmationCode !== undefined);
      const run = async (request: StartOperation) => (await runOperation(workbench, request)).status;
      const common = { kind: 'download', readerId: 'sim:0', acceptProfile: true } as const;
      const { activationCode = '', confirmationCode = '' } = asking ?? {};
      const wrong = { ...common, activationCode, confirmationCode: '0000000000' };
      await expect(run(wrong)).rejects.toThrow('The confirmation code is wrong');
      expect(await run({ ...common, activationCode, confirmationCode })).toBe('successful');
      const [first] = codes;
      expect(await run({ ...common, activationCode: first?.activationCode ?? '' })).toBe('successful');
      expect(readableIn(dataFolder, secrets)).toEqual([]);
    } finally {
      await close();
    }
    expect(readableIn(dataFolder, secrets)).toEqual([]);
    expect(secrets.size).toBeGreaterThan(12);

    const again = await startEngine(options);
    try {
      const [spent] = (await again.workbench.call('simulator.codes', {})).filter(
        (one) => one.state === 'installed',
      );
      expect(spent?.activationCode).toContain('NORDLICHT');
    } finally {
      await again.close();
    }
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
});

test('the name of the simulated SM-DP+ is reached where the user says, and that is told', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'compose-'));
  // Nothing listens there.
  const connectTo = [{ name: 'smdp.simulated.test', host: '127.0.0.1', port: 1 }];
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const { workbench, close } = await startEngine({
      dataFolder,
      simulator: true,
      connectTo,
      autoRead: false,
    });
    try {
      expect((await workbench.call('system.info', {})).simulator.smdpAddress).toBe('smdp.simulated.test');
      expect(stderr.mock.calls.join('')).toContain('smdp.simulated.test is reached at 127.0.0.1:1');
      const ended = Promise.withResolvers<Operation>();
      workbench.subscribe((event) => {
        if (event.type === 'operation' && event.operation.endedAt !== undefined)
          ended.resolve(event.operation);
      });
      await workbench.call('readers.list', {});
      await workbench.call('operations.start', {
        kind: 'download',
        readerId: 'sim:0',
        activationCode: 'LPA:1$smdp.simulated.test$ANY',
      });
      expect((await ended.promise).error).toMatchObject({ code: 'es9_refused' });
    } finally {
      await close();
    }
  } finally {
    stderr.mockRestore();
    rmSync(dataFolder, { recursive: true, force: true });
  }
});

test('fault rules come through the API to the simulated bench, and are met by an operation', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'compose-'));
  const { workbench, close } = await startEngine({
    dataFolder,
    simulator: true,
    connectTo: [],
    autoRead: false,
  });
  try {
    const download = async () => {
      // The first is one that can still be used.
      const [offered] = await workbench.call('simulator.codes', {});
      const activationCode = offered?.activationCode ?? '';
      const ended = Promise.withResolvers<Operation>();
      const stop = workbench.subscribe((event) => {
        if (event.type === 'operation' && event.operation.endedAt !== undefined)
          ended.resolve(event.operation);
      });
      await workbench.call('readers.list', {});
      await workbench.call('operations.start', {
        kind: 'download',
        readerId: 'sim:0',
        activationCode,
        acceptProfile: true,
      });
      return ended.promise.finally(stop);
    };
    const add = (rule: string) => workbench.call('simulator.faults.add', { rule });
    await add('ES9+.AuthenticateClient status=8.2.6/3.8 times=1');
    await workbench.call('simulator.faults.add', {
      rule: {
        layer: 'card',
        when: { function: 'ES10b.PrepareDownload' },
        fault: { kind: 'error', value: 2 },
      },
    });
    expect((await download()).error).toMatchObject({ code: 'es9_status', params: { subjectCode: '8.2.6' } });
    expect((await download()).error).toMatchObject({
      code: 'es10_refused',
      params: { function: 'ES10b.PrepareDownload', result: 'invalidSignature' },
    });
    expect((await workbench.call('simulator.faults.list', {})).map((one) => one.done)).toEqual([1, 1]);
    await add('tls certificate=wrongName');
    expect((await download()).error).toMatchObject({ code: 'tls_wrong_name' });
    await expect(workbench.call('simulator.faults.add', { rule: 'apdu' })).rejects.toMatchObject({
      code: 'fault_rule_invalid',
    });
    await expect(workbench.call('simulator.faults.clear', { id: 9 })).rejects.toMatchObject({
      code: 'fault_rule_unknown',
    });
    expect(await workbench.call('simulator.faults.clear', {})).toHaveLength(3);
    expect((await download()).status).toBe('successful');
  } finally {
    await close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
});
