import { Button, NativeSelect, TextInput } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { SimulatedCard, SimulatedProfile } from '../../src-shared/model/index.ts';
import {
  fillText,
  profileStateText,
  simulatorText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useDesk } from '../state/desk.ts';
import { Chip } from '../ui/bits.tsx';
import { Digits, Hostile } from '../ui/text.tsx';
import { useBack, useHand } from './use-simulator.ts';

const text = simulatorText.cards;
const empty = { profileName: '', serviceProviderName: '', bytes: '4096' };

/** What is on a card, changed past the card's functions. */
export function CardProfiles({ card }: { readonly card: SimulatedCard }) {
  const hand = useHand();
  const back = useBack();
  const desk = useDesk();
  const [naming, setNaming] = useState<string>();
  const [fields, setFields] = useState(empty);
  const [profileClass, setProfileClass] = useState<'operational' | 'test' | 'provisioning'>('operational');
  const isComplete = fields.profileName.trim() !== '' && fields.serviceProviderName.trim() !== '';
  const add = async () => {
    const added = await hand('simulator.cards.addProfile', {
      card: card.card,
      profileName: fields.profileName.trim(),
      serviceProviderName: fields.serviceProviderName.trim(),
      profileClass,
      bytes: Number(fields.bytes),
    });
    if (added !== undefined) setFields(empty);
  };
  /** Offers to take back what was taken from the card. */
  const taken = async (done: Promise<SimulatedCard | undefined>, what: string) => {
    if ((await done) === undefined) return;
    desk.offerUndo({ what, undo: () => back('simulator.cards.restore', { card: card.card }) });
  };
  const set = (part: Partial<typeof empty>) => setFields({ ...fields, ...part });
  return (
    <section className="stack" aria-label={text.profile}>
      <h3>{text.profile}</h3>
      <p className="quiet small">{text.byHand}</p>
      {card.profiles.length === 0 ? <p className="quiet">{simulatorText.picture.noProfiles}</p> : null}
      <ul className="sim-profiles">
        {card.profiles.map((one) => {
          const name = visibleText(one.profileName, 60);
          const next = one.state === 'enabled' ? 'disabled' : 'enabled';
          if (naming === one.iccid)
            return (
              <li key={one.iccid}>
                <Names card={card.card} profile={one} onEnd={() => setNaming(undefined)} />
              </li>
            );
          return (
            <li key={one.iccid}>
              <span className="sim-name">
                <Hostile text={one.nickname ?? one.profileName} limit={40} />
                {one.nickname === undefined ? null : (
                  <span className="quiet small">
                    <Hostile text={one.profileName} limit={40} />
                  </span>
                )}
              </span>
              <Chip tone={one.state === 'enabled' ? 'good' : 'quiet'}>{profileStateText[one.state]}</Chip>
              <Digits value={one.iccid} what={simulatorText.iccid} />
              <span className="sim-actions">
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={fillText(text.renameProfile, { name })}
                  onClick={() => setNaming(one.iccid)}
                >
                  {text.rename}
                </Button>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`${next === 'enabled' ? text.enable : text.disable} ${name}`}
                  onClick={() =>
                    void hand('simulator.cards.changeProfile', {
                      card: card.card,
                      iccid: one.iccid,
                      state: next,
                    })
                  }
                >
                  {next === 'enabled' ? text.enable : text.disable}
                </Button>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  className="danger"
                  aria-label={`${text.take} ${name}`}
                  onClick={() =>
                    void taken(
                      hand('simulator.cards.dropProfile', { card: card.card, iccid: one.iccid }),
                      fillText(simulatorText.undone.profile, { name }),
                    )
                  }
                >
                  {text.take}
                </Button>
              </span>
            </li>
          );
        })}
      </ul>
      {card.notifications.length === 0 ? null : (
        <div className="sim-line">
          <span>
            {simulatorText.picture.notifications}: {card.notifications.length}
          </span>
          <Button
            size="compact-xs"
            variant="subtle"
            className="danger"
            onClick={() =>
              void taken(
                hand('simulator.cards.dropNotifications', { card: card.card }),
                simulatorText.undone.notifications,
              )
            }
          >
            {text.forget}
          </Button>
        </div>
      )}
      <form
        className="sim-fields"
        aria-label={text.addProfile}
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete) void add();
        }}
      >
        <TextInput
          label={text.profileName}
          maxLength={64}
          value={fields.profileName}
          onChange={(event) => set({ profileName: event.currentTarget.value })}
        />
        <TextInput
          label={text.provider}
          maxLength={32}
          value={fields.serviceProviderName}
          onChange={(event) => set({ serviceProviderName: event.currentTarget.value })}
        />
        <NativeSelect
          label={simulatorText.servers.className}
          value={profileClass}
          data={Object.entries(simulatorText.servers.classes).map(([value, label]) => ({ value, label }))}
          onChange={(event) => setProfileClass(event.currentTarget.value as typeof profileClass)}
        />
        <TextInput
          label={text.bytes}
          inputMode="numeric"
          value={fields.bytes}
          onChange={(event) => set({ bytes: event.currentTarget.value })}
        />
        <Button
          type="submit"
          variant="default"
          leftSection={<Plus size={13} aria-hidden />}
          disabled={!isComplete}
        >
          {text.add}
        </Button>
      </form>
    </section>
  );
}

/** The names of a profile on a card, to be changed. An empty nickname: it has none. */
function Names({
  card,
  profile,
  onEnd,
}: {
  readonly card: number;
  readonly profile: SimulatedProfile;
  readonly onEnd: () => void;
}) {
  const hand = useHand();
  const [names, setNames] = useState({
    nickname: profile.nickname ?? '',
    profileName: profile.profileName,
    serviceProviderName: profile.serviceProviderName,
  });
  const isComplete = names.profileName !== '' && names.serviceProviderName !== '';
  const save = async () => {
    if ((await hand('simulator.cards.changeProfile', { card, iccid: profile.iccid, ...names })) !== undefined)
      onEnd();
  };
  return (
    <form
      className="sim-fields grow"
      aria-label={fillText(text.renameProfile, { name: visibleText(profile.profileName, 60) })}
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete) void save();
      }}
    >
      {(['nickname', 'profileName', 'serviceProviderName'] as const).map((name) => (
        <TextInput
          key={name}
          label={labels()[name]}
          maxLength={name === 'serviceProviderName' ? 32 : 64}
          autoFocus={name === 'nickname'}
          value={names[name]}
          onChange={(event) => setNames({ ...names, [name]: event.currentTarget.value })}
        />
      ))}
      <span className="sim-actions">
        <Button size="compact-sm" variant="default" onClick={onEnd}>
          {windowText.common.cancel}
        </Button>
        <Button size="compact-sm" type="submit" disabled={!isComplete}>
          {simulatorText.save}
        </Button>
      </span>
    </form>
  );
}

const labels = () => ({
  nickname: text.nickname,
  profileName: text.profileName,
  serviceProviderName: text.provider,
});
