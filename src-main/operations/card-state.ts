/** Reading a card, and keeping what was read. */

import { fromHex } from '../../src-shared/bytes.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { CardInfo, Profile } from '../../src-shared/model/index.ts';
import {
  cardInfoOf,
  getEid,
  getEuiccConfiguredAddresses,
  getEuiccInfo2,
  getProfilesInfo,
  getRat,
  type ListedNotification,
  listNotification,
  notificationOf,
  profileOf,
} from '../es10/index.ts';
import { profileInfoAllTags } from '../rsp/index.ts';
import { recordingNotes } from './notes.ts';
import type { OperationRun } from './run.ts';

/** Reads the EID and ties the operation to the card. The card becomes known, and what is remembered of it is used. */
export async function identifyCard(run: OperationRun): Promise<string> {
  const { value } = await run.call(getEid, { tagList: fromHex('5A') });
  const eid = value.eidValue;
  const { store, clock } = run.ports;
  run.remember(store.getQuirks(eid));
  const { id: readerId, simulated } = run.reader;
  store.saveCard({ eid, lastSeenAt: clock.now(), simulated, readerId });
  if (run.operation.eid !== eid) run.patch({ eid });
  return eid;
}

/** After a reset or a reconnection: the same card must still be there. */
export async function checkSameCard(run: OperationRun, expected: string): Promise<void> {
  const { value } = await run.call(getEid, { tagList: fromHex('5A') });
  if (value.eidValue !== expected)
    throw new WorkbenchError('card_changed', { expected, found: value.eidValue });
}

const allTags = fromHex(profileInfoAllTags.map((tag) => tag.toString(16)).join(''));

/** All profiles with all that the card tells of them. Cards that refuse a tag they do not know get the default list. */
export async function readProfiles(run: OperationRun): Promise<Profile[]> {
  const list = async (tagList?: Uint8Array) =>
    run.call(getProfilesInfo, tagList === undefined ? {} : { tagList }).then(({ value }) => value);
  let response: Awaited<ReturnType<typeof list>>;
  try {
    response = await list(allTags);
  } catch (error) {
    if (!(error instanceof WorkbenchError) || (error.code !== 'es10_refused' && error.code !== 'status_word'))
      throw error;
    run.remark('tag_list_refused');
    response = await list();
  }
  return 'profileInfoListOk' in response ? response.profileInfoListOk.map(profileOf) : [];
}

export async function readNotifications(run: OperationRun): Promise<ListedNotification[]> {
  const { value } = await run.call(listNotification, {});
  return 'notificationMetadataList' in value ? value.notificationMetadataList.map(notificationOf) : [];
}

export interface CardState {
  readonly profiles: readonly Profile[];
  readonly notifications: readonly ListedNotification[];
}

/** Profiles and notifications as they are now, read and stored. */
export async function readCardState(run: OperationRun): Promise<CardState> {
  const profiles = await readProfiles(run);
  const notifications = await readNotifications(run);
  saveCardState(run, { profiles, notifications });
  return { profiles, notifications };
}

export function saveCardState(
  run: OperationRun,
  state: Partial<CardState> & { readonly info?: CardInfo },
): void {
  const { store, clock } = run.ports;
  const { eid } = run.operation;
  if (eid === undefined) return;
  const now = clock.now();
  store.saveCard({
    eid,
    lastSeenAt: now,
    simulated: run.reader.simulated,
    readerId: run.reader.id,
    quirks: [...run.learned],
    ...(state.profiles === undefined ? {} : { profiles: [...state.profiles] }),
    ...(state.info === undefined ? {} : { info: state.info }),
  });
  if (state.notifications !== undefined) store.saveNotifications(eid, now, state.notifications);
}

