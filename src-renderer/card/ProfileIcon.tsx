import { CircuitBoard } from 'lucide-react';
import { useState } from 'react';
import type { Profile } from '../../src-shared/model/index.ts';
import { windowText } from '../../src-shared/texts.ts';

/** SGP.22 allows 1,024 bytes; some servers give more. Beyond this nothing is painted. */
const MAX_BASE64 = 200_000;

/** The icon that came with the profile (from the card, as a data URL), or a drawing where there is none. */
export function ProfileIcon({ profile, size = 36 }: { readonly profile: Profile; readonly size?: number }) {
  const [broken, setBroken] = useState(false);
  const { icon } = profile;
  if (icon === undefined || icon.data.length > MAX_BASE64 || broken)
    return (
      <span className="profile-icon profile-icon-none" role="img" aria-label={windowText.profile.noIcon}>
        <CircuitBoard size={size * 0.55} aria-hidden />
      </span>
    );
  return (
    <img
      className="profile-icon private"
      src={`data:image/${icon.type === 'jpg' ? 'jpeg' : 'png'};base64,${icon.data}`}
      alt=""
      width={size}
      height={size}
      onError={() => setBroken(true)}
    />
  );
}
