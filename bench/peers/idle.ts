/** A process that does nothing, and then tells the delays of its event loop. */

import { setTimeout as sleep } from 'node:timers/promises';
import { watchEventLoop } from '../lib/event-loop-delay.ts';
import { servePeer } from './link.ts';

export interface IdleRequest {
  readonly ms: number;
}

servePeer<IdleRequest>(async ({ ms }) => {
  const watch = watchEventLoop();
  await sleep(ms);
  return watch.stop();
});
