/** What can be asked for in a query: the fields of a list, by name. */

export type QueryField =
  | { readonly kind: 'text'; readonly indexed?: boolean }
  /** One of a few values, in lower case. */
  | { readonly kind: 'enum'; readonly values: readonly string[]; readonly indexed?: boolean }
  /** A whole number or a decimal one. */
  | { readonly kind: 'number'; readonly indexed?: boolean }
  /** Milliseconds since 1970 in the syntax tree; ISO 8601, or relative to now, in the text. */
  | { readonly kind: 'timestamp'; readonly indexed?: boolean }
  | { readonly kind: 'boolean'; readonly indexed?: boolean };

export type QueryFieldKind = QueryField['kind'];

/** Names in lower case. `indexed`: sorting by it and comparing with it costs no walk over the whole list. */
export type QueryFields = Readonly<Record<string, QueryField>>;

/** The field of a name in whatever case; the name as the table has it. */
export function findField(
  fields: QueryFields,
  name: string,
): { readonly name: string; readonly field: QueryField } | undefined {
  const lower = name.toLowerCase();
  const field = Object.hasOwn(fields, lower) ? fields[lower] : undefined;
  return field === undefined ? undefined : { name: lower, field };
}
