import type { Profile } from '../../src-shared/model/index.ts';
import { groupDigits } from '../../src-shared/texts.ts';
import { Hostile } from '../ui/text.tsx';
import { ProfileIcon } from './ProfileIcon.tsx';
import { profileTitle } from './profile-names.ts';

/** The profile that a dialog is about. */
export function ProfileSubject({ profile }: { readonly profile: Profile }) {
  return (
    <div className="subject">
      <ProfileIcon profile={profile} />
      <div>
        <strong>
          <Hostile text={profileTitle(profile)} limit={40} />
        </strong>
        <div className="mono">{groupDigits(profile.iccid)}</div>
      </div>
    </div>
  );
}
