import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { EuiccSession } from '../card/session.ts';
import { decode, encode, readHeader, type Schema, tagText } from '../tlv/index.ts';

/** One function of ES10: request tied to response, and where its result says that the card refused. */
export interface Es10Function<Req, Res> {
  /** As `ES10c.EnableProfile`. */
  readonly name: string;
  /** Of SGP.22 v2.5. */
  readonly section: string;
  /** Tag of request and response. */
  readonly tag: number;
  readonly request: Schema<Req>;
  readonly response: Schema<Res>;
  /** The specification's name (or the number, where it has none) of the error in a response; undefined for success. */
  readonly refusal: (response: Res) => string | number | undefined;
}

/** Declares a function; request and response types follow from their schemas. */
export function es10Function<Req, Res>(
  name: string,
  section: string,
  declaration: {
    readonly tag: number;
    readonly request: Schema<Req>;
    readonly response: Schema<Res>;
    readonly refusal?: (response: Res) => string | number | undefined;
  },
): Es10Function<Req, Res> {
  return { name, section, refusal: () => undefined, ...declaration };
}

export type Es10Request<F> = F extends Es10Function<infer Req, unknown> ? Req : never;
export type Es10Response<F> = F extends Es10Function<infer _Req, infer Res> ? Res : never;

/** Result codes by name: anything but `ok` is a refusal. */
export function refusedUnlessOk(result: string | number): string | number | undefined {
  return result === 'ok' ? undefined : result;
}

/**
 * Calls a function of the card.
 * @returns the response decoded, and its bytes as they came
 * @throws WorkbenchError es10_refused with the result's name; of families decode, apdu, reader
 */
export async function callEs10<Req, Res>(
  session: EuiccSession,
  fn: Es10Function<Req, Res>,
  request: Req,
): Promise<{ readonly value: Res; readonly raw: Uint8Array }> {
  return callEs10Raw(session, fn, encode(fn.request, request));
}

/** As `callEs10`, with a request that is encoded already: for those that carry signed bytes as they came. */
export async function callEs10Raw<Req, Res>(
  session: EuiccSession,
  fn: Es10Function<Req, Res>,
  request: Uint8Array,
): Promise<{ readonly value: Res; readonly raw: Uint8Array }> {
  const raw = await session.storeData(request, fn.name);
  if (raw.length === 0) throw new WorkbenchError('no_answer_data', { function: fn.name, sw: '9000' });
  const value = decode(fn.response, raw, fn.name);
  const refusal = fn.refusal(value);
  if (refusal !== undefined) throw refused(fn.name, refusal);
  return { value, raw };
}

export function refused(name: string, result: string | number): WorkbenchError {
  return new WorkbenchError('es10_refused', { function: name, result });
}

/** Whether a response to `fn` begins with the tag that it must have; for what is looked at before it is decoded. */
export function hasTag(bytes: Uint8Array, tag: number): boolean {
  if (bytes.length < 3) return false;
  try {
    return readHeader(bytes, 0, tagText(tag)).tag === tag;
  } catch {
    return false;
  }
}
