/**
 * Bytes as a tree that a person reads: by declaration where there is one, by tag where not. Never throws on what the bytes
 * are; hides nothing of them, and remarks on what is not as it should be.
 */

import type { DecodeRemark, TraceNode } from '../../src-shared/model/trace.ts';
import {
  type Definition,
  decodeTlv,
  isConstructed,
  leadingTags,
  type Schema,
  type Tlv,
  tagText,
} from '../tlv/index.ts';
import { type LooseTlv, looseTlvs } from './loose-tlv.ts';
import { oidText } from './oids.ts';
import { listed, type Said, type SaidWord, saidText, say, spokenValue } from './said.ts';
import type { Source } from './source.ts';

/** What is known of a value beyond its declaration. */
export interface Known {
  /** The value in words. */
  readonly value?: Said | undefined;
  /** What is within. */
  readonly children?: readonly TraceNode[] | undefined;
  readonly remarks?: readonly DecodeRemark[];
}
export type Hook = (tlv: Tlv, at: At) => Known | undefined;

export interface Knowledge {
  /** Which section defines a type. A type that is not here is of the section of what it stands in. */
  readonly sections: ReadonlyMap<Definition, string>;
  readonly hooks: ReadonlyMap<Definition, Hook>;
  /** For fields whose declaration is made anew for each place: by their names. */
  readonly namedHooks: ReadonlyMap<string, Hook>;
}

/** What all nodes of a tree share. */
export interface Scene {
  readonly source: Source;
  readonly knowledge: Knowledge;
  /** Nodes that may still be made; what comes after them stays one node each. */
  readonly budget: { left: number };
}

/** Where a node stands. */
export interface At {
  readonly scene: Scene;
  readonly section: string | undefined;
  readonly depth: number;
}

export const noKnowledge: Knowledge = { sections: new Map(), hooks: new Map(), namedHooks: new Map() };
/** More than any real exchange has, and than is shown of one. */
export const mostNodes = 10_000;
const maxDepth = 32;

export function sceneOf(source: Source, knowledge: Knowledge = noKnowledge): Scene {
  return { source, knowledge, budget: { left: mostNodes } };
}

export function topOf(scene: Scene, section?: string): At {
  return { scene, section, depth: 0 };
}

export function inner(at: At, section = at.section): At {
  return { scene: at.scene, section, depth: at.depth + 1 };
}

const remark = (code: DecodeRemark['code'], params: DecodeRemark['params'] = {}): DecodeRemark => ({
  code,
  params,
});

/** A name of a specification, or a word of ours where there is none. */
export type Label = string | SaidWord;

/** The label of a node, and whose it is. */
export function labelOf(label: Label): Pick<TraceNode, 'label' | 'ownLabel'> {
  return typeof label === 'string' ? { label } : { label: saidText(label), ownLabel: true };
}

/** A node with what it always has: section, places, and its bytes where nothing lies within. `raw`: all of its bytes. */
export function makeNode(
  at: At,
  node: { readonly label: Label; readonly tag?: string; readonly raw: Uint8Array } & Known,
  shownAs?: Uint8Array,
): TraceNode {
  const { scene, section } = at;
  const { label, tag, raw, value, children, remarks = [] } = node;
  scene.budget.left -= 1;
  const places = raw.length === 0 ? [] : scene.source.places(raw);
  return {
    ...labelOf(label),
    ...(tag === undefined ? {} : { tag }),
    ...(section === undefined ? {} : { section }),
    ...(value === undefined ? {} : spokenValue(value)),
    ...(shownAs === undefined ? {} : scene.source.show(shownAs)),
    ...(places.length === 0 ? {} : { places }),
    ...(remarks.length === 0 ? {} : { remarks: [...remarks] }),
    ...(children === undefined ? {} : { children: [...children] }),
  };
}

/** The trees of the TLVs that the bytes consist of; one node with the hexadecimal where they are none. */
export function describeBytes(bytes: Uint8Array, label: Label, at: At): TraceNode[] {
  if (bytes.length === 0) return [];
  const { tlvs, rest } = looseTlvs(bytes);
  if (tlvs.length === 0 || rest.length > 0) return [makeNode(at, { label, raw: bytes }, bytes)];
  return tlvs.map((tlv) => describeUnknown(tlv, tagText(tlv.tag), at));
}

