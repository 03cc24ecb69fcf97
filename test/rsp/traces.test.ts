/** What lpac, a card and osmo-smdpp said to each other (vectors/traces), against what lpac made of it. */

import { expect, it } from 'vitest';
import {
  cardInfoOf,
  es10FunctionByTag,
  listNotification,
  segmentBoundProfilePackage,
} from '../../src-main/es10/index.ts';
import {
  AuthenticateServerResponse,
  BoundProfilePackage,
  CancelSessionResponse,
  certificate,
  EnableProfileRequest,
  EUICCInfo1,
  EUICCInfo2,
  EuiccConfiguredAddressesResponse,
  GetEuiccDataResponse,
  GetRatResponse,
  ListNotificationResponse,
  PendingNotification,
  PrepareDownloadResponse,
  ProfileInfoListResponse,
  RetrieveNotificationsListResponse,
  ServerSigned1,
  SmdpSigned2,
  StoreMetadataRequest,
  signature,
  subjectKeyIdentifier,
} from '../../src-main/rsp/index.ts';
import { decode, encode, readHeader, type Schema } from '../../src-main/tlv/index.ts';
import { concatBytes, fromBase64, toHex } from '../../src-shared/bytes.ts';
import {
  describeWithVectors,
  type RecordedCall,
  readRecording,
  recordedCalls,
  vectorNames,
} from '../support/vectors.ts';

const chipInfo = '00-chip-info-rc0.jsonl';
const download = '01-profile-download-TS48V1-A-UNIQUE-rc0.jsonl';
const list = '03-profile-list-rc0.jsonl';
const notifications = '05-notification-process-a-r-rc0.jsonl';

const calls = (name: string) => recordedCalls(readRecording(name).apdus);
const tagOf = (bytes: Uint8Array) => readHeader(bytes, 0, 'answer').tag;

/** The answers of a recording to the function of that tag, decoded. */
function decoded<T>(name: string, tag: number, schema: Schema<T>): T[] {
  return calls(name)
    .filter(({ response }) => response.length > 0 && tagOf(response) === tag)
    .map(({ response }) => decode(schema, response, name));
}

/** The data of the last line that lpac printed. */
function printed(name: string): unknown {
  return readRecording(name).printed.at(-1)?.payload.data;
}

/** The segments of LoadBoundProfilePackage: what begins with no function's tag, and BF36 itself. */
function isSegment({ request }: RecordedCall): boolean {
  const { tag } = readHeader(request, 0, 'request');
  return tag === 0xbf36 || es10FunctionByTag(tag) === undefined;
}

/** Base64 fields of the JSON bodies of ES9+ (§6.5.2). */
const bodyFields: Readonly<Record<string, Schema<unknown>>> = {
  euiccInfo1: EUICCInfo1,
  serverSigned1: ServerSigned1,
  serverSignature1: signature,
  euiccCiPKIdToBeUsed: subjectKeyIdentifier,
  serverCertificate: certificate,
  authenticateServerResponse: AuthenticateServerResponse,
  profileMetadata: StoreMetadataRequest,
  smdpSigned2: SmdpSigned2,
  smdpSignature2: signature,
  smdpCertificate: certificate,
  prepareDownloadResponse: PrepareDownloadResponse,
  boundProfilePackage: BoundProfilePackage,
  pendingNotification: PendingNotification,
  cancelSessionResponse: CancelSessionResponse,
};
const plainFields = ['smdpAddress', 'euiccChallenge', 'transactionId', 'header'];

