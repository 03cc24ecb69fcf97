import type { Order } from '../../src-shared/model/index.ts';
import { fillText, formatDuration, ordersText as text } from '../../src-shared/texts.ts';

/** When it goes on by itself. */
export function nextText({ status, nextPollAt }: Order, now: number): string {
  if (status !== 'open' && status !== 'placing') return '';
  if (nextPollAt === undefined) return text.onDemand;
  const left = nextPollAt - now;
  // Whole seconds: what is shown every second has no use for more.
  return left <= 0
    ? text.asking
    : fillText(text.nextPoll, { time: formatDuration(Math.max(1, Math.ceil(left / 1000)) * 1000) });
}
