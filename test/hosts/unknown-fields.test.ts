/** Which fields of a request are not of its call: none is passed over, and none that a call takes is refused. */

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { unknownField } from '../../src-main/hosts/server/unknown-fields.ts';
import { ownersCalls } from '../../src-shared/api/access.ts';
import { api, type CallName } from '../../src-shared/api.ts';

const rows = Object.entries(api).filter(([name]) => !ownersCalls.has(name as CallName));

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly $ref?: string;
}

/** Values with every field that a schema has, each way that it may be; their leaves are of no consequence. */
function valuesOf(schema: JsonSchema, depth = 0): unknown[] {
  const ways = schema.anyOf ?? schema.oneOf;
  if (ways !== undefined) return ways.flatMap((way) => valuesOf(way, depth));
  if (schema.const !== undefined) return [schema.const];
  if (schema.type === 'array' && schema.items !== undefined)
    return valuesOf(schema.items, depth).map((value) => [value]);
  if (schema.properties === undefined || depth > 6) return [null];
  const entries = Object.entries(schema.properties).map(
    ([name, inner]) => [name, valuesOf(inner, depth + 1)] as const,
  );
  const most = Math.max(1, ...entries.map(([, values]) => values.length));
  return Array.from({ length: most }, (_, at) =>
    Object.fromEntries(entries.map(([name, values]) => [name, values[Math.min(at, values.length - 1)]])),
  );
}

describe.each(rows)('%s', (_name, { input }) => {
  it('takes each field that it is described with, and no other', () => {
    const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
    const values = valuesOf(schema);
    for (const value of values) {
      expect(unknownField(input, value)).toBeUndefined();
      expect(unknownField(input, { ...(value as object), lable: 1 })).toMatchObject({ path: 'lable' });
    }
  });
});

describe('a field that there is not', () => {
  const { input } = api['operations.start'];

  it('is found by the kind of its object, with what there is instead', () => {
    const request = {
      kind: 'nickname',
      readerId: 'sim:0',
      iccid: '89',
      nickname: 'x',
      activationCode: 'LPA:1$a$b',
    };
    const found = unknownField(input, request);
    expect(found?.path).toBe('activationCode');
    expect(found?.known).toEqual(expect.arrayContaining(['kind', 'readerId', 'iccid', 'nickname']));
    expect(found?.known).not.toContain('matchingId');
    expect(unknownField(input, { ...request, kind: 'download' })?.path).toBe('iccid');
    // Of no kind that there is: the schema says so, and nobody is told of a field that another kind has.
    expect(unknownField(input, { kind: 'x', activationCode: '' })).toBeUndefined();
  });

  it('is found within lists and objects, by its place', () => {
    expect(
      unknownField(api['codes.add'].input, {
        codes: [{ activationCode: 'x' }, { activationCode: 'y', lable: 'z' }],
      })?.path,
    ).toBe('codes.1.lable');
    expect(unknownField(input, { kind: 'delete', readerId: 'sim:0', profile: { icid: '89' } })?.path).toBe(
      'profile.icid',
    );
  });

  it('is looked for in whatever is sent', () => {
    for (const value of [
      null,
      1,
      'text',
      [],
      [{ kind: 1 }],
      { ['__proto__']: 1 },
      { codes: 'x' },
      { codes: [null, 7] },
    ])
      expect(() => unknownField(api['codes.add'].input, value)).not.toThrow();
    expect(unknownField(api['codes.add'].input, JSON.parse('{"__proto__":1}'))?.path).toBe('__proto__');
    expect(unknownField(api['codes.add'].input, JSON.parse('{"constructor":1}'))?.path).toBe('constructor');
    expect(
      unknownField(api['simulator.faults.add'].input, { rule: { anything: { at: 'all' } } }),
    ).toBeUndefined();
  });
});