describeWithVectors(
  'recordings of lpac',
  () => {
    const names = vectorNames('traces', '.jsonl');

    it.each(names)('%s: each request and each answer decodes, and is written the same', (name) => {
      const all = calls(name);
      expect(all.length).toBeGreaterThan(0);
      for (const { request, response, blockNumbers } of all) {
        expect(blockNumbers).toEqual(blockNumbers.map((_, i) => i));
        const sides: [Uint8Array, 'request' | 'response'][] = [[response, 'response']];
        if (!isSegment({ request, response, blockNumbers, sw: 0 })) sides.push([request, 'request']);
        for (const [bytes, side] of sides) {
          if (bytes.length === 0) continue;
          const schema = es10FunctionByTag(tagOf(bytes))?.[side];
          if (schema === undefined) throw new Error(`no function for ${toHex(bytes)}`);
          const value = decode<unknown>(schema, bytes, name);
          // The card's list has all four bits of an event, where DER leaves out the zero bits at the end.
          const written = toHex(bytes);
          const der =
            schema === listNotification.response ? written.replaceAll('81020480', '81020780') : written;
          expect(toHex(encode<unknown>(schema, value))).toBe(der);
        }
      }
    });

    it.each(names)('%s: the fields of the ES9+ bodies decode', (name) => {
      for (const { request, response, url } of readRecording(name).http) {
        for (const body of [request, response ?? {}]) {
          for (const [field, value] of Object.entries(body as Record<string, unknown>)) {
            if (plainFields.includes(field)) continue;
            const schema = bodyFields[field];
            if (schema === undefined) throw new Error(`${url}: ${field} is not known`);
            const bytes = fromBase64(String(value));
            expect(toHex(encode(schema, decode(schema, bytes, field)))).toBe(toHex(bytes));
          }
        }
      }
    });

    it('hold every field of ES9+', () => {
      const seen = names.flatMap((name) =>
        readRecording(name).http.flatMap(({ request, response }) => [
          ...Object.keys(request as object),
          ...Object.keys((response as object | undefined) ?? {}),
        ]),
      );
      expect([...new Set(seen)].sort()).toEqual([...Object.keys(bodyFields), ...plainFields].sort());
    });

    it('chip info: as lpac printed it', () => {
      const [eid] = decoded(chipInfo, 0xbf3e, GetEuiccDataResponse);
      const [info2] = decoded(chipInfo, 0xbf22, EUICCInfo2);
      const [addresses] = decoded(chipInfo, 0xbf3c, EuiccConfiguredAddressesResponse);
      const [rat] = decoded(chipInfo, 0xbf43, GetRatResponse);
      if (info2 === undefined || addresses === undefined || rat === undefined)
        throw new Error('an answer is missing');
      const info = cardInfoOf({ info2, addresses, rat });
      const lower = (ids: readonly string[]) => ids.map((id) => id.toLowerCase());
      expect({
        eidValue: eid?.eidValue,
        EuiccConfiguredAddresses: {
          defaultDpAddress: addresses.defaultDpAddress ?? null,
          rootDsAddress: addresses.rootDsAddress,
        },
        EUICCInfo2: {
          profileVersion: info.profileVersion,
          svn: info.svn,
          euiccFirmwareVer: info.firmwareVersion,
          extCardResource: {
            installedApplication: info.installedApplications,
            freeNonVolatileMemory: info.freeNonVolatileMemory,
            freeVolatileMemory: info.freeVolatileMemory,
          },
          uiccCapability: info.uiccCapabilities,
          ts102241Version: info.ts102241Version,
          globalplatformVersion: info.globalplatformVersion,
          rspCapability: info.rspCapabilities,
          euiccCiPKIdListForVerification: lower(info.ciKeyIdsForVerification),
          euiccCiPKIdListForSigning: lower(info.ciKeyIdsForSigning),
          euiccCategory: info.category ?? null,
          ppVersion: info.ppVersion,
          sasAcreditationNumber: info.sasAccreditationNumber,
          certificationDataObject: { platformLabel: null, discoveryBaseURL: null },
        },
        rulesAuthorisationTable: info.rulesAuthorisationTable,
      }).toEqual(printed(chipInfo));
    });

    it('profile list: as lpac printed it', () => {
      const [response] = decoded(list, 0xbf2d, ProfileInfoListResponse);
      if (response === undefined || !('profileInfoListOk' in response)) throw new Error('no list');
      const profiles = response.profileInfoListOk.map((one) => ({
        iccid: one.iccid,
        isdpAid: toHex(one.isdpAid ?? new Uint8Array(0)).toLowerCase(),
        profileState: one.profileState,
        profileNickname: one.profileNickname ?? null,
        serviceProviderName: one.serviceProviderName,
        profileName: one.profileName,
        iconType: one.iconType ?? null,
        icon: one.icon ?? null,
        profileClass: one.profileClass,
      }));
      expect(profiles).toHaveLength(2);
      expect(profiles).toEqual(printed(list));
    });

    it('download: metadata and result as lpac printed them', () => {
      const recording = readRecording(download);
      const bodies = recording.http.map(({ response }) => response as Record<string, string>);
      const encoded = bodies.find((body) => 'profileMetadata' in body)?.['profileMetadata'] ?? '';
      const metadata = decode(StoreMetadataRequest, fromBase64(encoded), 'profileMetadata');
      const shown = recording.printed.find(({ payload }) => payload.message === 'es8p_metadata_parse');
      expect({
        iccid: metadata.iccid,
        serviceProviderName: metadata.serviceProviderName,
        profileName: metadata.profileName,
        iconType: metadata.iconType ?? null,
        icon: metadata.icon ?? null,
        profileClass: metadata.profileClass,
      }).toEqual(shown?.payload.data);
      expect(metadata.notificationConfigurationInfo?.map((one) => one.profileManagementOperation)).toEqual([
        ['notificationEnable'],
        ['notificationDisable'],
        ['notificationDelete'],
      ]);

      const bpp = fromBase64(
        bodies.find((body) => 'boundProfilePackage' in body)?.['boundProfilePackage'] ?? '',
      );
      const segments = recordedCalls(recording.apdus).filter(isSegment);
      expect(segments.map(({ request }) => toHex(request))).toEqual(
        segmentBoundProfilePackage(bpp).map(toHex),
      );
      expect(toHex(concatBytes(...segments.map(({ request }) => request)))).toBe(toHex(bpp));
      // Only the last segment is answered, with the result that lpac printed.
      expect(segments.map(({ response }) => response.length > 0).lastIndexOf(false)).toBe(
        segments.length - 2,
      );
      const result = decode(PendingNotification, segments.at(-1)?.response ?? new Uint8Array(0), 'result');
      if (!('profileInstallationResult' in result)) throw new Error('no result');
      const { notificationMetadata, finalResult } =
        result.profileInstallationResult.profileInstallationResultData.value;
      expect(printed(download)).toMatchObject({
        seqNumber: notificationMetadata.seqNumber,
        iccid: notificationMetadata.iccid,
      });
      expect(finalResult).toHaveProperty('successResult');
    });

    it('notifications: what the card held is what lpac sent', () => {
      const [listed] = decoded(notifications, 0xbf28, ListNotificationResponse);
      expect(listed).toEqual({
        notificationMetadataList: ['8949449999999990023', '8949449999999990163'].map((iccid, i) => ({
          seqNumber: i + 1,
          profileManagementOperation: ['notificationInstall'],
          notificationAddress: 'testsmdpplus1.example.com',
          iccid,
        })),
      });
      const retrieved = decoded(notifications, 0xbf2b, RetrieveNotificationsListResponse).flatMap(
        (response) => ('notificationList' in response ? response.notificationList : []),
      );
      const sent = readRecording(notifications).http.map(({ request }) =>
        toHex(fromBase64((request as Record<string, string>)['pendingNotification'] ?? '')),
      );
      expect(retrieved.map(({ raw }) => toHex(raw))).toEqual(sent);
    });

    it('enable: the flag and the refusal', () => {
      const refused = '11-profile-enable-8949449999999990163-rc255.jsonl';
      const [call] = calls(refused);
      const empty = new Uint8Array(0);
      expect(decode(EnableProfileRequest, call?.request ?? empty, 'request')).toEqual({
        profileIdentifier: { iccid: '8949449999999990163' },
        refreshFlag: false,
      });
      const fn = es10FunctionByTag(0xbf31);
      const response =
        fn === undefined ? undefined : decode(fn.response, call?.response ?? empty, 'response');
      expect(response).toEqual({ enableResult: 'profileNotInDisabledState' });
      expect(printed(refused)).toBe('profile not in disabled state');
    });
  },
  'traces',
);
