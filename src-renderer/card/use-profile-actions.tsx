import { type ReactNode, useState } from 'react';
import type { Card, Profile } from '../../src-shared/model/index.ts';
import { cardText, fillText, visibleText, windowText } from '../../src-shared/texts.ts';
import type { ProfileAction } from '../state/card-actions.ts';
import { DeleteDialog } from './DeleteDialog.tsx';
import { EnableDialog } from './EnableDialog.tsx';
import { profileTitle } from './profile-names.ts';
import { useUndoable } from './use-undoable.ts';

const text = windowText.profile;

/** Why something cannot be done. `named`: a name that stands in the text at `{what}`. */
export interface Hindrance {
  readonly text: string;
  readonly named?: string;
}

export interface ProfileActions {
  readonly readerId: string | undefined;
  readonly busy: boolean;
  /** Why a profile cannot be enabled, or disabled where it is enabled; undefined: it can. */
  whyNoSwitch(profile: Profile): Hindrance | undefined;
  whyNoDelete(profile: Profile): Hindrance | undefined;
  /** Enables it, or disables it where it is enabled; asks first where that binds the card. */
  switchOver(profile: Profile, refresh: boolean): void;
  askDelete(profile: Profile): void;
  /** Of all of them, what can be done now. */
  readonly offered: readonly ProfileAction[];
  readonly dialogs: ReactNode;
}

const short = (profile: Profile) => visibleText(profileTitle(profile), 40);
const binds = (profile: Profile) => profile.policyRules?.includes('ppr1') === true;

/** What can be done with the profiles of a card, and the dialogs that ask before. */
export function useProfileActions(card: Card, readerId: string | undefined, busy: boolean): ProfileActions {
  const [deleting, setDeleting] = useState<Profile>();
  const [enabling, setEnabling] = useState<{ readonly profile: Profile; readonly refresh: boolean }>();
  const start = useUndoable(card.eid);
  const current = card.profiles.find(({ state }) => state === 'enabled');
  const isGone = ({ iccid }: Profile) => !card.profiles.some((profile) => profile.iccid === iccid);
  // Another window, or a program, was faster: what is asked has no subject any more.
  if (deleting !== undefined && isGone(deleting)) setDeleting(undefined);
  if (enabling !== undefined && isGone(enabling.profile)) setEnabling(undefined);

  const whyNotNow = readerId === undefined ? windowText.card.notInReader : busy ? text.readerBusy : undefined;
  const whyNoSwitch = (profile: Profile): Hindrance | undefined => {
    if (whyNotNow !== undefined) return { text: whyNotNow };
    if (profile.state === 'enabled') return binds(profile) ? { text: text.cannotDisable } : undefined;
    return current !== undefined && binds(current)
      ? { text: cardText.actions.blockedBy, named: profileTitle(current) }
      : undefined;
  };
  const whyNoDelete = (profile: Profile): Hindrance | undefined => {
    if (profile.policyRules?.includes('ppr2') === true) return { text: text.cannotDelete };
    return profile.state === 'enabled' ? { text: text.cannotDeleteEnabled } : undefined;
  };

  const perform = (profile: Profile, refresh: boolean) => {
    if (readerId === undefined) return;
    const kind = profile.state === 'enabled' ? 'disable' : 'enable';
    const of = ({ iccid }: Profile) => ({ profile: { iccid }, refresh });
    const told = kind === 'enable' ? cardText.actions.enabled : cardText.actions.disabled;
    start(
      { kind, readerId, ...of(profile) },
      // What PPR1 binds is not taken back.
      kind === 'enable' && binds(profile)
        ? undefined
        : {
            what: fillText(told, { what: short(profile) }),
            start: (reader) =>
              kind === 'enable' && current === undefined
                ? { kind: 'disable', readerId: reader, ...of(profile) }
                : { kind: 'enable', readerId: reader, ...of(current ?? profile) },
          },
    );
  };
  const switchOver = (profile: Profile, refresh: boolean) => {
    if (profile.state !== 'enabled' && binds(profile)) setEnabling({ profile, refresh });
    else perform(profile, refresh);
  };

  const offered = card.profiles.flatMap((profile): ProfileAction[] => {
    const { iccid } = profile;
    const what = profileTitle(profile);
    const kind = profile.state === 'enabled' ? 'disable' : 'enable';
    return [
      ...(whyNoSwitch(profile) === undefined
        ? [{ iccid, what, kind, run: () => switchOver(profile, true) } as const]
        : []),
      ...(whyNotNow === undefined && whyNoDelete(profile) === undefined
        ? [{ iccid, what, kind: 'delete', run: () => setDeleting(profile) } as const]
        : []),
    ];
  });
  const dialogs =
    readerId === undefined ? null : (
      <>
        <DeleteDialog
          profile={deleting}
          readerId={readerId}
          eid={card.eid}
          simulated={card.simulated}
          onClose={() => setDeleting(undefined)}
        />
        <EnableDialog
          profile={enabling?.profile}
          current={current}
          simulated={card.simulated}
          onClose={() => setEnabling(undefined)}
          onEnable={() => {
            if (enabling !== undefined) perform(enabling.profile, enabling.refresh);
            setEnabling(undefined);
          }}
        />
      </>
    );
  return { readerId, busy, whyNoSwitch, whyNoDelete, switchOver, askDelete: setDeleting, offered, dialogs };
}
