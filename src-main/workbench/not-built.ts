/** Calls whose handlers are still being written. Goes as soon as they are there. */

import type { CallName, CallOutput } from '../../src-shared/api.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';

export function notBuilt<N extends CallName>(rows: Record<N, unknown>): { [K in N]: () => CallOutput<K> } {
  const out = {} as { [K in N]: () => CallOutput<K> };
  for (const name of Object.keys(rows) as N[])
    out[name] = () => {
      throw new WorkbenchError('internal', { reason: `${name} is not built yet` });
    };
  return out;
}
