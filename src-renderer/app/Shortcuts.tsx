import { Kbd } from '@mantine/core';
import { windowText } from '../../src-shared/texts.ts';
import { Dialog } from '../ui/Dialog.tsx';

export function ShortcutsDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Dialog opened={opened} onClose={onClose} title={windowText.shortcuts.title} size="sm">
      <dl className="shortcuts">
        {windowText.shortcuts.list.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(' / ').map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
