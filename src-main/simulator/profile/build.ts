/**
 * Makes unprotected profile packages of realistic form: a file system from the templates of the interoperable profile
 * package, PIN and PUK, a USIM with its authentication parameters, and what it takes to be of some size.
 */

import { concatBytes, fromHex } from '../../../src-shared/bytes.ts';
import { type ServiceName, serviceNames } from '../../rsp/profile-elements.ts';
import { encode, encodeTlv } from '../../tlv/index.ts';
import { ProfileHeader } from './declarations.ts';
import { encodeImsi, encodeMccMnc, swappedDigits } from './digits.ts';
import { createFile, ElementList, file, records, templateOid } from './elements.ts';

export interface BuildProfileOptions {
  /** 19 or 20 digits, check digit included. */
  readonly iccid: string;
  readonly imsi: string;
  readonly mcc: string;
  readonly mnc: string;
  /** Shown by phones; ASCII, up to 16 characters. */
  readonly serviceProviderName: string;
  /** What the header calls the profile. */
  readonly profileType: string;
  /** International number without plus. */
  readonly msisdn?: string;
  /** 4 to 8 digits. Default 0000. */
  readonly pin?: string;
  /** 8 digits. */
  readonly puk?: string;
  readonly authentication?: {
    readonly algorithm: 'milenage' | 'usim-test-algorithm';
    /** K, 16 bytes. */
    readonly key: Uint8Array;
    /** OPc, 16 bytes; ignored by the test algorithm. */
    readonly opc: Uint8Array;
  };
  readonly gid1?: Uint8Array;
  /** Content of a transparent EF that operators keep for themselves: makes a package as large as wanted. */
  readonly operatorData?: Uint8Array;
}

/** Test set 1 of 3GPP TS 35.208 §4.3: published, and so good for nothing but tests. */
export const milenageTestKey = {
  algorithm: 'milenage',
  key: fromHex('465B5CE8B199B49FAA5F0A2EE238A6BC'),
  opc: fromHex('CD63CB71954A9F4E48A5994E37A02BAF'),
} as const;

/** The key of the test USIM (3GPP TS 34.108 §8.2), which test profiles have to use. */
export const testAlgorithmKey = {
  algorithm: 'usim-test-algorithm',
  key: fromHex('000102030405060708090A0B0C0D0E0F'),
  opc: new Uint8Array(16),
} as const;

const usimAid = fromHex('A0000000871002FF49FF0589');
const algorithmIds = { milenage: 1, 'usim-test-algorithm': 3 } as const;
const ascii = (text: string) => new TextEncoder().encode(text);

/** Access rules (ETSI TS 102 221 §9.2.4): access mode and security condition, one after the other. */
const rule = {
  /** Everybody reads, the operator changes. */
  public: fromHex('8001019000 80015AA40683010A950108'),
  /** PIN to read, the operator changes. */
  pinRead: fromHex('800101A406830101950108 80015AA40683010A950108'),
  /** PIN to read and to change, the operator does the rest. */
  pinBoth: fromHex('800103A406830101950108 800158A40683010A950108'),
  /** A directory in which the operator creates and deletes. */
  directory: fromHex('80015BA40683010A950108'),
};
const ruleRecords = [rule.directory, rule.public, rule.pinRead, rule.pinBoth];
const ruleLength = 26;
const ruleSize = ruleLength * ruleRecords.length;

function header(
  options: BuildProfileOptions,
  algorithm: 'milenage' | 'usim-test-algorithm',
  templates: readonly number[],
) {
  const services: readonly ServiceName[] = ['usim', algorithm];
  return encode(ProfileHeader, {
    // The elements used here have not changed since 2.3, which the cards of the field understand.
    majorVersion: 2,
    minorVersion: 3,
    profileType: options.profileType,
    iccid: fromHex(options.iccid.padEnd(20, 'F')),
    mandatoryServices: services
      .map((service) => serviceNames.indexOf(service))
      .sort((a, b) => a - b)
      .map((position) => encodeTlv(0x80 + position)),
    mandatoryGfsteList: templates.map(templateOid),
  });
}

