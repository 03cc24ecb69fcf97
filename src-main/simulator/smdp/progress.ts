/** What the SM-DP+ tells the operator of a download: ES2+.HandleDownloadProgressInfo (SGP.22 v2.5 §5.3.5). */

import type { Clock } from '../../../src-shared/ports.ts';
import type { ProfileOffer } from '../profile/index.ts';
import type { FunctionFailure, Outbox } from '../rsp-server/index.ts';
import { headerOf } from './eligibility.ts';

/** Notification points (§5.3.5) by their identifiers. */
export const notificationPoints = {
  eligibility: 1,
  confirmationFailure: 2,
  download: 3,
  installation: 4,
} as const;
export type NotificationPoint = keyof typeof notificationPoints;

export interface ProgressOptions {
  readonly outbox: Outbox;
  /** The operator's server: host name, perhaps with a port. */
  readonly address: string;
  /** The SM-DP+'s OID, as function requester. */
  readonly requester: string;
  readonly clock: Pick<Clock, 'now'>;
}

/** The profile type that ES2+ knows an offer by. */
export function profileTypeOf(offer: ProfileOffer): string {
  return offer.profileType ?? headerOf(offer).profileType ?? offer.name;
}

/** An ICCID in the JSON of ES2+: 20 characters, with the padding of EF ICCID. */
export function iccidText(offer: ProfileOffer): string {
  return offer.metadata.iccid.padEnd(20, 'F');
}

export class Progress {
  readonly #options: ProgressOptions | undefined;
  #calls = 0;

  /** Without options nobody is told. */
  constructor(options: ProgressOptions | undefined) {
    this.#options = options;
  }

  /** Tells the operator without waiting for it; `failure` is undefined where all went well. `resultData` is what the eUICC signed, in base64. */
  report(
    point: NotificationPoint,
    offer: ProfileOffer,
    eid: string,
    failure?: Pick<FunctionFailure, 'subjectCode' | 'reasonCode' | 'message'>,
    resultData?: string,
  ): void {
    if (this.#options === undefined) return;
    const { outbox, address, requester, clock } = this.#options;
    this.#calls += 1;
    const status =
      failure === undefined
        ? { status: 'Executed-Success' }
        : {
            status: 'Failed',
            statusCodeData: {
              subjectCode: failure.subjectCode,
              reasonCode: failure.reasonCode,
              message: failure.message,
            },
          };
    outbox.send(
      { address, path: '/gsma/rsp2/es2plus/handleDownloadProgressInfo' },
      {
        header: { functionRequesterIdentifier: requester, functionCallIdentifier: String(this.#calls) },
        eid,
        iccid: iccidText(offer),
        profileType: profileTypeOf(offer),
        timestamp: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
        notificationPointId: notificationPoints[point],
        notificationPointStatus: status,
        ...(resultData === undefined ? {} : { resultData }),
      },
    );
  }
}
