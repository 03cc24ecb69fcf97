/** What is known of an order after it was sent, by how the exchange ended: the table of `port.ts`, for both shops. */

import type { z } from 'zod';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Sending, ShopAnswer, ShopHttp } from './http.ts';
import type { Placement, RemoteOrder } from './port.ts';

/** `refused`: what a refusal (HTTP 4xx) means, where it is not simply one. */
export async function placementOf<S extends z.ZodType>(
  http: ShopHttp,
  sending: Sending,
  options: {
    readonly schema: S;
    readonly toOrder: (value: z.output<S>) => RemoteOrder;
    readonly refused?: (answer: ShopAnswer) => Promise<Placement | undefined>;
  },
): Promise<Placement> {
  if (sending.kind === 'failure') {
    const { error, sent } = sending;
    if (sent) return { outcome: 'unknown', error };
    // Nothing has left this machine.
    return { outcome: 'not_taken', error, again: true };
  }
  const { answer } = sending;
  const { status, headers } = answer;
  if (status >= 200 && status < 300) {
    try {
      return { outcome: 'taken', order: options.toOrder(http.checked(options.schema, answer.json)) };
    } catch (thrown) {
      return { outcome: 'unknown', error: toWorkbenchError(thrown) };
    }
  }
  const error = http.error(answer);
  if (status < 400 || status === 408 || status >= 500) return { outcome: 'unknown', error };
  const special = await options.refused?.(answer);
  if (special !== undefined) return special;
  if (status !== 429) return { outcome: 'not_taken', error, again: false };
  const wait = http.retryAfter(headers);
  return {
    outcome: 'not_taken',
    error,
    again: true,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
}
