import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Card, StartOperation } from '../../src-shared/model/index.ts';
import { fillText, windowText } from '../../src-shared/texts.ts';
import { useDesk } from '../state/desk.ts';
import { Note } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Digits } from '../ui/text.tsx';

const text = windowText.resetDialog;

type ResetOption = Extract<StartOperation, { kind: 'reset_memory' }>['options'][number];
const options = Object.keys(text.options) as ResetOption[];

/** eUICCMemoryReset: what is to be reset, and the last four digits of the EID typed. */
export function ResetDialog({
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
  const desk = useDesk();
  const [chosen, setChosen] = useState<readonly ResetOption[]>([]);
  const [typed, setTyped] = useState('');
  useEffect(() => {
    if (!opened) return;
    setChosen([]);
    setTyped('');
  }, [opened]);
  const digits = card.eid.slice(-4);
  const confirmed = chosen.length > 0 && typed.trim() === digits;
  const operational = card.profiles.filter(
    (profile) => profile.profileClass === undefined || profile.profileClass === 'operational',
  ).length;
  return (
    <Dialog opened={opened} onClose={onClose} title={text.title} simulated={card.simulated}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!confirmed) return;
          onClose();
          void desk.start({ kind: 'reset_memory', readerId, eid: card.eid, options: [...chosen] });
        }}
      >
        <Digits value={card.eid} what={windowText.card.eid} copy={false} />
        <Stack gap={8}>
          {options.map((option, index) => (
            <Checkbox
              key={option}
              size="xs"
              {...(index === 0 ? { 'data-autofocus': true } : {})}
              label={text.options[option]}
              description={
                option === 'deleteOperationalProfiles'
                  ? fillText(text.affected, { count: operational })
                  : undefined
              }
              checked={chosen.includes(option)}
              onChange={(event) =>
                setChosen(
                  event.currentTarget.checked
                    ? [...chosen, option]
                    : chosen.filter((other) => other !== option),
                )
              }
            />
          ))}
        </Stack>
        <Note kind="warn">{text.warning}</Note>
        <TextInput
          autoComplete="off"
          inputMode="numeric"
          label={fillText(text.type, { digits })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {windowText.common.cancel}
          </Button>
          <Button type="submit" color="red.9" disabled={!confirmed}>
            {text.confirm}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
