import { Kbd, Modal } from '@mantine/core';
import { windowText } from '../../src-shared/texts.ts';

export function ShortcutsDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={windowText.shortcuts.title}
      size="sm"
      closeButtonProps={{ 'aria-label': windowText.common.close }}
    >
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
    </Modal>
  );
}
