import { Button, Group } from '@mantine/core';
import type { Profile } from '../../src-shared/model/index.ts';
import { cardText, fillText, policyRuleText, visibleText, windowText } from '../../src-shared/texts.ts';
import { useLast } from '../state/context.ts';
import { Note } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ProfileSubject } from './ProfileSubject.tsx';
import { profileTitle } from './profile-names.ts';

const text = cardText.actions;

/** Asks before a profile is enabled that cannot be disabled again (PPR1). */
export function EnableDialog({
  profile,
  current,
  simulated,
  onClose,
  onEnable,
}: {
  /** Without one it is closed. */
  readonly profile: Profile | undefined;
  /** The one that is enabled now. */
  readonly current: Profile | undefined;
  readonly simulated: boolean;
  readonly onClose: () => void;
  readonly onEnable: () => void;
}) {
  const shown = useLast(profile);
  return (
    <Dialog opened={profile !== undefined} onClose={onClose} title={text.enableTitle} simulated={simulated}>
      {shown === undefined ? null : (
        <div className="stack">
          <ProfileSubject profile={shown} />
          <Note kind="warn" title={policyRuleText.ppr1.name}>
            {policyRuleText.ppr1.consequence}
          </Note>
          {current === undefined ? null : (
            <p className="quiet private">
              {fillText(text.switchesOff, { what: visibleText(profileTitle(current), 40) })}
            </p>
          )}
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={onClose}>
              {windowText.common.cancel}
            </Button>
            <Button color="red.9" onClick={onEnable}>
              {text.enableAnyway}
            </Button>
          </Group>
        </div>
      )}
    </Dialog>
  );
}
