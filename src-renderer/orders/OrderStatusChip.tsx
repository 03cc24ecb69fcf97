import { CircleCheck, CircleHelp, CircleSlash, CircleX, Clock3, Send } from 'lucide-react';
import type { OrderStatus } from '../../src-shared/model/index.ts';
import { orderStatusMeaning, orderStatusText } from '../../src-shared/texts.ts';
import { Chip, type Tone } from '../ui/bits.tsx';

const looks = {
  placing: ['run', Send],
  outcome_unknown: ['warn', CircleHelp],
  open: ['run', Clock3],
  delivered: ['good', CircleCheck],
  failed: ['bad', CircleX],
  cancelled: ['quiet', CircleSlash],
} as const satisfies Record<OrderStatus, readonly [Tone, typeof Clock3]>;

/** How an order stands, by shape, colour and word. */
export function OrderStatusChip({ status }: { readonly status: OrderStatus }) {
  const [tone, Icon] = looks[status];
  return (
    <Chip tone={tone} title={orderStatusMeaning[status]}>
      <Icon size={13} aria-hidden /> {orderStatusText[status]}
    </Chip>
  );
}
