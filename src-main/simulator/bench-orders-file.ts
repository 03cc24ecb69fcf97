/** Orders that were made by hand: what they are is kept sealed, since matching ids and confirmation codes are among it; their packages beside it. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { makeSimulatedOrder, simulatorLimits } from '../../src-shared/model/index.ts';
import { type StateSealing, stateFile } from './state-file.ts';

const madeOrder = z.object({
  name: z.string().min(1).max(255),
  /** Of the library, with the serial number of its ICCID; absent: the package is a file. */
  library: z.object({ profile: z.string(), serial: z.int().positive() }).optional(),
  /** As it was asked for, its matching id in it. */
  wish: makeSimulatedOrder.omit({ from: true }).extend({ matchingId: z.string().max(255) }),
});
export type MadeOrder = z.output<typeof madeOrder>;

const state = z.object({
  version: z.literal(1),
  /** Serial number of the next order. */
  next: z.int().positive(),
  orders: z.array(madeOrder).max(simulatorLimits.orders),
});
export type MadeOrders = z.output<typeof state>;

export interface MadeOrdersFile {
  /** Throws `smdp_state_unreadable` and `simulator_state_sealed`. */
  load(): MadeOrders;
  save(orders: MadeOrders): void;
  /** The package of an order that is not of the library. */
  readPackage(name: string): Uint8Array;
  writePackage(name: string, upp: Uint8Array): void;
  removePackage(name: string): void;
}

export function madeOrdersFile(folder: string, sealing?: StateSealing): MadeOrdersFile {
  const path = join(folder, 'made-orders.json');
  const packages = join(folder, 'made-packages');
  const packageOf = (name: string) => join(packages, `${name}.der`);
  const file = stateFile(path, sealing);
  const guarded = <T>(act: () => T): T => {
    try {
      return act();
    } catch (cause) {
      if (cause instanceof WorkbenchError) throw cause;
      const reason = cause instanceof z.ZodError ? 'it is no list of orders' : String(cause);
      throw new WorkbenchError('smdp_state_unreadable', { path, reason }, { cause });
    }
  };
  return {
    load: () =>
      guarded(() => file.read((text) => state.parse(JSON.parse(text)))) ?? {
        version: 1,
        next: 1,
        orders: [],
      },
    save: (orders) => guarded(() => file.write(JSON.stringify(orders))),
    readPackage: (name) => guarded(() => new Uint8Array(readFileSync(packageOf(name)))),
    writePackage: (name, upp) =>
      guarded(() => {
        mkdirSync(packages, { recursive: true, mode: 0o700 });
        writeFileSync(packageOf(name), upp, { mode: 0o600 });
      }),
    removePackage: (name) => guarded(() => rmSync(packageOf(name), { force: true })),
  };
}
