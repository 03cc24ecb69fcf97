/** The eUICC's side of ES9+ as a test needs it: signs what it is told to, and opens bound profile packages. */

import { createHash } from 'node:crypto';
import {
  AuthenticateServerResponse,
  BoundProfilePackage,
  CancelSessionResponse,
  EUICCInfo1,
  EUICCInfo2,
  EUICCSigned2,
  EuiccCancelSessionSigned,
  EuiccSigned1,
  NotificationMetadata,
  OtherSignedNotification,
  PrepareDownloadResponse,
  ProfileInstallationResult,
  ProfileInstallationResultData,
  ReplaceSessionKeysRequest,
} from '../../../src-main/rsp/index.ts';
import {
  agreeKey,
  deriveSessionKeys,
  type EcPrivateKey,
  generateKeyPair,
  openScp03t,
  type Scp03tTag,
  sign,
  unprotectTlv,
} from '../../../src-main/simulator/crypto/index.ts';
import type { FullPki } from '../../../src-main/simulator/pki/index.ts';
import type { Smdp, SmdpHttpRequest, SmdpHttpResponse } from '../../../src-main/simulator/smdp/index.ts';
import { decode, encode, encodeTlv, type Infer } from '../../../src-main/tlv/index.ts';
import { concatBytes, fromBase64, fromHex, toBase64 } from '../../../src-shared/bytes.ts';
import type { Entropy } from '../../../src-shared/ports.ts';

/** Reproducible bytes: SHA-256 in counter mode. */
export function seeded(seed: string): Entropy {
  let counter = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32)
        out.set(
          createHash('sha256')
            .update(`${seed}/${counter++}`)
            .digest()
            .subarray(0, length - at),
          at,
        );
      return out;
    },
  };
}

export type Json = Record<string, unknown>;

export function callRaw(
  smdp: RspServer,
  name: string,
  body: unknown,
  headers: Record<string, string | undefined> = {},
): SmdpHttpResponse {
  return atOnce(smdp.handle(rspRequest(`/gsma/rsp2/es9plus/${name}`, body, headers)));
}

/** The answer of a function that asks nobody else. */
export function atOnce(response: ReturnType<Smdp['handle']>): SmdpHttpResponse {
  if (response instanceof Promise) throw new Error('the function did not answer at once');
  return response;
}

/** A request as an LPA, an operator or another server makes it. */
export function rspRequest(
  path: string,
  body: unknown,
  headers: Record<string, string | undefined> = {},
): SmdpHttpRequest {
  return {
    method: 'POST',
    path,
    headers: {
      'content-type': 'application/json',
      'x-admin-protocol': 'gsma/rsp/v2.5.0',
      ...headers,
    },
    body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
  };
}

/** The JSON of an answer, or `subject/reason` of a failure. */
export function readAnswer(response: SmdpHttpResponse): Json | string {
  if (response.body.length === 0) return { status: response.status };
  const json = JSON.parse(new TextDecoder().decode(response.body));
  const { status, statusCodeData } = json.header.functionExecutionStatus;
  return status === 'Failed' ? `${statusCodeData.subjectCode}/${statusCodeData.reasonCode}` : json;
}

/** The JSON answer, or `subject/reason` of a failure. */
export function call(smdp: RspServer, name: string, body: unknown): Json | string {
  return readAnswer(callRaw(smdp, name, body));
}

export function expectJson(result: Json | string): Record<string, string> {
  if (typeof result === 'string') throw new Error(`the SM-DP+ answered ${result}`);
  return result as Record<string, string>;
}

const signatureTlv = (bytes: Uint8Array) => encodeTlv(0x5f37, bytes);

