/** Names of carriers (the service provider name of a profile, SGP.22 v2.5 §5.6.3), and when two of them mean the same. */

/**
 * The name in the form in which names are compared: `normalized_carrier` of Remote Manager's v1/esim_profiles. Two names
 * that differ in case, accents, white space or punctuation alone give the same. Letters and digits of all scripts stay;
 * a name that has none of them gives ''.
 */
export function normalizeCarrier(name: string): string {
  return (
    name
      // Compatibility forms: full-width letters, ligatures, the trade mark sign; accents come apart from their letters.
      .normalize('NFKD')
      // Upper case first: it takes ß and the ligatures apart, and Greek has two small sigmas.
      .toUpperCase()
      .toLowerCase()
      .normalize('NFKD')
      // What joins words says that there are two of them, as in "AT&T" and "Three-UK": all of it counts as nothing.
      .replace(/[^\p{L}\p{N}]/gu, '')
      .normalize('NFC')
  );
}

/** Whether two names mean the same carrier. A name of punctuation alone, and an empty one, match nothing. */
export function sameCarrier(one: string, other: string): boolean {
  const normalized = normalizeCarrier(one);
  return normalized !== '' && normalized === normalizeCarrier(other);
}
