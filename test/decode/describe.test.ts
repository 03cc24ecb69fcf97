import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as trees from '../../src-main/decode/index.ts';
import { plainSource, sceneOf, topOf } from '../../src-main/decode/index.ts';
import {
  captured,
  choice,
  explicit,
  integer,
  named,
  octets,
  optional,
  raw,
  type Schema as SchemaOf,
  sequence,
  sequenceOf,
  utf8,
} from '../../src-main/tlv/index.ts';
import { fromHex } from '../../src-shared/bytes.ts';
import type { TraceNode } from '../../src-shared/model/trace.ts';
import { bytesOf, tree } from '../tlv/trees.ts';
import { plain } from '../workbench/trace-support.ts';

const top = (bytes: Uint8Array) => topOf(sceneOf(plainSource(bytes)));
const describeBytes = (bytes: Uint8Array) => trees.describeBytes(bytes, 'data', top(bytes)).map(plain);
const describeAs = <T>(schema: SchemaOf<T>, bytes: Uint8Array, label: string) =>
  trees.describeAs(schema, bytes, label, top(bytes)).map(plain);

const Schema = sequence(0xbf50, {
  result: named({ ok: 0, busy: 5 }, 0x80),
  names: optional(sequenceOf(0xa1, utf8(0x0c))),
  which: optional(explicit(0xa2, choice({ blob: octets(0x80), number: integer(0x81) }))),
  certificate: optional(captured(raw(0x30))),
});

describe('a declared type', () => {
  it('is shown by the names of its declaration, with what is unknown in its place', () => {
    expect(
      describeAs(Schema, fromHex('BF5018800105A1050C0141 0C00A20480 02AABB30030201078901FF'), 'answer'),
    ).toEqual([
      {
        label: 'answer',
        tag: 'BF50',
        children: [
          { label: 'result', tag: '80', value: 'busy (5)', hex: '05' },
          {
            label: 'names',
            tag: 'A1',
            children: [
              { label: '0', tag: '0C', value: 'A', hex: '41' },
              { label: '1', tag: '0C', value: '', hex: '' },
            ],
          },
          { label: 'which', tag: 'A2', children: [{ label: 'blob', tag: '80', hex: 'AABB' }] },
          { label: 'certificate', tag: '30', children: [{ label: '02', tag: '02', hex: '07' }] },
          { label: '89', tag: '89', hex: 'FF' },
        ],
      },
    ]);
  });

  it('hides nothing of what is not as declared', () => {
    const show = (hex: string) => JSON.stringify(describeAs(Schema, fromHex(hex), 'answer'));
    expect(show('BF5008A2068001AA8101BB')).toMatch(/AA.*BB/);
    expect(show('BF5003800100'.replace('BF50', 'BF51'))).toContain('"hex":"00"');
    expect(show('BF50048002FFFF')).toContain('"hex":"FFFF"');
    expect(show('BF5004A102FFFF')).toContain('FFFF');
    expect(show('BF5003800105AA')).toMatch(/05.*AA/);
    expect(show('BF50038001')).toContain('BF50038001');
  });
});

describe('any bytes', () => {
  const leaves = (nodes: readonly TraceNode[]): string =>
    nodes.map((node) => (node.children === undefined ? (node.hex ?? '') : leaves(node.children))).join('');

  it('are shown, and no value of a tree gets lost', () => {
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 4 }), (given) => {
        const content = (one: (typeof given)[number]): string =>
          one.content instanceof Uint8Array
            ? Buffer.from(one.content).toString('hex')
            : one.content.map(content).join('');
        const bytes = Uint8Array.from(given.flatMap((one) => [...bytesOf(one)]));
        expect(leaves(describeBytes(bytes)).toLowerCase()).toBe(given.map(content).join(''));
      }),
      { numRuns: 100 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(Array.isArray(describeBytes(bytes))).toBe(true);
        expect(Array.isArray(describeAs(Schema, bytes, 'answer'))).toBe(true);
      }),
    );
    expect(describeBytes(new Uint8Array(0))).toEqual([]);
  });
});