/** EUICCInfo2, addresses and rules. Only the first must be there: older cards do not know the others. */
export async function readCardInfo(run: OperationRun): Promise<CardInfo> {
  const info2 = (await run.call(getEuiccInfo2, {})).value;
  const addresses = await tolerated(run, 'addresses_unreadable', () =>
    run.call(getEuiccConfiguredAddresses, {}),
  );
  const rat = await tolerated(run, 'rat_unreadable', () => run.call(getRat, {}));
  const info = cardInfoOf({
    info2,
    ...(addresses === undefined ? {} : { addresses: addresses.value }),
    ...(rat === undefined ? {} : { rat: rat.value }),
  });
  saveCardState(run, { info });
  return info;
}

/**
 * EUICCInfo2 once more, after something that has changed how much memory is free. What was never read is not out of date and
 * stays unread. A reading that fails is told by a remark: what the operation was started for is done.
 * @throws WorkbenchError of family `store` alone
 */
export async function readInfoAgain(run: OperationRun): Promise<void> {
  const { eid } = run.operation;
  const known = eid === undefined ? undefined : run.ports.store.getCard(eid)?.info;
  if (known === undefined) return;
  run.note(recordingNotes.infoAgain);
  await elseRemarked(run, async () => {
    const { value: info2 } = await run.call(getEuiccInfo2, {});
    const { defaultSmdpAddress, rootSmdsAddress, rulesAuthorisationTable } = known;
    const asBefore = { defaultSmdpAddress, rootSmdsAddress, rulesAuthorisationTable };
    saveCardState(run, { info: { ...asBefore, ...cardInfoOf({ info2 }) } as CardInfo });
  });
}

/**
 * All that the card says of itself, after its memory was reset. A reading that fails is told by a remark.
 * @throws WorkbenchError of family `store` alone
 */
export async function readInfoAfterReset(run: OperationRun): Promise<void> {
  const read = () => readCardInfo(run);
  await (run.doesByNow(recordingNotes.infoAfterReset) ? elseRemarked(run, read) : read());
}

/** A reading after what the operation was started for is done: it cannot fail it any more. */
async function elseRemarked(run: OperationRun, reading: () => Promise<unknown>): Promise<void> {
  try {
    await reading();
  } catch (thrown) {
    toldByRemark(run, 'memory_unreadable', thrown);
  }
}

/**
 * What is still done at the card when it is known how the operation ends: a card that does not go along with it changes
 * nothing about that, and is told by a remark. Older recordings have no such remark; there the operation fails as it did.
 * @throws WorkbenchError of family `store` alone
 */
export async function afterDone(run: OperationRun, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (run.ports.recorded?.(recordingNotes.notReadAgain) === false) throw thrown;
    toldByRemark(run, recordingNotes.notReadAgain, thrown);
  }
}

function toldByRemark(run: OperationRun, remark: string, thrown: unknown): void {
  const { family, code } = toWorkbenchError(thrown);
  if (family === 'store') throw thrown;
  run.remark(remark, { code });
}

/** What a card may lack without being useless; a broken connection is never tolerated. */
export async function tolerated<T>(
  run: OperationRun,
  remark: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    const tolerable = error.family === 'decode' || error.family === 'apdu' || error.family === 'es10';
    if (!tolerable) throw error;
    run.remark(remark, { code: error.code });
    return undefined;
  }
}

/** What the store says of a card's profiles goes into the trace where something is decided by it. */
export function noteKnownProfiles(run: OperationRun, profiles: readonly Profile[]): void {
  run.note(recordingNotes.knownProfiles, { iccids: profiles.map(({ iccid }) => iccid).join(' ') });
}

/** The profile that is meant, among those on the card. */
export function findProfile(
  profiles: readonly Profile[],
  target: { readonly iccid?: string; readonly isdpAid?: string },
): Profile | undefined {
  const { iccid, isdpAid } = target;
  return profiles.find(
    (one) =>
      (iccid !== undefined && one.iccid === iccid) || (isdpAid !== undefined && one.isdpAid === isdpAid),
  );
}
