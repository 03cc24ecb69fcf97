/** The calls about traces that need nothing but what is stored. */

import type { CallOutput, CallRequest } from '../../src-shared/api.ts';
import type { Reading } from './reading.ts';

/** What reads in another thread; a workbench without one has none of these calls. */
export type TracePort = Reading['traceTools'];

type Name = 'decode.bytes';
type Handlers = { readonly [N in Name]: (request: CallRequest<N>) => Promise<CallOutput<N>> };

export function createTraceDesk(tools: TracePort): Handlers {
  return {
    'decode.bytes': ({ text }) => tools.decode(text),
  };
}
