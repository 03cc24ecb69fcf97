/** An RSP session with a server: common mutual authentication (SGP.22 v2.5 §3.0.1) and cancelling it (§3.0.2). */

import { equalBytes, fromHex, toHex } from '../../src-shared/bytes.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { DeviceInfo } from '../../src-shared/model/index.ts';
import { hasPolicy, registeredIdOf } from '../es9/certificate.ts';
import { authenticateServer, cancelSession, getEuiccChallenge, getEuiccInfo1 } from '../es10/index.ts';
import { AuthenticateServerRequest, CtxParams1, type EUICCInfo2, ServerSigned1 } from '../rsp/index.ts';
import { decode, encode } from '../tlv/index.ts';
import { cancelReason, leavesOrderOpen, type SessionStage } from './cancel-reason.ts';
import { benchDeviceInfo, ctxParams1 } from './device-info.ts';
import { checkBeforeFirstCall, checkCardCapacity } from './eligibility.ts';
import { keyIdOf, signatureOf } from './json-values.ts';
import type { AuthenticateClient, InitiateAuthentication } from './ports.ts';
import { isConnectionLost, type OperationRun } from './run.ts';

/** id-rspRole-ds-auth: the certificate policy of an SM-DS (SGP.22 v2.5 §4.5.2.1). */
export const dsAuth = '2.23.146.1.2.1.7';

/** The functions of a server by which a session is opened, and what its last answer is. */
export interface ServerFunctions<T> {
  readonly interface: 'ES9+' | 'ES11';
  readonly initiateAuthentication: InitiateAuthentication;
  readonly authenticateClient: AuthenticateClient<T>;
}

export interface SessionServer {
  readonly address: string;
  readonly matchingId: string;
  /** The object identifier that an activation code demands of the server's certificate (§4.1). */
  readonly oid?: string | undefined;
}

export interface Authenticated<T> {
  /** What AuthenticateClient was answered with. */
  readonly client: T & { readonly transactionId: string };
  /** As the card has signed it for this server. */
  readonly info2: EUICCInfo2;
}

export class ServerSession {
  readonly #run: OperationRun;
  readonly #server: SessionServer;
  #transactionId = '';
  /** From AuthenticateClient on: there is something to cancel on both sides. */
  #open = false;

  constructor(run: OperationRun, server: SessionServer) {
    this.#run = run;
    this.#server = server;
  }

  /** Upper-case hexadecimal; empty before there is one. */
  get transactionId(): string {
    return this.#transactionId;
  }

