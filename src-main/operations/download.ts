/** The download of a profile up to the card's installation result (SGP.22 v2.5 §3.0.1, §3.1.3). */

import { parseActivationCode } from '../../src-shared/activation-code.ts';
import { concatBytes, equalBytes, fromHex } from '../../src-shared/bytes.ts';
import { sameCarrier } from '../../src-shared/carrier.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { OperationRequest, Question } from '../../src-shared/model/index.ts';
import {
  firstPart,
  getEuiccConfiguredAddresses,
  type InstallationOutcome,
  loadBoundProfilePackage,
  metadataOf,
  prepareDownload,
  segmentBoundProfilePackage,
} from '../es10/index.ts';
import {
  BoundProfilePackage,
  InitialiseSecureChannelRequest,
  PrepareDownloadRequest,
  SmdpSigned2,
  StoreMetadataRequest,
} from '../rsp/index.ts';
import { decode, encode } from '../tlv/index.ts';
import type { SessionStage } from './cancel-reason.ts';
import { checkMemory } from './eligibility.ts';
import { signatureOf } from './json-values.ts';
import { recordingNotes } from './notes.ts';
import { checkPolicyRules, type ForbiddingRule } from './policy-rules.ts';
import type { OperationRun } from './run.ts';
import { ServerSession } from './server-session.ts';

export type DownloadRequest = Extract<OperationRequest, { kind: 'download' | 'activate' }>;

export interface DownloadTarget {
  readonly smdpAddress: string;
  readonly matchingId: string;
  readonly smdpOid?: string;
  readonly confirmationCodeRequired: boolean;
}

/** What is known of an installation once the first segment was sent: the card's result, or why there is none. */
export interface LoadResult {
  readonly iccid: string;
  readonly outcome?: InstallationOutcome;
  readonly error?: WorkbenchError;
}

/** Where to ask, for what: from the activation code, from the request's own fields, or from the card's default. */
export async function downloadTarget(run: OperationRun, request: DownloadRequest): Promise<DownloadTarget> {
  if (request.activationCode !== undefined) {
    const code = parseActivationCode(request.activationCode);
    return {
      smdpAddress: code.smdpAddress,
      matchingId: code.matchingId,
      confirmationCodeRequired: code.confirmationCodeRequired,
      ...(code.smdpOid === undefined ? {} : { smdpOid: code.smdpOid }),
    };
  }
  if (request.event !== undefined) return eventTarget(run, request.event);
  const matchingId = request.matchingId ?? '';
  if (request.smdpAddress !== undefined) {
    return { smdpAddress: request.smdpAddress, matchingId, confirmationCodeRequired: false };
  }
  const { value } = await run.call(getEuiccConfiguredAddresses, {});
  if (!value.defaultDpAddress) throw new WorkbenchError('no_smdp_address');
  return { smdpAddress: value.defaultDpAddress, matchingId, confirmationCodeRequired: false };
}

/** Whether a request names a matching id, and no server for it: that is the card's default SM-DP+. */
export function isMatchingIdAlone({
  activationCode,
  smdpAddress,
  event,
  matchingId = '',
}: DownloadRequest): boolean {
  return (
    matchingId !== '' && activationCode === undefined && smdpAddress === undefined && event === undefined
  );
}

/** What a discovery has found for this card (§3.6.1: the event id is the matching id). */
function eventTarget(run: OperationRun, event: NonNullable<DownloadRequest['event']>): DownloadTarget {
  const { store } = run.ports;
  const discovery = store.getOperation(event.operationId);
  const found = discovery?.events?.[event.index];
  if (discovery === undefined || found === undefined)
    throw new WorkbenchError('event_not_found', { id: event.operationId, index: event.index });
  const { eid } = run.operation;
  if (eid !== undefined && discovery.eid !== undefined && discovery.eid !== eid)
    throw new WorkbenchError('card_changed', { expected: discovery.eid, found: eid });
  const matchingId = store.getEventId(event.operationId, event.index) ?? '';
  if (matchingId !== '') store.addSecret(run.id, { kind: 'matching_id', value: matchingId });
  return { smdpAddress: found.smdpAddress, matchingId, confirmationCodeRequired: false };
}

