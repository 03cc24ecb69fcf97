/** `simulator shop`: a shop by itself, with the SM-DP+ behind it that honours what it sells. */

import { join } from 'node:path';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { systemClock, systemEntropy } from '../../../src-shared/system-ports.ts';
import type { ServerFaults } from '../faults/ports.ts';
import { describeEntry, loadOrMakePkis, makeStateFolder } from '../rsp-server/index.ts';
import { createSmdp, fileStore, memoryStore, startSmdpServer } from '../smdp/index.ts';
import { startBenchShops } from './bench-shops.ts';
import { placeOfShop, type ShopConnector, type ShopPlace } from './shop.ts';
import { SoldProfiles } from './supply.ts';

export interface RunShopOptions {
  readonly connector: ShopConnector;
  /** Port on 127.0.0.1; 0 for any. */
  readonly port: number;
  /** The SM-DP+'s name in what is sold, and its port on 127.0.0.1. */
  readonly address: string;
  readonly smdpPort: number;
  /** Certificates and keys, made where there are none. */
  readonly pkiDir: string;
  /** Where orders are kept; without it, they are forgotten at the end. */
  readonly stateDir?: string;
  /** From an order to its delivery, in milliseconds. Default the shop's own. */
  readonly deliveryMs?: number;
  readonly faults: ServerFaults;
  /** One line for people at a time. */
  readonly log: (line: string) => void;
}

export interface RunningShop {
  readonly shop: ShopPlace;
  readonly smdp: { readonly address: string; readonly host: string; readonly port: number };
  close(): Promise<void>;
}

/** Rejects with errors of family `simulator`; nothing runs then. */
export async function runShop(options: RunShopOptions): Promise<RunningShop> {
  const { connector, port, address, smdpPort, stateDir, deliveryMs, faults, log } = options;
  const ports = { clock: systemClock, entropy: systemEntropy };
  const { pkis, made } = loadOrMakePkis({ pkiDir: options.pkiDir, address, ...ports });
  if (made) log(`A new PKI is in ${options.pkiDir}`);
  const kept = stateDir === undefined ? {} : { folder: stateDir };
  const fileOf = (name: string) => (stateDir === undefined ? undefined : join(stateDir, name));
  const file = fileOf('shop-profiles.json');
  const smdpFile = fileOf('smdp.json');
  if (file !== undefined) makeStateFolder(file, 'shop_state_unreadable');
  const sold = new SoldProfiles({ address, ...(file === undefined ? {} : { file }) });
  const smdp = createSmdp({
    ...ports,
    pki: pkis,
    store: smdpFile === undefined ? memoryStore() : fileStore(smdpFile),
    address,
    profiles: sold.list,
    faults,
    log: (entry) => log(describeEntry(entry)),
  });
  const pki = pkis.find((one) => one.dpTls !== undefined) ?? pkis[0];
  if (pki === undefined) throw new WorkbenchError('pki_incomplete', { missing: 'dpTls' });
  const server = await startSmdpServer({ smdp, pki, port: smdpPort, ...ports });
  try {
    const started = await startBenchShops({
      ...ports,
      ...kept,
      profiles: sold,
      smdp: () => smdp,
      which: [connector],
      port,
      faults,
      ...(deliveryMs === undefined ? {} : { deliveryMs }),
      log,
    });
    const [shop] = started.shops;
    if (shop === undefined) throw new RangeError('one shop was asked for');
    return {
      shop: placeOfShop(shop),
      smdp: { address, host: '127.0.0.1', port: server.port },
      async close() {
        await started.close();
        smdp.close();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}
