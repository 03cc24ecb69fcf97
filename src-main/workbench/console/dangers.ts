/** What an input would do that cannot be taken back, or not easily: named before it is sent. */

import type { ConsoleDanger, ConsoleWarning } from '../../../src-shared/model/index.ts';
import type { ParsedCommand } from '../../card/apdu.ts';
import { es10FunctionOf } from '../../decode/index.ts';
import { isPinInstruction } from '../../store/secret-places.ts';
import { readTlvs } from '../../tlv/index.ts';
import type { AnyFunction } from './requests.ts';

/** Functions that leave what the card keeps as it is. A function that is not here is a danger until it is looked at. */
const harmless: ReadonlySet<string> = new Set([
  'ES10a.GetEuiccConfiguredAddresses',
  'ES10b.GetEUICCInfo1',
  'ES10b.GetEUICCInfo2',
  'ES10b.GetEUICCChallenge',
  'ES10b.ListNotification',
  'ES10b.RetrieveNotificationsList',
  'ES10b.AuthenticateServer',
  'ES10b.PrepareDownload',
  'ES10b.CancelSession',
  'ES10b.GetRAT',
  'ES10c.GetProfilesInfo',
  'ES10c.GetEID',
]);

const named: Readonly<Record<string, ConsoleDanger>> = {
  'ES10c.DeleteProfile': 'delete_profile',
  'ES10c.eUICCMemoryReset': 'reset_memory',
  'ES10c.EnableProfile': 'switch_profile',
  'ES10c.DisableProfile': 'switch_profile',
  'ES10b.LoadBoundProfilePackage': 'load_profile',
  'ES10b.RemoveNotificationFromList': 'remove_notification',
};

export function dangerOf({ name }: AnyFunction): ConsoleDanger | undefined {
  return harmless.has(name) ? undefined : (named[name] ?? 'es10_write');
}

/** Of command data for the ISD-R. */
export function dangerOfData(data: Uint8Array): ConsoleDanger | undefined {
  // The first byte of a segment tells nothing that several TLVs would not take back: one whole request, or it is not known.
  const fn = isOneTlv(data) ? es10FunctionOf(data) : undefined;
  return fn === undefined ? 'store_data_unknown' : dangerOf(fn);
}

function isOneTlv(data: Uint8Array): boolean {
  try {
    return readTlvs(data, 'data').length === 1;
  } catch {
    return false;
  }
}

export function isPinCommand({ ins, data }: Pick<ParsedCommand, 'ins' | 'data'>): boolean {
  return isPinInstruction(ins) && data !== undefined;
}

/** ERASE, INCREASE, WRITE and UPDATE of binaries and records, SET DATA. */
const fileWrites: ReadonlySet<number> = new Set([
  0x0e, 0x0f, 0x0c, 0x32, 0xd0, 0xd1, 0xd2, 0xd6, 0xd7, 0xda, 0xdb, 0xdc, 0xdd,
]);
/** DEACTIVATE, ACTIVATE, CREATE, DELETE, TERMINATE, RESIZE, INSTALL, LOAD, PUT KEY, SET STATUS. */
const cardManagement: ReadonlySet<number> = new Set([
  0x04, 0x44, 0xd4, 0xd8, 0xe0, 0xe4, 0xe6, 0xe8, 0xf0, 0xfe,
]);
const storeData = 0xe2;
const envelope = 0xc2;

/** A PIN of a console, by key reference, with the tries that the card has told of last. */
export type KnownTries = ReadonlyMap<number, number>;

/** So few tries are worth a question: a mistake more, and the PIN is blocked. */
const enoughTries = 3;

export function warningsOfApdu(command: ParsedCommand, tries: KnownTries): ConsoleWarning[] {
  const { ins, p1, p2, data } = command;
  const plain = (danger: ConsoleDanger | undefined): ConsoleWarning[] =>
    danger === undefined ? [] : [{ danger, params: {} }];
  if (isPinCommand(command)) {
    const left = tries.get(p2);
    if (left !== undefined && left >= enoughTries && ins === 0x20) return [];
    const key = p2.toString(16).toUpperCase().padStart(2, '0');
    return [{ danger: 'pin_tries', params: { key, tries: left ?? 'unknown' } }];
  }
  if (ins === storeData) {
    // A block of several may be the end of anything.
    const whole = p2 === 0 && (p1 & 0x80) !== 0 && data !== undefined;
    return plain(whole ? dangerOfData(data) : 'store_data_unknown');
  }
  if (ins === envelope) return plain('envelope');
  if (fileWrites.has(ins)) return plain('file_write');
  return plain(cardManagement.has(ins) ? 'card_manage' : undefined);
}

/** What an answer tells of the tries that a PIN has left; undefined where nothing. */
export function triesIn(ins: number, sw: number): number | undefined {
  if (!isPinInstruction(ins)) return undefined;
  if ((sw & 0xfff0) === 0x63c0) return sw & 0xf;
  return sw === 0x6983 ? 0 : undefined;
}
