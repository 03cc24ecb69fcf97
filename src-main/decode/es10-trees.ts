/** The payload of STORE DATA as a tree: an ES10 function, or a segment of a bound profile package (SGP.22 v2.5 §5.7, §2.5.5). */

import type { TraceNode } from '../../src-shared/model/trace.ts';
import { es10FunctionByTag } from '../es10/index.ts';
import * as rsp from '../rsp/index.ts';
import { leadingTags, octets, type Schema, tagText } from '../tlv/index.ts';
import { type At, describeAs, describeBytes, describeTlv, inner, makeNode } from './describe.ts';
import { protectedSegment, sgp22 } from './knowledge.ts';
import { looseHeader, looseTlvs } from './loose-tlv.ts';
import { byteCount, listed, say, spokenValue } from './said.ts';

/** The function whose request or response begins with these bytes. */
export function es10FunctionOf(bytes: Uint8Array): ReturnType<typeof es10FunctionByTag> {
  const header = looseHeader(bytes, 0);
  return header === undefined ? undefined : es10FunctionByTag(header.tag);
}

/** The trees of a request or a response, the blocks put together. */
export function es10Nodes(bytes: Uint8Array, side: 'request' | 'response', at: At): TraceNode[] {
  if (bytes.length === 0) return [];
  const segment = side === 'request' ? segmentNodes(bytes, at) : undefined;
  if (segment !== undefined) return segment;
  const fn = es10FunctionOf(bytes);
  if (fn === undefined) return describeBytes(bytes, say('data'), at);
  const within: At = { ...at, section: sgp22(fn.section) };
  return describeAs(fn[side] as Schema<unknown>, bytes, fn.name, within);
}

/**
 * A segment of a bound profile package: a header that announces more than follows with the first part of what it
 * announces, or some of the TLVs in the middle. Undefined for what is no such segment.
 */
function segmentNodes(bytes: Uint8Array, at: At): TraceNode[] | undefined {
  const { definition } = rsp.BoundProfilePackage;
  const header = looseHeader(bytes, 0);
  if (definition.kind !== 'sequence' || header === undefined) return undefined;
  const { tag, length, valueAt, remarks } = header;
  const within: At = { ...at, section: sgp22('2.5.5') };
  const rest = bytes.subarray(valueAt);
  const whole = tag === definition.tag;
  const field = definition.fields.find((one) => leadingTags(one.definition)?.includes(tag));
  if (rest.length >= length) return protectedNodes(bytes, within);
  if (!(whole || field)) return undefined;
  const [first] = definition.fields;
  return [
    makeNode(within, {
      label: whole ? 'boundProfilePackage' : (field?.name ?? tagText(tag)),
      tag: tagText(tag),
      raw: bytes,
      value: listed([byteCount(length), say('over several segments')]),
      remarks,
      children:
        whole && first !== undefined
          ? describeAs({ definition: first.definition }, rest, first.name, inner(within))
          : (protectedNodes(rest, inner(within)) ?? describeBytes(rest, say('data'), inner(within))),
    }),
  ];
}

/** TLVs 86, 87 and 88 one after the other, with what can be read of them; undefined where there are others. */
function protectedNodes(bytes: Uint8Array, at: At): TraceNode[] | undefined {
  const { tlvs, rest } = looseTlvs(bytes);
  if (tlvs.length === 0 || rest.length > 0 || tlvs.some(({ tag }) => tag < 0x86 || tag > 0x88))
    return undefined;
  return tlvs.map((tlv) => {
    const known = protectedSegment(tlv, inner(at));
    const tag = tagText(tlv.tag);
    if (known?.children === undefined) {
      const node = describeTlv(octets(tlv.tag), tlv, tag, at);
      return { ...node, ...(known?.value === undefined ? {} : spokenValue(known.value)) };
    }
    return makeNode(at, { label: tag, tag, raw: tlv.raw, remarks: tlv.remarks, ...known });
  });
}
