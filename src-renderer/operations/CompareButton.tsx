import { Button, Group, TextInput } from '@mantine/core';
import { GitCompareArrows } from 'lucide-react';
import { useState } from 'react';
import { fillText, operationPageText, windowText } from '../../src-shared/texts.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { compareHref } from './compare.ts';

const text = operationPageText;

/** Leads to the comparison of an operation with another one, by its number. */
export function CompareButton({ id }: { readonly id: number }) {
  const [comparing, setComparing] = useState(false);
  return (
    <>
      <Button
        variant="default"
        data-command="operation.compare"
        leftSection={<GitCompareArrows size={14} aria-hidden />}
        onClick={() => setComparing(true)}
      >
        {text.compareNumber}
      </Button>
      <Dialog
        opened={comparing}
        onClose={() => setComparing(false)}
        title={fillText(text.compareTitle, { id })}
      >
        <CompareForm id={id} onClose={() => setComparing(false)} />
      </Dialog>
    </>
  );
}

function CompareForm({ id, onClose }: { readonly id: number; readonly onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const other = /^\s*#?(\d{1,9})\s*$/.exec(typed)?.[1];
  const number = Number(other);
  const wrong = other === undefined || number < 1 || number === id;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong) return;
        onClose();
        window.location.hash = compareHref(id, number);
      }}
    >
      <TextInput
        data-autofocus
        inputMode="numeric"
        label={text.compareLabel}
        value={typed}
        error={typed !== '' && wrong ? text.compareWrong : undefined}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {windowText.common.cancel}
        </Button>
        <Button type="submit" disabled={wrong}>
          {text.compare}
        </Button>
      </Group>
    </form>
  );
}
