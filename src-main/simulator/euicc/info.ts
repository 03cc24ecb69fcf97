/** ES10a, and what ES10b and ES10c tell about the card (SGP.22 v2.5 §5.7.3, 5.7.4, 5.7.7, 5.7.8, 5.7.20, 5.7.22). */

import { concatBytes, fromHex } from '../../../src-shared/bytes.ts';
import {
  EUICCInfo1,
  EUICCInfo2,
  EuiccConfiguredAddressesResponse,
  GetEuiccDataRequest,
  GetEuiccDataResponse,
  GetRatResponse,
  SetDefaultDpAddressRequest,
  SetDefaultDpAddressResponse,
} from '../../rsp/index.ts';
import { decode, encode, encodeTlv } from '../../tlv/index.ts';
import { StatusWord, SW } from './apdu.ts';
import type { Chip, Es10Function } from './chip.ts';
import { laterDefaults, laterInfo1, laterInfo2, rspCapability } from './versions.ts';

function keyIdLists(chip: Chip) {
  return {
    euiccCiPKIdListForVerification: chip.cis.flatMap((ci) => ci.subjectKeyId ?? []),
    euiccCiPKIdListForSigning: chip.signing.map((keys) => fromHex(keys.ciKeyId)),
  };
}

export const getEuiccInfo1: Es10Function = (chip) =>
  encode(EUICCInfo1, { svn: chip.config.svn, ...keyIdLists(chip), unknown: laterInfo1(chip) });

function uint32(value: number): Uint8Array {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, value);
  return out;
}

/** Extended card resources: applications, free non-volatile and volatile memory (ETSI TS 102 226 §8.2.1.7.2). */
function extCardResource(chip: Chip): Uint8Array {
  return concatBytes(
    encodeTlv(0x81, Uint8Array.of(Math.min(127, chip.state.profiles.length))),
    encodeTlv(0x82, uint32(chip.freeMemory)),
    encodeTlv(0x83, uint32(chip.config.volatileMemory)),
  );
}

/** The EUICCInfo2 TLV, as it also goes into euiccSigned1. */
export function euiccInfo2(chip: Chip): Uint8Array {
  const { config } = chip;
  return encode(EUICCInfo2, {
    profileVersion: config.profileVersion,
    svn: config.svn,
    euiccFirmwareVer: config.firmwareVersion,
    extCardResource: extCardResource(chip),
    uiccCapability: config.uiccCapability,
    ...laterDefaults(config),
    ...(config.ts102241Version === undefined ? {} : { ts102241Version: config.ts102241Version }),
    ...(config.globalplatformVersion === undefined
      ? {}
      : { globalplatformVersion: config.globalplatformVersion }),
    rspCapability: rspCapability(chip),
    ...keyIdLists(chip),
    ...(config.euiccCategory === undefined ? {} : { euiccCategory: config.euiccCategory }),
    ...(config.forbiddenProfilePolicyRules.length === 0
      ? {}
      : { forbiddenProfilePolicyRules: config.forbiddenProfilePolicyRules }),
    ppVersion: config.ppVersion,
    sasAcreditationNumber: config.sasAccreditationNumber,
    ...(config.certificationDataObject === undefined
      ? {}
      : { certificationDataObject: config.certificationDataObject }),
    unknown: laterInfo2(config),
  });
}

export const getEuiccInfo2: Es10Function = (chip) => euiccInfo2(chip);

export const getEuiccData: Es10Function = (chip, request) => {
  const { tagList } = decode(GetEuiccDataRequest, request, 'ES10c.GetEID');
  if (tagList[0] !== 0x5a) throw new StatusWord(SW.wrongData);
  return encode(GetEuiccDataResponse, { eidValue: chip.eid });
};

export const getConfiguredAddresses: Es10Function = (chip) => {
  const { defaultDpAddress } = chip.state;
  return encode(EuiccConfiguredAddressesResponse, {
    ...(defaultDpAddress === undefined ? {} : { defaultDpAddress }),
    rootDsAddress: chip.config.rootDsAddress,
  });
};

/** An empty address removes the one that there is. */
export const setDefaultDpAddress: Es10Function = (chip, request) => {
  const { defaultDpAddress } = decode(SetDefaultDpAddressRequest, request, 'ES10a.SetDefaultDpAddress');
  if (defaultDpAddress.length > 255)
    return encode(SetDefaultDpAddressResponse, { setDefaultDpAddressResult: 'undefinedError' });
  const { defaultDpAddress: _, ...rest } = chip.state;
  chip.commit(defaultDpAddress === '' ? rest : { ...rest, defaultDpAddress });
  return encode(SetDefaultDpAddressResponse, { setDefaultDpAddressResult: 'ok' });
};

export const getRat: Es10Function = (chip) =>
  encode(GetRatResponse, {
    rat: chip.config.rat.map((rule) => ({
      pprIds: rule.pprIds,
      allowedOperators: rule.allowedOperators.map((operator) => ({
        mccMnc: fromHex(operator.mccMnc),
        ...(operator.gid1 === undefined ? {} : { gid1: fromHex(operator.gid1) }),
        ...(operator.gid2 === undefined ? {} : { gid2: fromHex(operator.gid2) }),
      })),
      pprFlags: rule.consentRequired ? (['consentRequired'] as const) : [],
    })),
  });
