import { WorkbenchError } from '../../src-shared/errors/index.ts';

/** Code and parameters, side by side, of the WorkbenchError that the call throws; anything else fails the test. */
export function failure(call: () => unknown): { code: string; [param: string]: unknown } {
  try {
    call();
  } catch (error) {
    if (error instanceof WorkbenchError) return { code: error.code, ...error.params };
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The data of the WorkbenchError that the promise rejects with; anything else fails the test. */
export function errorOf(promise: Promise<unknown>): Promise<{ code: string; params: unknown }> {
  return promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (thrown: unknown) => {
      if (thrown instanceof WorkbenchError) return thrown.toData();
      throw thrown;
    },
  );
}
