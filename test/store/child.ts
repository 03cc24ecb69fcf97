/** A process of its own for the tests that kill one: `node child.ts MODE FOLDER`. Says `ready` and then waits to be killed. */

import { lockDataFolder } from '../../src-main/store/data-folder.ts';
import { openKey } from '../../src-main/store/key.ts';
import { openStore } from '../../src-main/store/open.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';

const [mode, folder] = process.argv.slice(2);
if (mode === undefined || folder === undefined) throw new Error('usage: child.ts MODE FOLDER');

lockDataFolder(folder);
if (mode === 'write') {
  const store = openStore({
    folder,
    clock: systemClock,
    entropy: systemEntropy,
    key: openKey({ folder, entropy: systemEntropy }),
  });
  const { id } = store.createOperation({
    request: {
      kind: 'download',
      readerId: 'sim:0',
      activationCode: '1$smdp.example.com$ABC',
      acceptProfile: true,
    },
    readerName: 'Simulated reader 0',
    simulated: true,
    createdAt: 1_000,
  });
  store.enterStatus(id, 'download', 2_000);
  store.beginTransaction({
    operationId: id,
    transactionId: 'AB',
    smdpAddress: 'smdp.example.com',
    startedAt: 2_100,
  });
  store.setTransaction(id, 'AB', { loadStarted: true });
  const sink = store.traceSink(id);
  for (let i = 0; i < 20; i++)
    sink({
      kind: 'apdu',
      startedAt: 3_000 + i,
      durationMs: 1,
      purpose: 'ES10b.LoadBoundProfilePackage',
      command: Uint8Array.of(0x80, 0xe2, 0x11, i),
      response: Uint8Array.of(0x90, 0x00),
    });
}
// The trace is written a little later than it was told.
await systemClock.sleep(50);
process.stdout.write('ready\n');
setInterval(() => undefined, 60_000);
