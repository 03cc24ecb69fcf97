/**
 * The one contract between the workbench and everything that stands outside it: a row per call. Electron IPC, the
 * socket, the WebSocket and the CLI all follow from these rows.
 */

import { z } from 'zod';
import { activationRows } from './api/activation.ts';
import { apisRows } from './api/apis.ts';
import { batchRows } from './api/batches.ts';
import { cardRows } from './api/cards.ts';
import { codeRows } from './api/codes.ts';
import { consoleRows } from './api/console.ts';
import { dataRows } from './api/data.ts';
import { doctorRows } from './api/doctor.ts';
import { evidenceRows } from './api/evidence.ts';
import { fleetRows } from './api/fleet.ts';
import { historyRows } from './api/history.ts';
import { importRows } from './api/imports.ts';
import { keyRows } from './api/key.ts';
import { orderRows } from './api/orders.ts';
import { readerRows } from './api/readers.ts';
import { reportRows } from './api/reports.ts';
import { retentionRows } from './api/retention.ts';
import { row } from './api/row.ts';
import { shellRows } from './api/shell.ts';
import { simulatorRows } from './api/simulator.ts';
import { tokenRows } from './api/tokens.ts';
import { traceRows } from './api/trace.ts';
import type { JsonPieces } from './model/fleet.ts';
import {
  activationCodeParts,
  answer,
  base64Text,
  batch,
  batchLine,
  benchSettings,
  card,
  code,
  eidText,
  errorData,
  faultRuleState,
  hexText,
  operation,
  operationDetail,
  operationStatus,
  order,
  reader,
  replayProgress,
  savedFilter,
  simulatedCode,
  startOperation,
  stationSlot,
  systemInfo,
  traceDetail,
  traceLine,
  trustAnchor,
} from './model/index.ts';

const nothing = z.object({}).strict();
const operationId = z.int().positive();

export const api = {
  'system.info': row('What this workbench is and what it can reach', nothing, systemInfo),
  'readers.list': row('The readers and what is in them', nothing, z.array(reader)),
  ...readerRows,
  'cards.list': row('Every card that was ever seen, the last one first', nothing, z.array(card)),
  'cards.get': row('A card as last seen', z.object({ eid: eidText }), card),
  ...cardRows,
  'operations.start': row('Starts an operation on a reader; answers at once', startOperation, operation),
  'operations.list': row(
    'Operations, the newest first',
    z.object({
      limit: z.int().min(1).max(500).default(100),
      before: operationId.optional(),
      eid: eidText.optional(),
      status: operationStatus.optional(),
    }),
    z.array(operation),
  ),
  'operations.get': row('An operation with its steps', z.object({ id: operationId }), operationDetail),
  'operations.cancel': row(
    'Cancels an operation as soon as that is safe',
    z.object({ id: operationId }),
    operation,
  ),
  'operations.answer': row(
    'Answers what an operation asks',
    z.object({ id: operationId, answer }),
    operation,
  ),
  'operations.reconcile': row(
    'Reads the card again to find out how an operation ended that broke off',
    z.object({ id: operationId, readerId: z.string().optional() }),
    operation,
  ),
  'trace.list': row(
    'The exchanges of an operation in order, without their payloads decoded',
    z.object({
      operationId,
      after: z.int().default(0),
      limit: z.int().min(1).max(1000).default(500),
    }),
    z.array(traceLine),
  ),
  'trace.get': row('One exchange, decoded', z.object({ operationId, seq: z.int() }), traceDetail),
  'codes.parse': row(
    'Takes an activation code apart',
    z.object({ text: z.string().max(4096) }),
    activationCodeParts,
  ),
  'codes.fromImage': row(
    'Reads an activation code from a picture (PNG or JPEG) of its QR code',
    z.object({ image: base64Text }),
    activationCodeParts.extend({ activationCode: z.string() }),
  ),
  ...codeRows,
  ...activationRows,
  ...batchRows,
  ...orderRows,
  ...tokenRows,
  ...apisRows,
  ...fleetRows,
  ...reportRows,
  ...dataRows,
  ...doctorRows,
  ...consoleRows,
  ...evidenceRows,
  ...historyRows,
  ...importRows,
  ...keyRows,
  ...retentionRows,
  ...shellRows,
  ...traceRows,
  'trust.list': row('The roots that servers are checked against', nothing, z.array(trustAnchor)),
  'trust.add': row(
    'Adds a root certificate (PEM or DER)',
    z.object({ certificate: base64Text }),
    trustAnchor,
  ),
  'trust.remove': row(
    'Removes a root that was added',
    z.object({ keyId: hexText }),
    z.object({ removed: z.boolean() }),
  ),
  'trust.restore': row(
    'Puts a removed root back as it was, until the engine ends',
    z.object({ keyId: hexText }),
    trustAnchor,
  ),
  'trust.set': row(
    'Switches a root on or off',
    z.object({ keyId: hexText, enabled: z.boolean() }),
    trustAnchor,
  ),
  'settings.get': row('What is set for the whole bench', nothing, benchSettings),
  'settings.set': row(
    'Sets what the bench tells servers about the device; a single download may say otherwise',
    benchSettings,
    benchSettings,
  ),
  'simulator.codes': row(
    'The activation codes that the simulated SM-DP+ honours',
    nothing,
    z.array(simulatedCode),
  ),
  'simulator.faults.list': row(
    'The fault rules of the simulated bench, and what they did',
    nothing,
    z.array(faultRuleState),
  ),
  'simulator.faults.add': row(
    'Adds a fault rule, as one types it or as an object (docs/faults.md); it is in force until cleared or the engine ends',
    z.object({ rule: z.union([z.string().max(70_000), z.record(z.string(), z.unknown())]) }),
    faultRuleState,
  ),
  'simulator.faults.clear': row(
    'Takes one fault rule away, or all of them; gives those as they ended',
    z.object({ id: z.int().positive().optional() }),
    z.array(faultRuleState),
  ),
  ...simulatorRows,
} as const;

