import { shellText } from '../../src-shared/texts.ts';
import type { Route } from '../state/route.ts';
import { sectionOf } from './sections.ts';

const text = shellText.settings;

/** One section of the settings. */
export function SettingsPage({ route }: { readonly route: Route }) {
  const { id, Section } = sectionOf(route);
  return (
    <div className="page settings-page">
      <header className="page-head">
        <div className="page-title">
          <h1>{text.sections[id]}</h1>
        </div>
      </header>
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
