/** What travels between the engine and those who attach to it: JSON texts, one a line. Both ends of the channel are described here. */

import { z } from 'zod';

/** Limits of every transport. A picture of a QR code is the largest request (8 MB of base64). */
export const limits = {
  requestBytes: 12 * 1024 * 1024,
  responseBytes: 64 * 1024 * 1024,
  /** Requests of one client that are being answered. */
  pendingRequests: 256,
  /** What a client that reads too slowly may leave unread before it is let go. */
  unsentBytes: 32 * 1024 * 1024,
  clients: 64,
  /** How long a client may take to say who it is, and how long it waits for the engine to do so. */
  helloMs: 5_000,
  /** How long a client may take to read what was said to it before the engine ended. */
  leaveMs: 1_000,
} as const;

/** The first line from a client. The token is the one of the engine's file, which only its owner can read. */
export const clientHello = z.object({
  hello: z.object({ version: z.string().max(64), token: z.string().max(128) }),
});

/** The engine's first line; after it, frames as in src-shared/api.ts, and once `{"ready":true}`. */
export const engineHello = z.object({
  hello: z.object({ version: z.string().max(64), pid: z.int(), simulator: z.boolean() }),
});
export type EngineHello = z.infer<typeof engineHello>['hello'];

/** Recovery is done: what was found unfinished has been reconciled with the cards that are there. */
export const readyFrame = z.object({ ready: z.literal(true) });

/** What the engine writes into its data folder for those who look for it (`engine.json`, mode 0600). */
export const engineFile = z.object({
  socket: z.string().min(1).max(300),
  token: z.string().min(32).max(128),
  pid: z.int(),
  version: z.string().max(64),
});
export type EngineFile = z.infer<typeof engineFile>;
