/** The discovery with the simulated SM-DSs on HTTPS: a root, and one below it that events come from (SGP.22 v2.5 §3.6). */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { savePki } from '../../src-main/simulator/pki/index.ts';
import { httpsCaller, pem } from '../../src-main/simulator/rsp-server/index.ts';
import { type RunningSmds, runSmds } from '../../src-main/simulator/smds/index.ts';
import {
  benchEid,
  benchPki,
  type OperationBench,
  smdpAddress,
  startOperationBench,
} from '../support/operation-bench.ts';
import { offer } from './profiles.ts';

const readerId = 'sim:0';
const root = 'root.operations.test';
const below = 'below.operations.test';
const eventId = 'EVENT-OF-THIS-CARD';

let bench: OperationBench;
let folder: string;
let servers: Map<string, RunningSmds>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'discover-'));
  savePki(folder, benchPki());
  servers = new Map();
  const places = () => [...servers].map(([name, { port }]) => ({ name, host: '127.0.0.1', port }));
  for (const address of [root, below]) {
    const smds = await runSmds({
      port: 0,
      address,
      pkiDir: folder,
      log: () => {},
      connectTo: places(),
      ...(address === root ? {} : { rootAddress: root }),
    });
    servers.set(address, smds);
  }
  bench = await startOperationBench({
    profiles: [offer(eventId, '8949000000000000017')],
    card: { rootDsAddress: root },
  });
  for (const { name, ...place } of places()) bench.connectTo.set(name, place);
});
afterEach(async () => {
  await bench.close();
  for (const one of servers.values()) await one.close();
  rmSync(folder, { recursive: true });
});

/** What an SM-DP+ does for an order that goes over an SM-DS (ES12). */
async function register(address: string, forwardingIndicator: boolean): Promise<void> {
  const connectTo = new Map([...servers].map(([name, { port }]) => [name, { host: '127.0.0.1', port }]));
  const call = httpsCaller({ cas: [pem('CERTIFICATE', benchPki().ci.certificate.der)], connectTo });
  const header = { functionRequesterIdentifier: 'smdp', functionCallIdentifier: '1' };
  const event = { eid: benchEid, rspServerAddress: smdpAddress, eventId, forwardingIndicator };
  const { status } = await call({ address, path: '/gsma/rsp2/es12/registerEvent' }, { header, ...event });
  expect(status).toBe(200);
}
const discover = () => bench.run({ kind: 'discover', readerId });

it.each([
  ['the root', root, false],
  ['an SM-DS below the root', below, true],
])('finds the event at %s, and downloads what it is for', async (_what, address, forwarded) => {
  await register(address, forwarded);
  const discovery = await discover();
  expect(discovery).toMatchObject({
    status: 'successful',
    events: [{ source: 'smds', smdsAddress: address, smdpAddress }],
  });
  const event = { operationId: discovery.id, index: 0 };
  const operation = await bench.run({ kind: 'download', readerId, acceptProfile: true, event });
  expect(operation).toMatchObject({ status: 'successful', activationCodeUse: 'used' });
});

it('finds nothing where nothing was registered', async () => {
  expect(await discover()).toMatchObject({ status: 'successful', events: [], remarks: [] });
});
