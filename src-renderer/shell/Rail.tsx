import { shellText } from '../../src-shared/texts.ts';
import { useSnapshot } from '../state/context.ts';
import { usePreferences } from '../state/preferences.ts';
import { formatRoute, type Route } from '../state/route.ts';
import { type PageRow, pageOf, pages, pageTitle } from './pages.tsx';

/** The pages, at the left edge; below it where the window is narrow. */
export function Rail({ route }: { readonly route: Route }) {
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
              {row.badges === undefined ? null : <Badges of={row.badges} />}
            </a>
          );
        })}
    </nav>
  );
}

/** Apart, so that the rail does not repaint with every operation that reports progress. */
function Badges({ of }: { readonly of: NonNullable<PageRow['badges']> }) {
  return <span className="rail-badges">{of(useSnapshot())}</span>;
}
