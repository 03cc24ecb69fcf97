/** A process inside a pcscd namespace that holds echo cards and puts them into vpcd's readers. See pcscd.ts. */

import { connectVpcd, type VpcdBridge } from '../../src-main/simulator/vpcd-bridge.ts';
import { fromHex } from '../../src-shared/bytes.ts';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { createEchoCard } from './echo-card.ts';

export type CardHostRequest =
  | { readonly id: number; readonly do: 'insert'; readonly port: number; readonly atr?: string }
  | { readonly id: number; readonly do: 'remove'; readonly port: number };

export interface CardHostAnswer {
  readonly id: number;
  readonly error?: string;
}

const bridges = new Map<number, VpcdBridge>();

async function serve(request: CardHostRequest): Promise<void> {
  await bridges.get(request.port)?.remove();
  bridges.delete(request.port);
  if (request.do === 'remove') return;
  const card = createEchoCard(request.atr === undefined ? {} : { atr: fromHex(request.atr) });
  // pcscd opens its ports a moment after its socket.
  for (let left = 50; ; left--) {
    try {
      bridges.set(request.port, await connectVpcd({ host: '127.0.0.2', port: request.port, card }));
      return;
    } catch (error) {
      if (left === 0 || toWorkbenchError(error).code !== 'vpcd_unreachable') throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

process.on('message', (request: CardHostRequest) => {
  const answer = (error?: string) =>
    process.send?.({ id: request.id, ...(error === undefined ? {} : { error }) } satisfies CardHostAnswer);
  serve(request).then(
    () => answer(),
    (error: unknown) => answer(error instanceof Error ? error.message : String(error)),
  );
});
process.on('disconnect', () => process.exit(0));
