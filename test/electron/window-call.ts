/** Calls as the window makes them, for the programs that drive it. */

import type { Page } from 'playwright-core';

/** What the preload script gives to the page. */
export interface Bridge {
  onEngineState(listener: (alive: boolean) => void): () => void;
  request(frame: object): void;
  onFrame(listener: (frame: { id: number; ok: unknown; error?: { code: string } }) => void): () => void;
}

let lastId = 0;

/** Rejects with the error's code and parameters. */
export async function ask<T>(page: Page, call: string, input: object): Promise<T> {
  lastId -= 1;
  const answer = await page.evaluate(
    ({ id, call, input }) => {
      const bridge = (globalThis as unknown as { euiccWorkbench: Bridge }).euiccWorkbench;
      return new Promise<unknown>((done, fail) => {
        const stop = bridge.onFrame((frame) => {
          if (frame.id !== id) return;
          stop();
          if (frame.error) fail(new Error(`${call}: ${JSON.stringify(frame.error)}`));
          else done(frame.ok);
        });
        bridge.request({ id, call, input });
      });
    },
    { id: lastId, call, input },
  );
  return answer as T;
}
