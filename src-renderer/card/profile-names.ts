import type { Profile } from '../../src-shared/model/index.ts';
import { windowText } from '../../src-shared/texts.ts';

/** What a person calls the profile: nickname, else its name, else its provider. */
export function profileTitle(profile: Profile): string {
  return profile.nickname || profile.profileName || profile.serviceProviderName || windowText.profile.unnamed;
}

/** `262-01`, with the group identifiers where there are any. */
export function operatorText(owner: NonNullable<Profile['owner']>): string {
  const gids = [owner.gid1 && `GID1 ${owner.gid1}`, owner.gid2 && `GID2 ${owner.gid2}`].filter(Boolean);
  return [`${owner.mcc}-${owner.mnc}`, ...gids].join(' ');
}
