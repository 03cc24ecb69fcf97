import { shellText } from '../../src-shared/texts.ts';
import type { Route } from '../state/route.ts';
import { PageHead } from '../ui/PageHead.tsx';
import { sectionOf } from './sections.ts';

const text = shellText.settings;

/** One section of the settings. */
export function SettingsPage({ route }: { readonly route: Route }) {
  const { id, Section } = sectionOf(route);
  return (
    <div className="page settings-page">
      <PageHead title={text.sections[id]} />
      {Section === undefined ? null : (
        <section className="panel" aria-label={text.sections[id]}>
          <div className="panel-body">
            <Section />
          </div>
        </section>
      )}
    </div>
  );
}
