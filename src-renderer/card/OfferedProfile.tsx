import type { ReactNode } from 'react';
import type { Profile } from '../../src-shared/model/index.ts';
import { groupDigits, windowText } from '../../src-shared/texts.ts';
import { Hostile } from '../ui/text.tsx';
import { ProfileIcon } from './ProfileIcon.tsx';
import { profileTitle } from './profile-names.ts';

type Named = Parameters<typeof ProfileIcon>[0]['profile'] & Parameters<typeof profileTitle>[0];

/** A profile as an offer shows it: icon, name, carrier, ICCID. */
export function OfferedProfile({
  profile,
  size,
  children,
}: {
  readonly profile: Named & Pick<Profile, 'iccid' | 'serviceProviderName'>;
  readonly size: number;
  readonly children?: ReactNode;
}) {
  return (
    <div className="offer">
      <ProfileIcon profile={profile} size={size} />
      <div className="offer-names">
        <div className="offer-title">
          <Hostile text={profileTitle(profile)} limit={60} />
        </div>
        <div>
          <Hostile text={profile.serviceProviderName || windowText.common.unknown} limit={60} />
        </div>
        <div className="mono">{groupDigits(profile.iccid)}</div>
      </div>
      {children}
    </div>
  );
}
