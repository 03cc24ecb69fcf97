import { FlaskConical } from 'lucide-react';
import { fillText, simulatorText, windowText } from '../../src-shared/texts.ts';
import { useSelected } from '../state/context.ts';
import { formatRoute } from '../state/route.ts';
import { Empty, ErrorNote, SimulatedBadge } from '../ui/bits.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { CardsPart } from './CardsPart.tsx';
import { FaultsPart } from './FaultsPart.tsx';
import { PicturePart } from './PicturePart.tsx';
import { ServersPart } from './ServersPart.tsx';
import { useBenchRuns, usePicture } from './use-simulator.ts';

const text = simulatorText;
const parts = ['picture', 'cards', 'servers', 'faults'] as const;

/** The simulated bench: what each side holds, and everything about it that can be changed by hand. */
export function SimulatorPage({ parts: [first, second] }: { readonly parts: readonly string[] }) {
  const runs = useBenchRuns();
  const error = useSelected(({ system }) => system?.simulator.error);
  const picture = usePicture();
  const shown = parts.find((one) => one === first) ?? 'picture';
  if (runs === false)
    return (
      <div className="page">
        <PageHead title={text.title} />
        {error === undefined ? (
          <Empty icon={<FlaskConical size={34} aria-hidden />} title={text.off} hint={text.offHint} />
        ) : (
          <ErrorNote error={error} title={windowText.bench.benchBroken} />
        )}
      </div>
    );
  const { value } = picture;
  return (
    <div className="page page-wide simulated simulator-page">
      <PageHead title={text.title}>
        <SimulatedBadge />
        <nav className="sim-parts" aria-label={text.partsLabel}>
          {parts.map((part) => (
            <a
              key={part}
              href={formatRoute({ page: 'simulator', parts: part === 'picture' ? [] : [part] })}
              aria-current={part === shown ? 'page' : undefined}
            >
              {text.parts[part]}
              {part === 'faults' && value !== undefined && value.faults > 0 ? (
                <span className="sim-count" title={fillText(text.mark, { count: value.faults })}>
                  {value.faults}
                </span>
              ) : null}
            </a>
          ))}
        </nav>
      </PageHead>
      {picture.state === 'error' ? <ErrorNote error={picture.error} onRetry={picture.again} /> : null}
      {value === undefined ? (
        picture.state === 'error' ? null : (
          <p className="quiet" role="status">
            {text.loading}
          </p>
        )
      ) : (
        <>
          {shown === 'picture' ? <PicturePart picture={value} chosen={second} /> : null}
          {shown === 'cards' ? <CardsPart picture={value} /> : null}
          {shown === 'servers' ? <ServersPart picture={value} /> : null}
          {shown === 'faults' ? <FaultsPart picture={value} /> : null}
        </>
      )}
    </div>
  );
}
