import type { TraceNode } from '../../src-shared/model/index.ts';

/** Bytes `from` (inclusive) to `to` (exclusive). */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Where each node's value lies in a payload. The contract gives values, not places: a node is looked for after the node
 * before it and within its parent, so that equal values are told apart by their order. What is not there (a payload
 * that came in several APDUs, a redacted value) has no place.
 */
export function locateNodes(nodes: readonly TraceNode[], payload: string): ReadonlyMap<TraceNode, ByteRange> {
  const places = new Map<TraceNode, ByteRange>();
  const walk = (siblings: readonly TraceNode[], from: number, to: number) => {
    let cursor = from;
    for (const node of siblings) {
      const range = find(payload, node.hex, cursor, to);
      if (range !== undefined) {
        places.set(node, range);
        cursor = range.to;
      }
      if (node.children !== undefined) walk(node.children, range?.from ?? cursor, range?.to ?? to);
    }
  };
  walk(nodes, 0, payload.length / 2);
  return places;
}

/** The first place of `hex`, on a byte boundary, within the range. */
function find(payload: string, hex: string | undefined, from: number, to: number): ByteRange | undefined {
  if (hex === undefined || hex === '') return undefined;
  for (let at = payload.indexOf(hex, from * 2); at !== -1; at = payload.indexOf(hex, at + 1)) {
    if (at % 2 !== 0) continue;
    const range = { from: at / 2, to: (at + hex.length) / 2 };
    return range.to <= to ? range : undefined;
  }
  return undefined;
}
