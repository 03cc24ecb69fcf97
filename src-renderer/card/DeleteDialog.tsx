import { Button, Group, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Profile } from '../../src-shared/model/index.ts';
import { cardText, fillText, windowText } from '../../src-shared/texts.ts';
import { useLast } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { Note } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ProfileSubject } from './ProfileSubject.tsx';

const text = windowText.deleteDialog;

/** Asks before a profile is deleted: its last four digits have to be typed. */
export function DeleteDialog({
  profile,
  readerId,
  eid,
  simulated,
  onClose,
}: {
  readonly profile: Profile | undefined;
  readonly readerId: string;
  /** The card that it is on. */
  readonly eid: string;
  readonly simulated: boolean;
  readonly onClose: () => void;
}) {
  const desk = useDesk();
  const [typed, setTyped] = useState('');
  const shown = useLast(profile);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another profile, another confirmation
  useEffect(() => setTyped(''), [profile]);
  const digits = shown?.iccid.slice(-4) ?? '';
  const confirmed = profile !== undefined && typed.trim() === digits;
  const confirm = () => {
    if (!confirmed) return;
    onClose();
    void desk.start({ kind: 'delete', readerId, eid, profile: { iccid: profile.iccid } });
  };
  return (
    <Dialog opened={profile !== undefined} onClose={onClose} title={text.title} simulated={simulated}>
      {shown === undefined ? null : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            confirm();
          }}
        >
          <ProfileSubject profile={shown} />
          <Note kind="warn">
            {text.warning} {cardText.actions.deleteTold}
          </Note>
          <TextInput
            data-autofocus
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
      )}
    </Dialog>
  );
}
