import { upkeepText } from '../../src-shared/texts.ts';
import { PageHead } from '../ui/PageHead.tsx';
import { DoctorPanel } from './DoctorPanel.tsx';
import { RetentionPanel } from './RetentionPanel.tsx';

const text = upkeepText;

/** What keeps a bench in order: how long records are kept, and whether all is well. */
export function UpkeepPage() {
  return (
    <div className="page">
      <PageHead title={text.title} intro={text.intro} />
      <DoctorPanel />
      <RetentionPanel />
    </div>
  );
}
