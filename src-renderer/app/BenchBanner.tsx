import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import { visibleText, windowText } from '../../src-shared/texts.ts';
import { useSnapshot } from '../state/context.ts';

const text = windowText.bench;

/** Says that all there is is simulated, and why there is no real reader. */
export function BenchBanner() {
  const { system, readers } = useSnapshot();
  const [open, setOpen] = useState(false);
  if (system === undefined || readers.some((reader) => reader.kind === 'pcsc') || !system.simulator.running)
    return null;
  const reason = system.pcsc.error === undefined ? undefined : describeError(system.pcsc.error as ErrorData);
  return (
    <div className="banner banner-sim" role="note">
      <FlaskConical size={16} aria-hidden />
      <strong>{text.simulatedOnly}</strong>
      <span>{text.simulatedOnlyHint}</span>
      {reason === undefined ? (
        <span>{system.pcsc.available ? text.noRealReader : null}</span>
      ) : (
        <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {text.noPcsc}
        </button>
      )}
      {open && reason !== undefined ? (
        <div className="banner-more">
          <bdi>{visibleText(reason.message, 400)}</bdi>. <bdi>{visibleText(reason.remedy, 400)}</bdi>
        </div>
      ) : null}
    </div>
  );
}
