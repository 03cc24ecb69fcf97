import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { inputInvalid } from '../../src-shared/invalid-input.ts';
import { eidText, iccidText } from '../../src-shared/model/common.ts';
import { startOperation } from '../../src-shared/model/index.ts';

function told(schema: z.ZodType, input: unknown) {
  const parsed = schema.safeParse(input);
  if (parsed.success) throw new Error('the input is valid');
  return inputInvalid('the.call', parsed.error).params;
}

const nickname = { kind: 'nickname', readerId: 'sim:0', iccid: '8949000000000000001' };

describe('what is wrong with an input', () => {
  test('of an operation is told in plain words, with its place', () => {
    expect(told(startOperation, { ...nickname, nickname: 'x'.repeat(65) })).toEqual({
      what: 'the.call',
      path: 'nickname',
      reason: 'it may have 64 characters at most',
    });
    expect(told(startOperation, nickname)).toMatchObject({ path: 'nickname', reason: 'it is missing' });
    expect(told(startOperation, { kind: 'burn' })).toMatchObject({
      path: 'kind',
      reason: 'it is none of the things that it may be',
    });
  });

  test.each([
    [z.string().min(1), '', 'it is empty'],
    [z.string().min(2), 'x', 'it must have 2 characters at least'],
    [z.string().length(8), 'x', 'it must have exactly 8 characters'],
    [z.array(z.number()).max(1), [1, 2], 'it may have 1 entry at most'],
    [z.number().max(500), 501, 'it may be 500 at most'],
    [z.number().nonnegative(), -1, 'it must be 0 at least'],
    [z.number().positive(), 0, 'it must be more than 0'],
    [z.number().int(), 1.5, 'it must be a whole number'],
    [z.string(), 1, 'it must be a text'],
    [z.string().regex(/^\d{8}$/), 'x', 'it does not have the form /^\\d{8}$/'],
    [eidText, '123', 'it must be the 32 digits of an EID'],
    [iccidText, '89-49', 'it must be the 10 to 20 digits of an ICCID'],
    [z.enum(['a', 'b']), 'c', 'it must be one of a, b'],
    [z.literal('a'), 'c', 'it must be a'],
    [z.object({}).strict(), { lost: 1 }, 'there is no lost in it'],
    [z.string().refine(() => false, { message: 'is no name of a server' }), 'x', 'is no name of a server'],
  ])('case %#', (schema, input, reason) => {
    expect(told(schema, input)).toEqual({ what: 'the.call', path: 'input', reason });
  });

  test('holds nothing of the input', () => {
    const params = told(startOperation, { ...nickname, nickname: 'S3cret'.repeat(20) });
    expect(JSON.stringify(params)).not.toContain('S3cret');
  });
});