export const plentifulInfo: Infer<typeof EUICCInfo2> = {
  profileVersion: '3.1.0',
  svn: '2.5.0',
  euiccFirmwareVer: '1.0.0',
  extCardResource: fromHex('81010082040007A12083022000'),
  uiccCapability: ['usimSupport', 'isimSupport', 'akaMilenage', 'javacard', 'berTlvFileSupport'],
  rspCapability: ['additionalProfile'],
  euiccCiPKIdListForVerification: [],
  euiccCiPKIdListForSigning: [],
  ppVersion: '1.0.0',
  sasAcreditationNumber: 'TEST',
};

/** An SM-DP+ or an SM-DS. */
export type RspServer = Pick<Smdp, 'address' | 'handle'>;

export interface FakeOptions {
  readonly pki: FullPki;
  readonly smdp: RspServer;
  readonly seed?: string;
  readonly info?: Partial<Infer<typeof EUICCInfo2>>;
  /** The eUICC, where it is not the PKI's own. */
  readonly euicc?: FullPki['euicc'];
  readonly eum?: FullPki['eum'];
}

export class FakeEuicc {
  readonly pki: FullPki;
  readonly smdp: RspServer;
  readonly euicc: FullPki['euicc'];
  readonly eum: FullPki['eum'];
  readonly info: Infer<typeof EUICCInfo2>;
  readonly entropy: Entropy;
  transactionId = new Uint8Array();
  serverChallenge = new Uint8Array();
  smdpSignature2 = new Uint8Array();
  otsk: EcPrivateKey;
  sequenceNumber = 1;

  constructor(options: FakeOptions) {
    this.pki = options.pki;
    this.smdp = options.smdp;
    this.euicc = options.euicc ?? options.pki.euicc;
    this.eum = options.eum ?? options.pki.eum;
    this.info = { ...plentifulInfo, ...options.info };
    this.entropy = seeded(options.seed ?? 'euicc');
    this.otsk = this.newOneTimeKey();
  }

  get eid(): string {
    return this.euicc.certificate.subject.serialNumber ?? '';
  }

  newOneTimeKey(): EcPrivateKey {
    this.otsk = generateKeyPair(this.euicc.privateKey.curve, this.entropy);
    return this.otsk;
  }

  initiate(change: Json = {}, info: Partial<Infer<typeof EUICCInfo1>> = {}): Json | string {
    const id = this.pki.ci.certificate.subjectKeyId ?? new Uint8Array();
    const result = call(this.smdp, 'initiateAuthentication', {
      smdpAddress: this.smdp.address,
      euiccChallenge: toBase64(this.entropy.bytes(16)),
      euiccInfo1: toBase64(
        encode(EUICCInfo1, {
          svn: '2.5.0',
          euiccCiPKIdListForVerification: [id],
          euiccCiPKIdListForSigning: [id],
          ...info,
        }),
      ),
      ...change,
    });
    if (typeof result !== 'string') {
      const { transactionId, serverSigned1 } = expectJson(result);
      this.transactionId = fromHex(transactionId ?? '').slice();
      this.serverChallenge = fromBase64(serverSigned1 ?? '').slice(-16);
    }
    return result;
  }

  encodedInfo2(): Uint8Array {
    return encode(EUICCInfo2, this.info);
  }

  /** EuiccSigned1 in DER. */
  signed1(matchingId: string | undefined, change: Partial<Infer<typeof EuiccSigned1>> = {}): Uint8Array {
    const ctx = {
      ctxParamsForCommonAuthentication: {
        ...(matchingId === undefined ? {} : { matchingId }),
        deviceInfo: { tac: fromHex('35290611'), deviceCapabilities: {} },
      },
    };
    return encode(EuiccSigned1, {
      transactionId: this.transactionId,
      serverAddress: this.smdp.address,
      serverChallenge: this.serverChallenge,
      euiccInfo2: { value: this.info, raw: this.encodedInfo2() },
      ctxParams1: { value: ctx, raw: encodeCtx(ctx) },
      ...change,
    });
  }

  authenticate(matchingId: string | undefined, change: Partial<Infer<typeof EuiccSigned1>> = {}) {
    return this.authenticateSigned(this.signed1(matchingId, change));
  }

