/** One entry of the catalogue: what a person reads. `{name}` in a text is replaced by the parameter of that name. */
export interface ErrorEntry {
  readonly family: ErrorFamily;
  readonly texts: ErrorTexts;
}

/** What went wrong, and where; and what to do next. */
export type ErrorTexts = readonly [message: string, remedy: string];

export type ErrorFamily =
  | 'reader'
  | 'apdu'
  | 'decode'
  | 'es10'
  | 'es9'
  | 'trust'
  | 'input'
  | 'operation'
  | 'store'
  | 'simulator'
  | 'shop'
  | 'cancelled'
  | 'timeout'
  | 'internal';

type Texts = Readonly<Record<string, ErrorTexts>>;

/** Declares the errors of one family: code -> [message, remedy]. The codes keep their literal types. */
export function defineErrors<const F extends ErrorFamily, const T extends Texts>(
  family: F,
  texts: T,
): { readonly [K in keyof T]: ErrorEntry & { readonly family: F } } {
  const out: Record<string, ErrorEntry> = {};
  // A copy, since a language may be written over it, and one text may stand for several codes.
  for (const [code, [message, remedy]] of Object.entries(texts))
    out[code] = { family, texts: [message, remedy] };
  return out as { readonly [K in keyof T]: ErrorEntry & { readonly family: F } };
}
