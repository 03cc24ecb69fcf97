import { Button } from '@mantine/core';
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { findingInWindow, shellText, visibleText } from '../../src-shared/texts.ts';
import { useCall } from '../state/context.ts';
import { ErrorNote } from '../ui/bits.tsx';
import { Told } from '../ui/text.tsx';

const text = shellText.settings;
const icons = { ok: CircleCheck, warning: TriangleAlert, problem: CircleX } as const;

/** What there is to say about the keys of the data folder. They are changed on the command line, where nobody looks on. */
export default function KeysSection() {
  const [turn, setTurn] = useState(0);
  const doctor = useCall('doctor.run', turn === 0 ? undefined : {}, turn);
  const findings = (doctor.value ?? []).filter(({ area }) => area === 'keys');
  const checking = turn > 0 && doctor.state === 'loading';
  return (
    <div className="stack settings-fields">
      <p className="quiet">{text.keysIntro}</p>
      <p className="quiet">
        <Told text={text.keysMove} />
      </p>
      <p className="quiet">
        <Told text={text.keysRotate} />
      </p>
      {doctor.state === 'error' ? <ErrorNote error={doctor.error} /> : null}
      <ul className="settings-rows" aria-live="polite">
        {findings.map((finding) => {
          const { level, text: found, advice } = findingInWindow(finding);
          const Icon = icons[level];
          return (
            <li key={found} className={`finding-${level}`}>
              <Icon size={16} aria-hidden />
              <span>
                {visibleText(found, 400)} {advice === undefined ? null : visibleText(advice, 400)}
              </span>
            </li>
          );
        })}
      </ul>
      <div>
        <Button variant="default" loading={checking} onClick={() => setTurn(turn + 1)}>
          {text.keysCheck}
        </Button>
      </div>
    </div>
  );
}
