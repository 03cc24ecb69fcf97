import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import type { SystemInfo } from '../../src-shared/model/index.ts';
import { remedyInWindow, visibleText, windowText } from '../../src-shared/texts.ts';
import { sameParts, useSelected } from '../state/context.ts';
import { Told } from '../ui/text.tsx';

const text = windowText.bench;

/** Says what kind of bench this is, where that is not plain: all simulated, or without the simulated one that should be there. */
export function BenchBanner() {
  const { system, readers } = useSelected(({ system, readers }) => ({ system, readers }), sameParts);
  if (system === undefined) return null;
  if (system.simulator.error !== undefined)
    return <BrokenBench error={system.simulator.error as ErrorData} />;
  if (!system.simulator.running || readers.some((reader) => reader.kind === 'pcsc')) return null;
  return <SimulatedOnly pcsc={system.pcsc} />;
}

function Reason({ error }: { readonly error: ErrorData }) {
  const { message } = describeError(error);
  return (
    <>
      <bdi>{visibleText(message, 400)}</bdi>.{' '}
      <bdi>
        <Told text={visibleText(remedyInWindow(error), 400)} />
      </bdi>
    </>
  );
}

function BrokenBench({ error }: { readonly error: ErrorData }) {
  return (
    <div className="banner banner-sim" role="alert">
      <FlaskConical size={16} aria-hidden />
      <strong>{text.benchBroken}</strong>
      <span>
        <Reason error={error} />
      </span>
    </div>
  );
}

function SimulatedOnly({ pcsc }: { readonly pcsc: SystemInfo['pcsc'] }) {
  const [open, setOpen] = useState(false);
  return (
    <section className="banner banner-sim" aria-label={text.simulatedOnly}>
      <FlaskConical size={16} aria-hidden />
      <strong>{text.simulatedOnly}</strong>
      <span>{text.simulatedOnlyHint}</span>
      {pcsc.error === undefined ? (
        <span>{pcsc.available ? text.noRealReader : null}</span>
      ) : (
        <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {text.noPcsc}
        </button>
      )}
      {open && pcsc.error !== undefined ? (
        <div className="banner-more">
          <Reason error={pcsc.error as ErrorData} />
        </div>
      ) : null}
    </section>
  );
}
