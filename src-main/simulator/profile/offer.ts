import type { DeviceCapabilities, StoreMetadataRequest } from '../../rsp/index.ts';
import type { Infer } from '../../tlv/index.ts';

/** A profile as an SM-DP+ offers it: the package, and the order that it is offered under. */
export interface ProfileOffer {
  /** File name without extension, or the sample's name. */
  readonly name: string;
  readonly matchingId: string;
  /** Unprotected profile package. */
  readonly upp: Uint8Array;
  readonly metadata: StoreMetadataRequest;
  readonly confirmationCode?: string;
  /** How many eUICCs may install it, one after the other. Default 1. */
  readonly maxInstallations?: number;
  /** How often it may be handed out, retries included. Default without limit. */
  readonly maxDownloads?: number;
  /** The only eUICC that may have it; also offered where that eUICC asks without a matching id. */
  readonly eid?: string;
  /** State of the order before anything happened. Default `released`. */
  readonly initialState?: 'available' | 'allocated' | 'linked' | 'confirmed' | 'released' | 'unavailable';
  /** Protected with the session keys (default), or with profile protection keys and ReplaceSessionKeys. */
  readonly protection?: 'sessionKeys' | 'profileKeys';
  /** Whether it may be bound to another one-time key of the eUICC after it was handed out. Default true. */
  readonly rebinding?: boolean;
  /** End of the download order, milliseconds since 1970. */
  readonly expiresAt?: number;
  /** Capabilities that the device has to announce (SGP.22 v2.5 §4.2). */
  readonly deviceCapabilities?: readonly (keyof Infer<typeof DeviceCapabilities>)[];
  /** Profile type of ES2+. Default the one in the package's header. */
  readonly profileType?: string;
  /** Function requester identifier of the only operator that may order it on ES2+. Default any. */
  readonly operator?: string;
  /** Sold by a shop: whoever ordered it has its code, and nobody else is told. Default false. */
  readonly sold?: boolean;
}
