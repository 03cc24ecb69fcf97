import { Button, Group, TextInput } from '@mantine/core';
import { Pencil } from 'lucide-react';
import { useEffect, useState } from 'react';
import { isServerAddress } from '../../src-shared/activation-code.ts';
import type { Card } from '../../src-shared/model/index.ts';
import { cardText, windowText } from '../../src-shared/texts.ts';
import { Note, Panel } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Mono } from '../ui/text.tsx';
import { useUndoable } from './use-undoable.ts';

const text = cardText.addresses;

/** Default SM-DP+, which can be changed, and root SM-DS. */
export function AddressesPanel({
  card,
  disabled,
  onChange,
}: {
  readonly card: Card;
  readonly disabled: boolean;
  readonly onChange: () => void;
}) {
  const { defaultSmdpAddress, rootSmdsAddress } = card.info ?? {};
  return (
    <Panel title={text.title}>
      <h3 className="first">{text.defaultSmdp}</h3>
      <div className="address">
        {defaultSmdpAddress ? (
          <Mono copy={text.defaultSmdp}>{defaultSmdpAddress}</Mono>
        ) : (
          <span className="quiet">{text.none}</span>
        )}
        <button
          type="button"
          className="edit edit-shown"
          disabled={disabled}
          aria-label={text.change}
          title={text.change}
          onClick={onChange}
        >
          <Pencil size={12} aria-hidden />
        </button>
      </div>
      <p className="quiet small">{text.changeHint}</p>
      {rootSmdsAddress === undefined ? null : (
        <>
          <h3>{text.rootSmds}</h3>
          <Mono copy={text.rootSmds}>{rootSmdsAddress}</Mono>
          <p className="quiet small">{text.rootSmdsHint}</p>
        </>
      )}
    </Panel>
  );
}

/** ES10a.SetDefaultDpAddress: the new address, and what follows from it. */
export function DefaultSmdpDialog({
  card,
  readerId,
  opened,
  onClose,
}: {
  readonly card: Card;
  readonly readerId: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const before = card.info?.defaultSmdpAddress ?? '';
  const [draft, setDraft] = useState(before);
  const start = useUndoable(card.eid);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it begins with what the card has when it is opened
  useEffect(() => {
    if (opened) setDraft(before);
  }, [opened]);
  const address = draft.trim();
  const wrong = address !== '' && !isServerAddress(address);
  const save = () => {
    if (wrong || address === before) return;
    onClose();
    start(
      { kind: 'default_smdp', readerId, address },
      {
        what: text.undoSet,
        start: (reader) => ({ kind: 'default_smdp', readerId: reader, address: before }),
      },
    );
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={text.change} simulated={card.simulated}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TextInput
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          label={text.defaultSmdp}
          description={text.changeHint}
          value={draft}
          maxLength={255}
          error={wrong ? text.wrong : undefined}
          onChange={(event) => setDraft(event.currentTarget.value)}
        />
        <Note kind="info">
          <ul className="plain-list">
            {Object.entries(text.consequences).map(([name, sentence]) => (
              <li key={name}>{sentence}</li>
            ))}
          </ul>
        </Note>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {windowText.common.cancel}
          </Button>
          <Button type="submit" disabled={wrong || address === before}>
            {text.set}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