  /** AuthenticateServerResponse in DER. */
  serverResponse(signed1: Uint8Array, signature = sign(this.euicc.privateKey, signed1)): Uint8Array {
    const ok = encodeTlv(
      0xa0,
      signed1,
      signatureTlv(signature),
      this.euicc.certificate.der,
      this.eum.certificate.der,
    );
    return encodeTlv(0xbf38, ok);
  }

  authenticateSigned(signed1: Uint8Array): Json | string {
    const result = call(this.smdp, 'authenticateClient', {
      transactionId: this.hexTransaction(),
      authenticateServerResponse: toBase64(this.serverResponse(signed1)),
    });
    if (typeof result !== 'string')
      this.smdpSignature2 = fromBase64(expectJson(result)['smdpSignature2'] ?? '').slice();
    return result;
  }

  /** AuthenticateServerResponse with an error, in base64. */
  errorResponse(): string {
    return toBase64(
      encode(AuthenticateServerResponse, {
        authenticateResponseError: {
          transactionId: this.transactionId,
          authenticateErrorCode: 'euiccChallengeMismatch',
        },
      }),
    );
  }

  authenticateError(): Json | string {
    return call(this.smdp, 'authenticateClient', {
      transactionId: this.hexTransaction(),
      authenticateServerResponse: this.errorResponse(),
    });
  }

  hexTransaction(): string {
    return Buffer.from(this.transactionId).toString('hex').toUpperCase();
  }

  prepareRequest(hashCc?: Uint8Array, transactionId = this.transactionId): Json {
    const signed2 = encode(EUICCSigned2, {
      transactionId,
      euiccOtpk: this.otsk.point,
      ...(hashCc === undefined ? {} : { hashCc }),
    });
    const signature = sign(this.euicc.privateKey, concatBytes(signed2, this.smdpSignature2));
    const response = encodeTlv(0xbf21, encodeTlv(0xa0, signed2, signatureTlv(signature)));
    return { transactionId: this.hexTransaction(), prepareDownloadResponse: toBase64(response) };
  }

  getBpp(hashCc?: Uint8Array): Json | string {
    return call(this.smdp, 'getBoundProfilePackage', this.prepareRequest(hashCc));
  }

  prepareError(): Json | string {
    const error = encode(PrepareDownloadResponse, {
      downloadResponseError: { transactionId: this.transactionId, downloadErrorCode: 'invalidSignature' },
    });
    return call(this.smdp, 'getBoundProfilePackage', {
      transactionId: this.hexTransaction(),
      prepareDownloadResponse: toBase64(error),
    });
  }

  /** Opens what GetBoundProfilePackage gave, and tells the sizes of its segments. */
  open(answer: Json | string) {
    const bytes = fromBase64(expectJson(answer)['boundProfilePackage'] ?? '');
    const bpp = decode(BoundProfilePackage, bytes, 'bpp');
    const { value } = bpp.initialiseSecureChannelRequest;
    let state = openScp03t(
      deriveSessionKeys({
        sharedSecret: agreeKey(this.otsk, value.smdpOtpk),
        keyType: value.controlRefTemplate.keyType[0] ?? 0,
        keyLength: value.controlRefTemplate.keyLen[0] ?? 0,
        hostId: value.controlRefTemplate.hostId,
        eid: fromHex(this.eid),
      }),
    );
    const openAll = (tag: Scp03tTag, bodies: readonly Uint8Array[]) =>
      concatBytes(
        ...bodies.map((body) => {
          const opened = unprotectTlv(state, encodeTlv(tag, body));
          state = opened.state;
          return opened.data;
        }),
      );
    const configureIsdp = openAll(0x87, bpp.firstSequenceOf87);
    const storeMetadata = openAll(0x88, bpp.sequenceOf88);
    let replaced: Infer<typeof ReplaceSessionKeysRequest> | undefined;
    if (bpp.secondSequenceOf87 !== undefined) {
      replaced = decode(ReplaceSessionKeysRequest, openAll(0x87, bpp.secondSequenceOf87), 'rsk');
      state = openScp03t({
        macChainingValue: replaced.initialMacChainingValue,
        sEnc: replaced.ppkEnc,
        sMac: replaced.ppkCmac,
      });
    }
    const upp = openAll(0x86, bpp.sequenceOf86);
    return {
      bytes,
      value,
      configureIsdp,
      storeMetadata,
      upp,
      replaced,
      segments: bpp.sequenceOf86.map((body) => encodeTlv(0x86, body).length),
      metadataSegments: bpp.sequenceOf88.length,
    };
  }

