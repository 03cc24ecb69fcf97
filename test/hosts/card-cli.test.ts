import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createCardDesk } from '../../src-main/workbench/card-desk.ts';
import { cardComparison } from '../../src-shared/model/index.ts';
import { download, eid, testStore } from '../store/fixtures.ts';
import { startCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'ew-card-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const info = {
  svn: '2.2.2',
  freeNonVolatileMemory: 300_000,
  uiccCapabilities: ['usimSupport'],
  rspCapabilities: [],
  ciKeyIdsForVerification: [],
  ciKeyIdsForSigning: [],
};

/** Two states of a card, on the real store and desk. */
function twoStates() {
  const store = testStore();
  const see = (at: number, part: Partial<typeof info>, nickname?: string) => {
    const profiles = nickname === undefined ? [] : [{ iccid: '8949449999999990023', nickname }];
    store.saveCard({ eid, simulated: true, lastSeenAt: at, info: { ...info, ...part }, profiles });
    const { id } = store.createOperation({ ...download, createdAt: at });
    store.patchOperation(id, at, { eid });
    store.enterStatus(id, 'failed', at);
  };
  see(10, {});
  see(20, { freeNonVolatileMemory: 260_000 }, '\u001b[31mEve\u202e');
  const desk = createCardDesk({ cards: store, readings: store.cardReadings });
  return {
    call: (name: string, input: unknown) => {
      const handler = desk[name as keyof typeof desk] as (request: unknown) => unknown;
      // What the API fills in.
      return Promise.resolve().then(() => handler({ limit: 100, ...(input as object) }));
    },
    subscribe: () => () => undefined,
    ready: () => Promise.resolve(),
  };
}

const run = (...args: string[]) =>
  startCli(['card', ...args], twoStates() as never, { dataFolder: folder }).done;

it('lists the readings of a card, and compares two of them', async () => {
  const listed = await run('readings', eid);
  expect(listed.code).toBe(0);
  expect(listed.stdout).toMatch(/READING .*\n2 .*260\.0 kB.*\n1 .*300\.0 kB/);
  const compared = await run('compare', `${eid}@1`, eid);
  expect(compared.stdout).toMatch(/\* +Free memory +300\.0 kB +260\.0 kB/);
  expect(compared.stdout).not.toContain('SGP.22 version');
  // The text of a card is harmless.
  expect(compared.stdout).toMatch(/\* +Profile: 8949449999999990023 +– +‹ESC›\[31mEve‹RLO›/);
  expect((await run('compare', `${eid}@1`, eid, '--all')).stdout).toMatch(
    /SGP\.22 version +2\.2\.2 +2\.2\.2/,
  );
  expect((await run('compare', eid, eid)).stdout).toBe('no difference\n');
  const made = cardComparison.parse(JSON.parse((await run('compare', `${eid}@1`, eid, '--json')).stdout));
  expect(made.differences).toBe(2);
  const csv = (await run('compare', `${eid}@1`, eid, '--csv')).stdout;
  expect(csv).toContain('section,field,item,a,b,equal\r\nmemory,freeNonVolatileMemory,,300000,260000,false');
});

it('refuses what names no card', async () => {
  for (const wrong of ['x', `${eid}@`, `${eid}@0`, `${eid}@1@2`, eid.slice(1)])
    expect((await run('compare', wrong, eid)).code).toBe(2);
  const never = await run('compare', `${eid}@9`, eid);
  expect(never.code).not.toBe(0);
  expect(never.stderr).toContain('There is no reading 9');
});
