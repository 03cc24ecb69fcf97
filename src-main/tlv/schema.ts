/**
 * A small language in which the ASN.1 types of SGP.22 are declared. A declaration is data: `decode`, `encode` and
 * `describe` interpret it, and its type is inferred from it.
 *
 *     const NotificationSentRequest = sequence(0xbf30, { seqNumber: integer(0x80) });
 *     type NotificationSentRequest = Infer<typeof NotificationSentRequest>; // { seqNumber: number; unknown?: … }
 *
 * Declarations name every tag as it appears on the wire, since automatic tagging is best resolved once, by hand, and
 * checked against vectors.
 */

export type Definition =
  | { readonly kind: 'octets'; readonly tag: number; readonly min: number; readonly max: number }
  | { readonly kind: 'utf8'; readonly tag: number; readonly max: number; readonly lenient?: boolean }
  | { readonly kind: 'integer'; readonly tag: number; readonly names?: Readonly<Record<string, number>> }
  | { readonly kind: 'boolean'; readonly tag: number }
  | { readonly kind: 'bits'; readonly tag: number; readonly names: readonly string[] }
  | { readonly kind: 'oid'; readonly tag: number }
  | { readonly kind: 'version'; readonly tag: number }
  | { readonly kind: 'iccid'; readonly tag: number }
  | { readonly kind: 'digits'; readonly tag: number; readonly length: number }
  | { readonly kind: 'raw'; readonly tag: number | undefined; readonly own?: number }
  | { readonly kind: 'sequence'; readonly tag: number; readonly fields: readonly FieldDefinition[] }
  | { readonly kind: 'sequenceOf'; readonly tag: number; readonly item: Definition; readonly max: number }
  | { readonly kind: 'choice'; readonly alternatives: readonly FieldDefinition[] }
  | { readonly kind: 'explicit'; readonly tag: number; readonly inner: Definition }
  | { readonly kind: 'captured'; readonly inner: Definition };

export interface FieldDefinition {
  readonly name: string;
  readonly definition: Definition;
  readonly optional: boolean;
}

declare const valueType: unique symbol;
/** A declaration whose values have type T. */
export interface Schema<T> {
  readonly definition: Definition;
  readonly [valueType]?: T;
}
export type Infer<S> = S extends Schema<infer T> ? T : never;

/** A field of a sequence that may be absent. */
export interface Optional<T> {
  readonly optional: true;
  readonly schema: Schema<T>;
}

/** A value together with the very bytes (whole TLV) that it was read from: for everything that is signed or hashed. */
export interface Captured<T> {
  readonly value: T;
  readonly raw: Uint8Array;
}

type Fields = Readonly<Record<string, Schema<unknown> | Optional<unknown>>>;
type RequiredNames<F> = { [K in keyof F]: F[K] extends Optional<unknown> ? never : K }[keyof F];
type OptionalNames<F> = { [K in keyof F]: F[K] extends Optional<unknown> ? K : never }[keyof F];
type Flatten<T> = { [K in keyof T]: T[K] };
/** Fields of a sequence; TLVs that it does not declare are kept whole under `unknown` (EXTENSIBILITY IMPLIED). */
export type SequenceValue<F> = Flatten<
  { readonly [K in RequiredNames<F>]: F[K] extends Schema<infer T> ? T : never } & {
    readonly [K in OptionalNames<F>]?: F[K] extends Optional<infer T> ? T : never;
  } & { readonly unknown?: readonly Uint8Array[] }
>;
/** Exactly one of the alternatives, under its name. */
export type ChoiceValue<F> = {
  [K in keyof F]: { readonly [P in K]: F[K] extends Schema<infer T> ? T : never };
}[keyof F];

function schema<T>(definition: Definition): Schema<T> {
  return { definition };
}

export function optional<T>(of: Schema<T>): Optional<T> {
  return { optional: true, schema: of };
}

/** OCTET STRING of `min` to `max` bytes. */
export function octets(
  tag = 0x04,
  size: { min?: number; max?: number; length?: number } = {},
): Schema<Uint8Array> {
  const min = size.length ?? size.min ?? 0;
  const max = size.length ?? size.max ?? Number.MAX_SAFE_INTEGER;
  return schema({ kind: 'octets', tag, min, max });
}

/** UTF8String of up to `max` characters as the specification counts them. Decoding tolerates longer ones (cards do). */
export function utf8(tag = 0x0c, max = 4096): Schema<string> {
  return schema({ kind: 'utf8', tag, max });
}

