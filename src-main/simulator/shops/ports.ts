/** What a shop wants of the SM-DP+ behind it. The bench gives it; a shop knows no SM-DP+. */

export interface ProfileRequest {
  /** Of the profile that is to be sold: no two orders of a supply have the same. */
  readonly number: number;
  /** Under which it is to be downloaded. */
  readonly matchingId: string;
  /** As the card will show it. */
  readonly serviceProviderName: string;
  readonly profileName: string;
  /** The only eUICC that may have it, for which it is registered at the SM-DS too where there is one. */
  readonly eid?: string;
}

export interface OrderedProfile {
  readonly iccid: string;
  /** As activation codes carry it. */
  readonly smdpAddress: string;
}

/** Milliseconds since 1970, each absent until it has happened. */
export interface Installation {
  readonly installedAt?: number;
  readonly enabledAt?: number;
}

export interface ProfileSupply {
  /**
   * Orders a profile (ES2+). Asked again with the same number and matching id it goes on where it had stopped, and orders
   * none a second time. Rejects where the SM-DP+ does not take the order; it can be asked again then.
   */
  order(request: ProfileRequest): Promise<OrderedProfile>;
  /** What cards have told of the profile with that ICCID. */
  installation(iccid: string): Installation;
}
