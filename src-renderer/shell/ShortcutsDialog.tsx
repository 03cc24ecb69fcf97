import { shellText } from '../../src-shared/texts.ts';
import { usePreferences } from '../state/preferences.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { commands } from './commands.ts';
import { Keys } from './Keys.tsx';
import { pages, pageTitle } from './pages.tsx';

const text = shellText.shortcuts;

/** Every key that stands in a row, by what it belongs to. */
export function ShortcutsDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { letters } = usePreferences();
  const groups = [
    { title: shellText.groups.pages, rows: pages.map((row) => ({ keys: row.keys, title: pageTitle(row) })) },
    ...(['work', 'window', 'look'] as const).map((group) => ({
      title: shellText.groups[group],
      rows: commands
        .filter((row) => row.group === group)
        .flatMap((row) => (row.keys === undefined ? [] : [{ keys: row.keys, title: row.title() }])),
    })),
  ];
  return (
    <Dialog opened={opened} onClose={onClose} title={text.title} size={920}>
      <p className="quiet">{letters ? text.hint : text.off}</p>
      <div className="shortcuts">
        {groups.map(({ title, rows }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {byTitle(rows).map(([what, keys]) => (
                <div key={what}>
                  <dt>
                    {keys.map((one) => (
                      <Keys key={one} keys={one} />
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** What two keys do is told once. */
function byTitle(
  rows: readonly { readonly keys: string; readonly title: string }[],
): readonly (readonly [title: string, keys: readonly string[]])[] {
  const found = new Map<string, string[]>();
  for (const { keys, title } of rows) found.set(title, [...(found.get(title) ?? []), keys]);
  return [...found];
}
