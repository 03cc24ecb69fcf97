import { normalizeCarrier } from '../../src-shared/carrier.ts';
import type { FleetProfile, Profile } from '../../src-shared/model/index.ts';

export interface ListedProfile {
  readonly carrier: string | null;
  readonly normalizedCarrier: string | null;
  readonly type: FleetProfile['type'];
}

const types: Readonly<Record<NonNullable<Profile['profileClass']>, FleetProfile['type']>> = {
  operational: 'operational',
  provisioning: 'bootstrap',
  test: 'test',
};

/**
 * What the inventory of the fleet API says of a profile, as its row keeps it. A profile that names no class is operational
 * (SGP.22 v2.5 §5.6.3).
 */
export function listedProfile(
  serviceProviderName: string | undefined,
  profileClass: Profile['profileClass'] = 'operational',
): ListedProfile {
  const carrier = serviceProviderName || null;
  return {
    carrier,
    normalizedCarrier: carrier === null ? null : normalizeCarrier(carrier) || null,
    type: types[profileClass] ?? 'operational',
  };
}
