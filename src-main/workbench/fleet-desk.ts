/**
 * What the fleet API (Remote Manager's v1/esim_profiles) asks for, made into operations of the workbench: which card, which
 * code, which profile. Nothing is guessed: what does not fit or is not there is said.
 */

import type { fleetRows } from '../../src-shared/api/fleet.ts';
import type { Caller, CallName, CallOutput, CallRequest } from '../../src-shared/api.ts';
import { normalizeCarrier, sameCarrier } from '../../src-shared/carrier.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { JsonPieces } from '../../src-shared/model/fleet.ts';
import type {
  Card,
  Code,
  FleetDownload,
  FleetOperationRequest,
  FleetSwitch,
  Operation,
  Profile,
} from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { CodeStore } from '../store/code-port.ts';
import type { Store } from '../store/open.ts';
import { createBulks } from './fleet-bulks.ts';
import type { FleetLists } from './fleet-lists-port.ts';
import type { OperationDesk } from './operation-desk.ts';
import type { ReaderRegistry } from './readers.ts';

export interface FleetDeskPorts {
  readonly lists: FleetLists;
  readonly codes: CodeStore;
  readonly actions: Store['actions'];
  readonly cards: { getCard(eid: string): Card | undefined };
  readonly readers: ReaderRegistry;
  readonly desk: Pick<OperationDesk, 'start' | 'runInBackground'>;
  readonly clock: Clock;
}

type Handlers = {
  readonly [N in keyof typeof fleetRows & CallName]: (
    request: CallRequest<N>,
    caller: Caller,
  ) => CallOutput<N> | Promise<CallOutput<N>>;
};

export interface FleetDesk {
  /** They reject with `fleet_*`, with what the lists reject with, and with what starting an operation rejects with. */
  readonly handlers: Handlers;
  /** As `fleet.page`, its answer as it was read. */
  page(request: CallRequest<'fleet.page'>): Promise<JsonPieces>;
}

const textOf = (pieces: JsonPieces) =>
  pieces
    .map((piece) =>
      typeof piece === 'string'
        ? piece
        : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString(),
    )
    .join('');

type StartRequest = CallRequest<'operations.start'>;
type DownloadRequest = Extract<StartRequest, { kind: 'download' | 'activate' }>;

/** What a request says of where its operation comes from. */
type Origin = Pick<StartRequest, 'cause' | 'causeId' | 'batch'>;

/** By what a download has its code. */
type Source = { readonly codeId: number } | { readonly activationCode: string };

/** Free codes of one carrier that are tried in turn, where others are faster. */
const mostTries = 20;

/** Names in an error, without those that come twice. */
function listed(names: readonly (string | undefined)[]): string {
  const different = [...new Set(names.filter((name) => name !== undefined && name !== ''))];
  return different.length === 0 ? 'none' : different.slice(0, 20).join(', ');
}

