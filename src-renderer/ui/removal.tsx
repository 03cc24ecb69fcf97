import { Button, Group } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { visibleText, windowText } from '../../src-shared/texts.ts';
import { useLast } from '../state/context.ts';
import { Note } from './bits.tsx';
import { Dialog } from './Dialog.tsx';

/** The last thing in a row: takes away what the row is about. Its name for screen readers says which. */
export function RemoveButton({
  label,
  what,
  disabled = false,
  onClick,
}: {
  readonly label: string;
  /** The name of what is taken away; it may have come from outside. */
  readonly what: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}) {
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      className="danger"
      leftSection={<Trash2 size={12} aria-hidden />}
      disabled={disabled}
      aria-label={`${label} ${visibleText(what, 80)}`}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}

/** Asks before something is taken away for good. `target` is what is meant; without one it is closed. */
export function RemoveDialog<T>({
  target,
  title,
  hint,
  label,
  onClose,
  onRemove,
}: {
  readonly target: T | undefined;
  readonly title: (target: T) => ReactNode;
  readonly hint: string;
  /** On the button that does it. */
  readonly label: string;
  readonly onClose: () => void;
  readonly onRemove: (target: T) => void;
}) {
  const shown = useLast(target);
  return (
    <Dialog opened={target !== undefined} onClose={onClose} title={shown === undefined ? '' : title(shown)}>
      <div className="stack">
        <Note kind="warn">{hint}</Note>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            {windowText.common.cancel}
          </Button>
          <Button color="red.9" onClick={() => target !== undefined && onRemove(target)}>
            {label}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}
