/** One entry of the catalogue: what a person reads. `{name}` in a text is replaced by the parameter of that name. */
export interface ErrorEntry {
  readonly family: ErrorFamily;
  /** What went wrong, and where. */
  readonly message: string;
  /** What to do next. */
  readonly remedy: string;
}

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

type Texts = Readonly<Record<string, readonly [message: string, remedy: string]>>;

/** Declares the errors of one family: code -> [message, remedy]. The codes keep their literal types. */
export function defineErrors<const F extends ErrorFamily, const T extends Texts>(
  family: F,
  texts: T,
): { readonly [K in keyof T]: ErrorEntry & { readonly family: F } } {
  const out: Record<string, ErrorEntry> = {};
  for (const [code, [message, remedy]] of Object.entries(texts)) out[code] = { family, message, remedy };
  return out as { readonly [K in keyof T]: ErrorEntry & { readonly family: F } };
}
