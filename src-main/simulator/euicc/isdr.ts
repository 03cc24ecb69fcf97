/** The ISD-R: which ES10 function a command is, and what every one of them has in common. */

import { fromHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { encode, encodeTlv, readHeader, readSingleTlv, version } from '../../tlv/index.ts';
import { StatusWord, SW } from './apdu.ts';
import type { Chip, Es10Function } from './chip.ts';
import { loadCrl } from './crl.ts';
import { performUnderFault } from './faulty.ts';
import { type Es10Name, es10Functions } from './functions.ts';
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
import { segmentTags } from './timing.ts';
import { isdrConfiguration } from './versions.ts';

export const isdrAid = fromHex('A0000005591010FFFFFFFF8900000100');

type Name = Exclude<Es10Name, 'ES10b.LoadBoundProfilePackage'>;

const performers: Readonly<Record<Name, Es10Function>> = {
  'ES10a.GetEuiccConfiguredAddresses': getConfiguredAddresses,
  'ES10a.SetDefaultDpAddress': setDefaultDpAddress,
  'ES10b.PrepareDownload': prepareDownload,
  'ES10b.GetEUICCChallenge': getEuiccChallenge,
  'ES10b.GetEUICCInfo1': getEuiccInfo1,
  'ES10b.GetEUICCInfo2': getEuiccInfo2,
  'ES10b.ListNotification': listNotification,
  'ES10b.RetrieveNotificationsList': retrieveNotificationsList,
  'ES10b.RemoveNotificationFromList': removeNotificationFromList,
  'ES10b.LoadCRL': loadCrl,
  'ES10b.AuthenticateServer': authenticateServer,
  'ES10b.CancelSession': cancelSession,
  'ES10b.GetRAT': getRat,
  'ES10c.GetProfilesInfo': getProfilesInfo,
  'ES10c.EnableProfile': enableProfile,
  'ES10c.DisableProfile': disableProfile,
  'ES10c.DeleteProfile': deleteProfile,
  'ES10c.eUICCMemoryReset': memoryReset,
  'ES10c.GetEID': getEuiccData,
  'ES10c.SetNickname': setNickname,
};

const names = new Map(es10Functions.map(({ tag, name }) => [tag, name]));

/** FCI of the ISD-R (SGP.22 v2.5 §5.7.1): AID, proprietary data, and the SGP.22 version. */
export function isdrFci(chip: Chip): Uint8Array {
  return encodeTlv(
    0x6f,
    encodeTlv(0x84, isdrAid),
    encodeTlv(0xa5, encodeTlv(0x9f65, Uint8Array.of(0xff))),
    encodeTlv(0xe0, encode(version(0x82), chip.config.svn), isdrConfiguration(chip)),
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
 * The function that the bytes are a request of from their first to their last. What an LPA cut in the middle of a TLV
 * does not look like that, and an LPA that gave up in the middle of one is understood.
 */
function wholeRequest(data: Uint8Array): Es10Name | undefined {
  try {
    return names.get(readSingleTlv(data, 'command').tag);
  } catch {
    return undefined;
  }
}

/**
 * Performs one ES10 command, its STORE DATA blocks put together. Gives the response data. Throws a StatusWord: 6985
 * while a profile switch waits for its refresh and for segments without a session, 6A88 for an unknown function, 6A80
 * for bytes that are no request; and whatever a fault has in store.
 */
export function performEs10(chip: Chip, channel: number, data: Uint8Array): Uint8Array {
  const isSegment = segmentTags.has(data[0] ?? 0);
  const switching = chip.state.pendingSwitch !== undefined;
  const { installation } = chip;
  if (!switching && installation?.channel === channel) {
    const goesOn = installation.insideTlv && wholeRequest(data) === undefined;
    if (isSegment || goesOn) return installation.feed(data);
  }
  const name = isSegment ? undefined : names.get(leadingTag(data));
  const fault = name && chip.faults?.onFunction({ function: name });
  if (switching || isSegment) throw new StatusWord(SW.conditionsNotSatisfied);
  if (name === undefined) throw new StatusWord(SW.referencedDataNotFound);
  if (name === 'ES10b.LoadBoundProfilePackage') {
    if (installation !== undefined) throw new StatusWord(SW.conditionsNotSatisfied);
    chip.installation = new Installation(chip, channel, fault);
    return chip.installation.feed(data);
  }
  try {
    readSingleTlv(data, 'command');
    return performUnderFault(chip, name, data, fault, () => performers[name](chip, data));
  } catch (error) {
    if (error instanceof WorkbenchError && error.family === 'decode') throw new StatusWord(SW.wrongData);
    throw error;
  }
}