/** Services of the USIM (3GPP TS 31.102 §4.2.8), by their numbers. */
function serviceTable(services: readonly number[]): Uint8Array {
  const table = new Uint8Array(17);
  for (const service of services) {
    const at = (service - 1) >> 3;
    table[at] = (table[at] ?? 0) | (1 << ((service - 1) & 7));
  }
  return table;
}

/** Access control class 0 to 9 (3GPP TS 22.011 §4.2): the IMSI's last digit. */
function accessClass(imsi: string): Uint8Array {
  const bit = 1 << Number(imsi.at(-1));
  return Uint8Array.of(bit >> 8, bit & 0xff);
}

/** EF MSISDN record (3GPP TS 31.102 §4.2.26): no name, international number. */
function msisdnRecord(number: string): Uint8Array {
  const digits = swappedDigits(number, Math.ceil(number.length / 2));
  const record = new Uint8Array(28).fill(0xff);
  record.set(Uint8Array.of(digits.length + 1, 0x91, ...digits), 14);
  return record;
}

function addPins(list: ElementList, { pin = '0000', puk = '12345678' }: BuildProfileOptions): void {
  const code = (digits: string) => concatBytes(ascii(digits), new Uint8Array(8 - digits.length).fill(0xff));
  list.add(
    0xa3,
    encodeTlv(0xa1, encodeTlv(0x30, encodeTlv(0x80, Uint8Array.of(1)), encodeTlv(0x81, code(puk)))),
  );
  const pin1 = encodeTlv(
    0x30,
    encodeTlv(0x80, Uint8Array.of(1)),
    encodeTlv(0x81, code(pin)),
    encodeTlv(0x82, Uint8Array.of(1)),
    // Attributes: may be changed and disabled, and is disabled at first.
    encodeTlv(0x83, Uint8Array.of(6)),
  );
  const adm1 = encodeTlv(0x30, encodeTlv(0x80, Uint8Array.of(10)), encodeTlv(0x81, code('55555555')));
  list.add(0xa2, encodeTlv(0xa1, encodeTlv(0xa0, pin1, adm1)));
}

function addFileSystem(list: ElementList, options: BuildProfileOptions): void {
  const application = encodeTlv(0x61, encodeTlv(0x4f, usimAid), encodeTlv(0x50, ascii('USIM')));
  const rules = records(ruleLength, ruleRecords);
  list.addTemplate(
    0xb0,
    1,
    file(0xa2, { rule: { record: 1, of: 'mf' }, pins: '010A' }),
    file(0xa3, { size: 4, rule: { record: 2, of: 'mf' } }, ascii('ende')),
    file(0xa4, undefined, swappedDigits(options.iccid, 10)),
    file(0xa5, { kind: { recordLength: 38 }, size: 38 }, records(38, [application])),
    file(0xa6, { kind: { recordLength: ruleLength }, size: ruleSize }, rules),
  );
  addPins(list, options);
  list.addTemplate(0xb1, 2, file(0xa2, { rule: { record: 1, of: 'mf' }, pins: '010A' }));
  list.addTemplate(
    0xb2,
    3,
    file(0xa2, { fileId: '7F10', rule: { record: 1, of: 'mf' }, pins: '010A' }),
    file(0xa3, { kind: { recordLength: ruleLength }, size: ruleSize }, rules),
  );
}

