import { shellText } from '../../src-shared/texts.ts';
import { useSnapshot } from '../state/context.ts';
import { usePreferences } from '../state/preferences.ts';
import { formatRoute, type Route } from '../state/route.ts';
import { pageOf, pages, pageTitle } from './pages.tsx';

/** The pages, at the left edge; below it where the window is narrow. */
export function Rail({ route }: { readonly route: Route }) {
  const snapshot = useSnapshot();
  const { letters } = usePreferences();
  const now = pageOf(route);
  return (
    <nav className="rail" aria-label={shellText.nav.main}>
      {pages
        .filter(({ place }) => place === 'main')
        .map((row) => {
          const current = row === now || (row.id === 'settings' && now.place === 'settings');
          const title = pageTitle(row);
          return (
            <a
              key={row.id}
              href={formatRoute(row.route)}
              aria-current={current ? 'page' : undefined}
              title={letters ? `${title} (${row.keys})` : title}
            >
              <row.icon size={18} aria-hidden />
              <span className="rail-label">{title}</span>
              {row.badges === undefined ? null : <span className="rail-badges">{row.badges(snapshot)}</span>}
            </a>
          );
        })}
    </nav>
  );
}
