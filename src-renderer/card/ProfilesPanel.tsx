import { TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { useState } from 'react';
import type { Card, Profile } from '../../src-shared/model/index.ts';
import { windowText } from '../../src-shared/texts.ts';
import { Empty, Panel } from '../ui/bits.tsx';
import { ProfileRow } from './ProfileRow.tsx';
import type { ProfileActions } from './use-profile-actions.tsx';

const text = windowText.card;
/** From this many profiles on, a filter helps. */
const FILTER_FROM = 6;

function matches(profile: Profile, query: string): boolean {
  const digits = query.replace(/\s+/g, '');
  if (/^\d+$/.test(digits) && profile.iccid.includes(digits)) return true;
  return [profile.nickname, profile.profileName, profile.serviceProviderName].some((name) =>
    name?.toLowerCase().includes(query),
  );
}

/** The profiles of a card with what can be done to them. */
export function ProfilesPanel({ card, actions }: { readonly card: Card; readonly actions: ProfileActions }) {
  const [filter, setFilter] = useState('');
  const query = filter.trim().toLowerCase();
  const shown = query === '' ? card.profiles : card.profiles.filter((profile) => matches(profile, query));
  return (
    <Panel
      title={text.profiles}
      count={card.profiles.length}
      flush
      aside={
        card.profiles.length < FILTER_FROM ? null : (
          <TextInput
            data-search
            className="panel-filter"
            aria-label={windowText.profile.filter}
            placeholder={windowText.profile.filter}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
            leftSection={<Search size={13} aria-hidden />}
          />
        )
      }
    >
      {card.profiles.length === 0 ? <Empty title={text.noProfiles} hint={text.noProfilesHint} /> : null}
      {card.profiles.length > 0 && shown.length === 0 ? (
        <p className="quiet pad">{windowText.bench.noMatch}</p>
      ) : null}
      <ul className="profiles">
        {shown.map((profile) => (
          <ProfileRow key={profile.iccid} card={card} profile={profile} actions={actions} />
        ))}
      </ul>
    </Panel>
  );
}