  cancel(
    reason: Infer<typeof EuiccCancelSessionSigned>['reason'],
    change: Partial<Infer<typeof EuiccCancelSessionSigned>> = {},
    key = this.euicc.privateKey,
  ): Json | string {
    const signed = encode(EuiccCancelSessionSigned, {
      transactionId: this.transactionId,
      smdpOid: '2.999.10',
      reason,
      ...change,
    });
    const ok = encodeTlv(0xa0, signed, signatureTlv(sign(key, signed)));
    return call(this.smdp, 'cancelSession', {
      transactionId: this.hexTransaction(),
      cancelSessionResponse: toBase64(encodeTlv(0xbf41, ok)),
    });
  }

  cancelError(): Json | string {
    const error = encode(CancelSessionResponse, { cancelSessionResponseError: 'undefinedError' });
    return call(this.smdp, 'cancelSession', {
      transactionId: this.hexTransaction(),
      cancelSessionResponse: toBase64(error),
    });
  }

  installResult(
    finalResult: Infer<typeof ProfileInstallationResultData>['finalResult'],
    key = this.euicc.privateKey,
  ): SmdpHttpResponse {
    const data = encode(ProfileInstallationResultData, {
      transactionId: this.transactionId,
      notificationMetadata: {
        seqNumber: this.sequenceNumber++,
        profileManagementOperation: ['notificationInstall'],
        notificationAddress: this.smdp.address,
      },
      smdpOid: '2.999.10',
      finalResult,
    });
    const value = decode(ProfileInstallationResultData, data, 'result');
    const bytes = encode(ProfileInstallationResult, {
      profileInstallationResultData: { value, raw: data },
      euiccSignPIR: sign(key, data),
    });
    return callRaw(this.smdp, 'handleNotification', { pendingNotification: toBase64(bytes) });
  }

  installed(): SmdpHttpResponse {
    return this.installResult({
      successResult: { aid: fromHex('A0000005591010FFFFFFFF8900001100'), simaResponse: fromHex('3000') },
    });
  }

  notify(
    event: Infer<typeof NotificationMetadata>['profileManagementOperation'],
    key = this.euicc.privateKey,
  ) {
    const metadata = encode(NotificationMetadata, {
      seqNumber: this.sequenceNumber++,
      profileManagementOperation: event,
      notificationAddress: this.smdp.address,
      iccid: '8944010000000000001',
    });
    const value = decode(NotificationMetadata, metadata, 'notification');
    const bytes = encode(OtherSignedNotification, {
      tbsOtherNotification: { value, raw: metadata },
      euiccNotificationSignature: sign(key, metadata),
      euiccCertificate: this.euicc.certificate.der,
      eumCertificate: this.eum.certificate.der,
    });
    return callRaw(this.smdp, 'handleNotification', { pendingNotification: toBase64(bytes) });
  }
}

function encodeCtx(ctx: Infer<typeof EuiccSigned1>['ctxParams1']['value']): Uint8Array {
  const { matchingId } = ctx.ctxParamsForCommonAuthentication;
  const device = fromHex('A108800435290611A100');
  return encodeTlv(
    0xa0,
    ...(matchingId === undefined ? [] : [encodeTlv(0x80, new TextEncoder().encode(matchingId))]),
    device,
  );
}
