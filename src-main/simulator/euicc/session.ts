/** Mutual authentication and the preparation of a download (SGP.22 v2.5 §3.1.2, §5.7.5, 5.7.7, 5.7.13, 5.7.14). */

import { concatBytes, equalBytes, fromHex, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import {
  AuthenticateServerRequest,
  AuthenticateServerResponse,
  type authenticateErrorCode,
  CancelSessionRequest,
  CancelSessionResponse,
  type downloadErrorCode,
  EUICCSigned2,
  EuiccCancelSessionSigned,
  GetEuiccChallengeResponse,
  PrepareDownloadRequest,
  PrepareDownloadResponse,
} from '../../rsp/index.ts';
import { decode, encode, encodeTlv } from '../../tlv/index.ts';
import { type EcPrivateKey, generateKeyPair, privateKeyFromScalar, verify } from '../crypto/index.ts';
import { type Certificate, findCi, parseCertificate, verifyServerChain } from '../pki/index.ts';
import type { AuthenticatedServer, Chip, Es10Function } from './chip.ts';
import { isRevoked } from './crl.ts';
import { euiccInfo2 } from './info.ts';
import { abandonInstallation } from './result.ts';

/** Downloads whose one-time key is kept for another attempt. */
const maxOneTimeKeys = 4;

export const getEuiccChallenge: Es10Function = (chip) => {
  abandonInstallation(chip);
  const challenge = chip.entropy.bytes(16);
  chip.session = { challenge };
  return encode(GetEuiccChallengeResponse, { euiccChallenge: challenge });
};

function readCertificate(der: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof WorkbenchError) return undefined;
    throw error;
  }
}

type AuthenticateError = keyof typeof authenticateErrorCode;
type DownloadError = keyof typeof downloadErrorCode;

interface CheckedServer {
  readonly certificate: Certificate;
  readonly role: 'dpAuth' | 'dsAuth';
  readonly oid: string;
}

/** CERT.DPauth or CERT.DSauth, up to a CI of the card (§4.5.2.2). */
function checkServerCertificate(chip: Chip, der: Uint8Array): CheckedServer | AuthenticateError {
  const certificate = readCertificate(der);
  if (certificate === undefined) return 'invalidCertificate';
  if (findCi(chip.cis, certificate.authorityKeyId) === undefined) return 'ciPKUnknown';
  const role = certificate.role === 'dsAuth' ? 'dsAuth' : 'dpAuth';
  const chain = verifyServerChain(certificate, role, chip.cis, chip.timeFor(certificate));
  if (!chain.ok) return chain.problem === 'wrong_policy' ? 'invalidOid' : 'invalidCertificate';
  if (isRevoked(chip, certificate)) return 'invalidCertificate';
  const [oid] = certificate.registeredIds;
  if (oid === undefined) return 'invalidOid';
  if (!chip.signing.some((keys) => keys.euicc.privateKey.curve === certificate.publicKey.curve))
    return 'unsupportedCurve';
  return { certificate, role, oid };
}

export const authenticateServer: Es10Function = (chip, bytes) => {
  const request = decode(AuthenticateServerRequest, bytes, 'ES10b.AuthenticateServer');
  const { serverSigned1, serverSignature1, ctxParams1 } = request;
  const { transactionId } = serverSigned1.value;
  const refuse = (code: AuthenticateError) => {
    abandonInstallation(chip);
    chip.session = undefined;
    return encode(AuthenticateServerResponse, {
      authenticateResponseError: {
        transactionId: chip.answeredTransactionId(transactionId),
        authenticateErrorCode: code,
      },
    });
  };
  const { session } = chip;
  if (session === undefined) return refuse('noSessionContext');
  const keys = chip.signingKeysFor(request.euiccCiPKIdToBeUsed);
  if (keys === undefined) return refuse('ciPKUnknown');
  const checked = checkServerCertificate(chip, request.serverCertificate);
  if (typeof checked === 'string') return refuse(checked);
  if (!verify(checked.certificate.publicKey, serverSigned1.raw, serverSignature1))
    return refuse('invalidSignature');
  if (!equalBytes(serverSigned1.value.euiccChallenge, session.challenge))
    return refuse('euiccChallengeMismatch');
  const { serverAddress, serverChallenge } = serverSigned1.value;
  const euiccSigned1 = encodeTlv(
    0x30,
    encodeTlv(0x80, chip.answeredTransactionId(transactionId)),
    encodeTlv(0x83, new TextEncoder().encode(serverAddress)),
    encodeTlv(0x84, serverChallenge),
    euiccInfo2(chip),
    ctxParams1.raw,
  );
  const euiccSignature1 = encodeTlv(0x5f37, chip.signAnswer(keys, euiccSigned1));
  const server: AuthenticatedServer = {
    transactionId: transactionId.slice(),
    address: serverAddress,
    ...checked,
    keys,
    euiccSignature1,
  };
  abandonInstallation(chip);
  chip.session = { challenge: session.challenge, server };
  const ok = concatBytes(euiccSigned1, euiccSignature1, keys.euicc.certificate.der, keys.eum.der);
  return encodeTlv(0xbf38, encodeTlv(0xa0, ok));
};

