import type { Definition, FieldDefinition, Schema } from './schema.ts';
import { encodeTlv, readSingleTlv, type Tlv, tagText } from './tlv.ts';
import {
  bitsToBytes,
  iccidToBytes,
  integerToBytes,
  oidToBytes,
  textToBytes,
  versionToBytes,
} from './values.ts';

/**
 * The DER bytes of a value. For what this program makes itself: what came from outside travels as it came.
 * @throws RangeError where the value does not fit the declaration (a mistake of the caller, no bad input)
 */
export function encode<T>(schema: Schema<T>, value: T): Uint8Array {
  return encodeValue(schema.definition, value, '');
}

function misfit(path: string, what: string): RangeError {
  return new RangeError(`${path || 'value'}: ${what}`);
}

function bytesOf(value: unknown, path: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw misfit(path, 'no bytes');
}

function encodeValue(definition: Definition, value: unknown, path: string): Uint8Array {
  switch (definition.kind) {
    case 'octets': {
      const bytes = bytesOf(value, path);
      if (bytes.length < definition.min || bytes.length > definition.max)
        throw misfit(path, `${bytes.length} bytes`);
      return encodeTlv(definition.tag, bytes);
    }
    case 'utf8': {
      const text = String(value);
      if ([...text].length > definition.max) throw misfit(path, `more than ${definition.max} characters`);
      return encodeTlv(definition.tag, textToBytes(text));
    }
    case 'integer': {
      const number = typeof value === 'string' ? definition.names?.[value] : Number(value);
      if (number === undefined) throw misfit(path, `no value is named ${String(value)}`);
      return encodeTlv(definition.tag, integerToBytes(number));
    }
    case 'boolean':
      return encodeTlv(definition.tag, Uint8Array.of(value ? 0xff : 0));
    case 'bits':
      return encodeTlv(definition.tag, bitsToBytes(bitPositions(definition.names, value, path)));
    case 'oid': {
      const bytes = oidToBytes(String(value));
      if (bytes === undefined) throw misfit(path, `no object identifier: ${String(value)}`);
      return encodeTlv(definition.tag, bytes);
    }
    case 'version': {
      const bytes = versionToBytes(String(value));
      if (bytes === undefined) throw misfit(path, `no version: ${String(value)}`);
      return encodeTlv(definition.tag, bytes);
    }
    case 'iccid':
      return encodeTlv(definition.tag, iccidToBytes(String(value)));
    case 'digits': {
      const text = String(value);
      if (!/^\d*$/.test(text) || text.length !== 2 * definition.length)
        throw misfit(path, `no ${2 * definition.length} digits`);
      return encodeTlv(
        definition.tag,
        Uint8Array.from({ length: definition.length }, (_, i) =>
          Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
        ),
      );
    }
    case 'raw':
      return encodeRaw(definition.tag, definition.own, bytesOf(value, path), path);
    case 'captured': {
      const captured = value as { readonly raw?: Uint8Array; readonly value: unknown };
      return captured.raw ?? encodeValue(definition.inner, captured.value, path);
    }
    case 'explicit':
      return encodeTlv(definition.tag, encodeValue(definition.inner, value, path));
    case 'sequenceOf': {
      const items = value as readonly unknown[];
      return encodeTlv(
        definition.tag,
        ...items.map((item, i) => encodeValue(definition.item, item, `${path}.${i}`)),
      );
    }
    case 'choice':
      return encodeChoice(definition.alternatives, value as Record<string, unknown>, path);
    case 'sequence':
      return encodeTlv(
        definition.tag,
        ...encodeFields(definition.fields, value as Record<string, unknown>, path),
      );
  }
}

function encodeRaw(
  tag: number | undefined,
  own: number | undefined,
  bytes: Uint8Array,
  path: string,
): Uint8Array {
  const expected = own ?? tag;
  if (expected === undefined) return bytes;
  const tlv = singleTlv(bytes);
  if (tlv?.tag !== expected) throw misfit(path, `no single TLV of tag ${tagText(expected)}`);
  return own === undefined || tag === undefined ? bytes : encodeTlv(tag, tlv.value);
}

function singleTlv(bytes: Uint8Array): Tlv | undefined {
  try {
    return readSingleTlv(bytes);
  } catch {
    return undefined;
  }
}

function bitPositions(names: readonly string[], value: unknown, path: string): number[] {
  return (value as readonly string[]).map((name) => {
    const known = names.indexOf(name);
    if (known >= 0) return known;
    const number = /^bit(\d{1,3})$/.exec(name)?.[1];
    if (number === undefined) throw misfit(path, `no bit is named ${name}`);
    return Number(number);
  });
}

function encodeChoice(
  alternatives: readonly FieldDefinition[],
  value: Record<string, unknown>,
  path: string,
): Uint8Array {
  const chosen = alternatives.find((one) => value[one.name] !== undefined);
  if (chosen === undefined) throw misfit(path, `none of ${alternatives.map((one) => one.name).join(', ')}`);
  return encodeValue(chosen.definition, value[chosen.name], `${path}.${chosen.name}`);
}

function encodeFields(
  fields: readonly FieldDefinition[],
  value: Record<string, unknown>,
  path: string,
): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (const field of fields) {
    const item = value[field.name];
    if (item !== undefined) out.push(encodeValue(field.definition, item, `${path}.${field.name}`));
    else if (!field.optional) throw misfit(path, `${field.name} is missing`);
  }
  const unknown = value['unknown'] as readonly Uint8Array[] | undefined;
  return unknown === undefined ? out : [...out, ...unknown];
}
