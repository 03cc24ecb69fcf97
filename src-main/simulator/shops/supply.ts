/** Profiles for shops: made when they are sold, and ordered from the SM-DP+ as an operator does (ES2+, SGP.22 v2.5 §5.3). */

import { z } from 'zod';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { callFunction } from '../kit/servers.ts';
import { buildProfilePackage, milenageTestKey, type ProfileOffer, withLuhn } from '../profile/index.ts';
import { makeOffer, type Smdp } from '../smdp/index.ts';
import { type StateSealing, stateFile } from '../state-file.ts';
import type { Installation, OrderedProfile, ProfileRequest, ProfileSupply } from './ports.ts';
import { maxOrders } from './state.ts';

const soldProfile = z.object({
  /** Of the shop, one digit of the ICCID. */
  issuer: z.int().min(0).max(9),
  number: z.int().positive(),
  serviceProviderName: z.string().max(32),
  profileName: z.string().max(64),
});
type SoldProfile = z.infer<typeof soldProfile>;
const soldState = z.object({ version: z.literal(1), profiles: z.array(soldProfile).max(10 * maxOrders) });

export interface SoldProfilesOptions {
  /** Of the SM-DP+, to which cards send their notifications. */
  readonly address: string;
  /** Where it is kept what has been sold; without it, nowhere. */
  readonly file?: string;
  readonly sealing?: StateSealing;
}

/** MCC and MNC of networks for tests. */
const mcc = '999';
const mnc = '77';

/** The profiles that were sold. They are part of what the SM-DP+ offers, again after a restart, and on no list of codes. */
export class SoldProfiles {
  readonly #options: SoldProfilesOptions;
  #sold: SoldProfile[] = [];
  #offers: readonly ProfileOffer[];

  /** Throws `shop_state_unreadable` and `simulator_state_sealed`. */
  constructor(options: SoldProfilesOptions) {
    this.#options = options;
    this.#sold = this.#load();
    this.#offers = this.#sold.map((one) => this.#offerOf(one));
  }

  readonly list = (): readonly ProfileOffer[] => this.#offers;

  /** The offer of a profile, made where it is not there yet. */
  offer(profile: SoldProfile): ProfileOffer {
    const name = nameOf(profile);
    const known = this.#offers.find((one) => one.name === name);
    if (known !== undefined) return known;
    const offer = this.#offerOf(profile);
    this.#save([...this.#sold, profile]);
    this.#offers = [...this.#offers, offer];
    return offer;
  }

  /** As at the beginning. */
  reset(): void {
    this.#save([]);
    this.#offers = [];
  }

  #offerOf(profile: SoldProfile): ProfileOffer {
    const { issuer, number, serviceProviderName, profileName } = profile;
    const serial = String(number).padStart(11, '0');
    const upp = buildProfilePackage({
      // 89, a country code that is not assigned, the issuer, the account number, the check digit.
      iccid: withLuhn(`899997${issuer}${serial}`),
      imsi: `${mcc}${mnc}${issuer}${serial.slice(-9)}`,
      mcc,
      mnc,
      serviceProviderName: serviceProviderName.slice(0, 16),
      profileType: serviceProviderName,
      authentication: milenageTestKey,
    });
    const file = {
      // It gets one when it is ordered.
      matchingId: '',
      initialState: 'available',
      metadata: {
        serviceProviderName,
        profileName,
        owner: { mcc, mnc },
        notifications: [
          { events: ['install', 'enable', 'disable', 'delete'], address: this.#options.address },
        ],
      },
    };
    return { ...makeOffer(nameOf(profile), upp, file, this.#options.address), sold: true };
  }

  #load(): SoldProfile[] {
    const { file: path, sealing } = this.#options;
    if (path === undefined) return [];
    try {
      return stateFile(path, sealing).read((text) => soldState.parse(JSON.parse(text)).profiles) ?? [];
    } catch (cause) {
      if (cause instanceof WorkbenchError) throw cause;
      const reason = cause instanceof z.ZodError ? 'it is no list of sold profiles' : String(cause);
      throw new WorkbenchError('shop_state_unreadable', { path, reason }, { cause });
    }
  }

  #save(profiles: SoldProfile[]): void {
    const { file: path, sealing } = this.#options;
    if (path !== undefined)
      stateFile(path, sealing).write(
        JSON.stringify({ version: 1, profiles } satisfies z.input<typeof soldState>),
      );
    this.#sold = profiles;
  }
}

function nameOf({ issuer, number }: SoldProfile): string {
  return `sold-${issuer}-${number}`;
}

export interface SupplyOptions {
  readonly profiles: SoldProfiles;
  /** The SM-DP+ that offers them. */
  readonly smdp: () => Pick<Smdp, 'handle' | 'orders' | 'notifications' | 'address'>;
  /** Digit of the shop. */
  readonly issuer: number;
  /** Function requester identifier of the shop. */
  readonly requester: string;
  /** Where profiles for one eUICC are registered. */
  readonly smdsAddress?: string;
  readonly now: () => number;
}

/** What one shop has of the SM-DP+. */
export function createSupply(options: SupplyOptions): ProfileSupply {
  const { profiles, smdp, issuer, requester, smdsAddress, now } = options;
  const stateOf = (name: string) =>
    smdp()
      .orders()
      .find((one) => one.name === name)?.state;
  const call = (name: string, body: object) =>
    callFunction(smdp().handle, `es2plus/${name}`, {
      header: { functionRequesterIdentifier: requester, functionCallIdentifier: name },
      ...body,
    });
  return {
    async order(request: ProfileRequest): Promise<OrderedProfile> {
      const { number, matchingId, eid, serviceProviderName, profileName } = request;
      const offer = profiles.offer({ issuer, number, serviceProviderName, profileName });
      const { iccid } = offer.metadata;
      const target = eid === undefined ? {} : { eid };
      if (stateOf(offer.name) === 'available') await call('downloadOrder', { iccid, ...target });
      if (['allocated', 'linked'].includes(stateOf(offer.name) ?? ''))
        await call('confirmOrder', {
          iccid,
          ...target,
          matchingId,
          releaseFlag: true,
          ...(eid === undefined || smdsAddress === undefined ? {} : { smdsAddress }),
        });
      if (['available', 'allocated', 'linked', 'confirmed'].includes(stateOf(offer.name) ?? 'available'))
        throw new WorkbenchError('simulated_server_refused', { server: 'SM-DP+' });
      return { iccid, smdpAddress: smdp().address };
    },
    installation(iccid): Installation {
      const told = smdp()
        .notifications()
        .filter((one) => one.iccid === iccid);
      const installed = told.find(
        (one) => one.event === 'install' || one.event.includes('notificationInstall'),
      );
      const enabled = told.find((one) => one.event.includes('notificationEnable'));
      const offer = profiles.list().find((one) => one.metadata.iccid === iccid);
      // Of thousands of notifications the SM-DP+ keeps the newest; the state of the order stays.
      const isInstalled = installed !== undefined || stateOf(offer?.name ?? '') === 'installed';
      return {
        ...(isInstalled ? { installedAt: installed?.receivedAt ?? now() } : {}),
        ...(enabled === undefined ? {} : { enabledAt: enabled.receivedAt }),
      };
    },
  };
}
