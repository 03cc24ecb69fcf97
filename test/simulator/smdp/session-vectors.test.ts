import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AuthenticateServerResponse,
  BoundProfilePackage,
  PrepareDownloadResponse,
  ProfileInstallationResult,
  ReplaceSessionKeysRequest,
  SmdpSigned2,
} from '../../../src-main/rsp/index.ts';
import {
  agreeKey,
  deriveSessionKeys,
  openScp03t,
  privateKeyFromScalar,
  type Scp03tState,
  type Scp03tTag,
  type SessionKeys,
  unprotectTlv,
  verify,
} from '../../../src-main/simulator/crypto/index.ts';
import { identityOf, loadPki, parseCertificate } from '../../../src-main/simulator/pki/index.ts';
import {
  encodeInitiateAuthenticationOk,
  makeInitiateAuthenticationOk,
  signatureTlv,
} from '../../../src-main/simulator/rsp-server/index.ts';
import { bindProfile } from '../../../src-main/simulator/smdp/bind.ts';
import {
  encodeAuthenticateClientOk,
  makeAuthenticateClientOk,
} from '../../../src-main/simulator/smdp/messages.ts';
import { decode, encodeTlv, readTlv, readTlvs } from '../../../src-main/tlv/index.ts';
import { concatBytes, fromHex, toHex } from '../../../src-shared/bytes.ts';
import { needsShared, sharedFolder } from '../../summary/needs.ts';

const root = join(sharedFolder, 'vectors');
const read = (name: string) => new Uint8Array(readFileSync(join(root, 'session', name)));

describe('vectors/session with the keys of vectors/sgp26', needsShared('vectors/session'), () => {
  function session() {
    const pki = loadPki(join(root, 'sgp26'));
    const answer = decode(AuthenticateServerResponse, read('auth-server-response.der'), 'auth');
    if (!('authenticateResponseOk' in answer)) throw new Error('the vector holds an error');
    const prepared = decode(PrepareDownloadResponse, read('prepare-download-response.der'), 'prepare');
    if (!('downloadResponseOk' in prepared)) throw new Error('the vector holds an error');
    const ok = answer.authenticateResponseOk;
    return {
      pki,
      dpPb: identityOf(pki, 'dpPb'),
      transactionId: read('transaction-id.bin'),
      auth: ok,
      prepare: prepared.downloadResponseOk,
      euicc: parseCertificate(ok.euiccCertificate),
      bpp: decode(BoundProfilePackage, read('bound-profile-package.der'), 'bpp'),
    };
  }

  /** Opens the bound profile package with the SM-DP+'s one-time key, as the eUICC would with its own. */
  function open() {
    const { bpp, prepare, euicc } = session();
    const { hostId } = bpp.initialiseSecureChannelRequest.value.controlRefTemplate;
    const keys = deriveSessionKeys({
      sharedSecret: agreeKey(
        privateKeyFromScalar('P-256', read('otsk-dp.bin')),
        prepare.euiccSigned2.value.euiccOtpk,
      ),
      keyType: 0x88,
      keyLength: 16,
      hostId,
      eid: fromHex(euicc.subject.serialNumber ?? ''),
    });
    let state: Scp03tState = openScp03t(keys);
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
    let profileKeys: SessionKeys | undefined;
    if (bpp.secondSequenceOf87 !== undefined) {
      const request = openAll(0x87, bpp.secondSequenceOf87);
      const value = decode(ReplaceSessionKeysRequest, request, 'rsk');
      profileKeys = {
        macChainingValue: value.initialMacChainingValue,
        sEnc: value.ppkEnc,
        sMac: value.ppkCmac,
      };
      state = openScp03t(profileKeys);
    }
    return { hostId, configureIsdp, storeMetadata, profileKeys, upp: openAll(0x86, bpp.sequenceOf86) };
  }

  it('the BPP decrypts to upp.der, with the metadata of store-metadata.der', () => {
    const opened = open();
    expect(toHex(opened.upp)).toBe(toHex(read('upp.der')));
    expect(toHex(opened.storeMetadata)).toBe(toHex(read('store-metadata.der')));
  });

  it('initiate-response.der, byte for byte', () => {
    const { pki, transactionId, auth } = session();
    const ok = makeInitiateAuthenticationOk({
      transactionId,
      euiccChallenge: read('euicc-challenge.bin'),
      serverAddress: auth.euiccSigned1.value.serverAddress,
      serverChallenge: read('server-challenge.bin'),
      identity: identityOf(pki, 'dpAuth'),
      euiccCiPKId: pki.ci.certificate.subjectKeyId ?? new Uint8Array(),
    });
    expect(toHex(encodeInitiateAuthenticationOk(ok))).toBe(toHex(read('initiate-response.der')));
  });

  it('authenticate-response.der, byte for byte', () => {
    const { transactionId, auth, dpPb } = session();
    const expected = read('authenticate-response.der');
    const fields = readTlvs(readTlv(readTlv(expected).value).value);
    const signed2 = fields.find((one) => one.tag === 0x30);
    const { ccRequiredFlag, bppEuiccOtpk } = decode(SmdpSigned2, signed2?.raw ?? expected, 'smdpSigned2');
    const ok = makeAuthenticateClientOk({
      transactionId,
      profileMetadata: read('store-metadata.der'),
      ccRequired: ccRequiredFlag,
      ...(bppEuiccOtpk === undefined ? {} : { bppEuiccOtpk }),
      euiccSignature1: auth.euiccSignature1,
      dpPb,
    });
    expect(toHex(encodeAuthenticateClientOk(ok))).toBe(toHex(expected));
  });

  it('bound-profile-package.der, byte for byte', () => {
    const { transactionId, prepare, euicc, dpPb } = session();
    const { hostId, configureIsdp, profileKeys } = open();
    const bpp = bindProfile({
      transactionId,
      hostId,
      smdpOneTimeKey: privateKeyFromScalar('P-256', read('otsk-dp.bin')),
      euiccOtpk: prepare.euiccSigned2.value.euiccOtpk,
      eid: euicc.subject.serialNumber ?? '',
      dpPb,
      configureIsdp,
      storeMetadata: read('store-metadata.der'),
      upp: read('upp.der'),
      ...(profileKeys === undefined ? {} : { profileKeys }),
    });
    expect(toHex(bpp)).toBe(toHex(read('bound-profile-package.der')));
  });

  it("the eUICC's signatures hold over the bytes as they came", () => {
    const { auth, prepare, euicc } = session();
    expect(verify(euicc.publicKey, auth.euiccSigned1.raw, auth.euiccSignature1)).toBe(true);
    const fields = readTlvs(readTlv(readTlv(read('authenticate-response.der')).value).value);
    const smdpSignature2 = fields.find((one) => one.tag === 0x5f37)?.raw ?? new Uint8Array();
    expect(smdpSignature2).toEqual(signatureTlv(smdpSignature2.subarray(3)));
    const signed = concatBytes(prepare.euiccSigned2.raw, smdpSignature2);
    expect(verify(euicc.publicKey, signed, prepare.euiccSignature2)).toBe(true);
    const result = decode(ProfileInstallationResult, read('pending-notification.der'), 'notification');
    expect(verify(euicc.publicKey, result.profileInstallationResultData.raw, result.euiccSignPIR)).toBe(true);
  });
});
