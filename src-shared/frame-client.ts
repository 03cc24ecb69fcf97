import { api, serverFrame } from './api.ts';
import { FramePairs, type FrameReader } from './frame-pairs.ts';
import type { RequestFrame } from './frames.ts';

/** Reads frames by the contract. */
export const checked: FrameReader = {
  frame: (value) => serverFrame.safeParse(value).data,
  output(call, ok) {
    const parsed = api[call].output.safeParse(ok);
    if (parsed.success) return { output: parsed.data };
    const issue = parsed.error.issues[0];
    const where = [call, ...(issue?.path ?? [])].map(String).join('.');
    return { reason: `${where}: ${issue?.message ?? 'not as agreed'}` };
  },
};

/** Pairs that check every frame against the contract. */
export class FrameClient extends FramePairs {
  /** `send` hands a frame to the transport; it throws where that cannot be. */
  constructor(send: (frame: RequestFrame) => void) {
    super(send, checked);
  }
}
