/** The calls about traces that need nothing but what is stored. */

import type { CallOutput, CallRequest } from '../../src-shared/api.ts';
import type { Operation, OperationDetail } from '../../src-shared/model/index.ts';
import type { OperationStore } from '../store/port.ts';
import type { Reading } from './reading.ts';

/** What reads in another thread; a workbench without one has none of these calls. */
export type TracePort = Reading['traceTools'];

type Name =
  | 'decode.bytes'
  | 'trace.outline'
  | 'trace.search'
  | 'trace.compare'
  | 'trace.copy'
  | 'operations.time';
type Handlers = { readonly [N in Name]: (request: CallRequest<N>) => Promise<CallOutput<N>> };

export function createTraceDesk(
  tools: TracePort,
  engine: {
    /** Throws operation_not_found. */
    readonly requireOperation: (id: number) => Operation;
    /** Throws evidence_not_found. */
    readonly requireEvidence: (id: number) => unknown;
    /** The operation of opened evidence, with its steps. */
    readonly evidenceOperation: (id: number) => Promise<OperationDetail>;
    /** Read from before the other thread is asked, so that what it defers is written. */
    readonly store: Pick<OperationStore, 'listSteps' | 'listOperations'>;
  },
): Handlers {
  const { requireOperation, requireEvidence, store } = engine;
  /** Below 0 it is the trace of opened evidence. */
  const requireTrace = (id: number) => (id < 0 ? requireEvidence(-id) : requireOperation(id));

  async function timed(
    id: number,
  ): Promise<Pick<OperationDetail, 'createdAt' | 'endedAt' | 'simulated' | 'steps'>> {
    if (id > 0) return { ...requireOperation(id), steps: store.listSteps(id) };
    requireEvidence(-id);
    return engine.evidenceOperation(-id);
  }

  return {
    'decode.bytes': ({ text }) => tools.decode(text),
    'trace.outline': async (request) => {
      requireTrace(request.operationId);
      return tools.outline(request);
    },
    'trace.search': async (request) => {
      if (request.operationId === undefined) store.listOperations({ limit: 1 });
      else requireTrace(request.operationId);
      return tools.search(request);
    },
    'trace.compare': async (request) => {
      requireTrace(request.a);
      requireTrace(request.b);
      return tools.compare(request);
    },
    'trace.copy': async (request) => {
      requireTrace(request.operationId);
      return tools.copy(request);
    },
    'operations.time': async ({ id }) => {
      const { createdAt, endedAt, simulated, steps } = await timed(id);
      const operation = { id, createdAt, simulated, ...(endedAt === undefined ? {} : { endedAt }) };
      return tools.time({ operation, steps });
    },
  };
}
