/** One whole RSP session by another implementation (vectors/session): its messages are read, and written the same. */

import { expect, it } from 'vitest';
import {
  AuthenticateServerResponse,
  BoundProfilePackage,
  certificate,
  EUICCInfo1,
  PendingNotification,
  PrepareDownloadResponse,
  ServerSigned1,
  SmdpSigned2,
  StoreMetadataRequest,
  signature,
  subjectKeyIdentifier,
  transactionId,
} from '../../src-main/rsp/index.ts';
import { captured, decode, encode, explicit, type Schema, sequence } from '../../src-main/tlv/index.ts';
import { concatBytes, fromHex, toHex } from '../../src-shared/bytes.ts';
import { describeWithVectors, readVector, vectorNames } from '../support/vectors.ts';

/** The ASN.1 binding of ES9+ (§6.6) wraps the fields that the JSON binding has apart. */
const InitiateAuthenticationOkEs9 = sequence(0x30, {
  transactionId,
  serverSigned1: captured(ServerSigned1),
  serverSignature1: signature,
  euiccCiPKIdToBeUsed: subjectKeyIdentifier,
  serverCertificate: certificate,
});
const AuthenticateClientResponseEs9 = explicit(
  0xbf3b,
  sequence(0xa0, {
    transactionId,
    profileMetaData: StoreMetadataRequest,
    smdpSigned2: captured(SmdpSigned2),
    smdpSignature2: signature,
    smdpCertificate: certificate,
  }),
);

const schemas: Readonly<Record<string, Schema<unknown>>> = {
  'auth-server-response.der': AuthenticateServerResponse,
  'authenticate-response.der': AuthenticateClientResponseEs9,
  'bound-profile-package.der': BoundProfilePackage,
  'euicc-info1.der': EUICCInfo1,
  'initiate-response.der': InitiateAuthenticationOkEs9,
  'pending-notification.der': PendingNotification,
  'prepare-download-response.der': PrepareDownloadResponse,
  'store-metadata.der': StoreMetadataRequest,
};

const read = <T>(schema: Schema<T>, name: string) => decode(schema, readVector(`session/${name}`), name);
const hex = (name: string) => toHex(readVector(`session/${name}`));

const nonDer = [
  ['85020000', '850100'],
  ['88020000', '880100'],
  ['81020080', '81020780'],
] as const;

/** A value whose captured bytes are taken away, so that the encoder has to make them. */
function withoutRaw(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRaw);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const fields = Object.entries(value).filter(([name]) => !(name === 'raw' && 'value' in value));
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutRaw(field)]));
}

describeWithVectors(
  'the messages of a session',
  () => {
    it('are all known', () => {
      // upp.der is a stand-in of the session's author, and no DER.
      expect(vectorNames('session', '.der').filter((name) => name !== 'upp.der')).toEqual(
        Object.keys(schemas),
      );
    });

    for (const [name, schema] of Object.entries(schemas)) {
      it(`${name} is read and written to the same bytes`, () => {
        const value = read(schema, name);
        expect(toHex(encode(schema, value))).toBe(hex(name));
        // Their bit strings have zero bits at the end, which DER leaves out where bits have names (X.690 §11.2.2).
        const der = nonDer.reduce((text, [theirs, ours]) => text.replace(theirs, ours), hex(name));
        const rewritten = toHex(encode(schema, withoutRaw(value)));
        if (der === hex(name)) expect(rewritten).toBe(der);
        else expect(rewritten.length).toBe(der.length);
      });
    }

    it('hold what the inputs of the session say', () => {
      const { serverSigned1, transactionId: id } = read(InitiateAuthenticationOkEs9, 'initiate-response.der');
      expect(toHex(id)).toBe(toHex(readVector('session/transaction-id.bin')));
      expect(serverSigned1.value.serverAddress).toBe('smdp.example.com');
      expect(toHex(serverSigned1.value.euiccChallenge)).toBe(
        toHex(readVector('session/euicc-challenge.bin')),
      );
      expect(toHex(serverSigned1.value.serverChallenge)).toBe(
        toHex(readVector('session/server-challenge.bin')),
      );

      const client = read(AuthenticateClientResponseEs9, 'authenticate-response.der');
      expect(client.profileMetaData).toEqual(read(StoreMetadataRequest, 'store-metadata.der'));
      expect(client.profileMetaData).toEqual({
        iccid: '89000123456789012341',
        serviceProviderName: 'euicc-rsp',
        profileName: 'euicc-rsp test profile',
      });
      expect(client.smdpSigned2.value.ccRequiredFlag).toBe(false);

      expect(read(EUICCInfo1, 'euicc-info1.der')).toEqual({
        svn: '2.0.0',
        euiccCiPKIdListForVerification: [],
        euiccCiPKIdListForSigning: [],
      });
    });

    it('hold the signed parts as the bytes that came', () => {
      const bytes = readVector('session/auth-server-response.der');
      const response = decode(AuthenticateServerResponse, bytes, 'AuthenticateServer');
      if (!('authenticateResponseOk' in response)) throw new Error('an error response');
      const { euiccSigned1, euiccCertificate } = response.authenticateResponseOk;
      expect(euiccSigned1.raw.buffer).toBe(bytes.buffer);
      expect(toHex(bytes)).toContain(toHex(euiccSigned1.raw));
      expect(toHex(euiccSigned1.raw)).toContain(toHex(euiccSigned1.value.euiccInfo2.raw));
      expect(euiccSigned1.value.euiccInfo2.value).toMatchObject({
        svn: '2.2.0',
        uiccCapability: [],
        rspCapability: [],
      });
      expect(euiccCertificate.buffer).toBe(bytes.buffer);
      expect(toHex(euiccCertificate.subarray(0, 4))).toBe('308201F7');
    });

    it('hold the result of the installation', () => {
      const notification = read(PendingNotification, 'pending-notification.der');
      if (!('profileInstallationResult' in notification)) throw new Error('another notification');
      expect(notification.profileInstallationResult.profileInstallationResultData.value).toMatchObject({
        notificationMetadata: {
          seqNumber: 1,
          profileManagementOperation: ['notificationInstall'],
          notificationAddress: 'smdp.example.com',
          iccid: '89000123456789012341',
        },
        smdpOid: '2.999',
        finalResult: { successResult: { aid: fromHex('A0000005591010FFFFFFFF8900001100') } },
      });
    });

    it('hold the package, part by part', () => {
      const bpp = read(BoundProfilePackage, 'bound-profile-package.der');
      expect(bpp.initialiseSecureChannelRequest.value).toMatchObject({
        remoteOpId: 'installBoundProfilePackage',
        controlRefTemplate: { keyType: Uint8Array.of(0x88), keyLen: Uint8Array.of(0x10) },
      });
      expect(bpp.secondSequenceOf87).toBeUndefined();
      expect(concatBytes(...bpp.sequenceOf86).length).toBeGreaterThan(0);
    });
  },
  'session',
);
