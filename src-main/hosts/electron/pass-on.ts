/** How the main process attaches to an engine: it passes on what window and engine say to each other, and reads the envelopes alone. */

import { z } from 'zod';
import type { ServerFrame } from '../../../src-shared/api.ts';
import { FramePairs, type FrameReader } from '../../../src-shared/frame-pairs.ts';
import { errorData } from '../../../src-shared/model/common.ts';
import { type AttachedEngine, attachEngine } from '../engine/attach.ts';

const envelope = z.union([
  z.object({ id: z.int(), ok: z.unknown() }),
  z.object({ id: z.int(), error: errorData }),
  z.object({ event: z.looseObject({ type: z.string() }) }),
]);

/** What they hold is checked by whoever it is for; the schemas of all calls would take a tenth of a second of every start. */
export const passedOn: FrameReader = {
  frame: (value) => envelope.safeParse(value).data as ServerFrame | undefined,
  output: (_call, ok) => ({ output: ok }),
};

/** As `attachEngine`. */
export async function attachUnread(dataFolder: string): Promise<AttachedEngine | undefined> {
  return await attachEngine(dataFolder, (send) => new FramePairs(send, passedOn));
}
