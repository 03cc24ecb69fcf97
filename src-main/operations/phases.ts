/** What is done within each status of each kind of operation. */

import { toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { OperationRequest } from '../../src-shared/model/index.ts';
import {
  euiccMemoryReset,
  type ListedNotification,
  removeNotificationFromList,
  setDefaultDpAddress,
  setNickname,
} from '../es10/index.ts';
import {
  afterDone,
  type CardState,
  checkSameCard,
  findProfile,
  identifyCard,
  noteKnownProfiles,
  readCardInfo,
  readCardState,
  readInfoAfterReset,
  readInfoAgain,
  readNotifications,
  saveCardState,
} from './card-state.ts';
import { runConsole } from './console.ts';
import { discover } from './discover.ts';
import {
  announcedAddress,
  type DownloadRequest,
  type DownloadTarget,
  downloadProfile,
  downloadTarget,
  isMatchingIdAlone,
  type LoadResult,
} from './download.ts';
import { type InstallationResult, isInterruption, ownInstallationResult } from './installation-result.ts';
import type { WorkingStatus } from './machines.ts';
import { recordingNotes } from './notes.ts';
import { plan } from './notification-schedule.ts';
import { deliverInOrder, deliverInPassing } from './notifications.ts';
import { isConnectionLost, type OperationRun } from './run.ts';
import {
  newNotifications,
  type ProfileTarget,
  removeProfile,
  requireProfile,
  switchProfile,
  verifySwitch,
} from './switch-profile.ts';

/** The card that has to be there, where the request says so. */
function meantCard(request: OperationRequest): string | undefined {
  if (request.kind === 'download' || request.kind === 'activate') return request.expect?.eid;
  return 'eid' in request ? request.eid : undefined;
}

/** What the phases of one operation hand to each other. */
export class Phases {
  readonly #run: OperationRun;
  #download: DownloadTarget | undefined;
  /** The confirmation code that the vault keeps for a code that was known with the card's default server only. */
  #keptCode: string | undefined;
  #loaded: LoadResult | undefined;
  #target: ProfileTarget | undefined;
  #before: CardState = { profiles: [], notifications: [] };

  constructor(run: OperationRun) {
    this.#run = run;
  }

  /** Does what belongs to a status; throws WorkbenchError where the operation has failed. */
  async perform(status: WorkingStatus): Promise<void> {
    const { request } = this.#run;
    switch (status) {
      case 'starting':
        return this.#start(request);
      case 'download':
        return this.#downloadPhase(request as DownloadRequest);
      case 'download_verify':
        return this.#verifyDownload();
      case 'enable':
        return this.#enable(request.kind === 'enable' ? request.refresh : true);
      case 'enable_verify':
        return this.#verifyEnable();
    }
  }

  async #start(request: OperationRequest): Promise<void> {
    const run = this.#run;
    if (request.kind === 'console') return runConsole(run, request);
    if (request.kind === 'import') throw new WorkbenchError('internal', { reason: 'an import is not run' });
    const opening = run.openCard();
    // While the card is being opened, the server is connected to.
    if (request.kind === 'download' || request.kind === 'activate') {
      const address = announcedAddress(request);
      if (address !== undefined) run.es9.prepare?.(address);
    }
    await opening;
    const eid = await identifyCard(run);
    const meant = meantCard(request);
    if (meant !== undefined && meant !== eid)
      throw new WorkbenchError('card_changed', { expected: meant, found: eid });
    switch (request.kind) {
      case 'download':
      case 'activate':
        this.#download = await downloadTarget(run, request);
        run.patch({ smdpAddress: this.#download.smdpAddress });
        // Of a matching id alone only the card has told the server. Nobody is asked anything before the code is this operation's.
        if (isMatchingIdAlone(request)) this.#keptCode = run.claimCode(this.#download.smdpAddress);
        return;
      case 'read_card':
        await readCardInfo(run);
        await readCardState(run);
        return;
      case 'enable':
        this.#before = await readCardState(run);
        this.#setTarget(request.profile);
        requireProfile(this.#before, request.profile);
        return;
      case 'disable':
        return this.#disable(request);
      case 'delete':
        return this.#delete(request);
      case 'nickname':
        run.pointOfNoReturn();
        await run.call(setNickname, { iccid: request.iccid, profileNickname: request.nickname });
        run.patch({ iccid: request.iccid });
        await afterDone(run, () => readCardState(run));
        return;
      case 'send_notifications':
        return this.#sendNotifications(request);
      case 'remove_notification':
        run.pointOfNoReturn();
        await run.call(removeNotificationFromList, { seqNumber: request.sequenceNumber });
        await afterDone(run, () => this.#readNotifications());
        return;
      case 'reset_memory':
        this.#before = await readCardState(run);
        run.pointOfNoReturn();
        await run.call(euiccMemoryReset, { resetOptions: request.options });
        run.changeSaid = true;
        await run.resetCard('warm');
        await this.#afterChange(await readCardState(run));
        // Much of what was known of the card is not so any more: its free memory, its default SM-DP+.
        await readInfoAfterReset(run);
        return;
      case 'discover':
        return discover(run, request);
      case 'default_smdp':
        run.pointOfNoReturn();
        await run.call(setDefaultDpAddress, { defaultDpAddress: request.address });
        await afterDone(run, () => readCardInfo(run));
        return;
    }
  }

  #setTarget(target: ProfileTarget): void {
    this.#target = target;
    if (target.iccid !== undefined) this.#run.patch({ iccid: target.iccid });
  }

  async #readNotifications(): Promise<ListedNotification[]> {
    const notifications = await readNotifications(this.#run);
    saveCardState(this.#run, { notifications });
    return notifications;
  }

  /** Delivers the notifications that a change has made, of a card that was read after it. */
  async #afterChange({ notifications }: CardState): Promise<void> {
    this.#run.changeSaid = false;
    const fresh = newNotifications(this.#before.notifications, notifications);
    if (fresh.length > 0) await this.#deliverAfterDone(notifications, fresh);
  }

  async #deliverAfterDone(
    listed: readonly ListedNotification[],
    made: readonly ListedNotification[],
    signed?: ReadonlyMap<number, Uint8Array>,
  ): Promise<void> {
    await afterDone(this.#run, async () => {
      await deliverInPassing(this.#run, listed, made, signed);
      await this.#readNotifications();
    });
  }

  async #disable(request: Extract<OperationRequest, { kind: 'disable' }>): Promise<void> {
    const run = this.#run;
    this.#before = await readCardState(run);
    this.#setTarget(request.profile);
    const profile = requireProfile(this.#before, request.profile);
    run.pointOfNoReturn();
    await switchProfile(run, 'disable', profile, request.refresh);
    run.changeSaid = true;
    await this.#afterChange(await verifySwitch(run, request.profile, 'disabled'));
  }

  async #delete(request: Extract<OperationRequest, { kind: 'delete' }>): Promise<void> {
    const run = this.#run;
    this.#before = await readCardState(run);
    this.#setTarget(request.profile);
    const profile = requireProfile(this.#before, request.profile);
    run.pointOfNoReturn();
    await removeProfile(run, profile);
    run.changeSaid = true;
    const state = await readCardState(run);
    if (findProfile(state.profiles, request.profile) !== undefined) {
      throw new WorkbenchError('profile_state_unchanged', { iccid: profile.iccid, state: 'on the card' });
    }
    await this.#afterChange(state);
    await readInfoAgain(run);
  }

  /** All that wait (or those whose time has come), in their order; the first reason for which one is kept is the operation's. */
  async #sendNotifications({
    sequenceNumber,
    onlyDue,
  }: Extract<OperationRequest, { kind: 'send_notifications' }>): Promise<void> {
    const run = this.#run;
    const { store, clock } = run.ports;
    const { eid } = run.operation;
    const listed = await this.#readNotifications();
    const chosen = listed.filter(
      (one) => sequenceNumber === undefined || one.sequenceNumber === sequenceNumber,
    );
    if (sequenceNumber !== undefined && chosen.length === 0)
      throw new WorkbenchError('notification_gone', { sequenceNumber });
    const due = new Set(
      plan(onlyDue && eid !== undefined ? store.listNotifications(eid) : [])
        .filter(({ at }) => at !== undefined && at <= clock.now())
        .map(({ row }) => row.sequenceNumber),
    );
    if (onlyDue) run.note(recordingNotes.due, { numbers: [...due].join(' ') });
    const failure = await deliverInOrder(
      run,
      chosen.filter((one) => !onlyDue || due.has(one.sequenceNumber)),
    );
    await afterDone(run, () => this.#readNotifications());
    if (failure !== undefined) throw failure;
  }

  // --- download ---------------------------------------------------------------------------------------------------

  async #downloadPhase(request: DownloadRequest): Promise<void> {
    if (this.#download === undefined) throw new WorkbenchError('internal', { reason: 'no download target' });
    const kept = request.confirmationCode ?? this.#keptCode;
    this.#loaded = await downloadProfile(
      this.#run,
      kept === undefined ? request : { ...request, confirmationCode: kept },
      this.#download,
    );
  }

  /**
   * Whatever the line did while the package was loaded, the card decides: by the result that it has signed, and where
   * there is none, by its list of profiles. Then the result is delivered, good or bad; one that cannot be delivered now
   * is kept and fails nothing.
   */
  async #verifyDownload(): Promise<void> {
    const run = this.#run;
    const loaded = this.#loaded;
    if (loaded === undefined) throw new WorkbenchError('internal', { reason: 'nothing was loaded' });
    const { eid } = run.operation;
    // Looked up only where the card has not said by itself how it ended.
    const card = eid === undefined || loaded.outcome !== undefined ? undefined : run.ports.store.getCard(eid);
    const before = card?.profiles ?? [];
    if (before.length > 0) noteKnownProfiles(run, before);
    const state = await this.#readAfterLoad(loaded);
    run.cardVerified = true;
    const result = await this.#installationResult(loaded, state.notifications);
    const outcome = loaded.outcome ?? result?.outcome;
    const listed = findProfile(state.profiles, targetOf(loaded));
    // A profile of this ICCID may have been there before: then it is no sign that anything was installed.
    const installed =
      outcome === undefined ? findProfile(before, { iccid: loaded.iccid }) === undefined : outcome.installed;
    const profile = installed ? listed : undefined;
    if (profile !== undefined) run.patch({ activationCodeUse: 'used', profile });
    if (result !== undefined) {
      const signed = new Map([[result.listed.sequenceNumber, result.raw]]);
      await this.#deliverAfterDone(state.notifications, [result.listed], signed);
    }
    if (profile !== undefined) {
      this.#setTarget({ iccid: loaded.iccid });
      this.#before = { profiles: state.profiles, notifications: [] };
      // An activate reads it at its end: nothing stands in the way of the enabling that can be left for later.
      if (run.request.kind === 'download') await readInfoAgain(run);
      return;
    }
    const refused =
      outcome !== undefined && !outcome.installed && !isInterruption(outcome.reason) ? outcome : undefined;
    const signed = outcome?.installed === true;
    // 'used' already: the server was told that loading failed, and has ended the order (§3.0.2).
    const ended = signed || run.operation.activationCodeUse === 'used';
    run.patch({ activationCodeUse: ended ? 'used' : refused === undefined ? 'unused' : 'unknown' });
    if (refused !== undefined) {
      const { command, reason } = refused;
      throw new WorkbenchError('profile_installation_failed', { command, reason });
    }
    // The card has signed that it installed what it does not list.
    if (signed) requireProfile(state, targetOf(loaded));
    if (loaded.error !== undefined) throw loaded.error;
    // What broke it off is not known here, but the card has signed that it was broken off.
    if (outcome !== undefined && !outcome.installed) {
      const { command, reason } = outcome;
      throw new WorkbenchError('profile_installation_failed', { command, reason });
    }
    throw new WorkbenchError('no_installation_result');
  }

  /** Reads the card over the session as it is; over a new one where that does not answer any more. */
  async #readAfterLoad(loaded: LoadResult): Promise<CardState> {
    const run = this.#run;
    const { eid } = run.operation;
    if (loaded.error === undefined) return readCardState(run);
    if (!isConnectionLost(loaded.error)) {
      try {
        return await readCardState(run);
      } catch (error) {
        if (isConnectionLost(error)) throw error;
        await run.resetCard('cold');
        return readCardState(run);
      }
    }
    // The card may be back already (a reader that was shaken); if not, the operation waits for it to be reconciled.
    try {
      await run.reconnectCard();
      if (eid !== undefined) await checkSameCard(run, eid);
      return await readCardState(run);
    } catch {
      throw loaded.error;
    }
  }

  /** The result of this installation: as LoadBoundProfilePackage gave it, or as it waits on the card. */
  async #installationResult(
    { outcome }: LoadResult,
    notifications: readonly ListedNotification[],
  ): Promise<InstallationResult | undefined> {
    if (outcome === undefined) return ownInstallationResult(this.#run, notifications);
    const { seqNumber } = outcome.result.profileInstallationResultData.value.notificationMetadata;
    const listed = notifications.find((one) => one.sequenceNumber === seqNumber);
    return listed === undefined ? undefined : { listed, raw: outcome.raw, outcome };
  }

  // --- enable -----------------------------------------------------------------------------------------------------

  async #enable(refresh: boolean): Promise<void> {
    const run = this.#run;
    if (this.#target === undefined) throw new WorkbenchError('internal', { reason: 'no profile to enable' });
    const profile = requireProfile(this.#before, this.#target);
    if (profile.state === 'enabled' && run.request.kind === 'activate') return;
    run.pointOfNoReturn();
    // What was read before this change says nothing about what comes of it.
    run.cardVerified = false;
    await switchProfile(run, 'enable', profile, refresh);
  }

  async #verifyEnable(): Promise<void> {
    if (this.#target === undefined) throw new WorkbenchError('internal', { reason: 'no profile to enable' });
    const run = this.#run;
    const state = await verifySwitch(run, this.#target, 'enabled');
    run.patch({ profile: requireProfile(state, this.#target) });
    await this.#afterChange(state);
    if (run.request.kind === 'activate') await readInfoAgain(run);
  }
}

function targetOf(loaded: LoadResult): ProfileTarget {
  return {
    iccid: loaded.iccid,
    ...(loaded.outcome?.installed ? { isdpAid: toHex(loaded.outcome.isdpAid) } : {}),
  };
}
