import type { z } from 'zod';

export interface Row<I extends z.ZodType, O extends z.ZodType> {
  readonly summary: string;
  readonly input: I;
  readonly output: O;
}

export function row<I extends z.ZodType, O extends z.ZodType>(
  summary: string,
  input: I,
  output: O,
): Row<I, O> {
  return { summary, input, output };
}
