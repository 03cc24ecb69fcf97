import { CircleCheck, CircleDashed, CircleSlash, Clock3, LoaderCircle, TriangleAlert } from 'lucide-react';
import type { Code, CodeState } from '../../src-shared/model/index.ts';
import { codeStateMeaning, codeStateText, codesText } from '../../src-shared/texts.ts';
import { Chip, type Tone } from '../ui/bits.tsx';

const looks = {
  NOT_INSTALLED: ['run', CircleDashed],
  claimed: ['warn', LoaderCircle],
  ACTIVE: ['good', CircleCheck],
  burned: ['bad', CircleSlash],
  EXPIRED: ['quiet', Clock3],
} as const satisfies Record<CodeState, readonly [Tone, typeof Clock3]>;

/** How a code stands, by shape, colour and word. */
export function CodeStateChip({ code }: { readonly code: Pick<Code, 'state' | 'doubtful'> }) {
  const [tone, Icon] = looks[code.state];
  return (
    <span className="chips">
      <Chip tone={tone} title={codeStateMeaning[code.state]}>
        <Icon size={13} aria-hidden /> {codeStateText[code.state]}
      </Chip>
      {code.doubtful ? (
        <Chip tone="warn" title={codesText.doubtfulHint}>
          <TriangleAlert size={12} aria-hidden /> {codesText.doubtful}
        </Chip>
      ) : null}
    </span>
  );
}
