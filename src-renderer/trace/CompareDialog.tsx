import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Operation } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatDate,
  formatTime,
  operationKindText,
  statusText,
  traceText,
} from '../../src-shared/texts.ts';
import { useCall, useSnapshot } from '../state/context.ts';
import { goTo } from '../state/route.ts';
import { Dialog } from '../ui/Dialog.tsx';

const text = traceText.compareDialog;
const mostShown = 12;

/** Asks with which other trace this one is to be compared: the last operations of the same kind, opened evidence, or any number. */
export function CompareDialog({
  id,
  operation,
  opened,
  onClose,
}: {
  readonly id: number;
  readonly operation: Operation | undefined;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { operations } = useSnapshot();
  const evidence = useCall('evidence.list', opened ? {} : undefined);
  const [typed, setTyped] = useState('');
  const number = /^\s*#?(\d{1,9})\s*$/.exec(typed)?.[1];
  const other = number === undefined ? 0 : Number(number);
  const go = (b: number) => {
    onClose();
    goTo({ page: 'trace-compare', a: id, b });
  };
  const alike = [...operations.values()]
    .filter((one) => one.id !== id && (operation === undefined || one.kind === operation.kind))
    .sort((a, b) => b.id - a.id)
    .slice(0, mostShown);
  const files = (evidence.value ?? []).filter((one) => -one.id !== id).slice(0, mostShown);
  return (
    <Dialog opened={opened} onClose={onClose} title={text.title} size="lg">
      <form
        className="compare-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (other >= 1 && other !== id) go(other);
        }}
      >
        <TextInput
          data-autofocus
          label={text.number}
          value={typed}
          inputMode="numeric"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" disabled={other < 1 || other === id}>
          {text.compare}
        </Button>
      </form>
      {alike.length === 0 && files.length === 0 ? null : <h3>{text.or}</h3>}
      <ul className="compare-choices">
        {alike.map((one) => (
          <li key={one.id}>
            <Button variant="default" justify="start" fullWidth onClick={() => go(one.id)}>
              {fillText(text.operation, {
                id: one.id,
                kind: operationKindText[one.kind],
                status: statusText[one.status],
                when: `${formatDate(one.createdAt)} ${formatTime(one.createdAt)}`,
              })}
            </Button>
          </li>
        ))}
        {files.map((one) => (
          <li key={-one.id}>
            <Button variant="default" justify="start" fullWidth onClick={() => go(-one.id)}>
              {fillText(text.evidence, { id: one.id })}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
