/** What the SM-DP+ of a bench offers. */

import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import {
  buildProfilePackage,
  milenageTestKey,
  type ProfileOffer,
  sampleProfiles,
  withLuhn,
  writeSampleProfiles,
} from '../profile/index.ts';
import { folderSource, makeOffer, type SkippedProfile } from '../smdp/index.ts';
import { makeFolder } from './card-pki.ts';
import type { BenchOptions, OfferedProfile } from './options.ts';

/** Offers that can be added to, and go back to what they were. */
export class Offers {
  readonly #address: string;
  readonly #source: () => readonly ProfileOffer[];
  #added: readonly ProfileOffer[] = [];
  /** Packages that were made, and those of them that were made at the beginning. */
  #made = 0;
  readonly #madeFirst: number;

  /**
   * `address` is the SM-DP+'s, to which the cards will send their notifications. `onSkipped` is told of packages in a
   * folder that cannot be offered.
   */
  constructor(
    profiles: BenchOptions['profiles'],
    address: string,
    onSkipped: (skipped: SkippedProfile) => void,
  ) {
    this.#address = address;
    this.#source = this.#sourceOf(profiles, onSkipped);
    this.#madeFirst = this.#made;
  }

  #sourceOf(
    profiles: BenchOptions['profiles'] = 'samples',
    onSkipped: (skipped: SkippedProfile) => void,
  ): () => readonly ProfileOffer[] {
    if (profiles === 'samples') {
      const samples = sampleProfiles(this.#address);
      return () => samples;
    }
    if ('folder' in profiles) {
      makeFolder(profiles.folder, (folder) => writeSampleProfiles(folder, this.#address));
      return folderSource(profiles.folder, this.#address, { onSkipped });
    }
    const offers = profiles.map((profile) => this.#offerOf(profile));
    return () => offers;
  }

  #offerOf(profile: OfferedProfile): ProfileOffer {
    const { name, upp, iccid, ...file } = profile;
    return makeOffer(name, upp ?? this.#makePackage(name, iccid), file, this.#address);
  }

  /** Of an operator that does not exist, on the network that is reserved for tests. */
  #makePackage(name: string, iccid: string | undefined): Uint8Array {
    const serial = String(++this.#made).padStart(6, '0');
    return buildProfilePackage({
      // 89, a country code that is not assigned, the issuer, the account number, the check digit.
      iccid: iccid ?? withLuhn(`899998000000${serial}`),
      imsi: `001010000${serial}`,
      mcc: '001',
      mnc: '01',
      serviceProviderName: 'Bench',
      profileType: name.slice(0, 100),
      authentication: milenageTestKey,
    });
  }

  readonly list = (): readonly ProfileOffer[] =>
    this.#added.length === 0 ? this.#source() : [...this.#source(), ...this.#added];

  /** One more. Throws `smdp_profile_invalid`, also where its matching id is taken. */
  add(profile: OfferedProfile): ProfileOffer {
    const offer = this.#offerOf(profile);
    const { name, matchingId } = offer;
    if (matchingId !== '' && this.list().some((one) => one.matchingId === matchingId))
      throw new WorkbenchError('smdp_profile_invalid', { name, reason: 'its matching id is taken' });
    this.#added = [...this.#added, offer];
    return offer;
  }

  /** As at the beginning. */
  reset(): void {
    this.#added = [];
    this.#made = this.#madeFirst;
  }
}
