/** The calls about traces that need nothing but what is stored. */

import type { CallOutput, CallRequest } from '../../src-shared/api.ts';
import type { Operation } from '../../src-shared/model/index.ts';
import type { OperationStore } from '../store/port.ts';
import type { Reading } from './reading.ts';

/** What reads in another thread; a workbench without one has none of these calls. */
export type TracePort = Reading['traceTools'];

type Name = 'decode.bytes' | 'trace.search' | 'trace.compare' | 'trace.copy' | 'operations.time';
type Handlers = { readonly [N in Name]: (request: CallRequest<N>) => Promise<CallOutput<N>> };

export function createTraceDesk(
  tools: TracePort,
  engine: {
    /** Throws operation_not_found. */
    readonly requireOperation: (id: number) => Operation;
    /** Read from before the other thread is asked, so that what it defers is written. */
    readonly store: Pick<OperationStore, 'listSteps' | 'listOperations'>;
  },
): Handlers {
  const { requireOperation, store } = engine;
  return {
    'decode.bytes': ({ text }) => tools.decode(text),
    'trace.search': async (request) => {
      if (request.operationId === undefined) store.listOperations({ limit: 1 });
      else requireOperation(request.operationId);
      return tools.search(request);
    },
    'trace.compare': async (request) => {
      requireOperation(request.a);
      requireOperation(request.b);
      return tools.compare(request);
    },
    'trace.copy': async (request) => {
      requireOperation(request.operationId);
      return tools.copy(request);
    },
    'operations.time': async ({ id }) => {
      const { createdAt, endedAt, simulated } = requireOperation(id);
      const operation = { id, createdAt, simulated, ...(endedAt === undefined ? {} : { endedAt }) };
      return tools.time({ operation, steps: store.listSteps(id) });
    },
  };
}
