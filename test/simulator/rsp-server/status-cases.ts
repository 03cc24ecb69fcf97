import { describe, expect, it } from 'vitest';
import type { FunctionStatus } from '../../../src-main/simulator/rsp-server/index.ts';

/** `subject/reason` of a function, or `Executed-Success` -> what is the case, and what makes the function answer so. */
export type StatusCases = Readonly<
  Record<string, Readonly<Record<string, readonly [what: string, run: () => unknown]>>>
>;

const executed = 'Executed-Success';

/**
 * A test for each function and code, named `FUNCTION SUBJECT/REASON: what`, and one that none is missing. A run gives the
 * codes of the answer, or the answer itself where the function was executed.
 */
export function describeStatusCodes(status: FunctionStatus, cases: StatusCases): void {
  for (const [name, codes] of Object.entries(cases))
    describe(name, () => {
      for (const [code, [what, run]] of Object.entries(codes))
        it(`${name} ${code}: ${what}`, async () => {
          const result = await run();
          if (code === executed) expect(result).toEqual(expect.any(Object));
          else expect(result).toBe(code);
        });
    });

  it('each function and each of its codes has a test', () => {
    const tested = Object.entries(cases).flatMap(([name, codes]) =>
      Object.keys(codes).map((code) => `${name} ${code}`),
    );
    const listed = Object.entries(status).flatMap(([name, codes]) => [
      `${name} ${executed}`,
      ...codes.map(([subject, reason]) => `${name} ${subject}/${reason}`),
    ]);
    expect([...new Set(tested)].sort()).toEqual([...new Set(listed)].sort());
  });
}
