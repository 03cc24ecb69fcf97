/** Asking SM-DSs what waits for a card (SGP.22 v2.5 §3.6.1, ES11 §5.8). */

import { toWorkbenchError, type WorkbenchError } from '../../src-shared/errors/index.ts';
import { type FoundEvent, type OperationRequest, smdsAddresses } from '../../src-shared/model/index.ts';
import { hasPolicy } from '../es9/certificate.ts';
import { getEuiccChallenge, getEuiccConfiguredAddresses, getEuiccInfo1 } from '../es10/index.ts';
import type { OperationStore } from '../store/port.ts';
import { tolerated } from './card-state.ts';
import { recordingNotes } from './notes.ts';
import { isConnectionLost, type OperationRun } from './run.ts';
import { dsAuth, ServerSession } from './server-session.ts';

/** An event that leads from one SM-DS to the next is followed so far: root, one below it, and one more for labs. */
const maxDepth = 3;
const maxEvents = 100;

interface Event {
  readonly smdsAddress: string;
  readonly address: string;
  readonly eventId: string;
}

/** The SM-DSs of the bench; a setting that does not fit any more is as good as none. */
export function benchSmdsAddresses(store: Pick<OperationStore, 'getSetting'>): string[] {
  const parsed = smdsAddresses.safeParse(store.getSetting('smdsAddresses'));
  return parsed.success ? parsed.data : [];
}

/**
 * Asks the SM-DS that the card names and the others, keeps the event ids sealed, and tells the servers. An SM-DS that
 * fails is remarked while another answers; where none answers, its reason is the operation's.
 */
export async function discover(
  run: OperationRun,
  request: Extract<OperationRequest, { kind: 'discover' }>,
): Promise<void> {
  const { store } = run.ports;
  const own = await tolerated(run, 'addresses_unreadable', () => run.call(getEuiccConfiguredAddresses, {}));
  const { defaultDpAddress, rootDsAddress = '' } = own?.value ?? {};
  const others = request.smdsAddresses ?? benchSmdsAddresses(store);
  if (request.smdsAddresses === undefined && others.length > 0)
    run.note(recordingNotes.smds, { addresses: others.join(' ') });
  const named = [rootDsAddress, ...others];
  const addresses = [...new Set(named.map((one) => one.toLowerCase()))].filter((one) => one !== '');
  if (addresses.length === 0) run.remark('no_smds');
  const found: Event[] = [];
  let failure: WorkbenchError | undefined;
  let answered = 0;
  for (const address of addresses) {
    try {
      found.push(...(await eventsAt(run, address, '', 1)));
      answered += 1;
    } catch (thrown) {
      // Each is remarked, and each may hold what is no server's fault.
      const error = failed(run, address, thrown);
      failure ??= error;
    }
  }
  // Several SM-DSs may know of the same.
  const distinct = new Map(found.map((one) => [`${one.address} ${one.eventId}`, one]));
  const kept = [...distinct.values()].slice(0, maxEvents);
  const events: FoundEvent[] = kept.map(({ smdsAddress, address }) => ({
    source: 'smds',
    smdsAddress,
    smdpAddress: address,
  }));
  store.saveEventIds(
    run.id,
    kept.map((one) => one.eventId),
  );
  if (defaultDpAddress) events.push({ source: 'default_smdp', smdpAddress: defaultDpAddress });
  run.patch({ events });
  if (failure !== undefined && answered === 0) throw failure;
}

/** What a server may be at fault for: it is not there, not trusted, or the card does not accept it. */
const ofServer: ReadonlySet<string> = new Set(['es9', 'trust', 'decode', 'es10', 'operation', 'input']);

/** Remarks an SM-DS that gave no answer. Throws on what is no server's fault. */
function failed(run: OperationRun, address: string, thrown: unknown): WorkbenchError {
  const error = toWorkbenchError(thrown);
  if (!ofServer.has(error.family)) throw error;
  run.remark('smds_failed', { address, code: error.code });
  return error;
}

/** The events that an SM-DS has for the card, those that lead to another SM-DS followed. */
async function eventsAt(
  run: OperationRun,
  smdsAddress: string,
  matchingId: string,
  depth: number,
): Promise<Event[]> {
  const entries = await ask(run, smdsAddress, matchingId);
  const out: Event[] = [];
  for (const { eventId, rspServerAddress: address } of entries) {
    // Before anything that holds it is shown: an event id gets the profile to whoever has it.
    run.ports.store.addSecret(run.id, { kind: 'matching_id', value: eventId });
    if (depth < maxDepth && (await isSmds(run, address))) {
      try {
        out.push(...(await eventsAt(run, address, eventId, depth + 1)));
      } catch (thrown) {
        failed(run, address, thrown);
      }
    } else out.push({ smdsAddress, address, eventId });
  }
  return out;
}

/** One session with an SM-DS. That it knows no event is an answer, too (§5.8.2). */
async function ask(run: OperationRun, address: string, matchingId: string) {
  const session = new ServerSession(run, { address, matchingId });
  const { es11 } = run.es9;
  try {
    const { client } = await session.authenticate(
      {
        interface: 'ES11',
        initiateAuthentication: (...call) => es11.initiateAuthentication(...call),
        authenticateClient: (...call) => es11.authenticateClient(...call),
      },
      undefined,
    );
    session.endTransaction('complete');
    return client.eventEntries;
  } catch (thrown) {
    session.endTransaction('failed');
    const { code, params } = toWorkbenchError(thrown);
    if (code === 'es9_status' && params['subjectCode'] === '8.9.5' && params['reasonCode'] === '3.9')
      return [];
    throw thrown;
  }
}

/**
 * Whether the server of an event is an SM-DS again, which only its certificate tells. A session is begun for that and
 * left; one that does not answer is taken for an SM-DP+, and the download says what is wrong.
 */
async function isSmds(run: OperationRun, address: string): Promise<boolean> {
  const { euiccChallenge } = (await run.call(getEuiccChallenge, {})).value;
  const { raw: euiccInfo1 } = await run.call(getEuiccInfo1, {});
  try {
    const { serverCertificate } = await run.step('ES11.InitiateAuthentication', () =>
      run.es9.es11.initiateAuthentication(address, { euiccChallenge, euiccInfo1 }, run.signal),
    );
    return hasPolicy(serverCertificate, dsAuth);
  } catch (thrown) {
    run.checkCancelled();
    if (isConnectionLost(thrown)) throw thrown;
    return false;
  }
}
