/** Nodes of a decoded exchange and the bytes that they are: which node a byte belongs to, which bytes a node has. */

import type { TraceNode, TracePlace } from '../../src-shared/model/index.ts';

/** A byte (of HTTP: a character) of an exchange. */
export interface Cell {
  readonly seq: number;
  readonly part: TracePlace['part'];
  readonly at: number;
}

const holds = ({ seq, part, from, to }: TracePlace, cell: Cell) =>
  seq === cell.seq && part === cell.part && cell.at >= from && cell.at < to;

/** The way to the innermost node that holds a cell: place among the roots, then among the children, and so on. Undefined: none. */
export function pathOfCell(roots: readonly TraceNode[], cell: Cell): readonly number[] | undefined {
  let best: readonly number[] | undefined;
  let shortest = Number.POSITIVE_INFINITY;
  const walk = (nodes: readonly TraceNode[], path: readonly number[]) => {
    nodes.forEach((node, at) => {
      const here = [...path, at];
      const place = node.places?.find((one) => holds(one, cell));
      if (place !== undefined) {
        const length = (node.places ?? []).reduce((sum, { from, to }) => sum + to - from, 0);
        // Of nodes with the same bytes the inner one.
        if (length <= shortest) {
          shortest = length;
          best = here;
        }
      }
      // A node without a place of its own may hold some that have one; bytes of a child are bytes of its parent.
      if (node.children !== undefined && (node.places === undefined || place !== undefined))
        walk(node.children, here);
    });
  };
  walk(roots, []);
  return best;
}

export function nodeAt(roots: readonly TraceNode[], path: readonly number[]): TraceNode | undefined {
  let nodes: readonly TraceNode[] | undefined = roots;
  let found: TraceNode | undefined;
  for (const at of path) {
    found = nodes?.[at];
    nodes = found?.children;
  }
  return found;
}

/** The bytes of a node; of one that has none itself, those of its children. */
export function placesOfNode(node: TraceNode | undefined): readonly TracePlace[] {
  if (node === undefined) return [];
  return node.places ?? (node.children ?? []).flatMap(placesOfNode);
}

/** Numbers of all exchanges of which the nodes hold bytes, in order. */
export function seqsOf(roots: readonly TraceNode[]): readonly number[] {
  const seqs = new Set<number>();
  const walk = (nodes: readonly TraceNode[]) => {
    for (const node of nodes) {
      for (const { seq } of node.places ?? []) seqs.add(seq);
      if (node.children !== undefined) walk(node.children);
    }
  };
  walk(roots);
  return [...seqs].sort((a, b) => a - b);
}

/** The ranges of one part of an exchange. */
export function rangesIn(
  places: readonly TracePlace[],
  seq: number,
  part: TracePlace['part'],
): readonly (readonly [from: number, to: number])[] {
  return places.filter((one) => one.seq === seq && one.part === part).map(({ from, to }) => [from, to]);
}
