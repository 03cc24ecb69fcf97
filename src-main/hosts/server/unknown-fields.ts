/** Fields of a request that its schema does not have: who misspells one must hear of it, since nothing would come of it. */

import type { z } from 'zod';

export interface UnknownField {
  /** Where it is, from the request on: `codes.0.lable`. */
  readonly path: string;
  /** What there is in its place, in the order of the schema. */
  readonly known: readonly string[];
}

type Leaf = { readonly type: string } & Readonly<Record<string, unknown>>;

/** What a value may be, without what is wrapped around it. */
function leavesOf(schema: z.core.$ZodType): Leaf[] {
  const { def } = schema._zod as unknown as { readonly def: Leaf };
  const inside = (name: string) => leavesOf(def[name] as z.core.$ZodType);
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return inside('innerType');
    case 'pipe':
      return inside('in');
    case 'lazy':
      return leavesOf((def['getter'] as () => z.core.$ZodType)());
    case 'union':
      return (def['options'] as readonly z.core.$ZodType[]).flatMap(leavesOf);
    case 'intersection':
      return [...inside('left'), ...inside('right')];
    default:
      return [def];
  }
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** Beside the fields that it names. */
function takesMore({ catchall }: Leaf): boolean {
  return catchall !== undefined && leavesOf(catchall as z.core.$ZodType).some(({ type }) => type !== 'never');
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of several kinds of object the ones that the value says it is (`kind`); all of them, where it says none of them. */
function meant(shapes: readonly Shape[], value: Readonly<Record<string, unknown>>): readonly Shape[] {
  const fit = shapes.filter((shape) =>
    Object.entries(shape).every(([name, schema]) => {
      const { def } = schema._zod as unknown as { readonly def: Leaf };
      return def.type !== 'literal' || (def['values'] as readonly unknown[]).includes(value[name]);
    }),
  );
  return fit.length === 0 ? shapes : fit;
}

function look(leaves: readonly Leaf[], value: unknown, path: string): UnknownField | undefined {
  if (Array.isArray(value)) {
    const elements = leaves.flatMap((leaf) =>
      leaf.type === 'array' ? leavesOf(leaf['element'] as z.core.$ZodType) : [],
    );
    if (elements.every(({ type }) => type !== 'object' && type !== 'array')) return undefined;
    for (const [at, one] of value.entries()) {
      const found = look(elements, one, `${path}${at}.`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  // What is anything at all, as the fields of a record, has no names that could be wrong.
  if (!isObject(value) || leaves.some(({ type }) => ['record', 'unknown', 'any', 'custom'].includes(type)))
    return undefined;
  const objects = leaves.filter(({ type }) => type === 'object');
  if (objects.length === 0 || objects.some(takesMore)) return undefined;
  const shapes = meant(
    objects.map(({ shape }) => shape as Shape),
    value,
  );
  for (const [name, inner] of Object.entries(value)) {
    const schemas = shapes.flatMap((shape) => (Object.hasOwn(shape, name) ? [shape[name]] : []));
    if (schemas.length === 0)
      return { path: path + name, known: [...new Set(shapes.flatMap((shape) => Object.keys(shape)))] };
    const found = look(
      schemas.flatMap((schema) => (schema === undefined ? [] : leavesOf(schema))),
      inner,
      `${path}${name}.`,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first field of `value` that `schema` does not have; undefined where it has all of them. */
export function unknownField(schema: z.core.$ZodType, value: unknown): UnknownField | undefined {
  return look(leavesOf(schema), value, '');
}