/** The key that an earlier attempt with this SM-DP+ made, where the server asks for it and the card still has it. */
function earlierKey(chip: Chip, oid: string, wanted: Uint8Array | undefined): EcPrivateKey | undefined {
  if (wanted === undefined) return undefined;
  for (const stored of chip.state.oneTimeKeys) {
    if (stored.smdpOid !== oid) continue;
    const key = privateKeyFromScalar(stored.curve, fromHex(stored.scalar));
    if (equalBytes(key.point, wanted)) return key;
  }
  return undefined;
}

function checkDownloadCertificate(
  chip: Chip,
  der: Uint8Array,
  server: AuthenticatedServer,
): Certificate | DownloadError {
  const certificate = readCertificate(der);
  if (certificate === undefined) return 'invalidCertificate';
  const chain = verifyServerChain(certificate, 'dpPb', chip.cis, chip.timeFor(certificate));
  if (!chain.ok || isRevoked(chip, certificate)) return 'invalidCertificate';
  // CERT.DPpb belongs to the same SM-DP+ as CERT.DPauth.
  if (certificate.registeredIds[0] !== server.oid) return 'invalidCertificate';
  if (!chip.signing.some((keys) => keys.euicc.privateKey.curve === certificate.publicKey.curve))
    return 'unsupportedCurve';
  return certificate;
}

export const prepareDownload: Es10Function = (chip, bytes) => {
  const request = decode(PrepareDownloadRequest, bytes, 'ES10b.PrepareDownload');
  const { smdpSigned2, smdpSignature2, hashCc } = request;
  const { transactionId, ccRequiredFlag, bppEuiccOtpk } = smdpSigned2.value;
  const answeredId = chip.answeredTransactionId(transactionId);
  const refuse = (code: DownloadError) =>
    encode(PrepareDownloadResponse, {
      downloadResponseError: { transactionId: answeredId, downloadErrorCode: code },
    });
  const server = chip.session?.server;
  if (chip.session === undefined || server === undefined || server.role !== 'dpAuth')
    return refuse('noSessionContext');
  const certificate = checkDownloadCertificate(chip, request.smdpCertificate, server);
  if (typeof certificate === 'string') return refuse(certificate);
  if (!verify(certificate.publicKey, concatBytes(smdpSigned2.raw, server.euiccSignature1), smdpSignature2))
    return refuse('invalidSignature');
  if (!equalBytes(transactionId, server.transactionId)) return refuse('invalidTransactionId');
  if (ccRequiredFlag && hashCc === undefined) return refuse('undefinedError');
  const { session } = chip;
  abandonInstallation(chip);
  const { curve } = certificate.publicKey;
  const oneTimeKey = earlierKey(chip, server.oid, bppEuiccOtpk) ?? generateKeyPair(curve, chip.entropy);
  const scalar = toHex(oneTimeKey.scalar);
  const others = chip.state.oneTimeKeys.filter((one) => one.scalar !== scalar);
  chip.commit({
    ...chip.state,
    oneTimeKeys: [...others.slice(1 - maxOneTimeKeys), { smdpOid: server.oid, curve, scalar }],
  });
  chip.session = { ...session, download: { certificate, oneTimeKey } };
  const euiccSigned2 = encode(EUICCSigned2, {
    transactionId: answeredId,
    euiccOtpk: oneTimeKey.point,
    ...(hashCc === undefined || !ccRequiredFlag ? {} : { hashCc }),
  });
  const signed = concatBytes(euiccSigned2, encodeTlv(0x5f37, smdpSignature2));
  const euiccSignature2 = encodeTlv(0x5f37, chip.signAnswer(server.keys, signed));
  return encodeTlv(0xbf21, encodeTlv(0xa0, euiccSigned2, euiccSignature2));
};

export const cancelSession: Es10Function = (chip, bytes) => {
  const { transactionId, reason } = decode(CancelSessionRequest, bytes, 'ES10b.CancelSession');
  if (typeof reason === 'number')
    return encode(CancelSessionResponse, { cancelSessionResponseError: 'undefinedError' });
  const server = chip.session?.server;
  if (server === undefined || !equalBytes(server.transactionId, transactionId))
    return encode(CancelSessionResponse, { cancelSessionResponseError: 'invalidTransactionId' });
  const signed = encode(EuiccCancelSessionSigned, {
    transactionId: chip.answeredTransactionId(transactionId),
    smdpOid: server.oid,
    reason,
  });
  const signature = encodeTlv(0x5f37, chip.signAnswer(server.keys, signed));
  if (chip.state.installing !== undefined) {
    const { installing: _, ...rest } = chip.state;
    chip.commit(rest);
  }
  chip.session = undefined;
  chip.installation = undefined;
  return encodeTlv(0xbf41, encodeTlv(0xa0, signed, signature));
};
