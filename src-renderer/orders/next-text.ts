import type { Order } from '../../src-shared/model/index.ts';
import { fillText, formatDuration, ordersText as text } from '../../src-shared/texts.ts';

/** When it goes on by itself. */
export function nextText({ status, nextPollAt }: Order, now: number): string {
  if (status !== 'open' && status !== 'placing') return '';
  if (nextPollAt === undefined) return text.onDemand;
  const left = Math.ceil((nextPollAt - now) / 1000);
  if (left <= 0) return text.asking;
  // Shown every second: whole seconds are enough.
  return fillText(text.nextPoll, { time: left < 60 ? `${left} s` : formatDuration(left * 1000) });
}
