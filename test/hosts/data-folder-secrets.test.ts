/**
 * What a data folder holds after a lab's day: no activation code, matching id, confirmation code or token lies in it
 * readable, in no writing, in no file, freed page or log.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runOperation } from '../../bench/lib/workbench.ts';
import { startEngine } from '../../src-main/hosts/engine/compose.ts';
import { parseActivationCode } from '../../src-shared/activation-code.ts';
import type { Order, StartOperation } from '../../src-shared/model/index.ts';
import { readableIn } from '../support/readable.ts';

const typedCode = 'LPA:1$smdp.simulated.test$NOT-KNOWN-THERE-77';
const wrongConfirmation = '9900887766';

test('nothing secret lies readable in a data folder, while the engine runs and after its end', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'secrets-'));
  const secrets = new Map<string, string>();
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    }),
  );
  const addCode = (name: string, activationCode: string) => {
    secrets.set(`activation code ${name}`, activationCode);
    const { matchingId } = parseActivationCode(activationCode);
    if (matchingId !== '') secrets.set(`matching id ${name}`, matchingId);
  };
  try {
    const engine = await startEngine({ dataFolder, simulator: true, connectTo: [], autoRead: false });
    const { workbench } = engine;
    try {
      await workbench.call('readers.list', {});
      const run = (request: StartOperation) => runOperation(workbench, request);

      // Codes of the simulated SM-DP+: some by hand, some in a list, each used one way or another.
      const samples = await workbench.call('simulator.codes', {});
      expect(samples.length).toBeGreaterThan(3);
      for (const [index, { activationCode, confirmationCode }] of samples.entries()) {
        addCode(`sample ${index}`, activationCode);
        if (confirmationCode !== undefined) secrets.set(`confirmation code ${index}`, confirmationCode);
      }
      const list = samples.map(({ activationCode }) => activationCode).join('\n');
      const report = await workbench.call('codes.import', {
        files: [{ name: 'codes.txt', data: Buffer.from(list).toString('base64') }],
      });
      expect(report.added).toHaveLength(samples.length);
      const withCode = samples.findIndex(({ confirmationCode }) => confirmationCode !== undefined);
      const codeId = report.added[withCode]?.code.id ?? 0;
      await workbench.call('codes.update', { id: codeId, confirmationCode: wrongConfirmation });
      secrets.set('wrong confirmation code', wrongConfirmation);
      const refused = run({ kind: 'download', readerId: 'sim:0', codeId, acceptProfile: true });
      await expect(refused).rejects.toThrow('Confirmation Code is refused');
      const right = samples[withCode]?.confirmationCode ?? '';
      await workbench.call('codes.update', { id: codeId, confirmationCode: right });
      const first = report.added[0]?.code.id ?? 0;
      expect(
        (await run({ kind: 'activate', readerId: 'sim:0', codeId: first, acceptProfile: true })).status,
      ).toBe('successful');
      addCode('typed', typedCode);
      const unknown = run({
        kind: 'download',
        readerId: 'sim:1',
        activationCode: typedCode,
        acceptProfile: true,
      });
      await expect(unknown).rejects.toThrow('8.2.6');
      const last = report.added.at(-1)?.code.id ?? 0;
      expect(await workbench.call('codes.remove', { id: last })).toEqual({ removed: true });
      await workbench.call('vault.rotate', {});

      // One order at each shop; one of the two is installed.
      for (const account of await workbench.call('shops.list', {})) {
        const [product] = await workbench.call('shops.products', { accountId: account.id });
        const placed = await workbench.call('orders.place', {
          accountId: account.id,
          productId: product?.id ?? '',
          ...(account.connector === 'truphone'
            ? { country: 'GB', subscriber: { email: 'bench@example.com' } }
            : {}),
        });
        let order: Order = placed;
        await vi.waitUntil(
          async () => {
            order = await workbench.call('orders.refresh', { id: placed.id });
            return order.codeId !== undefined;
          },
          { timeout: 20_000, interval: 200 },
        );
        const { activationCode } = await workbench.call('codes.reveal', { id: order.codeId ?? 0 });
        addCode(`of ${account.connector}`, activationCode);
        if (account.connector === 'octopus')
          await run({ kind: 'download', readerId: 'sim:1', codeId: order.codeId ?? 0, acceptProfile: true });
      }
      const { secret } = await workbench.call('tokens.create', { name: 'script' });
      secrets.set('token', secret);

      const state = await workbench.call('codes.list', { limit: 1000 });
      expect(state.counts.ACTIVE).toBe(2);
      for (const code of state.codes) if (code.state === 'ACTIVE') expect(code).not.toHaveProperty('hint');
      expect(readableIn(dataFolder, secrets)).toEqual([]);
    } finally {
      await engine.close();
    }
    expect(readableIn(dataFolder, secrets)).toEqual([]);
    const log = written.join('');
    for (const [name, secret] of secrets) expect(log.includes(secret), name).toBe(false);
    // The search finds what is there: the name of a carrier is no secret.
    expect(readableIn(dataFolder, new Map([['carrier', 'Nordlicht Mobil']]))).not.toEqual([]);
  } finally {
    for (const spy of spies) spy.mockRestore();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}, 120_000);
