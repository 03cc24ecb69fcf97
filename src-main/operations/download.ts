/** The download of a profile up to the card's installation result (SGP.22 v2.5 §3.0.1, §3.1.3). */

import { parseActivationCode } from '../../src-shared/activation-code.ts';
import { concatBytes, equalBytes, fromHex, toHex } from '../../src-shared/bytes.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { OperationRequest } from '../../src-shared/model/index.ts';
import { registeredIdOf } from '../es9/certificate.ts';
import {
  authenticateServer,
  cancelSession,
  firstPart,
  getEuiccChallenge,
  getEuiccConfiguredAddresses,
  getEuiccInfo1,
  getRat,
  type InstallationOutcome,
  loadBoundProfilePackage,
  metadataOf,
  operatorOf,
  policyRulesOf,
  prepareDownload,
  segmentBoundProfilePackage,
} from '../es10/index.ts';
import {
  AuthenticateServerRequest,
  BoundProfilePackage,
  type CancelSessionReason,
  CtxParams1,
  InitialiseSecureChannelRequest,
  PrepareDownloadRequest,
  ServerSigned1,
  SmdpSigned2,
  StoreMetadataRequest,
} from '../rsp/index.ts';
import { decode, encode } from '../tlv/index.ts';
import { cancelReason } from './cancel-reason.ts';
import { benchDeviceInfo, ctxParams1 } from './device-info.ts';
import { keyIdOf, signatureOf } from './json-values.ts';
import { isConnectionLost, type OperationRun } from './run.ts';

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
  const matchingId = request.matchingId ?? '';
  if (request.smdpAddress !== undefined) {
    return { smdpAddress: request.smdpAddress, matchingId, confirmationCodeRequired: false };
  }
  const { value } = await run.call(getEuiccConfiguredAddresses, {});
  if (!value.defaultDpAddress) throw new WorkbenchError('no_smdp_address');
  return { smdpAddress: value.defaultDpAddress, matchingId, confirmationCodeRequired: false };
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

/**
 * From the challenge to the card's result. What goes wrong before the first segment throws, after the session was
 * cancelled on both sides; what goes wrong later is part of the result, since only reading the card tells how it ended.
 */
export async function downloadProfile(
  run: OperationRun,
  request: DownloadRequest,
  target: DownloadTarget,
): Promise<LoadResult> {
  let confirmationCode = request.confirmationCode;
  for (let attempt = 0; ; attempt++) {
    try {
      return await new DownloadSession(run, request, target).run(confirmationCode, attempt > 0);
    } catch (error) {
      // The server ends the session when it refuses a code, and takes another one in a new session (§3.1.3).
      if (request.acceptProfile || attempt >= 2 || !isConfirmationCodeRefused(error)) throw error;
      const answer = await run.ask({ kind: 'confirmation_code', retry: true });
      if (answer.kind !== 'confirmation_code') throw error;
      confirmationCode = answer.confirmationCode;
      run.ports.store.addSecret(run.id, { kind: 'confirmation_code', value: confirmationCode });
    }
  }
}

/** Subject 8.2.7 (confirmation code), reason 3.8 (refused): SGP.22 v2.5 §5.6.2. */
function isConfirmationCodeRefused(error: unknown): boolean {
  if (!(error instanceof WorkbenchError) || error.code !== 'es9_status') return false;
  return error.params['subjectCode'] === '8.2.7' && error.params['reasonCode'] === '3.8';
}

class DownloadSession {
  readonly #run: OperationRun;
  readonly #request: DownloadRequest;
  readonly #target: DownloadTarget;
  #transactionId = '';
  /** From AuthenticateServer to the first segment: the card has a session that can be cancelled. */
  #authenticated = false;

  constructor(run: OperationRun, request: DownloadRequest, target: DownloadTarget) {
    this.#run = run;
    this.#request = request;
    this.#target = target;
  }