export function createFleetDesk(ports: FleetDeskPorts): FleetDesk {
  const { lists, codes, actions, cards, readers, desk, clock } = ports;

  /** The EID of the card in a reader, which is read where it has not been yet. */
  async function eidIn(readerId: string): Promise<string> {
    const find = () => readers.list().find(({ id }) => id === readerId);
    const before = find();
    if (before === undefined) throw new WorkbenchError('reader_not_found', { reader: readerId });
    if (before.eid !== undefined) return before.eid;
    if (before.presence === 'empty') throw new WorkbenchError('card_absent', { reader: before.name });
    if (before.operationId !== undefined) throw new WorkbenchError('reader_busy', { reader: readerId });
    await desk.runInBackground({ kind: 'read_card', readerId });
    const eid = find()?.eid;
    if (eid === undefined) throw new WorkbenchError('fleet_card_unread', { reader: readerId });
    return eid;
  }

  /** The reader that is meant; `device_id` and `eid` must agree with what is in it. */
  async function readerFor({ device_id, eid }: Pick<FleetSwitch, 'device_id' | 'eid'>): Promise<string> {
    await readers.ready();
    if (device_id === undefined) {
      if (eid === undefined) throw new WorkbenchError('fleet_device_missing');
      const readerId = readers.readerOfCard(eid);
      if (readerId === undefined) throw new WorkbenchError('fleet_card_not_there', { eid });
      return readerId;
    }
    const readerId = readers.find(device_id).id;
    if (eid !== undefined) {
      const found = await eidIn(readerId);
      if (found !== eid) throw new WorkbenchError('fleet_card_other', { reader: readerId, eid, found });
    }
    return readerId;
  }

  async function profilesIn(readerId: string): Promise<readonly Profile[]> {
    const eid = await eidIn(readerId);
    if (cards.getCard(eid) === undefined) await desk.runInBackground({ kind: 'read_card', readerId });
    return cards.getCard(eid)?.profiles ?? [];
  }

  const ofCarrier = (profiles: readonly Profile[], carrier: string) =>
    profiles.filter(({ serviceProviderName = '' }) => sameCarrier(serviceProviderName, carrier));

  /** The code of the vault for an ICCID: a free one, else one that is not free, so that it can be said why. */
  function codeOf(iccid: string): Code {
    const now = clock.now();
    const [free] = codes.available({ iccid, now, limit: 1 });
    const found = free ?? codes.list({ search: iccid, limit: 100, now }).find((one) => one.iccid === iccid);
    if (found === undefined) throw new WorkbenchError('fleet_code_not_there', { iccid });
    return found;
  }

  /** By what the code is named, or undefined where nothing names one. */
  function sourceOf({ iccid, activation_code }: FleetDownload): { source: Source; code?: Code } | undefined {
    if (activation_code === undefined) {
      if (iccid === undefined) return undefined;
      const code = codeOf(iccid);
      return { source: { codeId: code.id }, code };
    }
    if (iccid === undefined) return { source: { activationCode: activation_code } };
    const code = codes.find(activation_code);
    if (code?.iccid !== iccid) throw new WorkbenchError('fleet_code_differs', { iccid });
    return { source: { codeId: code.id }, code };
  }

  function carrierNotThere(what: string, carrier: string, profiles: readonly Profile[]): WorkbenchError {
    return new WorkbenchError('fleet_carrier_not_there', {
      what,
      carrier,
      codes: listed(codes.carriers(clock.now())),
      profiles: listed(profiles.map(({ serviceProviderName }) => serviceProviderName)),
    });
  }

  /** The free codes of a carrier, the one that expires first first. Throws where there is none, or a profile that could be meant. */
  async function codesOf(
    operation: 'activate' | 'download',
    carrier: string,
    readerId: string,
  ): Promise<readonly Code[]> {
    const profiles = await profilesIn(readerId);
    const [there] = ofCarrier(profiles, carrier);
    if (operation === 'activate' && there !== undefined)
      throw new WorkbenchError('fleet_carrier_on_card', { carrier, iccid: there.iccid });
    const normalizedCarrier = normalizeCarrier(carrier);
    const free =
      normalizedCarrier === ''
        ? []
        : codes.available({ normalizedCarrier, now: clock.now(), limit: mostTries });
    if (free.length === 0) throw carrierNotThere('free activation code in the vault', carrier, profiles);
    return free;
  }

  function checkCarrier(what: string, iccid: string, found: string | undefined, carrier: string): void {
    // What is not known does not differ: where the profile says otherwise, the operation points it out.
    if (found === undefined || sameCarrier(found, carrier)) return;
    throw new WorkbenchError('fleet_carrier_differs', { what, iccid, found, carrier });
  }

  function startDownload(
    kind: DownloadRequest['kind'],
    readerId: string,
    source: Source,
    rest: Origin & { readonly carrier?: string; readonly eid?: string | undefined },
    caller: Caller,
  ): Promise<Operation> {
    const { eid, ...others } = rest;
    // Another card may be put in between the answer and its beginning.
    const expect = eid === undefined ? {} : { expect: { eid } };
    return desk.start({ kind, readerId, ...source, ...others, ...expect, acceptProfile: true }, caller);
  }

  async function operateDownload(
    request: FleetOperationRequest,
    kind: DownloadRequest['kind'],
    readerId: string,
    origin: Origin,
    caller: Caller,
  ): Promise<Operation> {
    const { carrier } = request;
    const named = sourceOf(request);
    const rest = { ...origin, eid: request.eid, ...(carrier === undefined ? {} : { carrier }) };
    if (named !== undefined) {
      const { code, source } = named;
      if (carrier !== undefined && code !== undefined)
        checkCarrier('activation code', code.iccid ?? '', code.carrier, carrier);
      return startDownload(kind, readerId, source, rest, caller);
    }
    if (carrier === undefined) throw new WorkbenchError('fleet_code_missing');
    let taken: WorkbenchError | undefined;
    for (const { id } of await codesOf(kind, carrier, readerId)) {
      try {
        return await startDownload(kind, readerId, { codeId: id }, rest, caller);
      } catch (thrown) {
        const error = toWorkbenchError(thrown);
        // Somebody was faster, with another reader: the next code is as good.
        if (!['code_claimed', 'code_used_up', 'code_expired', 'code_not_found'].includes(error.code))
          throw error;
        taken = error;
      }
    }
    throw taken ?? new WorkbenchError('fleet_code_missing');
  }

  async function operateEnable(
    { eid, iccid, carrier, activation_code }: FleetOperationRequest,
    readerId: string,
    origin: Origin,
    caller: Caller,
  ): Promise<Operation> {
    if (activation_code !== undefined) throw new WorkbenchError('fleet_code_not_taken');
    const enable = (profile: { readonly iccid: string }) =>
      desk.start(
        {
          kind: 'enable',
          readerId,
          profile,
          refresh: true,
          ...origin,
          ...(eid === undefined ? {} : { eid }),
          ...(carrier === undefined ? {} : { carrier }),
        },
        caller,
      );
    if (carrier === undefined) {
      if (iccid === undefined) throw new WorkbenchError('fleet_profile_missing');
      return enable({ iccid });
    }
    const profiles = await profilesIn(readerId);
    if (iccid !== undefined) {
      const profile = profiles.find((one) => one.iccid === iccid);
      checkCarrier('profile', iccid, profile?.serviceProviderName, carrier);
      return enable({ iccid });
    }
    const [one, ...others] = ofCarrier(profiles, carrier);
    if (one === undefined) throw carrierNotThere('profile on the card', carrier, profiles);
    if (others.length > 0)
      throw new WorkbenchError('fleet_carrier_ambiguous', {
        carrier,
        iccids: listed([one, ...others].map((profile) => profile.iccid)),
      });
    return enable({ iccid: one.iccid });
  }

  /** A row that was just written. */
  async function told(resource: 'transactions' | 'operations', id: string): Promise<{ json: string }> {
    const json = await lists.get(resource, id);
    if (json === undefined)
      throw new WorkbenchError('internal', { reason: `${resource} ${id} is not there` });
    return { json };
  }

  function transaction({ id }: Operation, action: 'download' | 'enable' | 'disable' | 'delete') {
    const tx = actions.transactionOf(id, action);
    if (tx === undefined)
      throw new WorkbenchError('internal', { reason: `operation ${id} has no ${action}` });
    return told('transactions', tx);
  }

  const change = (kind: 'enable' | 'disable' | 'delete') => async (request: FleetSwitch, caller: Caller) => {
    const readerId = await readerFor(request);
    const { eid, iccid } = request;
    const which = { readerId, profile: { iccid }, ...(eid === undefined ? {} : { eid }) };
    const start: StartRequest = kind === 'delete' ? { kind, ...which } : { kind, ...which, refresh: true };
    return transaction(await desk.start(start, caller), kind);
  };

  const bulks = createBulks(lists, clock);

  return {
    page: async ({ resource, ...request }) => (await lists.page(resource, request)).json,
    handlers: {
      'fleet.page': async ({ resource, ...request }) => {
        const { json, count, cursor } = await lists.page(resource, request);
        return { json: textOf(json), count, ...(cursor === undefined ? {} : { cursor }) };
      },
      'fleet.get': async ({ resource, id }) => {
        const json = await lists.get(resource, id);
        return json === undefined ? {} : { json };
      },
      'fleet.bulk': ({ resource, ...request }, caller) => bulks.begin(resource, request, caller),
      'fleet.bulkNext': ({ id }, caller) => bulks.next(id, caller),
      'fleet.bulkEnd': ({ id }, caller) => ({ ended: bulks.end(id, caller) }),
      'fleet.download': async (request, caller) => {
        const readerId = await readerFor(request);
        const named = sourceOf(request);
        if (named === undefined) throw new WorkbenchError('fleet_code_missing');
        return transaction(
          await startDownload('download', readerId, named.source, { eid: request.eid }, caller),
          'download',
        );
      },
      'fleet.enable': change('enable'),
      'fleet.disable': change('disable'),
      'fleet.delete': change('delete'),
      'fleet.operate': async (request, caller) => {
        const { operation, cause, cause_id, job_id } = request;
        const readerId = await readerFor(request);
        const origin: Origin = {
          ...(cause === undefined ? {} : { cause }),
          ...(cause_id === undefined ? {} : { causeId: cause_id }),
          ...(job_id === undefined ? {} : { batch: job_id }),
        };
        const started =
          operation === 'enable'
            ? await operateEnable(request, readerId, origin, caller)
            : await operateDownload(request, operation, readerId, origin, caller);
        return told('operations', String(started.id));
      },
    },
  };
}
