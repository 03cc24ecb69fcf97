/** Answers of cards that others recorded or made (vectors/cards). */

import { expect, it } from 'vitest';
import { es10FunctionByTag } from '../../src-main/es10/index.ts';
import {
  EUICCInfo2,
  GetEuiccDataResponse,
  ISDRProprietaryApplicationTemplate,
  ProfileInfoListResponse,
} from '../../src-main/rsp/index.ts';
import { decode, readSingleTlv, readTlvs } from '../../src-main/tlv/index.ts';
import { toHex } from '../../src-shared/bytes.ts';
import { describeWithVectors, readCardLog, recordedCalls, vectorNames } from '../support/vectors.ts';

/** Answers of a log by their tag. */
function answers(log: string): Map<number, Uint8Array> {
  const calls = recordedCalls(readCardLog(log)).filter((call) => call.response.length > 0);
  return new Map(calls.map((call) => [readSingleTlv(call.response, log).tag, call.response]));
}

function answer(log: string, tag: number): Uint8Array {
  return answers(log).get(tag) ?? new Uint8Array(0);
}

describeWithVectors(
  'the answers of cards',
  () => {
    it('decode with the declaration of their tag', () => {
      // The result in synthetic-load-bpp is a stand-in of three bytes: test/es10/load-bpp.test.ts has it.
      const logs = vectorNames('cards', '.log').filter((log) => log !== 'synthetic-load-bpp.log');
      expect(logs.length).toBeGreaterThan(1);
      let decoded = 0;
      for (const log of logs) {
        for (const [tag, bytes] of answers(log)) {
          const fn = es10FunctionByTag(tag);
          if (fn === undefined) throw new Error(`${log}: no function has tag ${tag.toString(16)}`);
          decode(fn.response, bytes, log);
          decoded += 1;
        }
      }
      expect(decoded).toBeGreaterThanOrEqual(3);
    });

    it('EUICCInfo2 and EID of a real test eUICC', () => {
      const ciKeyIds = [
        'C0BC70BA36929D43B467FF57570530E57AB8FCD8',
        'F54172BDF98A95D65CBEB88A38A1C11D800A85C3',
      ];
      const info = decode(EUICCInfo2, answer('omnikey-info.log', 0xbf22), 'EUICCInfo2');
      expect(info.euiccCiPKIdListForVerification.map(toHex)).toEqual(ciKeyIds);
      expect(info.euiccCiPKIdListForSigning.map(toHex)).toEqual(ciKeyIds);
      expect(info).toMatchObject({
        profileVersion: '2.1.0',
        svn: '2.2.0',
        euiccFirmwareVer: '4.4.0',
        uiccCapability: [
          'usimSupport',
          'isimSupport',
          'csimSupport',
          'akaMilenage',
          'akaCave',
          'akaTuak128',
          'akaTuak256',
          'gbaAuthenUsim',
          'gbaAuthenISim',
          'eapClient',
          'javacard',
          'multipleUsimSupport',
          'multipleIsimSupport',
        ],
        ts102241Version: '9.2.0',
        globalplatformVersion: '2.3.0',
        rspCapability: ['additionalProfile', 'testProfileSupport'],
        forbiddenProfilePolicyRules: ['pprUpdateControl'],
        ppVersion: '0.0.1',
        sasAcreditationNumber: 'G&DAccreditationNbr',
        certificationDataObject: {
          platformLabel: '1.2.840.1234567/myPlatformLabel',
          discoveryBaseURL: 'https://mycompany.com/myDLOARegistrar',
        },
      });
      expect(info).not.toHaveProperty('euiccCategory');
      expect(info).not.toHaveProperty('unknown');
      expect(decode(GetEuiccDataResponse, answer('omnikey-info.log', 0xbf3e), 'EID')).toEqual({
        eidValue: '89049032123451234512345678901235',
      });
    });

    it('the FCI of its ISD-R', () => {
      const select = readCardLog('omnikey-info.log').find(({ response }) => response[0] === 0x6f);
      const fci = readSingleTlv(select?.response.subarray(0, -2) ?? new Uint8Array(0), 'FCI');
      const template = readTlvs(fci.value).find(({ tag }) => tag === 0xe0);
      expect(decode(ISDRProprietaryApplicationTemplate, template?.raw ?? new Uint8Array(0), 'E0')).toEqual({
        svn: '2.2.0',
      });
    });

    it('hostile text comes through as it is', () => {
      const list = decode(
        ProfileInfoListResponse,
        answer('synthetic-profiles-hostile-text.log', 0xbf2d),
        'list',
      );
      expect(list).toEqual({
        profileInfoListOk: [
          {
            // Its maker did not swap the nibbles: what the card holds is shown as it is.
            iccid: '984450985200111111F1',
            profileState: 'enabled',
            profileNickname: 'He said "hi" \\n is not a newline\t\u0001',
            serviceProviderName: 'Acme\nTelco',
            profileName: 'Grüße 日本',
            profileClass: 'operational',
          },
        ],
      });
    });
  },
  'cards',
);
