/**
 * A process that is killed: `node reseal-child.ts FOLDER` writes operations, changes the master key and seals anew, in a circle. It
 * prints the number of each operation once that is written.
 */

import { lockDataFolder } from '../../src-main/store/data-folder.ts';
import { holdKey } from '../../src-main/store/key.ts';
import { openStore } from '../../src-main/store/open.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: reseal-child.ts FOLDER');
lockDataFolder(folder);
const held = await holdKey({ folder, entropy: systemEntropy });
const store = openStore({ folder, clock: systemClock, entropy: systemEntropy, key: held.key });
const [last] = store.listOperations({ limit: 1 });
for (let id = (last?.id ?? 0) + 1; ; id++) {
  store.createOperation({
    request: {
      kind: 'download',
      readerId: 'sim:0',
      smdpAddress: 'smdp.example.com',
      matchingId: `CODE-${id}`,
      acceptProfile: true,
    },
    readerName: 'Simulated reader 0',
    simulated: true,
    createdAt: 1_000,
  });
  for (let i = 0; i < 3; i++)
    store.appendTrace(id, { kind: 'note', startedAt: 1, code: 'a_note', params: {} });
  if (held.key.older.length < 3) await held.rotate(undefined);
  store.keys.use(held.key);
  // Reading it writes what of its trace the store still defers.
  store.getOperation(id);
  process.stdout.write(`${id}\n`);
  for (let state = store.keys.part(); ; state = store.keys.part()) {
    if (state.finished) {
      await store.onDisk();
      await held.dropOlder(state.key);
      store.keys.use(held.key);
      break;
    }
    // A walk is sometimes broken off by the next key.
    if (id % 3 === 0) break;
  }
}
