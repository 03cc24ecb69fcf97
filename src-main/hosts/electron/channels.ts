/** What main process and engine process say to each other, and the names that the window's bridge uses. Both ends of each channel. */

import { z } from 'zod';
import { errorData } from '../../../src-shared/model/common.ts';

export const channels = {
  /** Window to main: a request frame. */
  request: 'workbench:request',
  /** Main to window: an answer or an event. */
  frame: 'workbench:frame',
  /** Main to window: whether the engine lives. Asked for by the window with the same name. */
  engineState: 'workbench:engine-state',
  /** Window to main, and back: what is no call (src-shared/desktop.ts). */
  say: 'workbench:say',
  said: 'workbench:said',
} as const;

/** A key, or what the keychain has made of one. */
const keychainBytes = z.instanceof(Uint8Array).refine((bytes) => bytes.length <= 4096);

/** Main process to engine process: first how to start, later to end in order; and what the keychain says. */
export const toEngineProcess = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    dataFolder: z.string(),
    simulator: z.boolean(),
    connectTo: z.array(z.object({ name: z.string(), host: z.string(), port: z.int() })),
    passphrase: z.string().optional(),
    /** Where the APIs for scripts are served this time, on loopback. Absent: as is set. */
    apiPort: z.int().optional(),
  }),
  z.object({
    type: z.literal('keychain'),
    id: z.int(),
    found: z.union([z.object({ backend: z.string() }), z.object({ reason: z.string() })]).exactOptional(),
    bytes: keychainBytes.exactOptional(),
    /** Why it did not do what it was asked for. */
    failed: z.string().exactOptional(),
  }),
  z.object({ type: z.literal('close') }),
]);
export type ToEngineProcess = z.infer<typeof toEngineProcess>;

/** Engine process to main process: it listens on its socket, or could not be started; and what it asks of the keychain, which the main process alone reaches. */
export const fromEngineProcess = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started') }),
  z.object({ type: z.literal('failed'), error: errorData }),
  z.object({
    type: z.literal('keychain'),
    id: z.int(),
    ask: z.enum(['available', 'wrap', 'unwrap']),
    bytes: keychainBytes.exactOptional(),
  }),
]);
export type FromEngineProcess = z.infer<typeof fromEngineProcess>;
