import { upkeepText } from '../../src-shared/texts.ts';
import { DoctorPanel } from './DoctorPanel.tsx';
import { RetentionPanel } from './RetentionPanel.tsx';

const text = upkeepText;

/** What keeps a bench in order: how long records are kept, and whether all is well. */
export function UpkeepPage() {
  return (
    <div className="page">
      <header className="page-head">
        <div className="page-title">
          <h1>{text.title}</h1>
          <p className="quiet page-intro">{text.intro}</p>
        </div>
      </header>
      <DoctorPanel />
      <RetentionPanel />
    </div>
  );
}
