/**
 * What EUICCInfo2 has from SGP.22 v3 on (RSPDefinitions v3.1; UICCCapability of PEDefinitions 3.3.1): a card is served as one of v2.5, to
 * which these are bits without a name and fields that it keeps as they came. Here they are named for people.
 */

import { fromHex } from './bytes.ts';

const laterBits: Readonly<Record<'uiccCapabilities' | 'rspCapabilities', Readonly<Record<string, string>>>> =
  {
    uiccCapabilities: {
      bit26: 'dns-resolution',
      bit27: 'scp11ac',
      bit28: 'scp11c-authorization-mechanism',
      bit29: 's16mode',
      bit30: 'eaka',
      bit31: 'iotminimal',
    },
    rspCapabilities: { bit5: 'serviceSpecificDataSupport' },
  };

/** The name of an ability as the later ASN.1 has it; the name that was given where it has none. */
export function laterCapability(field: 'uiccCapabilities' | 'rspCapabilities', name: string): string {
  const names = laterBits[field];
  return Object.hasOwn(names, name) ? (names[name] ?? name) : name;
}

/** Bits of treProperties: how the chip is built into the device. */
const trePropertyNames = ['isDiscrete', 'isIntegrated', 'usesRemoteMemory'] as const;
export type TreProperty = (typeof trePropertyNames)[number];

export interface LaterFields {
  readonly treProperties?: readonly TreProperty[];
  readonly treProductReference?: string;
  readonly additionalProfilePackageVersions?: readonly string[];
  /** Those that are none of these, or cannot be read, as they came. */
  readonly unnamed: readonly string[];
}

/** The fields that v2.5 does not have, by name. `fields`: whole TLVs in hexadecimal. */
export function laterFields(fields: readonly string[]): LaterFields {
  const out: { -readonly [K in keyof LaterFields]: LaterFields[K] } = { unnamed: [] };
  for (const field of fields) {
    const bytes = fromHex(field);
    const [tag, length = 0] = bytes;
    const value = bytes.slice(2);
    const whole = length < 0x80 && value.length === length;
    if (whole && tag === 0x8d && length >= 2)
      // The first byte of a BIT STRING counts the bits that its last one lacks.
      out.treProperties = trePropertyNames.filter((_, bit) => ((value[1] ?? 0) & (0x80 >> bit)) !== 0);
    else if (whole && tag === 0x8e) out.treProductReference = new TextDecoder().decode(value);
    else if (whole && tag === 0xaf && length > 0 && length % 5 === 0)
      out.additionalProfilePackageVersions = Array.from({ length: length / 5 }, (_, at) =>
        value.slice(at * 5 + 2, at * 5 + 5).join('.'),
      );
    else out.unnamed = [...out.unnamed, field];
  }
  return out;
}