export type CallName = keyof typeof api;
/** What a caller passes. */
export type CallInput<N extends CallName> = z.input<(typeof api)[N]['input']>;
/** What a handler gets, with defaults filled in. */
export type CallRequest<N extends CallName> = z.output<(typeof api)[N]['input']>;
export type CallOutput<N extends CallName> = z.output<(typeof api)[N]['output']>;

/** What the workbench tells without being asked. */
export const workbenchEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('readers'), readers: z.array(reader) }),
  z.object({ type: z.literal('system'), info: systemInfo }),
  z.object({ type: z.literal('operation'), operation }),
  z.object({ type: z.literal('card'), card }),
  z.object({ type: z.literal('code'), code }),
  z.object({ type: z.literal('order'), order }),
  z.object({ type: z.literal('batch'), batch }),
  z.object({ type: z.literal('batchLine'), line: batchLine }),
  z.object({ type: z.literal('station'), slot: stationSlot }),
  z.object({ type: z.literal('replay'), replay: replayProgress }),
  /** Something on the simulated bench has changed; so many fault rules are in force. */
  z.object({ type: z.literal('simulator'), faults: z.int().nonnegative() }),
  z.object({ type: z.literal('filters'), filters: z.array(savedFilter) }),
  /** Somebody took it away for good; what shows it lets go of it. */
  z.object({ type: z.literal('removed'), what: z.enum(['code', 'batch']), id: z.int().positive() }),
]);
export type WorkbenchEvent = z.infer<typeof workbenchEvent>;

/** Who makes a call, as far as its host knows; kept with what comes of it. */
export interface Caller {
  /** The name of a token, or of a user of this machine. */
  readonly createdBy: string;
  /** The door that it came through: `cli`, `window`, `api` (REST), `v1/esim_profiles`, or `engine`. */
  readonly source: string;
}

/** The workbench as a caller sees it, whatever lies between. Rejects with WorkbenchError. */
export interface WorkbenchApi {
  /**
   * `caller` counts in the engine's own process and on its socket; across other transports the host at their other end says
   * who it is.
   */
  call<N extends CallName>(name: N, input: CallInput<N>, caller?: Caller): Promise<CallOutput<N>>;
  /**
   * The answer of `fleet.page` as it was read, where the engine is in this process: a host that passes it on as it is needs no text of
   * half a megabyte.
   */
  fleetPage?(request: CallInput<'fleet.page'>): Promise<JsonPieces>;
  /** Until the returned function is called. */
  subscribe(listener: (event: WorkbenchEvent) => void): () => void;
}

/** What an engine sends, checked; see frames.ts for what it takes. */
export const serverFrame = z.union([
  z.object({ id: z.int(), ok: z.unknown() }),
  z.object({ id: z.int(), error: errorData }),
  z.object({ event: workbenchEvent }),
]);
export type ServerFrame = z.infer<typeof serverFrame>;
