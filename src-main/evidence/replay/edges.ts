/** The recording as reader, as server, and as what the bench knew before. */

import { toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Card, CardInfo, DeviceInfo, Profile } from '../../../src-shared/model/index.ts';
import type { CardConnection, ReaderProvider } from '../../card/port.ts';
import { type HttpsTransport, serverText } from '../../es9/https-transport.ts';
import { recordingNotes } from '../../operations/notes.ts';
import { AuthenticateServerRequest } from '../../rsp/index.ts';
import type { NotificationRow, OperationStore, StoredTraceEntry } from '../../store/port.ts';
import { decode } from '../../tlv/index.ts';
import { apduViews } from '../disguise/apdu-views.ts';
import type { OperationPart } from '../format.ts';
import type { Player } from './player.ts';
import { words } from './recording.ts';

/** A reader that answers with what the card answered then (contract: card/port.ts). */
export function replayReaders(player: Player, name: string): ReaderProvider {
  const readers = { status: { available: true }, readers: [{ name, presence: 'present' }] } as const;
  return {
    kind: 'simulator',
    snapshot: async () => readers,
    watch(listener) {
      listener(readers);
      return () => undefined;
    },
    async connect(): Promise<CardConnection> {
      let contacts = await player.connect();
      const { notes } = contacts;
      return {
        readerName: name,
        get atr() {
          return contacts.atr;
        },
        get protocol() {
          return contacts.protocol;
        },
        notes,
        transmit: (command) => player.transmit(command),
        async reset(kind) {
          contacts = { ...contacts, ...(await player.reset(kind)) };
        },
        disconnect: async () => undefined,
      };
    },
    close: async () => undefined,
  };
}

/** What is found out from an answer that was whole; every other error came from the way there. */
const ofAnswer: ReadonlySet<string> = new Set([
  'es9_status',
  'es9_http_status',
  'es9_redirect',
  'es9_not_json',
  'es9_bad_json',
  'es9_missing_field',
  'es9_bad_base64',
  'es9_bad_field',
  'es9_not_acknowledged',
  'es9_transaction_mismatch',
]);

function header(
  headers: readonly (readonly [string, string])[] | undefined,
  name: string,
): string | undefined {
  return headers?.find(([each]) => each.toLowerCase() === name)?.[1];
}

/** The way to servers that answer as they did then, or fail as they did. */
export function replayTransport(player: Player): HttpsTransport {
  return {
    async post({ server, path, headers, body, record }) {
      const entry = await player.request({
        method: 'POST',
        url: `https://${serverText(server)}${path}`,
        headers: Object.entries(headers),
        body,
      });
      if (entry.status !== undefined) record.status = entry.status;
      if (entry.responseHeaders !== undefined) record.headers = [...entry.responseHeaders];
      if (entry.responseBody !== undefined) record.body = entry.responseBody;
      const { status, responseBody, error } = entry;
      if (status === undefined || responseBody === undefined || (error && !ofAnswer.has(error.code)))
        throw WorkbenchError.fromData(
          error ?? { code: 'internal', params: { reason: 'no answer is recorded' } },
        );
      return {
        status,
        contentType: header(entry.responseHeaders, 'content-type'),
        location: header(entry.responseHeaders, 'location'),
        body: responseBody,
      };
    },
    prepare: () => undefined,
    close: () => undefined,
  };
}