/** The server that a request names itself, where it does so rightly: for what can be done before the card is there. */
export function announcedAddress(request: DownloadRequest): string | undefined {
  if (request.activationCode === undefined) return request.smdpAddress;
  try {
    return parseActivationCode(request.activationCode).smdpAddress;
  } catch {
    // `downloadTarget` says what is wrong with it.
    return undefined;
  }
}

/** What the user has said in the course of one download. */
interface Consent {
  confirmationCode: string | undefined;
  /** Of the profile that the user has agreed to, in the form in which it was announced. */
  profileMetadata?: Uint8Array;
}

/** A code that came by an answer is a secret that the store does not know from the request. */
function learn(run: OperationRun, consent: Consent, confirmationCode: string): void {
  run.ports.store.addSecret(run.id, { kind: 'confirmation_code', value: confirmationCode });
  run.note(recordingNotes.codeTaken);
  consent.confirmationCode = confirmationCode;
}

async function askForCode(
  run: OperationRun,
  consent: Consent,
  question: Extract<Question, { kind: 'confirmation_code' }>,
): Promise<string> {
  const answer = await run.ask(question);
  if (answer.kind !== 'confirmation_code') throw new WorkbenchError('confirmation_code_missing');
  learn(run, consent, answer.confirmationCode);
  return answer.confirmationCode;
}

/** A server ends this sooner (§5.6.2: a limit of attempts); one that does not is not asked for ever. */
const maxCodes = 10;

/**
 * From the challenge to the card's result. What goes wrong before the first segment throws, after the session was
 * cancelled on both sides; what goes wrong later is part of the result, since only reading the card tells how it ended.
 * A confirmation code that is refused is asked for again, with what the server says of it, as often as the server lets it.
 */
export async function downloadProfile(
  run: OperationRun,
  request: DownloadRequest,
  target: DownloadTarget,
): Promise<LoadResult> {
  const consent: Consent = { confirmationCode: request.confirmationCode };
  for (let refused = 1; ; refused++) {
    try {
      return await new DownloadSession(run, request, target).run(consent);
    } catch (error) {
      // The server ends the session when it refuses a code, and takes another one in a new session (§3.1.3).
      if (request.acceptProfile || refused >= maxCodes || !isConfirmationCodeRefused(error)) throw error;
      const message = String(error.params['serverMessage'] ?? '').replace(/^; /, '');
      const said = run.ports.store.redactText(run.id, message);
      await askForCode(run, consent, {
        kind: 'confirmation_code',
        retry: true,
        refused,
        ...(said === '' ? {} : { serverMessage: said }),
      });
    }
  }
}

/** Subject 8.2.7 (confirmation code), reason 3.8 (refused): SGP.22 v2.5 §5.6.2. */
function isConfirmationCodeRefused(error: unknown): error is WorkbenchError {
  if (!(error instanceof WorkbenchError) || error.code !== 'es9_status') return false;
  return error.params['subjectCode'] === '8.2.7' && error.params['reasonCode'] === '3.8';
}

class DownloadSession {
  readonly #run: OperationRun;
  readonly #request: DownloadRequest;
  readonly #target: DownloadTarget;
  readonly #session: ServerSession;
  #stage: SessionStage = 'session';

  constructor(run: OperationRun, request: DownloadRequest, target: DownloadTarget) {
    this.#run = run;
    this.#request = request;
    this.#target = target;
    const { smdpAddress: address, matchingId, smdpOid: oid } = target;
    this.#session = new ServerSession(run, { address, matchingId, oid });
  }

