/** Calls behind the fleet API and the history: lists in the query language, and what the fleet API starts. */

import { z } from 'zod';
import { fleetResource } from '../model/fleet.ts';
import { fleetDownload, fleetOperationRequest, fleetSwitch } from '../model/fleet-request.ts';
import { row } from './row.ts';

/** What is too long for a query is said by the query language, and not by the form of a call. */
const text = z.string().max(100_000).optional();
const size = z.number().optional();

/** Starts something and tells its transaction as JSON, as `fleet.get` has it. */
const started = z.object({ json: z.string() });

export const fleetRows = {
  'fleet.page': row(
    'A page of a list of the fleet API, or of the history',
    z.object({
      resource: fleetResource,
      query: text,
      orderby: text,
      size,
      cursor: text,
    }),
    /** `json`: the whole answer as Remote Manager gives it. */
    z.object({ json: z.string(), count: z.int(), cursor: z.string().exactOptional() }),
  ),
  'fleet.get': row(
    'One row of such a list as JSON: by ICCID, transaction or number; none where there is no such row',
    z.object({ resource: fleetResource, id: z.string().max(200) }),
    z.object({ json: z.string().exactOptional() }),
  ),
  'fleet.bulk': row(
    'Begins to read a list as CSV, up to 20,000 rows; the lines come with fleet.bulkNext',
    z.object({ resource: fleetResource, query: text, orderby: text, fields: text, size }),
    z.object({ id: z.int().positive(), truncated: z.boolean() }),
  ),
  'fleet.bulkNext': row(
    'The next whole lines of a list that is read as CSV; none at its end',
    z.object({ id: z.int().positive() }),
    z.object({ lines: z.string().exactOptional() }),
  ),
  'fleet.bulkEnd': row(
    'Says that no further lines of a list that is read as CSV are wanted',
    z.object({ id: z.int().positive() }),
    z.object({ ended: z.boolean() }),
  ),
  'fleet.download': row('Starts a download as the fleet API has it', fleetDownload, started),
  'fleet.enable': row('Starts to enable a profile as the fleet API has it', fleetSwitch, started),
  'fleet.disable': row('Starts to disable a profile as the fleet API has it', fleetSwitch, started),
  'fleet.delete': row('Starts to delete a profile as the fleet API has it', fleetSwitch, started),
  'fleet.operate': row(
    'Starts a multistep operation as the fleet API has it; tells it as JSON, as fleet.get does',
    fleetOperationRequest,
    started,
  ),
} as const;
