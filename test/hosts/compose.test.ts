import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startEngine } from '../../src-main/hosts/engine/compose.ts';

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
