import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runOperation } from '../../bench/lib/workbench.ts';
import { startEngine } from '../../src-main/hosts/engine/compose.ts';
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