  /** @param consent what the user has said in an earlier session of this download; what is agreed to now is added */
  async run(consent: Consent): Promise<LoadResult> {
    const run = this.#run;
    try {
      const { client, info2 } = await this.#session.authenticate(
        {
          interface: 'ES9+',
          initiateAuthentication: (...call) => run.es9.initiateAuthentication(...call),
          authenticateClient: (...call) => run.es9.authenticateClient(...call),
        },
        this.#request.deviceInfo,
      );
      const metadata = decode(StoreMetadataRequest, client.profileMetadata, 'profileMetadata');
      const signed2 = decode(SmdpSigned2, client.smdpSigned2, 'smdpSigned2');
      this.#session.checkTransaction(signed2.transactionId, 'smdpSigned2');
      const profile = metadataOf(metadata);
      run.patch({ profile, iccid: metadata.iccid });
      this.#compareCarrier(profile.serviceProviderName ?? '');
      this.#checkExpected(profile.iccid, profile.serviceProviderName ?? '');
      const rules = await checkPolicyRules(run, metadata, info2);
      await this.#confirm(consent, client.profileMetadata, rules, signed2.ccRequiredFlag);
      const code = signed2.ccRequiredFlag ? await this.#confirmationCode(consent) : undefined;
      const bpp = await this.#prepare(client, signed2, code);
      this.#stage = 'package';
      const segments = this.#checkPackage(bpp, client.profileMetadata);
      checkMemory(info2, segments);
      return await this.#load(segments, metadata.iccid);
    } catch (thrown) {
      const error = toWorkbenchError(thrown);
      await this.#session.cancel(error, this.#stage);
      this.#session.endTransaction('failed');
      throw error;
    }
  }

  /** A supplier's name and the one in the profile often differ: that is pointed out, and nothing is guessed from it. */
  #compareCarrier(reported: string): void {
    const { carrier: requested } = this.#request;
    if (requested === undefined || sameCarrier(requested, reported)) return;
    const said = this.#run.operation.remarks.some(({ code }) => code === 'carrier_differs');
    if (!said) this.#run.remark('carrier_differs', { requested, reported });
  }

  #checkExpected(iccid: string, carrier: string): void {
    const { expect = {} } = this.#request;
    if (expect.iccid !== undefined && expect.iccid !== iccid)
      throw new WorkbenchError('profile_unexpected', { what: 'ICCID', found: iccid, expected: expect.iccid });
    if (expect.carrier !== undefined && !sameCarrier(expect.carrier, carrier))
      throw new WorkbenchError('profile_unexpected', {
        what: 'carrier',
        found: carrier,
        expected: expect.carrier,
      });
  }

  /**
   * End user confirmation (§3.1.3): simple, or strong where the card's rules want consent to what the profile forbids. It
   * holds for the profile that was shown, also in a later session of this download.
   */
  async #confirm(
    consent: Consent,
    profileMetadata: Uint8Array,
    rules: readonly ForbiddingRule[],
    codeRequired: boolean,
  ): Promise<void> {
    const run = this.#run;
    if (consent.profileMetadata !== undefined && equalBytes(consent.profileMetadata, profileMetadata)) return;
    const { acceptProfile, acceptPolicyRules } = this.#request;
    const missing = acceptPolicyRules ? [] : rules;
    if (acceptProfile) {
      if (missing.length > 0)
        throw new WorkbenchError('policy_consent_missing', { rules: missing.join(', ') });
      return;
    }
    const answer = await run.ask({
      kind: 'install',
      profile: metadataOf(decode(StoreMetadataRequest, profileMetadata, 'profileMetadata')),
      confirmationCodeRequired: codeRequired && consent.confirmationCode === undefined,
      ...(missing.length === 0 ? {} : { consentRules: [...missing] }),
    });
    if (answer.kind !== 'install') return;
    if (answer.decision === 'reject') throw new WorkbenchError('profile_rejected');
    if (answer.decision === 'postpone') throw new WorkbenchError('profile_postponed');
    consent.profileMetadata = profileMetadata.slice();
    if (answer.confirmationCode !== undefined && consent.confirmationCode === undefined)
      learn(run, consent, answer.confirmationCode);
  }

  async #confirmationCode(consent: Consent): Promise<string> {
    const run = this.#run;
    if (consent.confirmationCode !== undefined) return consent.confirmationCode;
    if (this.#request.acceptProfile) throw new WorkbenchError('confirmation_code_missing');
    return askForCode(run, consent, { kind: 'confirmation_code', retry: false });
  }

  /** PrepareDownload on the card and GetBoundProfilePackage from the server. */
  async #prepare(
    client: { smdpSigned2: Uint8Array; smdpSignature2: Uint8Array; smdpCertificate: Uint8Array },
    signed2: SmdpSigned2,
    confirmationCode: string | undefined,
  ): Promise<Uint8Array> {
    const run = this.#run;
    const { sha256 } = run.ports;
    const { transactionId } = this.#session;
    run.checkCancelled();
    // SHA256(SHA256(confirmation code) | transaction id), §5.7.5.
    const hashCc =
      confirmationCode === undefined
        ? undefined
        : sha256(concatBytes(sha256(new TextEncoder().encode(confirmationCode)), fromHex(transactionId)));
    const request = encode(PrepareDownloadRequest, {
      smdpSigned2: { raw: client.smdpSigned2, value: signed2 },
      smdpSignature2: signatureOf(client.smdpSignature2, 'smdpSignature2'),
      ...(hashCc === undefined ? {} : { hashCc }),
      smdpCertificate: client.smdpCertificate,
    });
    const { raw } = await run.callRaw(prepareDownload, request);
    run.checkCancelled();
    const answer = await run.step('ES9+.GetBoundProfilePackage', () =>
      run.es9.getBoundProfilePackage(
        this.#target.smdpAddress,
        { transactionId, prepareDownloadResponse: raw },
        run.signal,
      ),
    );
    this.#session.checkTransaction(answer.transactionId, 'ES9+.GetBoundProfilePackage');
    return answer.boundProfilePackage;
  }

  /** The package before any of it goes to the card: built rightly, of this transaction, with the metadata announced. */
  #checkPackage(bpp: Uint8Array, profileMetadata: Uint8Array): Uint8Array[] {
    const segments = segmentBoundProfilePackage(bpp);
    const channel = decode(InitialiseSecureChannelRequest, firstPart(bpp), 'initialiseSecureChannelRequest');
    this.#session.checkTransaction(channel.transactionId, 'initialiseSecureChannelRequest');
    const { sequenceOf88 } = decode(BoundProfilePackage, bpp, 'boundProfilePackage');
    // The metadata is protected by a MAC of 8 bytes behind each segment and not encrypted (§2.5.3), so the LPA sees it.
    const metadata = concatBytes(...sequenceOf88.map((one) => one.subarray(0, Math.max(0, one.length - 8))));
    if (!equalBytes(metadata, profileMetadata)) throw new WorkbenchError('metadata_mismatch');
    return segments;
  }

  async #load(segments: readonly Uint8Array[], iccid: string): Promise<LoadResult> {
    const run = this.#run;
    const { store } = run.ports;
    run.pointOfNoReturn();
    // From here on the card may hold the profile, whatever becomes of this process.
    run.patch({ activationCodeUse: 'unknown' });
    store.setTransaction(run.id, this.#session.transactionId, { loadStarted: true });
    this.#stage = 'loading';
    const step = 'ES10b.LoadBoundProfilePackage';
    // The disk is at work beside the card: what is broken off before the last segment has installed nothing (§2.5.5).
    const onDisk = run.onDisk();
    try {
      const outcome = await run.step(step, () =>
        loadBoundProfilePackage(run.session, segments, {
          onProgress: (done, total) => run.progress(step, done, total),
          beforeLast: () => onDisk,
        }),
      );
      this.#session.endTransaction(outcome.installed ? 'complete' : 'failed');
      return { iccid, outcome };
    } catch (thrown) {
      const error = toWorkbenchError(thrown);
      this.#session.endTransaction('unknown');
      await this.#session.cancel(error, 'loading');
      return { iccid, error };
    }
  }
}
