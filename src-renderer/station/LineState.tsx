import { CircleCheck, CircleDashed, CircleSlash, CircleX, LoaderCircle } from 'lucide-react';
import { wasCancelled } from '../../src-shared/batch-line.ts';
import type { BatchLine, BatchLineState, BatchState } from '../../src-shared/model/index.ts';
import { batchLineText, batchStateText } from '../../src-shared/texts.ts';
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
export function LineStateChip({ line }: { readonly line: Pick<BatchLine, 'state' | 'wantedEid' | 'error'> }) {
  const { state, wantedEid } = line;
  const cancelled = wasCancelled(line);
  const Icon = cancelled ? CircleSlash : lineIcons[state];
  const waitsForCard = state === 'waiting' && wantedEid !== undefined;
  const tone = cancelled ? 'quiet' : waitsForCard ? 'warn' : lineTones[state];
  return (
    <Chip tone={tone}>
      <Icon size={13} aria-hidden className={state === 'running' ? 'spin' : undefined} />
      {batchLineText(line).name}
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
