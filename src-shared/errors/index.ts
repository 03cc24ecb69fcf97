import { fillText } from '../texts/format.ts';
import { accessErrors } from './access.ts';
import { apduErrors } from './apdu.ts';
import { archiveErrors } from './archive.ts';
import { batchErrors, batchInputErrors } from './batch.ts';
import { codeErrors } from './code.ts';
import { codeImportErrors } from './code-import.ts';
import { consoleErrors, consoleInputErrors, importErrors } from './console.ts';
import { decodeErrors } from './decode.ts';
import type { ErrorEntry, ErrorFamily, ErrorTexts } from './define.ts';
import { es9Errors } from './es9.ts';
import { describeStatus } from './es9-status.ts';
import { es10Detail, es10Errors } from './es10.ts';
import { evidenceErrors } from './evidence.ts';
import { fleetErrors, fleetInputErrors } from './fleet.ts';
import { cancelledErrors, internalErrors, timeoutErrors } from './general.ts';
import { inputErrors } from './input.ts';
import { operationErrors } from './operation.ts';
import { spokenParams } from './phrases.ts';
import { queryErrors } from './query.ts';
import { readerErrors } from './reader.ts';
import { shopErrors } from './shop.ts';
import { simulatorErrors } from './simulator.ts';
import { storeErrors } from './store.ts';
import { traceErrors } from './trace.ts';
import { trustErrors } from './trust.ts';

/** Every error that the workbench can report: its code, its family and what a person reads. */
export const errorCatalogue = {
  ...readerErrors,
  ...apduErrors,
  ...decodeErrors,
  ...es10Errors,
  ...es9Errors,
  ...trustErrors,
  ...inputErrors,
  ...accessErrors,
  ...archiveErrors,
  ...evidenceErrors,
  ...codeImportErrors,
  ...queryErrors,
  ...operationErrors,
  ...codeErrors,
  ...batchErrors,
  ...batchInputErrors,
  ...fleetErrors,
  ...fleetInputErrors,
  ...storeErrors,
  ...simulatorErrors,
  ...shopErrors,
  ...traceErrors,
  ...consoleErrors,
  ...consoleInputErrors,
  ...importErrors,
  ...cancelledErrors,
  ...timeoutErrors,
  ...internalErrors,
};

export type ErrorCode = keyof typeof errorCatalogue;
export type { ErrorEntry, ErrorFamily, ErrorTexts };

/** The texts alone, by code: what a language translates. */
export const errorTexts = Object.fromEntries(
  Object.entries<ErrorEntry>(errorCatalogue).map(([code, { texts }]) => [code, texts]),
) as Readonly<Record<ErrorCode, ErrorTexts>>;
export type ErrorParams = Readonly<Record<string, string | number | boolean>>;

/** An error as it crosses a boundary (process, socket, database): code and parameters, never prose. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

/**
 * The parameters as they are put into the sentences. The named results of ES10 and the status codes of servers have texts of
 * their own, which the code of the error alone does not choose; what else is said in words is a phrase.
 */
function detailed({ code, params }: ErrorData, family: ErrorFamily): ErrorParams {
  const said = spokenParams(params);
  if (family === 'es10') return { ...es10Detail(params), ...said };
  const { subjectCode, reasonCode } = params;
  if (code !== 'es9_status' || typeof subjectCode !== 'string' || typeof reasonCode !== 'string') return said;
  return { ...said, ...describeStatus(subjectCode, reasonCode) };
}

/** What a person reads about an error: one sentence and the next step. */
export function describeError(error: ErrorData): {
  readonly family: ErrorFamily;
  readonly message: string;
  readonly remedy: string;
} {
  const entry: ErrorEntry = errorCatalogue[error.code] ?? errorCatalogue.internal;
  const params = detailed(error, entry.family);
  const [message, remedy] = entry.texts;
  return { family: entry.family, message: fillText(message, params), remedy: fillText(remedy, params) };
}

/**
 * The one error class of the project. `code` is stable and literal, `params` fill the catalogue's texts.
 * Parameters must hold no secrets: they reach logs, exports and the window.
 */
export class WorkbenchError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: { cause?: unknown }) {
    super(describeError({ code, params }).message, options);
    this.name = 'WorkbenchError';
    this.code = code;
    this.params = params;
  }

  get family(): ErrorFamily {
    return errorCatalogue[this.code].family;
  }

  get remedy(): string {
    return describeError(this).remedy;
  }

  toData(): ErrorData {
    return { code: this.code, params: this.params };
  }

  /** An error as it came over a boundary; a code that is unknown here becomes `internal`. */
  static fromData(data: { readonly code: string; readonly params: ErrorParams }): WorkbenchError {
    return isErrorCode(data.code)
      ? new WorkbenchError(data.code, data.params)
      : new WorkbenchError('internal', { reason: `unknown error code ${data.code.slice(0, 64)}` });
  }
}

/** Any thrown value as a WorkbenchError; what is not ours becomes `internal`. */
export function toWorkbenchError(thrown: unknown): WorkbenchError {
  if (thrown instanceof WorkbenchError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return new WorkbenchError('cancelled', {}, { cause: thrown });
  return new WorkbenchError(
    'internal',
    { reason: thrown instanceof Error ? thrown.message : String(thrown) },
    { cause: thrown },
  );
}
