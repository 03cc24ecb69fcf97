import type { ProfileOffer } from '../profile/index.ts';
import type { AuthenticationServer, RspSession } from '../rsp-server/index.ts';
import type { Events } from './events.ts';
import type { Orders } from './orders.ts';
import type { Progress } from './progress.ts';

/** A session of the SM-DP+; what AuthenticateClient found out is there before GetBoundProfilePackage may come (§3.1.3). */
export interface SmdpSession extends RspSession {
  authenticated?: {
    readonly eid: string;
    readonly euiccCertificate: Uint8Array;
    readonly offer: ProfileOffer;
    readonly profileMetadata: Uint8Array;
    /** With its tag, as it was sent: the eUICC signs it again. */
    readonly smdpSignature2: Uint8Array;
  };
}

/** What the functions of the SM-DP+ share. */
export interface SmdpContext extends AuthenticationServer<SmdpSession> {
  readonly hostId: Uint8Array;
  readonly maxConfirmationCodes: number;
  readonly orders: Orders;
  readonly progress: Progress;
  readonly events: Events;
}
