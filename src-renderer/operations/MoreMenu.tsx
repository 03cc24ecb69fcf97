import { Button, Group, Menu, TextInput } from '@mantine/core';
import { ChevronDown, GitCompareArrows, Hash, Link } from 'lucide-react';
import { useState } from 'react';
import type { Operation } from '../../src-shared/model/index.ts';
import { fillText, operationPageText, windowText } from '../../src-shared/texts.ts';
import { useDesk } from '../state/desk.ts';
import { copyText } from '../ui/clipboard.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { compareHref } from './compare.ts';

const text = operationPageText;

/** What is done with an operation's number and address, and comparing it with another one. */
export function MoreMenu({ operation: { id } }: { readonly operation: Operation }) {
  const desk = useDesk();
  const [comparing, setComparing] = useState(false);
  const copy = async (what: string) => {
    if (await copyText(what)) desk.announce(fillText(text.copied, { what }));
  };
  return (
    <>
      <Menu position="bottom-end" keepMounted>
        <Menu.Target>
          <Button variant="default" rightSection={<ChevronDown size={13} aria-hidden />}>
            {text.more}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            data-command="operation.copyNumber"
            leftSection={<Hash size={14} aria-hidden />}
            onClick={() => void copy(String(id))}
          >
            {text.copyNumber}
          </Menu.Item>
          <Menu.Item
            data-command="operation.copyLink"
            leftSection={<Link size={14} aria-hidden />}
            onClick={() => void copy(window.location.href)}
          >
            {text.copyLink}
          </Menu.Item>
          <Menu.Item
            data-command="operation.compare"
            leftSection={<GitCompareArrows size={14} aria-hidden />}
            onClick={() => setComparing(true)}
          >
            {text.compareNumber}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
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