  endTransaction(status: 'complete' | 'failed' | 'unknown'): void {
    if (this.#transactionId === '') return;
    const { store, clock } = this.#run.ports;
    store.setTransaction(this.#run.id, this.#transactionId, { status, endedAt: clock.now() });
  }

  checkTransaction(transactionId: Uint8Array | string, where: string): void {
    const found = typeof transactionId === 'string' ? transactionId.toUpperCase() : toHex(transactionId);
    if (found !== this.#transactionId) throw new WorkbenchError('transaction_mismatch', { where });
  }

  /**
   * Challenge, InitiateAuthentication, AuthenticateServer, AuthenticateClient, with the LPA's own checks between them.
   * @throws WorkbenchError of what fails first; then `cancel` is to be called
   */
  async authenticate<T>(
    functions: ServerFunctions<T>,
    deviceInfo: DeviceInfo | undefined,
  ): Promise<Authenticated<T>> {
    const run = this.#run;
    const { address, matchingId } = this.#server;
    const name = functions.interface;
    run.checkCancelled();
    const { euiccChallenge } = (await run.call(getEuiccChallenge, {})).value;
    const info1 = await run.call(getEuiccInfo1, {});
    checkBeforeFirstCall(run, info1.value);
    const initiated = await run.step(`${name}.InitiateAuthentication`, () =>
      functions.initiateAuthentication(address, { euiccChallenge, euiccInfo1: info1.raw }, run.signal),
    );
    this.#transactionId = initiated.transactionId.toUpperCase();
    run.ports.store.beginTransaction({
      operationId: run.id,
      transactionId: this.#transactionId,
      smdpAddress: address,
      startedAt: run.ports.clock.now(),
    });
    const serverSigned1 = this.#checkServerSigned1(initiated.serverSigned1, euiccChallenge);
    if (name === 'ES11') this.#checkRole(initiated.serverCertificate);
    this.#checkOid(initiated.serverCertificate);
    const context = ctxParams1(deviceInfo ?? benchDeviceInfo(run.ports.store), matchingId);
    const request = encode(AuthenticateServerRequest, {
      serverSigned1: { raw: initiated.serverSigned1, value: serverSigned1 },
      serverSignature1: signatureOf(initiated.serverSignature1, 'serverSignature1'),
      euiccCiPKIdToBeUsed: keyIdOf(initiated.euiccCiPKIdToBeUsed),
      serverCertificate: initiated.serverCertificate,
      ctxParams1: { value: context, raw: encode(CtxParams1, context) },
    });
    const { raw, value } = await run.callRaw(authenticateServer, request);
    run.checkCancelled();
    if (!('authenticateResponseOk' in value))
      throw new WorkbenchError('internal', { reason: 'a refusal was taken for an answer' });
    const info2 = value.authenticateResponseOk.euiccSigned1.value.euiccInfo2.value;
    if (name === 'ES9+') {
      checkCardCapacity(run, info2);
      // Whether it answers or not: the server may have opened an order for the card from here on.
      this.#open = true;
    }
    const client = await run.step(`${name}.AuthenticateClient`, () =>
      functions.authenticateClient(
        address,
        { transactionId: initiated.transactionId, authenticateServerResponse: raw },
        run.signal,
      ),
    );
    this.checkTransaction(client.transactionId, `${name}.AuthenticateClient`);
    return { client, info2 };
  }

  /** The LPA's own checks of what the server signed (§3.0.1, step 6 and 7); the signature is the card's to verify. */
  #checkServerSigned1(bytes: Uint8Array, euiccChallenge: Uint8Array): ServerSigned1 {
    const signed = decode(ServerSigned1, bytes, 'serverSigned1');
    this.checkTransaction(signed.transactionId, 'serverSigned1');
    if (!equalBytes(signed.euiccChallenge, euiccChallenge)) throw new WorkbenchError('challenge_mismatch');
    const expected = this.#server.address.replace(/:\d+$/, '').toLowerCase();
    const found = signed.serverAddress.replace(/:\d+$/, '').toLowerCase();
    if (found !== expected)
      throw new WorkbenchError('server_mismatch', { found: signed.serverAddress.slice(0, 255), expected });
    return signed;
  }

  /** An activation code may name the SM-DP+ that it is for by its object identifier (§4.1, §3.1.3). */
  #checkOid(serverCertificate: Uint8Array): void {
    const expected = this.#server.oid;
    if (expected === undefined) return;
    const found = registeredIdOf(serverCertificate) ?? 'none';
    if (found !== expected) throw new WorkbenchError('smdp_oid_mismatch', { found, expected });
  }

  /** The card takes SM-DP+ and SM-DS alike: that it is an SM-DS which tells of events is for the LPA to see (§4.5.2.1). */
  #checkRole(serverCertificate: Uint8Array): void {
    if (!hasPolicy(serverCertificate, dsAuth))
      throw new WorkbenchError('smds_role_wrong', { address: this.#server.address });
  }

  /**
   * Tells card and server that the session is over, for the reason that the error gives, as far as they are there to be
   * told (§3.0.2: the card signs the reason, the server gets that). What becomes of the activation code by it is kept.
   * Never throws.
   */
  async cancel(error: WorkbenchError, stage: SessionStage): Promise<void> {
    const reason = cancelReason(error, stage);
    if (!this.#open || reason === undefined || isConnectionLost(error)) return;
    this.#open = false;
    const run = this.#run;
    const transactionId = this.#transactionId;
    let sent = false;
    try {
      const { raw } = await run.call(cancelSession, { transactionId: fromHex(transactionId), reason });
      sent = true;
      // Without the operation's signal, which may be what cancels.
      await run.step('ES9+.CancelSession', () =>
        run.es9.cancelSession(this.#server.address, { transactionId, cancelSessionResponse: raw }),
      );
      run.remark('session_cancelled', { reason });
      run.patch({ activationCodeUse: leavesOrderOpen(reason) ? 'unused' : 'used' });
    } catch (thrown) {
      const { code, params } = toWorkbenchError(thrown);
      run.remark('session_not_cancelled', { reason, code });
      // A server that has answered with a refusal has changed nothing; one that did not answer may have ended the order.
      const answered = code === 'es9_status' && params['reasonCode'] !== '4.2';
      if (sent && !answered && !leavesOrderOpen(reason)) run.patch({ activationCodeUse: 'unknown' });
    }
  }
}
