/** What is asked of the fleet API (v1/esim_profiles of Remote Manager): the bodies of its requests. */

import { z } from 'zod';
import { batchName, carrierName } from './code.ts';
import { eidText, iccidText } from './common.ts';
import { fleetOperationKind } from './fleet.ts';
import { operationCause } from './operation.ts';

const device = {
  /** The reader's id. May be left out where `eid` tells it. */
  device_id: z.string().min(1).max(300).optional(),
  /** The card's EID. May be left out where `device_id` tells it; else it must be that of the card in that reader. */
  eid: eidText.optional(),
};

/** "eSIM Action Data" of the reference, for actions on a profile that is on the card. */
export const fleetSwitch = z.object({ ...device, iccid: iccidText }).strict();
export type FleetSwitch = z.infer<typeof fleetSwitch>;

/** "eSIM Action Data" of the reference, for a download. */
export const fleetDownload = z
  .object({
    ...device,
    /** Of a code in the vault. */
    iccid: iccidText.optional(),
    /** A code that the vault need not have. With `iccid` only where both mean the same code of the vault. */
    activation_code: z.string().min(1).max(1024).optional(),
  })
  .strict();
export type FleetDownload = z.infer<typeof fleetDownload>;

/** "eSIM Multistep Operation Data" of the reference, as far as it is asked for. */
export const fleetOperationRequest = z
  .object({
    ...fleetDownload.shape,
    operation: fleetOperationKind,
    /** Finds a code of the vault; of an `enable`, a profile on the card. */
    carrier: carrierName.min(1).optional(),
    cause: operationCause.optional(),
    /** Which automation or template. */
    cause_id: z.string().max(200).optional(),
    /** The batch that it belongs to. */
    job_id: batchName.optional(),
  })
  .strict();
export type FleetOperationRequest = z.infer<typeof fleetOperationRequest>;
