/**
 * eUICC manufacturers by the first eight digits of an EID (SGP.02 v4.2 §2.2.2: industry, country and issuer; SGP.29 calls it the EUM
 * identity number). GSMA publishes no list of them: these are the numbers that two public sources agree on. Any other is unknown here,
 * as 89049044 is, of which they say different things.
 */
const names: Readonly<Record<string, string>> = {
  '89033023': 'Thales',
  '89033024': 'IDEMIA',
  '89034011': 'VALID',
  '89041030': 'STMicroelectronics',
  '89043051': 'NXP Semiconductors',
  '89043052': 'NXP Semiconductors',
  '89044045': 'Kigen',
  '89044047': 'Truphone',
  '89049032': 'Giesecke+Devrient',
  '89049038': 'Giesecke+Devrient',
  '89086001': 'Hengbao',
  '89086029': 'Wuhan Tianyu',
  '89086030': 'Eastcompeace',
};

/** The name of the manufacturer of an EID of 32 digits; undefined where it is not known. */
export function eumName(eid: string): string | undefined {
  return names[eid.slice(0, 8)];
}

/** The parts of an EID that begins with 89 (SGP.02 v4.2 §2.2.2), with how many digits each has. */
const partLengths = {
  industry: 2,
  country: 3,
  issuer: 3,
  version: 5,
  issuerInformation: 5,
  individual: 12,
  check: 2,
} as const;
export type EidPart = keyof typeof partLengths;

/**
 * Takes an EID apart. One that does not begin with 89 is made by SGP.29: of its digits only the last two, which check, have a meaning that
 * is the same for all, and the rest is `number`.
 */
export function eidParts(
  eid: string,
): readonly { readonly part: EidPart | 'number'; readonly digits: string }[] {
  if (!eid.startsWith('89'))
    return [
      { part: 'number', digits: eid.slice(0, -2) },
      { part: 'check', digits: eid.slice(-2) },
    ];
  let at = 0;
  return (Object.entries(partLengths) as [EidPart, number][]).map(([part, length]) => {
    const digits = eid.slice(at, at + length);
    at += length;
    return { part, digits };
  });
}