  async run(confirmationCode: string | undefined, retried: boolean): Promise<LoadResult> {
    const run = this.#run;
    try {
      const authenticated = await this.#authenticate();
      const metadata = decode(StoreMetadataRequest, authenticated.profileMetadata, 'profileMetadata');
      const signed2 = decode(SmdpSigned2, authenticated.smdpSigned2, 'smdpSigned2');
      this.#sameTransaction(signed2.transactionId, 'smdpSigned2');
      run.patch({ profile: metadataOf(metadata), iccid: metadata.iccid });
      await this.#checkPolicyRules(metadata);
      const code = await this.#confirm(signed2.ccRequiredFlag, metadata, confirmationCode, retried);
      const bpp = await this.#prepare(authenticated, code);
      const segments = this.#checkPackage(bpp, authenticated.profileMetadata);
      return await this.#load(segments, metadata.iccid);
    } catch (thrown) {
      const error = toWorkbenchError(thrown);
      await this.#cancel(error);
      this.#endTransaction('failed');
      throw error;
    }
  }

  #endTransaction(status: 'complete' | 'failed' | 'unknown'): void {
    if (this.#transactionId === '') return;
    const { store, clock } = this.#run.ports;
    store.setTransaction(this.#run.id, this.#transactionId, { status, endedAt: clock.now() });
  }

  #sameTransaction(transactionId: Uint8Array | string, where: string): void {
    const found = typeof transactionId === 'string' ? transactionId.toUpperCase() : toHex(transactionId);
    if (found !== this.#transactionId) throw new WorkbenchError('transaction_mismatch', { where });
  }

  /** Mutual authentication (§3.0.1): challenge, InitiateAuthentication, AuthenticateServer, AuthenticateClient. */
  async #authenticate() {
    const run = this.#run;
    const { smdpAddress } = this.#target;
    run.checkCancelled();
    const challenge = await run.call(getEuiccChallenge, {});
    const { euiccChallenge } = challenge.value;
    const info1 = await run.call(getEuiccInfo1, {});
    const initiated = await run.step('ES9+.InitiateAuthentication', () =>
      run.es9.initiateAuthentication(smdpAddress, { euiccChallenge, euiccInfo1: info1.raw }, run.signal),
    );
    this.#transactionId = initiated.transactionId.toUpperCase();
    run.ports.store.beginTransaction({
      operationId: run.id,
      transactionId: this.#transactionId,
      smdpAddress,
      startedAt: run.ports.clock.now(),
    });
    this.#checkServerSigned1(initiated.serverSigned1, euiccChallenge);
    this.#checkSmdpOid(initiated.serverCertificate);
    const request = encode(AuthenticateServerRequest, {
      serverSigned1: {
        raw: initiated.serverSigned1,
        value: decode(ServerSigned1, initiated.serverSigned1, 'serverSigned1'),
      },
      serverSignature1: signatureOf(initiated.serverSignature1, 'serverSignature1'),
      euiccCiPKIdToBeUsed: keyIdOf(initiated.euiccCiPKIdToBeUsed),
      serverCertificate: initiated.serverCertificate,
      ctxParams1: this.#ctxParams1(),
    });
    const { raw } = await run.callRaw(authenticateServer, request);
    this.#authenticated = true;
    run.checkCancelled();
    const client = await run.step('ES9+.AuthenticateClient', () =>
      run.es9.authenticateClient(
        smdpAddress,
        { transactionId: initiated.transactionId, authenticateServerResponse: raw },
        run.signal,
      ),
    );
    this.#sameTransaction(client.transactionId, 'ES9+.AuthenticateClient');
    return client;
  }

  #ctxParams1() {
    const device = this.#request.deviceInfo ?? benchDeviceInfo(this.#run.ports.store);
    const value = ctxParams1(device, this.#target.matchingId);
    return { value, raw: encode(CtxParams1, value) };
  }

