/** The ISD-R: which ES10 function a command is, and what every one of them has in common. */

import { fromHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { encodeTlv, readHeader, readSingleTlv, versionToBytes } from '../../tlv/index.ts';
import { StatusWord, SW } from './apdu.ts';
import type { Chip, Es10Function } from './chip.ts';
import { loadCrl } from './crl.ts';
import {
  getConfiguredAddresses,
  getEuiccData,
  getEuiccInfo1,
  getEuiccInfo2,
  getRat,
  setDefaultDpAddress,
} from './info.ts';
import { Installation } from './installation.ts';
import { listNotification, removeNotificationFromList, retrieveNotificationsList } from './notifications.ts';
import { getProfilesInfo } from './profile-list.ts';
import { deleteProfile, disableProfile, enableProfile, memoryReset, setNickname } from './profiles.ts';
import { authenticateServer, cancelSession, getEuiccChallenge, prepareDownload } from './session.ts';

export const isdrAid = fromHex('A0000005591010FFFFFFFF8900000100');

const functions = new Map<number, Es10Function>([
  [0xbf20, getEuiccInfo1],
  [0xbf21, prepareDownload],
  [0xbf22, getEuiccInfo2],
  [0xbf28, listNotification],
  [0xbf29, setNickname],
  [0xbf2b, retrieveNotificationsList],
  [0xbf2d, getProfilesInfo],
  [0xbf2e, getEuiccChallenge],
  [0xbf30, removeNotificationFromList],
  [0xbf31, enableProfile],
  [0xbf32, disableProfile],
  [0xbf33, deleteProfile],
  [0xbf34, memoryReset],
  [0xbf35, loadCrl],
  [0xbf38, authenticateServer],
  [0xbf3c, getConfiguredAddresses],
  [0xbf3e, getEuiccData],
  [0xbf3f, setDefaultDpAddress],
  [0xbf41, cancelSession],
  [0xbf43, getRat],
]);

const boundProfilePackageTag = 0xbf36;
/** First bytes of what follows the head of a bound profile package: its parts and their items. */
const segmentTags = new Set([0xa0, 0xa1, 0xa2, 0xa3, 0x86, 0x87, 0x88]);

/** FCI of the ISD-R (SGP.22 v2.5 §5.7.1): AID, proprietary data, and the SGP.22 version. */
export function isdrFci(chip: Chip): Uint8Array {
  return encodeTlv(
    0x6f,
    encodeTlv(0x84, isdrAid),
    encodeTlv(0xa5, encodeTlv(0x9f65, Uint8Array.of(0xff))),
    encodeTlv(0xe0, encodeTlv(0x82, versionToBytes(chip.config.svn) ?? new Uint8Array(3))),
  );
}

function leadingTag(data: Uint8Array): number {
  try {
    return readHeader(data, 0, 'command').tag;
  } catch (error) {
    if (error instanceof WorkbenchError) throw new StatusWord(SW.wrongData);
    throw error;
  }
}

/**
 * Performs one ES10 command, its STORE DATA blocks put together. Gives the response data. Throws a StatusWord: 6985
 * while a profile switch waits for its refresh and for segments without a session, 6A88 for an unknown function, 6A80
 * for bytes that are no request.
 */
export function performEs10(chip: Chip, channel: number, data: Uint8Array): Uint8Array {
  if (chip.state.pendingSwitch !== undefined) throw new StatusWord(SW.conditionsNotSatisfied);
  const { installation } = chip;
  const ownSegment = installation !== undefined && installation.channel === channel;
  if (ownSegment && (installation.insideTlv || segmentTags.has(data[0] ?? 0))) return installation.feed(data);
  if (segmentTags.has(data[0] ?? 0)) throw new StatusWord(SW.conditionsNotSatisfied);
  const tag = leadingTag(data);
  if (tag === boundProfilePackageTag) {
    if (installation !== undefined) throw new StatusWord(SW.conditionsNotSatisfied);
    chip.installation = new Installation(chip, channel);
    return chip.installation.feed(data);
  }
  const perform = functions.get(tag);
  if (perform === undefined) throw new StatusWord(SW.referencedDataNotFound);
  try {
    readSingleTlv(data, 'command');
    return perform(chip, data);
  } catch (error) {
    if (error instanceof WorkbenchError && error.family === 'decode') throw new StatusWord(SW.wrongData);
    throw error;
  }
}