/** The tree of one value of a declared type; the plain tree where the bytes do not fit. */
export function describeAs<T>(schema: Schema<T>, bytes: Uint8Array, label: Label, at: At): TraceNode[] {
  const { tlvs, rest } = looseTlvs(bytes);
  const [tlv, second] = tlvs;
  if (tlv === undefined) {
    if (bytes.length === 0) return [];
    return [makeNode(at, { label, raw: bytes, remarks: [remark('not_tlv')] }, bytes)];
  }
  if (second !== undefined || !fits(schema.definition, tlv)) return describeBytes(bytes, label, at);
  return [describeDefined(schema.definition, tlv, label, at), ...trailing(rest, at)];
}

/** One TLV of a declared type. */
export function describeTlv<T>(schema: Schema<T>, tlv: LooseTlv, label: Label, at: At): TraceNode {
  return describeDefined(schema.definition, tlv, label, at);
}

function trailing(rest: Uint8Array, at: At): TraceNode[] {
  if (rest.length === 0) return [];
  const remarks = [remark('trailing_bytes', { count: rest.length })];
  return [makeNode(at, { label: say('trailing'), raw: rest, remarks }, rest)];
}

function describeUnknown(tlv: LooseTlv, label: Label, at: At, more: readonly DecodeRemark[] = []): TraceNode {
  const tag = tagText(tlv.tag);
  const remarks = [...tlv.remarks, ...more];
  const base = { label, tag, raw: tlv.raw };
  if (!isConstructed(tlv.tag)) return makeNode(at, { ...base, remarks }, tlv.value);
  if (closed(at)) return makeNode(at, { ...base, remarks: [...remarks, remark('not_opened')] }, tlv.value);
  const { tlvs, rest } = looseTlvs(tlv.value);
  if (rest.length > 0) return makeNode(at, { ...base, remarks: [...remarks, remark('not_tlv')] }, tlv.value);
  const within = inner(at);
  const children = tlvs.map((one) => describeUnknown(one, tagText(one.tag), within));
  return makeNode(at, { ...base, remarks, children });
}

const closed = (at: At) => at.depth >= maxDepth || at.scene.budget.left <= 0;

export function fits(definition: Definition, tlv: Tlv): boolean {
  const tags = leadingTags(definition);
  return tags === undefined || tags.includes(tlv.tag);
}

function describeDefined(definition: Definition, tlv: LooseTlv, label: Label, outer: At): TraceNode {
  const section = outer.scene.knowledge.sections.get(definition) ?? outer.section;
  const at: At = section === outer.section ? outer : { ...outer, section };
  if (closed(at) || !fits(definition, tlv)) return describeUnknown(tlv, label, at);
  if (definition.kind === 'captured') return describeDefined(definition.inner, tlv, label, at);
  const tag = tagText(tlv.tag);
  const { hooks, namedHooks } = at.scene.knowledge;
  const hook = hooks.get(definition) ?? (typeof label === 'string' ? namedHooks.get(label) : undefined);
  // Of placeholders nothing is to be told.
  const known = at.scene.source.show(tlv.value).secret ? undefined : hook?.(tlv, inner(at));
  const remarks = [...tlv.remarks, ...(known?.remarks ?? [])];
  const base = { label, tag, raw: tlv.raw, ...(known?.value === undefined ? {} : { value: known.value }) };
  if (known?.children !== undefined) return makeNode(at, { ...base, remarks, children: known.children });
  switch (definition.kind) {
    case 'choice': {
      const found = definition.alternatives.find((one) => fits(one.definition, tlv));
      if (found === undefined) return describeUnknown(tlv, label, at);
      const children = [describeDefined(found.definition, { ...tlv, remarks: [] }, found.name, inner(at))];
      return makeNode(at, { ...base, remarks, children });
    }
    case 'explicit': {
      const { tlvs, rest } = looseTlvs(tlv.value);
      const [only, second] = tlvs;
      if (only === undefined)
        return makeNode(at, { ...base, remarks: [...remarks, remark('not_tlv')] }, tlv.value);
      // More than one is not as declared: all of them are shown, so that none hides behind the first.
      if (second !== undefined) return describeUnknown(tlv, label, at, [remark('value_invalid')]);
      const node = describeDefined(definition.inner, only, label, inner(at));
      const all = [...remarks, ...(node.remarks ?? [])];
      const places = at.scene.source.places(tlv.raw);
      const whole = { ...node, tag, places, ...(all.length === 0 ? {} : { remarks: all }) };
      if (rest.length === 0) return whole;
      return makeNode(at, { ...base, remarks, children: [node, ...trailing(rest, inner(at))] });
    }
    case 'sequenceOf': {
      const { tlvs, rest } = looseTlvs(tlv.value);
      if (tlvs.length === 0 && rest.length > 0)
        return makeNode(at, { ...base, remarks: [...remarks, remark('not_tlv')] }, tlv.value);
      const within = inner(at);
      const items = tlvs.map((item, i) => describeDefined(definition.item, item, String(i), within));
      return makeNode(at, { ...base, remarks, children: [...items, ...trailing(rest, within)] });
    }
    case 'sequence': {
      const { tlvs, rest } = looseTlvs(tlv.value);
      if (tlvs.length === 0 && rest.length > 0)
        return makeNode(at, { ...base, remarks: [...remarks, remark('not_tlv')] }, tlv.value);
      const fields = describeFields(definition.fields, tlvs, inner(at));
      const children = [...fields.children, ...trailing(rest, inner(at))];
      return makeNode(at, { ...base, remarks: [...remarks, ...fields.remarks], children });
    }
    case 'raw':
      return known === undefined
        ? describeUnknown(tlv, label, at)
        : makeNode(at, { ...base, remarks }, tlv.value);
    default:
      return describePrimitive(definition, tlv, { ...base, remarks }, known, at);
  }
}

