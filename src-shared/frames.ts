/** The frames of every transport (socket: one JSON text a line; WebSocket and IPC: one a message), without what calls and events hold. */

import { z } from 'zod';

const callerFrame = z.object({ createdBy: z.string().max(200), source: z.string().max(64) });

export const requestFrame = z.object({
  id: z.int(),
  call: z.string().max(64),
  input: z.unknown(),
  /** Whom the sender calls for. Counts on the engine's own socket alone, at which only this machine's user can attach. */
  caller: callerFrame.exactOptional(),
});
export type RequestFrame = z.infer<typeof requestFrame>;