  /** The LPA's own checks of what the server signed (§3.0.1, step 6 and 7); the signature is the card's to verify. */
  #checkServerSigned1(bytes: Uint8Array, euiccChallenge: Uint8Array): void {
    const signed = decode(ServerSigned1, bytes, 'serverSigned1');
    this.#sameTransaction(signed.transactionId, 'serverSigned1');
    if (!equalBytes(signed.euiccChallenge, euiccChallenge)) throw new WorkbenchError('challenge_mismatch');
    const expected = this.#target.smdpAddress.replace(/:\d+$/, '').toLowerCase();
    const found = signed.serverAddress.replace(/:\d+$/, '').toLowerCase();
    if (found !== expected)
      throw new WorkbenchError('server_mismatch', { found: signed.serverAddress.slice(0, 255), expected });
  }

  /** An activation code may name the SM-DP+ that it is for by its object identifier (§4.1, §3.1.3). */
  #checkSmdpOid(serverCertificate: Uint8Array): void {
    const expected = this.#target.smdpOid;
    if (expected === undefined) return;
    const found = registeredIdOf(serverCertificate) ?? 'none';
    if (found !== expected) throw new WorkbenchError('smdp_oid_mismatch', { found, expected });
  }

  /** Policy rules of the profile against the card's rules authorisation table (§2.9.3, §3.1.3). */
  async #checkPolicyRules(metadata: StoreMetadataRequest): Promise<void> {
    const rules = policyRulesOf(metadata.profilePolicyRules ?? []).filter(
      (rule) => rule !== 'pprUpdateControl',
    );
    if (rules.length === 0) return;
    const { value } = await this.#run.call(getRat, {});
    const owner = metadata.profileOwner === undefined ? undefined : operatorOf(metadata.profileOwner);
    for (const rule of rules) {
      const allowed = value.rat.some(
        (entry) =>
          entry.pprIds.includes(rule) &&
          entry.allowedOperators.some((one) => {
            const operator = operatorOf(one);
            const digits = (operator.mcc + operator.mnc).replace(/F/g, '');
            // EEEEEE stands for every operator (§2.9.2.3); E for any digit.
            const pattern = new RegExp(`^${digits.replace(/E/g, '.')}$`);
            return /^E+$/.test(digits) || (owner !== undefined && pattern.test(owner.mcc + owner.mnc));
          }),
      );
      if (!allowed) throw new WorkbenchError('ppr_not_allowed', { rules: rules.join(', ') });
    }
  }

  /** The user's decision and the confirmation code, where they are not given already. Answers with the code. */
  async #confirm(
    codeRequired: boolean,
    metadata: StoreMetadataRequest,
    given: string | undefined,
    retried: boolean,
  ): Promise<string | undefined> {
    const run = this.#run;
    let code = given;
    if (!this.#request.acceptProfile && !retried) {
      const confirmationCodeRequired = codeRequired && code === undefined;
      const answer = await run.ask({
        kind: 'install',
        profile: metadataOf(metadata),
        confirmationCodeRequired,
      });
      if (answer.kind === 'install') {
        if (answer.decision === 'reject') throw new WorkbenchError('profile_rejected');
        if (answer.decision === 'postpone') throw new WorkbenchError('profile_postponed');
        if (answer.confirmationCode !== undefined) code ??= this.#learned(answer.confirmationCode);
      }
    }
    if (!codeRequired) return undefined;
    if (code === undefined) {
      if (this.#request.acceptProfile) throw new WorkbenchError('confirmation_code_missing');
      const answer = await run.ask({ kind: 'confirmation_code', retry: false });
      if (answer.kind === 'confirmation_code') code = this.#learned(answer.confirmationCode);
    }
    return code;
  }

  /** A code that came by an answer is a secret that the store does not know from the request. */
  #learned(confirmationCode: string): string {
    this.#run.ports.store.addSecret(this.#run.id, { kind: 'confirmation_code', value: confirmationCode });
    return confirmationCode;
  }

  /** PrepareDownload on the card and GetBoundProfilePackage from the server. */
  async #prepare(
    authenticated: { smdpSigned2: Uint8Array; smdpSignature2: Uint8Array; smdpCertificate: Uint8Array },
    confirmationCode: string | undefined,
  ): Promise<Uint8Array> {
    const run = this.#run;
    const { sha256 } = run.ports;
    run.checkCancelled();
    // SHA256(SHA256(confirmation code) | transaction id), §5.7.5.
    const hashCc =
      confirmationCode === undefined
        ? undefined
        : sha256(
            concatBytes(sha256(new TextEncoder().encode(confirmationCode)), fromHex(this.#transactionId)),
          );
    const request = encode(PrepareDownloadRequest, {
      smdpSigned2: {
        raw: authenticated.smdpSigned2,
        value: decode(SmdpSigned2, authenticated.smdpSigned2, 'smdpSigned2'),
      },
      smdpSignature2: signatureOf(authenticated.smdpSignature2, 'smdpSignature2'),
      ...(hashCc === undefined ? {} : { hashCc }),
      smdpCertificate: authenticated.smdpCertificate,
    });
    const { raw } = await run.callRaw(prepareDownload, request);
    run.checkCancelled();
    const transactionId = this.#transactionId;
    const answer = await run.step('ES9+.GetBoundProfilePackage', () =>
      run.es9.getBoundProfilePackage(
        this.#target.smdpAddress,
        { transactionId, prepareDownloadResponse: raw },
        run.signal,
      ),
    );
    this.#sameTransaction(answer.transactionId, 'ES9+.GetBoundProfilePackage');
    return answer.boundProfilePackage;
  }

  /** The package before any of it goes to the card: built rightly, of this transaction, with the metadata announced. */
  #checkPackage(bpp: Uint8Array, profileMetadata: Uint8Array): Uint8Array[] {
    const segments = segmentBoundProfilePackage(bpp);
    const channel = decode(InitialiseSecureChannelRequest, firstPart(bpp), 'initialiseSecureChannelRequest');
    this.#sameTransaction(channel.transactionId, 'initialiseSecureChannelRequest');
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
    store.setTransaction(run.id, this.#transactionId, { loadStarted: true });
    this.#authenticated = false;
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
      this.#endTransaction(outcome.installed ? 'complete' : 'failed');
      return { iccid, outcome };
    } catch (thrown) {
      const error = toWorkbenchError(thrown);
      this.#endTransaction('unknown');
      // What our own disk is at fault for must not cost the code: the order stays as after an interruption.
      if (!isConnectionLost(error) && error.family !== 'store')
        await this.#cancelOnCard('loadBppExecutionError');
      return { iccid, error };
    }
  }

  /** Tells card and server that the session is over, as far as they are there to be told. Never throws. */
  async #cancel(error: WorkbenchError): Promise<void> {
    const reason = cancelReason(error);
    if (!this.#authenticated || reason === undefined || isConnectionLost(error)) return;
    await this.#cancelOnCard(reason);
  }

  async #cancelOnCard(reason: CancelSessionReason): Promise<void> {
    const run = this.#run;
    const transactionId = this.#transactionId;
    this.#authenticated = false;
    try {
      const { raw } = await run.call(cancelSession, { transactionId: fromHex(transactionId), reason });
      // Without the operation's signal, which may be what cancels.
      await run.step('ES9+.CancelSession', () =>
        run.es9.cancelSession(this.#target.smdpAddress, { transactionId, cancelSessionResponse: raw }),
      );
      run.remark('session_cancelled', { reason });
      // After these two the order stays open for a retry; after any other the server ends it (§3.0.2).
      const retry = reason === 'postponed' || reason === 'timeout';
      run.patch({ activationCodeUse: retry ? 'unused' : 'used' });
    } catch (thrown) {
      run.remark('session_not_cancelled', { reason, code: toWorkbenchError(thrown).code });
    }
  }
}
