/** Bytes as a tree that a person reads: by declaration where there is one, by tag where not. Never throws. */

import { toHex } from '../../src-shared/bytes.ts';
import type { TraceNode } from '../../src-shared/model/trace.ts';
import { decodeTlv } from './decode.ts';
import { type Definition, leadingTags, type Schema } from './schema.ts';
import { isConstructed, readTlvs, type Tlv, tagText } from './tlv.ts';

const maxDepth = 32;

/** How the bytes of a node are shown: where some of them are secret, the caller says which. */
export type ShowBytes = (view: Uint8Array) => Pick<TraceNode, 'hex' | 'secret'>;

const plainly: ShowBytes = (view) => ({ hex: toHex(view) });

/** The trees of the TLVs that the bytes consist of; one node with the hexadecimal where they are none. */
export function describeBytes(bytes: Uint8Array, label = 'data', show: ShowBytes = plainly): TraceNode[] {
  const tlvs = tryReadTlvs(bytes);
  if (tlvs === undefined || tlvs.length === 0) return bytes.length === 0 ? [] : [{ label, ...show(bytes) }];
  return tlvs.map((tlv) => describeUnknown(tlv, 0, show));
}

/** The tree of one value of a declared type; falls back to the plain tree where the bytes do not fit. */
export function describeAs<T>(
  schema: Schema<T>,
  bytes: Uint8Array,
  label: string,
  show: ShowBytes = plainly,
): TraceNode[] {
  const tlvs = tryReadTlvs(bytes);
  const [tlv] = tlvs ?? [];
  if (tlvs?.length !== 1 || tlv === undefined) return describeBytes(bytes, label, show);
  return [describeDefined(schema.definition, tlv, label, 0, show)];
}

function tryReadTlvs(bytes: Uint8Array): Tlv[] | undefined {
  try {
    return readTlvs(bytes);
  } catch {
    return undefined;
  }
}

function describeUnknown(tlv: Tlv, depth: number, show: ShowBytes): TraceNode {
  const tag = tagText(tlv.tag);
  const inner = isConstructed(tlv.tag) && depth < maxDepth ? tryReadTlvs(tlv.value) : undefined;
  if (inner === undefined) return { label: tag, tag, ...show(tlv.value) };
  return { label: tag, tag, children: inner.map((one) => describeUnknown(one, depth + 1, show)) };
}

function fits(definition: Definition, tlv: Tlv): boolean {
  const tags = leadingTags(definition);
  return tags === undefined || tags.includes(tlv.tag);
}

function describeDefined(
  definition: Definition,
  tlv: Tlv,
  label: string,
  depth: number,
  show: ShowBytes,
): TraceNode {
  const tag = tagText(tlv.tag);
  if (depth >= maxDepth || !fits(definition, tlv)) return { ...describeUnknown(tlv, depth, show), label };
  switch (definition.kind) {
    case 'captured':
      return describeDefined(definition.inner, tlv, label, depth, show);
    case 'choice': {
      const found = definition.alternatives.find((one) => fits(one.definition, tlv));
      if (found === undefined) return { ...describeUnknown(tlv, depth, show), label };
      return { label, tag, children: [describeDefined(found.definition, tlv, found.name, depth + 1, show)] };
    }
    case 'explicit': {
      const items = tryReadTlvs(tlv.value);
      const [inner] = items ?? [];
      if (items === undefined || inner === undefined) return { label, tag, ...show(tlv.value) };
      // More than one is not as declared: all of them are shown, so that none hides behind the first.
      if (items.length > 1) return { ...describeUnknown(tlv, depth, show), label };
      return { ...describeDefined(definition.inner, inner, label, depth + 1, show), tag };
    }
    case 'sequenceOf': {
      const items = tryReadTlvs(tlv.value);
      if (items === undefined) return { label, tag, ...show(tlv.value) };
      return {
        label,
        tag,
        children: items.map((item, i) => describeDefined(definition.item, item, String(i), depth + 1, show)),
      };
    }
    case 'sequence': {
      const items = tryReadTlvs(tlv.value);
      if (items === undefined) return { label, tag, ...show(tlv.value) };
      let next = 0;
      const children = items.map((item) => {
        const index = definition.fields.findIndex((field, at) => at >= next && fits(field.definition, item));
        const field = definition.fields[index] ?? definition.fields.find((one) => fits(one.definition, item));
        if (index >= 0) next = index + 1;
        return field === undefined
          ? describeUnknown(item, depth + 1, show)
          : describeDefined(field.definition, item, field.name, depth + 1, show);
      });
      return { label, tag, children };
    }
    case 'raw': {
      const inner = isConstructed(tlv.tag) ? tryReadTlvs(tlv.value) : undefined;
      const children = inner?.map((one) => describeUnknown(one, depth + 1, show));
      return children === undefined ? { label, tag, ...show(tlv.value) } : { label, tag, children };
    }
    default:
      return describePrimitive(definition, tlv, label, tag, show);
  }
}

function describePrimitive(
  definition: Definition,
  tlv: Tlv,
  label: string,
  tag: string,
  show: ShowBytes,
): TraceNode {
  const shown = show(tlv.value);
  if (definition.kind === 'octets') return { label, tag, ...shown };
  try {
    const value = decodeTlv({ definition }, tlv, label);
    const text = Array.isArray(value) ? value.join(', ') || 'none' : String(value);
    if (definition.kind === 'integer' && definition.names !== undefined && typeof value === 'string') {
      return { label, tag, value: `${text} (${definition.names[value] ?? '?'})`, ...shown };
    }
    return { label, tag, value: text, ...shown };
  } catch {
    return { label, tag, value: 'not as specified', ...shown };
  }
}