function addUsim(list: ElementList, options: BuildProfileOptions): void {
  const { imsi, mcc, mnc, serviceProviderName } = options;
  const name = new Uint8Array(17).fill(0xff);
  name[0] = 1;
  name.set(ascii(serviceProviderName).subarray(0, 16), 1);
  const services = [10, 12, 17, 19, 21, 27, 33, 42, 43, 85];
  const emergency = records(14, [fromHex('11F2FF'), fromHex('19F1FF')]);
  emergency[13] = 0;
  emergency[27] = 0;
  list.addTemplate(
    0xb3,
    4,
    file(0xa2, {
      fileId: '7FD0',
      dfName: usimAid,
      rule: { record: 1, of: 'mf' },
      pins: '81010A',
    }),
    file(0xa3, { rule: { record: 3, of: 'application' } }, encodeImsi(imsi)),
    file(0xa4, { kind: { recordLength: ruleLength }, size: ruleSize }, records(ruleLength, ruleRecords)),
    file(0xa8, { size: 17, rule: { record: 3, of: 'application' } }, serviceTable(services)),
    file(0xad, { rule: { record: 2, of: 'application' } }, name),
    file(0xb2, { rule: { record: 3, of: 'application' } }, accessClass(imsi)),
    file(0xb5, { size: 4, rule: { record: 2, of: 'application' } }, Uint8Array.of(0, 0, 0, mnc.length)),
    file(0xb6, { kind: { recordLength: 14 }, size: 28, rule: { record: 2, of: 'application' } }, emergency),
  );
  const plmn = encodeMccMnc(mcc, mnc);
  const technologies = ['4000', '8000', '0080', '0800'].map((each) => concatBytes(plmn, fromHex(each)));
  const groupId =
    options.gid1 === undefined
      ? []
      : [file(0xa5, { size: options.gid1.length, rule: { record: 3, of: 'application' } }, options.gid1)];
  const number =
    options.msisdn === undefined
      ? []
      : [
          file(
            0xa7,
            { kind: { recordLength: 28 }, size: 28, rule: { record: 4, of: 'application' } },
            msisdnRecord(options.msisdn),
          ),
        ];
  list.addTemplate(
    0xb4,
    5,
    ...groupId,
    ...number,
    file(0xb1, { size: 20, rule: { record: 3, of: 'application' } }, concatBytes(...technologies)),
  );
  // The application's own PIN.
  list.add(
    0xa2,
    encodeTlv(
      0xa1,
      encodeTlv(
        0xa0,
        encodeTlv(
          0x30,
          encodeTlv(0x80, Uint8Array.of(0, 0x81)),
          encodeTlv(0x81, fromHex('39393939FFFFFFFF')),
        ),
      ),
    ),
  );
}

function addAuthentication(list: ElementList, options: BuildProfileOptions): void {
  const { algorithm, key, opc } = options.authentication ?? milenageTestKey;
  const parameters = encodeTlv(
    0xa1,
    encodeTlv(0x80, Uint8Array.of(algorithmIds[algorithm])),
    // RES of 8 bytes, CK and IK of 16.
    encodeTlv(0x81, Uint8Array.of(2)),
    encodeTlv(0x82, key),
    encodeTlv(0x83, opc),
  );
  list.add(0xa4, encodeTlv(0xa1, parameters));
}

/**
 * An unprotected profile package in DER. The same options give the same bytes. Throws RangeError for digits that are
 * none or too many.
 */
export function buildProfilePackage(options: BuildProfileOptions): Uint8Array {
  if (!/^89\d{16,18}$/.test(options.iccid)) throw new RangeError('no ICCID');
  const list = new ElementList();
  addFileSystem(list, options);
  addUsim(list, options);
  addAuthentication(list, options);
  const { operatorData } = options;
  if (operatorData !== undefined && operatorData.length > 0) {
    const parameters = {
      kind: 'transparent',
      fileId: '6FF1',
      rule: { record: 2, of: 'mf' },
      size: operatorData.length,
      shortId: 0,
    } as const;
    list.add(0xa1, encodeTlv(0xa1, createFile('7F10', parameters, operatorData)));
  }
  list.add(0xaa);
  const { algorithm } = options.authentication ?? milenageTestKey;
  return concatBytes(header(options, algorithm, [1, 2, 3, 4, 5]), list.bytes());
}
