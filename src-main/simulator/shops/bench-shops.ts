/** Both shops before one SM-DP+, as a bench has them. */

import { join } from 'node:path';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import type { ServerFaults } from '../faults/ports.ts';
import type { StateSealing } from '../state-file.ts';
import { type Shop, type ShopConnector, shopIssuers, startOctopusShop, startTruphoneShop } from './shop.ts';
import { fileShopStore, memoryShopStore } from './state.ts';
import { createSupply, type SoldProfiles, type SupplyOptions } from './supply.ts';

export interface BenchShopsOptions {
  /** Where the shops keep their state; without it, it is forgotten at the end. */
  readonly folder?: string;
  readonly sealing?: StateSealing;
  readonly profiles: SoldProfiles;
  readonly smdp: SupplyOptions['smdp'];
  readonly smdsAddress?: string;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly faults: ServerFaults;
  /** Which shops. Default both. */
  readonly which?: readonly ShopConnector[];
  /** Port on 127.0.0.1 of the first; the others get any. Default any. */
  readonly port?: number;
  /** From an order to its delivery, in milliseconds. Default each shop's own. */
  readonly deliveryMs?: number;
  readonly log?: (line: string) => void;
}

export interface BenchShops {
  readonly shops: readonly Shop[];
  close(): Promise<void>;
}

const starters = { truphone: startTruphoneShop, octopus: startOctopusShop };

/** The file in which a shop of a bench keeps its state. */
function shopFile(folder: string, connector: ShopConnector): string {
  return join(folder, `shop-${connector}.json`);
}

/** Starts the shops. Rejects as `startTruphoneShop` does; none runs then. */
export async function startBenchShops(options: BenchShopsOptions): Promise<BenchShops> {
  const { folder, sealing, profiles, smdp, smdsAddress, clock, entropy, faults, log } = options;
  const { which = ['truphone', 'octopus'], port = 0, deliveryMs } = options;
  const shops: Shop[] = [];
  const close = async () => {
    await Promise.all(shops.map((one) => one.close()));
  };
  try {
    for (const [index, connector] of which.entries()) {
      const supply = createSupply({
        profiles,
        smdp,
        issuer: shopIssuers[connector],
        requester: `simulated shop ${connector}`,
        now: () => clock.now(),
        ...(smdsAddress === undefined ? {} : { smdsAddress }),
      });
      const store =
        folder === undefined ? memoryShopStore() : fileShopStore(shopFile(folder, connector), sealing);
      shops.push(
        await starters[connector]({
          store,
          supply,
          clock,
          entropy,
          faults,
          port: index === 0 ? port : 0,
          ...(deliveryMs === undefined ? {} : { deliveryMs }),
          ...(log === undefined ? {} : { log }),
        }),
      );
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { shops, close };
}
