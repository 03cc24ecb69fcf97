import { ZapOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { fillText, simulatorText } from '../../src-shared/texts.ts';
import { useSelected, useWorkbench } from '../state/context.ts';
import { formatRoute } from '../state/route.ts';

/** Says on every page that the simulated bench does wrong on purpose, while it does. */
export function FaultMark() {
  const workbench = useWorkbench();
  const isReady = useSelected(
    ({ connection, system }) => connection.state === 'ready' && system?.simulator.running === true,
  );
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (!isReady) {
      setCount(0);
      return;
    }
    let stale = false;
    workbench.call('simulator.faults.list', {}).then(
      (rules) => {
        if (!stale) setCount(rules.length);
      },
      () => {},
    );
    const stop = workbench.onEvent((event) => {
      if (event.type !== 'simulator') return;
      stale = true;
      setCount(event.faults);
    });
    return () => {
      stale = true;
      stop();
    };
  }, [workbench, isReady]);
  return (
    <span role="status">
      {count === 0 ? null : (
        <a
          className="fault-mark"
          href={formatRoute({ page: 'simulator', parts: ['faults'] })}
          title={simulatorText.markHint}
        >
          <ZapOff size={14} aria-hidden />
          {fillText(simulatorText.mark, { count })}
        </a>
      )}
    </span>
  );
}
