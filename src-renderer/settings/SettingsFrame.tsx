import type { ReactNode } from 'react';
import { shellText } from '../../src-shared/texts.ts';
import { formatRoute, type Route } from '../state/route.ts';
import { sectionOf, sections } from './sections.ts';

const text = shellText.settings;

/** The sections of the settings beside the one that is shown. */
export function SettingsFrame({ route, children }: { readonly route: Route; readonly children: ReactNode }) {
  const now = sectionOf(route);
  return (
    <div className="settings-frame">
      <nav className="settings-nav" aria-label={text.list}>
        {sections.map((row) => (
          <a key={row.id} href={formatRoute(row.route)} aria-current={row === now ? 'page' : undefined}>
            <row.icon size={15} aria-hidden /> {text.sections[row.id]}
          </a>
        ))}
      </nav>
      <div className="settings-main">{children}</div>
    </div>
  );
}
