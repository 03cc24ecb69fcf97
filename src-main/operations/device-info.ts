/** DeviceInfo of the bench (SGP.22 v2.5 §4.2), from what a person sets to what is signed by the card. */

import { fromHex } from '../../src-shared/bytes.ts';
import { type DeviceInfo, deviceInfo } from '../../src-shared/model/index.ts';
import type { CtxParams1 } from '../rsp/index.ts';
import type { OperationStore } from '../store/port.ts';

/**
 * What a lab bench is by default: a type allocation code of the test range, and the releases of a current device.
 * Servers may choose a profile by it, so it can be set for the bench and for a single download.
 */
export const defaultDeviceInfo: DeviceInfo = {
  tac: '35290611',
  capabilities: {
    gsmSupportedRelease: '15.0.0',
    utranSupportedRelease: '15.0.0',
    eutranEpcSupportedRelease: '15.0.0',
    nrEpcSupportedRelease: '15.0.0',
    nr5gcSupportedRelease: '15.0.0',
  },
};

/** What was set for the bench, or the default; a setting that does not fit any more is as good as none. */
export function benchDeviceInfo(store: Pick<OperationStore, 'getSetting'>): DeviceInfo {
  const parsed = deviceInfo.safeParse(store.getSetting('deviceInfo'));
  return parsed.success ? parsed.data : defaultDeviceInfo;
}

/** TAC: BCD as 3GPP TS 23.003 §6.2.1, in the order of the digits. IMEI: swapped nibbles, padded with F at its end. */
export function ctxParams1(device: DeviceInfo, matchingId: string | undefined): CtxParams1 {
  const { tac, imei, capabilities } = device;
  return {
    ctxParamsForCommonAuthentication: {
      ...(matchingId === undefined ? {} : { matchingId }),
      deviceInfo: {
        tac: fromHex(tac),
        deviceCapabilities: { ...capabilities } as never,
        ...(imei === undefined ? {} : { imei: imeiBytes(imei) }),
      },
    },
  };
}

function imeiBytes(imei: string): Uint8Array {
  const padded = imei.padEnd(16, 'F');
  return fromHex(padded.replace(/(.)(.)/g, '$2$1'));
}
