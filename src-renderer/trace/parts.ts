import type { TraceDetail, TraceLine, TraceNode, TracePlace } from '../../src-shared/model/index.ts';
import { fillText, instructionName, traceText } from '../../src-shared/texts.ts';
import type { Part } from './BytesView.tsx';

const text = traceText.bytes;

/** The sides of exchanges of which nodes hold bytes, as `7 request`. */
function sidesOf(roots: readonly TraceNode[]): ReadonlySet<string> {
  const sides = new Set<string>();
  const walk = (nodes: readonly TraceNode[]) => {
    for (const { places, children } of nodes) {
      for (const { seq, part } of places ?? []) sides.add(`${seq} ${part}`);
      if (children !== undefined) walk(children);
    }
  };
  walk(roots);
  return sides;
}

/**
 * The bytes of the APDUs of a command: first the blocks that went out, then what came back; of each exchange the sides that the
 * tree is of, and both of the one that was chosen where the tree has nothing.
 */
export function partsOfLines(lines: readonly TraceLine[], roots: readonly TraceNode[]): Part[] {
  const sides = sidesOf(roots);
  const side = (part: TracePlace['part']) =>
    lines.flatMap((line): Part[] => {
      if (line.kind !== 'apdu') return [];
      const data = part === 'request' ? line.command : (line.response ?? '');
      if (!sides.has(`${line.seq} ${part}`) && (lines.length > 1 || data === '')) return [];
      const title = fillText(part === 'request' ? text.command : text.response, {
        seq: line.seq,
        what: instructionName(line.command),
      });
      return [{ seq: line.seq, part, kind: 'hex', data, title }];
    });
  return [...side('request'), ...side('response')];
}

/** The bodies of an HTTP exchange as they were sent; secrets are placeholders. */
export function partsOfHttp({ line, requestText = '', responseText = '' }: TraceDetail): Part[] {
  return [
    { seq: line.seq, part: 'request', kind: 'text', data: requestText, title: text.requestBody },
    { seq: line.seq, part: 'response', kind: 'text', data: responseText, title: text.responseBody },
  ];
}
