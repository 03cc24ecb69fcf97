import { Unplug } from 'lucide-react';
import type { SystemInfo } from '../../src-shared/model/index.ts';
import { benchPageText } from '../../src-shared/texts.ts';
import { useCall } from '../state/context.ts';
import { formatRoute } from '../state/route.ts';
import { Empty, ErrorNote, Panel } from '../ui/bits.tsx';
import { Finding } from '../upkeep/Finding.tsx';

const text = benchPageText.empty;

/** No reader is there: why, as far as the engine's own checks can tell, and what to do. */
export function EmptyBench({ system }: { readonly system: SystemInfo | undefined }) {
  const found = useCall('doctor.run', {}, system === undefined ? '' : JSON.stringify(system.pcsc));
  const findings = (found.value ?? []).filter(({ area, level }) => area === 'readers' && level !== 'ok');
  return (
    <div className="bench-empty">
      <Empty icon={<Unplug size={34} aria-hidden />} title={text.title} hint={text.hint} />
      {found.state === 'error' ? <ErrorNote error={found.error} onRetry={found.again} /> : null}
      <Panel title={text.found}>
        {found.value === undefined && found.state === 'loading' ? (
          <p className="quiet" role="status">
            {text.looking}
          </p>
        ) : null}
        <ul className="findings">
          {findings.map((finding) => (
            <Finding key={finding.text} finding={finding} />
          ))}
        </ul>
        <a href={formatRoute({ page: 'upkeep' })}>{text.doctor}</a>
      </Panel>
      {/* Where it should run and does not, the banner of the window says why. */}
      {system === undefined || system.simulator.running || system.simulator.error !== undefined ? null : (
        <Panel title={text.simulator}>
          <p>{text.simulatorOff}</p>
        </Panel>
      )}
    </div>
  );
}
