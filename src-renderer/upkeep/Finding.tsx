import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import type { DoctorFinding } from '../../src-shared/model/index.ts';
import { doctorAreaText, findingInWindow, upkeepText } from '../../src-shared/texts.ts';
import { Hostile } from '../ui/text.tsx';

const text = upkeepText.checks;
const levels = { problem: CircleX, warning: TriangleAlert, ok: CircleCheck } as const;

/** One thing that a check has found, and what to do about it. */
export function Finding({ finding }: { readonly finding: DoctorFinding }) {
  const { area, level, text: said, advice } = findingInWindow(finding);
  const Icon = levels[level];
  return (
    <li className={`finding finding-${level}`}>
      <Icon size={16} aria-label={text.levels[level]} role="img" />
      <div>
        <span className="finding-area">{doctorAreaText[area]}</span>{' '}
        <Hostile text={said} limit={600} inControl />
        {advice === undefined ? null : (
          <p className="finding-advice">
            <span className="quiet">{text.what}:</span> <Hostile text={advice} limit={600} inControl />
          </p>
        )}
      </div>
    </li>
  );
}
