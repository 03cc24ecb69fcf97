/** ES10c.GetProfilesInfo (SGP.22 v2.5 §5.7.15). */

import { concatBytes, fromHex, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import {
  ProfileInfoListRequest,
  ProfileInfoListResponse,
  profileInfoAllTags,
  profileInfoDefaultTags,
} from '../../rsp/index.ts';
import { decode, encode, encodeTlv, iccidToBytes, readSingleTlv, readTlvs } from '../../tlv/index.ts';
import type { Es10Function } from './chip.ts';
import type { StoredProfile } from './state.ts';

/** Tags of a 5C tag list, or undefined where its bytes are none. */
function tagsOf(list: Uint8Array): number[] | undefined {
  const out: number[] = [];
  for (let at = 0; at < list.length; ) {
    let tag = list[at++] ?? 0;
    if ((tag & 0x1f) === 0x1f) {
      for (let more = true, count = 0; more; count++) {
        const next = list[at++];
        if (next === undefined || count === 3) return undefined;
        tag = tag * 256 + next;
        more = (next & 0x80) !== 0;
      }
    }
    out.push(tag);
  }
  return out;
}

/** Every data object of a profile, in the order of ProfileInfo. What the metadata brought is given as it came. */
function dataObjects(profile: StoredProfile): Map<number, Uint8Array> {
  const brought = new Map(
    readTlvs(readSingleTlv(fromHex(profile.metadata)).value).map((tlv) => [tlv.tag, tlv.raw]),
  );
  const objects = new Map<number, Uint8Array>();
  const own: Readonly<Record<number, Uint8Array | undefined>> = {
    79: encodeTlv(0x4f, fromHex(profile.isdpAid)),
    40816: encodeTlv(0x9f70, Uint8Array.of(profile.state === 'enabled' ? 1 : 0)),
    144:
      profile.nickname === undefined
        ? undefined
        : encodeTlv(0x90, new TextEncoder().encode(profile.nickname)),
    149: encodeTlv(0x95, Uint8Array.of({ test: 0, provisioning: 1, operational: 2 }[profile.profileClass])),
    184: profile.dpProprietaryData === undefined ? undefined : fromHex(profile.dpProprietaryData),
  };
  for (const tag of profileInfoAllTags) {
    const object = own[tag] ?? brought.get(tag);
    if (object !== undefined) objects.set(tag, object);
  }
  return objects;
}

type Criteria = NonNullable<ProfileInfoListRequest['searchCriteria']>;

function matches(profile: StoredProfile, criteria: Criteria | undefined): boolean {
  if (criteria === undefined) return true;
  if ('isdpAid' in criteria) return profile.isdpAid === toHex(criteria.isdpAid);
  if ('iccid' in criteria) return profile.iccid === toHex(iccidToBytes(criteria.iccid));
  return profile.profileClass === criteria.profileClass;
}

function parse(bytes: Uint8Array): ProfileInfoListRequest | undefined {
  try {
    return decode(ProfileInfoListRequest, bytes, 'ES10c.GetProfilesInfo');
  } catch (error) {
    if (error instanceof WorkbenchError) return undefined;
    throw error;
  }
}

export const getProfilesInfo: Es10Function = (chip, bytes) => {
  const request = parse(bytes);
  const tags = request?.tagList === undefined ? [...profileInfoDefaultTags] : tagsOf(request.tagList);
  if (request === undefined || tags === undefined)
    return encode(ProfileInfoListResponse, { profileInfoListError: 'incorrectInputValues' });
  const wanted = new Set<number>(tags);
  const infos = chip.state.profiles
    .filter((profile) => matches(profile, request.searchCriteria))
    .map((profile) => {
      const objects = [...dataObjects(profile)].flatMap(([tag, object]) => (wanted.has(tag) ? [object] : []));
      return encodeTlv(0xe3, concatBytes(...objects));
    });
  return encodeTlv(0xbf2d, encodeTlv(0xa0, ...infos));
};