/** What servers were told of the device, from what was signed by the card; undefined where no server was met. */
export function recordedDeviceInfo(trace: readonly StoredTraceEntry[]): DeviceInfo | undefined {
  const { commands } = apduViews(trace.flatMap(({ entry }) => (entry.kind === 'apdu' ? [entry] : [])));
  for (const { whole } of commands) {
    if (whole[0] !== 0xbf || whole[1] !== 0x38) continue;
    try {
      const { ctxParams1 } = decode(AuthenticateServerRequest, new Uint8Array(whole), 'AuthenticateServer');
      const { tac, deviceCapabilities, imei } = ctxParams1.value.ctxParamsForCommonAuthentication.deviceInfo;
      return {
        tac: toHex(tac),
        capabilities: deviceCapabilities,
        ...(imei === undefined
          ? {}
          : {
              imei: toHex(imei)
                .replace(/(.)(.)/g, '$2$1')
                .replace(/F+$/, ''),
            }),
      };
    } catch {
      // A command that was broken off: perhaps the next one is whole.
    }
  }
  return undefined;
}

const nothingSaid: CardInfo = {
  svn: '',
  uiccCapabilities: [],
  rspCapabilities: [],
  ciKeyIdsForVerification: [],
  ciKeyIdsForSigning: [],
};

const waiting = { state: 'waiting', nextAttemptAt: 0 } as const;

/** The store of a replay, with what the bench knew when the operation was recorded in place of what it knows now. */
export function replayStore(
  store: OperationStore,
  player: Player,
  part: OperationPart,
  deviceInfo: DeviceInfo | undefined,
): OperationStore {
  const { discovery } = part;

  function withStates(rows: NotificationRow[]): NotificationRow[] {
    const note = player.takeNote(recordingNotes.due, recordingNotes.delivered);
    if (note === undefined) return rows;
    const numbers = new Set(words(note.params['numbers']).map(Number));
    if (note.code === recordingNotes.delivered)
      return rows.map((row) => (numbers.has(row.sequenceNumber) ? { ...row, state: 'delivered' } : row));
    return rows
      .filter(({ sequenceNumber }) => numbers.has(sequenceNumber))
      .map((row) => ({ ...row, ...waiting }));
  }

  return {
    ...store,
    getSetting(name) {
      if (name === 'deviceInfo') return deviceInfo;
      if (name === 'smdsAddresses') return words(player.takeNote(recordingNotes.smds)?.params['addresses']);
      if (name !== 'quirksByAtr') return store.getSetting(name);
      const { next } = player;
      if (next?.kind !== 'connect' || next.contacts === undefined) return undefined;
      return { [toHex(next.contacts.atr)]: [...next.contacts.quirks] };
    },
    claimCode(id, at, address) {
      const { operation } = store.claimCode(id, at, address);
      const confirmationCode = player.takeVaultCode();
      return { operation, ...(confirmationCode === undefined ? {} : { confirmationCode }) };
    },
    getQuirks: () => words(player.takeNote(recordingNotes.cardQuirks)?.params['quirks']),
    getCard(eid) {
      const known = words(player.takeNote(recordingNotes.knownProfiles)?.params['iccids']);
      const profiles = known.map((iccid): Profile => ({ iccid }));
      const unseen: Omit<Card, 'profiles'> = {
        eid,
        lastSeenAt: 0,
        simulated: true,
        notifications: [],
        quirks: [],
      };
      const { info: read, ...card } = store.getCard(eid) ?? unseen;
      // EUICCInfo2 is read again where that was recorded: then something was known, whatever it was.
      const again = player.takeNote(recordingNotes.infoAgain) !== undefined;
      const info = again ? nothingSaid : part.operation.kind === 'default_smdp' ? read : undefined;
      return { ...card, profiles, ...(info === undefined ? {} : { info }) };
    },
    listNotifications: (eid) => withStates(store.listNotifications(eid)),
    /** Asked of the discovery that a download names, and of nothing else. */
    getOperation(id) {
      const base = store.listOperations({ limit: 1 })[0];
      if (discovery?.operationId !== id || base === undefined) return undefined;
      const { smdpAddress, index, eid } = discovery;
      const events = Array.from({ length: index + 1 }, () => ({ source: 'smds' as const, smdpAddress }));
      return { ...base, id, kind: 'discover', events, eid };
    },
    getEventId: () => discovery?.matchingId,
  };
}
