/**
 * The lists of the fleet API (v1/esim_profiles of Digi Remote Manager) and the history of the window, as hosts see them. They
 * are read away from the engine's thread, and come as texts that a host passes on as they are.
 *
 * Every call rejects with what `Reading` rejects with (reading_failed, timed_out, engine_gone) and with store_*.
 */

import type { FleetResource, JsonPieces } from '../../src-shared/model/fleet.ts';

export interface FleetPageRequest {
  /** In the query language (src-shared/query); absent or empty: all. Relative times are relative to the first page. */
  readonly query?: string | undefined;
  /** `field`, `asc field`, `desc field`. Absent: the newest first; the inventory by EID. */
  readonly orderby?: string | undefined;
  /** From 1 on; what is above 1000 counts as 1000, the default. */
  readonly size?: number | undefined;
  /** From the page before; it goes with the same query and orderby. */
  readonly cursor?: string | undefined;
}

export interface FleetPage {
  /**
   * The whole answer as Remote Manager gives it: `{"count", "size", "cursor"?, "next_uri"?, "list"}`. `count` is of this
   * list; cursor and next_uri (a path with its query string) are there where a full page has further rows behind it. In pieces, one
   * behind the other; bytes are UTF-8.
   */
  readonly json: JsonPieces;
  readonly count: number;
  readonly cursor?: string;
}

export interface FleetBulkRequest {
  readonly query?: string | undefined;
  readonly orderby?: string | undefined;
  /** Names of fields with commas between; absent: all, in the order of their table. */
  readonly fields?: string | undefined;
  /** From 1 on; what is above 20000 counts as 20000, the default. */
  readonly size?: number | undefined;
}

export interface FleetBulk {
  /** Whether more rows match than are given: the `Truncated` header. Known before the first chunk. */
  readonly truncated: boolean;
  /**
   * CSV (RFC 4180, UTF-8 without BOM), a header line first; each chunk is some whole lines. A chunk is read when it is asked for,
   * so that a client that reads slowly keeps nothing and nobody waiting. Rows that are added meanwhile are not in it.
   */
  readonly chunks: AsyncIterable<string>;
}

export interface FleetLists {
  /**
   * A page of a list. Rejects with query_* (query or orderby), size_invalid, cursor_invalid (forged, or of another data folder),
   * cursor_other_query.
   */
  page(resource: FleetResource, request: FleetPageRequest): Promise<FleetPage>;
  /**
   * One row as JSON, or undefined. `id`: of an inventory the ICCID (of several cards that have it the one seen last), of
   * transactions the transaction id, of operations and history the id of the operation.
   */
  get(resource: FleetResource, id: string): Promise<string | undefined>;
  /** All rows that match, up to 20,000, as CSV. Rejects with query_*, size_invalid, fields_unknown. */
  bulk(resource: FleetResource, request: FleetBulkRequest): Promise<FleetBulk>;
}
