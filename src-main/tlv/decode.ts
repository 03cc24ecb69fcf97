import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Definition, FieldDefinition, Schema } from './schema.ts';
import { leadingTags } from './schema.ts';
import {
  defaultLimits,
  encodeTlv,
  readSingleTlv,
  readTlvs,
  type Tlv,
  type TlvLimits,
  tagText,
} from './tlv.ts';
import {
  bitsFromBytes,
  iccidFromBytes,
  integerFromBytes,
  oidFromBytes,
  textFromBytes,
  textFromBytesLeniently,
  versionFromBytes,
} from './values.ts';

/**
 * Reads the bytes as exactly one value of the type. Byte values are views into `bytes`.
 * @param path names the value in errors, as `ES10c.GetProfilesInfo`
 * @throws WorkbenchError of family `decode` with the path to the offending element
 */
export function decode<T>(
  schema: Schema<T>,
  bytes: Uint8Array,
  path: string,
  limits: TlvLimits = defaultLimits,
): T {
  return decodeValue(schema.definition, readSingleTlv(bytes, path, limits), { path, limits, depth: 0 }) as T;
}

/** As `decode`, for a TLV that has been read already. */
export function decodeTlv<T>(
  schema: Schema<T>,
  tlv: Tlv,
  path: string,
  limits: TlvLimits = defaultLimits,
): T {
  return decodeValue(schema.definition, tlv, { path, limits, depth: 0 }) as T;
}

interface Context {
  readonly path: string;
  readonly limits: TlvLimits;
  readonly depth: number;
}

function inside(context: Context, name: string): Context {
  if (context.depth + 1 > context.limits.maxDepth) {
    throw new WorkbenchError('tlv_too_deep', { path: context.path, limit: context.limits.maxDepth });
  }
  return { path: `${context.path}.${name}`, limits: context.limits, depth: context.depth + 1 };
}

function badValue(context: Context, reason: string): WorkbenchError {
  return new WorkbenchError('tlv_bad_value', { path: context.path, reason });
}

function defined<T>(value: T | undefined, context: Context, reason: string): T {
  if (value === undefined) throw badValue(context, reason);
  return value;
}

function expectTag(tlv: Tlv, tag: number, context: Context): void {
  if (tlv.tag !== tag) {
    throw new WorkbenchError('tlv_unexpected_tag', {
      path: context.path,
      found: tagText(tlv.tag),
      expected: tagText(tag),
    });
  }
}

function decodeValue(definition: Definition, tlv: Tlv, context: Context): unknown {
  if (definition.kind === 'choice') return decodeChoice(definition.alternatives, tlv, context);
  if (definition.kind === 'captured')
    return { value: decodeValue(definition.inner, tlv, context), raw: tlv.raw };
  if (definition.kind === 'raw') {
    if (definition.tag !== undefined) expectTag(tlv, definition.tag, context);
    return definition.own === undefined ? tlv.raw : encodeTlv(definition.own, tlv.value);
  }
  expectTag(tlv, definition.tag, context);
  const { value } = tlv;
  switch (definition.kind) {
    case 'octets':
      if (value.length < definition.min || value.length > definition.max) {
        throw badValue(context, `${value.length} bytes, not ${definition.min} to ${definition.max}`);
      }
      return value;
    case 'utf8':
      if (definition.lenient) return textFromBytesLeniently(value);
      return defined(textFromBytes(value), context, 'no UTF-8 text');
    case 'integer':
      return nameOf(defined(integerFromBytes(value), context, 'no integer that fits'), definition.names);
    case 'boolean':
      // DER says FF for true; cards send 01 too, and the meaning is not in doubt.
      if (value.length !== 1) throw badValue(context, 'no boolean');
      return value[0] !== 0;
    case 'bits':
      return defined(bitsFromBytes(value), context, 'no bit string').map(
        (bit) => definition.names[bit] ?? `bit${bit}`,
      );
    case 'oid':
      return defined(oidFromBytes(value), context, 'no object identifier');
    case 'version':
      if (value.length !== 3) throw badValue(context, `a version has 3 bytes, not ${value.length}`);
      return versionFromBytes(value);
    case 'iccid':
      if (value.length !== 10) throw badValue(context, `an ICCID has 10 bytes, not ${value.length}`);
      return iccidFromBytes(value);
    case 'digits': {
      let text = '';
      for (const byte of value) text += byte.toString(16).padStart(2, '0');
      if (value.length !== definition.length || !/^\d*$/.test(text)) {
        throw badValue(context, `no ${2 * definition.length} digits`);
      }
      return text;
    }
    case 'explicit': {
      const inner = readSingleTlv(value, context.path, context.limits);
      return decodeValue(definition.inner, inner, context);
    }
    case 'sequenceOf': {
      const items = readTlvs(value, context.path, context.limits);
      if (items.length > definition.max) throw badValue(context, `more than ${definition.max} items`);
      return items.map((item, index) => decodeValue(definition.item, item, inside(context, String(index))));
    }
    case 'sequence':
      return decodeSequence(definition.fields, readTlvs(value, context.path, context.limits), context);
  }
}

function nameOf(value: number, names: Readonly<Record<string, number>> | undefined): string | number {
  if (names !== undefined)
    for (const [name, number] of Object.entries(names)) if (number === value) return name;
  return value;
}

function matches(definition: Definition, tag: number): boolean {
  const tags = leadingTags(definition);
  return tags === undefined || tags.includes(tag);
}

function decodeChoice(alternatives: readonly FieldDefinition[], tlv: Tlv, context: Context): unknown {
  const found = alternatives.find((one) => matches(one.definition, tlv.tag));
  if (found === undefined) {
    const expected = alternatives
      .map((one) => (leadingTags(one.definition) ?? []).map(tagText).join('|'))
      .join('|');
    throw new WorkbenchError('tlv_unexpected_tag', { path: context.path, found: tagText(tlv.tag), expected });
  }
  return { [found.name]: decodeValue(found.definition, tlv, inside(context, found.name)) };
}

/**
 * Fields are looked for in order, since several may share a tag (three certificates). One that comes out of order is
 * taken all the same (cards do that in ProfileInfo and EUICCInfo2); one that comes twice is refused.
 */
function decodeSequence(fields: readonly FieldDefinition[], tlvs: readonly Tlv[], context: Context): unknown {
  const out: Record<string, unknown> = {};
  const unknown: Uint8Array[] = [];
  let next = 0;
  for (const tlv of tlvs) {
    let index = fields.findIndex((field, at) => at >= next && matches(field.definition, tlv.tag));
    if (index < 0)
      index = fields.findIndex((field) => !(field.name in out) && matches(field.definition, tlv.tag));
    else next = index + 1;
    const field = fields[index];
    if (field === undefined) {
      if (fields.some((one) => matches(one.definition, tlv.tag))) {
        throw badValue(context, `tag ${tagText(tlv.tag)} comes twice`);
      }
      unknown.push(tlv.raw);
      continue;
    }
    out[field.name] = decodeValue(field.definition, tlv, inside(context, field.name));
  }
  for (const field of fields) {
    if (!field.optional && !(field.name in out)) {
      const tags = (leadingTags(field.definition) ?? []).map(tagText).join('|');
      throw new WorkbenchError('tlv_missing', { path: context.path, expected: `${field.name} (${tags})` });
    }
  }
  if (unknown.length > 0) out['unknown'] = unknown;
  return out;
}
