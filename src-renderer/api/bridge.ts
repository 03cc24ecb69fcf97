import type { Connection, WorkbenchBridge } from './connect.ts';
import { ContractClient } from './contract.ts';
import { StatusKeeper, watchForSilence } from './status.ts';

/** The connection through Electron's preload script. The main process starts the engine again; here it is only noticed. */
export function connectBridge(bridge: WorkbenchBridge): Connection {
  const status = new StatusKeeper();
  const client = new ContractClient((frame) => bridge.request(frame));
  let attempt = 0;

  const lost = () => {
    client.fail();
    attempt++;
    status.set({ state: 'lost', attempt });
  };
  const found = () => {
    attempt = 0;
    if (status.get().state !== 'ready') status.set({ state: 'ready' });
  };

  bridge.onFrame((frame) => {
    client.take(frame);
    found();
  });
  if (bridge.onEngineState === undefined) found();
  else
    bridge.onEngineState((alive) => {
      if (alive) found();
      // At first it is on its way, and not lost.
      else if (status.get().state !== 'connecting') lost();
    });
  watchForSilence(client, lost);

  return {
    api: client,
    status: () => status.get(),
    onStatus: (listener) => status.listen(listener),
    // A frame that comes back makes the connection ready again.
    retryNow: () => void client.call('system.info', {}).catch(() => undefined),
  };
}