/**
 * UTF8String that a person reads and no machine compares. Bytes that are no UTF-8 come out as U+FFFD.
 * DEVIATION: cards hold names that were cut in the middle of a character; the rest of the card must stay readable.
 */
export function label(tag: number, max: number): Schema<string> {
  return schema({ kind: 'utf8', tag, max, lenient: true });
}

export function integer(tag = 0x02): Schema<number> {
  return schema({ kind: 'integer', tag });
}

/** INTEGER with named values: the name, or the number where it has none. */
export function named<const N extends Readonly<Record<string, number>>>(
  names: N,
  tag = 0x02,
): Schema<keyof N | number> {
  return schema({ kind: 'integer', tag, names });
}

export function boolean(tag = 0x01): Schema<boolean> {
  return schema({ kind: 'boolean', tag });
}

/** BIT STRING with named bits: the names of the bits that are set; `bit7` for a bit that has none. */
export function bits<const N extends readonly string[]>(
  names: N,
  tag = 0x03,
): Schema<readonly (N[number] | `bit${number}`)[]> {
  return schema({ kind: 'bits', tag, names });
}

export function oid(tag = 0x06): Schema<string> {
  return schema({ kind: 'oid', tag });
}

/** VersionType, as `2.5.0`. */
export function version(tag = 0x04): Schema<string> {
  return schema({ kind: 'version', tag });
}

/** Iccid: digits as printed. */
export function iccid(tag = 0x5a): Schema<string> {
  return schema({ kind: 'iccid', tag });
}

/** Digits, two a byte, most significant first, as the EID. `length` in bytes. */
export function digits(tag: number, length: number): Schema<string> {
  return schema({ kind: 'digits', tag, length });
}

/** Any TLV (of the tag, where one is given), kept whole: certificates, CRLs. */
export function raw(tag?: number): Schema<Uint8Array> {
  return schema({ kind: 'raw', tag });
}

/**
 * A TLV kept whole, whose own tag (`own`) is replaced on the wire by `tag`: a foreign type under IMPLICIT tagging. The
 * value is the type's own encoding, which is what its signature covers; the one place where bytes are copied.
 */
export function rawTagged(tag: number, own: number): Schema<Uint8Array> {
  return schema({ kind: 'raw', tag, own });
}

function fieldsOf(fields: Fields): FieldDefinition[] {
  return Object.entries(fields).map(([name, field]) =>
    'optional' in field
      ? { name, definition: field.schema.definition, optional: true }
      : { name, definition: field.definition, optional: false },
  );
}

export function sequence<const F extends Fields>(tag: number, fields: F): Schema<SequenceValue<F>> {
  return schema({ kind: 'sequence', tag, fields: fieldsOf(fields) });
}

/** SEQUENCE OF with at most `max` items. */
export function sequenceOf<T>(tag: number, item: Schema<T>, max = 4096): Schema<readonly T[]> {
  return schema({ kind: 'sequenceOf', tag, item: item.definition, max });
}

export function choice<const F extends Readonly<Record<string, Schema<unknown>>>>(
  alternatives: F,
): Schema<ChoiceValue<F>> {
  return schema({ kind: 'choice', alternatives: fieldsOf(alternatives) });
}

/** A tag around a type that keeps its own (as ASN.1 does for a tagged CHOICE). */
export function explicit<T>(tag: number, inner: Schema<T>): Schema<T> {
  return schema({ kind: 'explicit', tag, inner: inner.definition });
}

/** Keeps the bytes beside the value. */
export function captured<T>(inner: Schema<T>): Schema<Captured<T>> {
  return schema({ kind: 'captured', inner: inner.definition });
}

/** The same type under another tag (IMPLICIT tagging). */
export function retag<T>(tag: number, of: Schema<T>): Schema<T> {
  const { definition } = of;
  if (definition.kind === 'choice') throw new TypeError('a CHOICE has no tag of its own: use explicit()');
  if (definition.kind === 'captured') throw new TypeError('retag inside captured()');
  return schema({ ...definition, tag });
}

/** The tags by which a value of this type can begin; undefined for any. */
export function leadingTags(definition: Definition): readonly number[] | undefined {
  switch (definition.kind) {
    case 'choice': {
      const tags = definition.alternatives.map((one) => leadingTags(one.definition));
      return tags.every((one) => one !== undefined) ? tags.flat() : undefined;
    }
    case 'captured':
      return leadingTags(definition.inner);
    case 'raw':
      return definition.tag === undefined ? undefined : [definition.tag];
    default:
      return [definition.tag];
  }
}
