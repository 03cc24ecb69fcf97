import { CircleCheck, CircleDashed, CircleSlash, CircleX, LoaderCircle } from 'lucide-react';
import type { BatchLine, BatchLineState, BatchState } from '../../src-shared/model/index.ts';
import { batchLineStateText, batchStateText } from '../../src-shared/texts.ts';
import { Chip, type Tone } from '../ui/bits.tsx';

const lineTones: Readonly<Record<BatchLineState, Tone>> = {
  waiting: 'quiet',
  running: 'run',
  done: 'good',
  failed: 'bad',
  skipped: 'quiet',
};

const lineIcons = {
  waiting: CircleDashed,
  running: LoaderCircle,
  done: CircleCheck,
  failed: CircleX,
  skipped: CircleSlash,
} as const;

/** How a line stands, by shape, colour and word. One that wants its card back stands out. */
export function LineStateChip({ line }: { readonly line: Pick<BatchLine, 'state' | 'wantedEid'> }) {
  const { state, wantedEid } = line;
  const Icon = lineIcons[state];
  const tone = state === 'waiting' && wantedEid !== undefined ? 'warn' : lineTones[state];
  return (
    <Chip tone={tone}>
      <Icon size={13} aria-hidden className={state === 'running' ? 'spin' : undefined} />
      {batchLineStateText[state].name}
    </Chip>
  );
}

const batchTones: Readonly<Record<BatchState, Tone>> = {
  draft: 'quiet',
  running: 'run',
  paused: 'warn',
  stopped: 'bad',
  finished: 'good',
};

export function BatchStateChip({ state }: { readonly state: BatchState }) {
  return <Chip tone={batchTones[state]}>{batchStateText[state].name}</Chip>;
}