type Fields = Extract<Definition, { kind: 'sequence' }>['fields'];

/** Fields in order, as decoding takes them: one out of order is taken all the same, and remarked on. */
function describeFields(
  fields: Fields,
  tlvs: readonly LooseTlv[],
  at: At,
): { readonly children: TraceNode[]; readonly remarks: DecodeRemark[] } {
  const seen = new Set<string>();
  let next = 0;
  const children = tlvs.map((item) => {
    let index = fields.findIndex((field, i) => i >= next && fits(field.definition, item));
    const inOrder = index >= 0;
    if (inOrder) next = index + 1;
    else {
      index = fields.findIndex(({ name, definition }) => !seen.has(name) && fits(definition, item));
      if (index < 0) index = fields.findIndex(({ definition }) => fits(definition, item));
    }
    const field = fields[index];
    if (field === undefined)
      return describeUnknown(item, tagText(item.tag), at, [
        remark('tag_unknown', { tag: tagText(item.tag) }),
      ]);
    const { name } = field;
    const what = seen.has(name) ? 'field_repeated' : inOrder ? undefined : 'field_out_of_order';
    seen.add(name);
    const marked =
      what === undefined ? item : { ...item, remarks: [...item.remarks, remark(what, { field: name })] };
    return describeDefined(field.definition, marked, name, at);
  });
  const remarks = fields
    .filter(({ name, optional }) => !optional && !seen.has(name))
    .map(({ name }) => remark('field_missing', { field: name }));
  return { children, remarks };
}

function describePrimitive(
  definition: Definition,
  tlv: LooseTlv,
  base: { readonly label: Label; readonly tag: string; readonly raw: Uint8Array } & Known,
  known: Known | undefined,
  at: At,
): TraceNode {
  const remarks = base.remarks ?? [];
  if (known?.value !== undefined || definition.kind === 'octets') {
    const size = tlv.value.length;
    const wrong = definition.kind === 'octets' && (size < definition.min || size > definition.max);
    const invalid = wrong ? [remark('value_invalid')] : [];
    return makeNode(at, { ...base, remarks: [...remarks, ...invalid] }, tlv.value);
  }
  try {
    const value = decodeTlv({ definition }, tlv, labelOf(base.label).label);
    if (definition.kind === 'oid' && typeof value === 'string')
      return makeNode(at, { ...base, value: oidText(value) }, tlv.value);
    return makeNode(at, { ...base, value: valueIn(definition, value) }, tlv.value);
  } catch {
    return makeNode(
      at,
      { ...base, value: say('not as specified'), remarks: [...remarks, remark('value_invalid')] },
      tlv.value,
    );
  }
}

/** A decoded value: the names of numbers and of bits are told as such. */
function valueIn(definition: Definition, value: unknown): Said {
  if (Array.isArray(value))
    return value.length === 0 ? say('none') : listed(value.map((name) => ({ name: String(name) })));
  if (typeof value === 'boolean') return { name: String(value) };
  const number =
    definition.kind === 'integer' && typeof value === 'string' ? definition.names?.[value] : undefined;
  return number === undefined ? String(value) : { name: String(value), number };
}
