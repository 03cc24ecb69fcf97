/**
 * The bodies of ES9+ and ES11 in JSON (SGP.22 v2.5 §6.5.2). DER goes in and comes out as the bytes that it is, in base64;
 * it is never decoded here.
 */

import { z } from 'zod';
import { describeStatus } from '../../src-shared/errors/es9-status.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';

const notBase64 = 'base64';

/**
 * Bytes of a base64 text with its padding and nothing else between; undefined for any other. Node's decoder is fast, but takes
 * the alphabet of URLs too, and leaves out what is in none: then the bytes are fewer than the text's length says.
 */
function strictBase64(text: string): Uint8Array | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const { buffer, byteOffset, length } = Buffer.from(text, 'base64');
  const whole = text.length % 4 === 0 && length === (text.length / 4) * 3 - padding;
  return whole && !/[-_]/.test(text) ? new Uint8Array(buffer, byteOffset, length) : undefined;
}

/** A DER object in base64. */
const der = z
  .string()
  .min(1)
  .transform((text, context) => {
    const bytes = strictBase64(text);
    if (bytes !== undefined) return bytes;
    context.addIssue({ code: 'custom', message: notBase64 });
    return z.NEVER;
  });

/** TransactionId: 1 to 16 bytes in hexadecimal; kept as the server wrote it. */
const transactionId = z.string().regex(/^([0-9A-Fa-f]{2}){1,16}$/);

/** §6.5.2.6 */
export const initiateAuthenticationReply = z.object({
  transactionId,
  serverSigned1: der,
  serverSignature1: der,
  euiccCiPKIdToBeUsed: der,
  serverCertificate: der,
});
export type InitiateAuthenticationReply = z.output<typeof initiateAuthenticationReply>;

/** §6.5.2.8 */
export const authenticateClientReply = z.object({
  /** Mandatory in the specification; what it must equal is known, so that its absence does no harm. */
  transactionId: transactionId.optional(),
  /** StoreMetadataRequest, `BF25`. */
  profileMetadata: der,
  smdpSigned2: der,
  smdpSignature2: der,
  smdpCertificate: der,
});

/** §5.8.2: AuthenticateClient of an SM-DS answers with events instead of a profile. */
export const es11AuthenticateClientReply = z.object({
  transactionId: transactionId.optional(),
  eventEntries: z
    .array(z.object({ eventId: z.string().min(1).max(255), rspServerAddress: z.string().min(1).max(255) }))
    .max(1000),
});

/** §6.5.2.7 */
export const getBoundProfilePackageReply = z.object({
  transactionId: transactionId.optional(),
  /** `BF36` */
  boundProfilePackage: der,
});

/** §6.5.2.10: nothing but the header. */
export const cancelSessionReply = z.object({});

const executionStatus = z.object({
  status: z.string().max(40),
  statusCodeData: z
    .object({
      subjectCode: z.string().regex(/^\d{1,3}(\.\d{1,3}){0,5}$/),
      reasonCode: z.string().regex(/^\d{1,3}(\.\d{1,3}){0,5}$/),
      message: z.string().optional(),
    })
    .optional(),
});
const withHeader = z.object({ header: z.object({ functionExecutionStatus: executionStatus }) });

/** Where an answer comes from, for its errors. */
export interface ReplyContext {
  readonly host: string;
  readonly function: string;
  /** What was sent; words of it are kept out of error texts. */
  readonly secrets: readonly Uint8Array[];
}

/** The JSON value of a body. Throws es9_bad_json. */
export function parseJson(body: Uint8Array, context: ReplyContext): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new WorkbenchError('es9_bad_json', { host: context.host, function: context.function }, { cause });
  }
}

/**
 * A server's own words, fit for a terminal and for a log: one line, limited, and without any word that was in what
 * it got from us, since that holds the matching id.
 */
function serverMessage(message: string | undefined, secrets: readonly Uint8Array[]): string {
  if (message === undefined) return '';
  const sent = secrets.map((secret) => Buffer.from(secret).toString('latin1').toLowerCase());
  const text = message
    .slice(0, 1000)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\w-]{4,}/g, (word) =>
      sent.some((bytes) => bytes.includes(word.toLowerCase())) ? '***' : word,
    )
    .trim()
    .slice(0, 200);
  return text === '' ? '' : `; the server says: "${text}"`;
}

/** Throws es9_status where the header of an answer says that the function failed (§5.2.6, §6.5.1.4). */
export function checkExecutionStatus(json: unknown, context: ReplyContext): void {
  const parsed = withHeader.safeParse(json);
  if (!parsed.success) return;
  const { status, statusCodeData } = parsed.data.header.functionExecutionStatus;
  if (status === 'Executed-Success' || status === 'Executed-WithWarning') return;
  const { subjectCode = '1.6', reasonCode = status === 'Expired' ? '4.10' : '4.2' } = statusCodeData ?? {};
  throw new WorkbenchError('es9_status', {
    function: context.function,
    host: context.host,
    subjectCode,
    reasonCode,
    ...describeStatus(subjectCode, reasonCode),
    serverMessage: serverMessage(statusCodeData?.message, context.secrets),
  });
}

/** The fields of an answer. Throws es9_missing_field, es9_bad_base64, es9_bad_field. */
export function readReply<S extends z.ZodType>(schema: S, json: unknown, context: ReplyContext): z.output<S> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path ?? [];
  const params = { host: context.host, function: context.function, field: path.join('.') || 'body' };
  if (issue?.message === notBase64) throw new WorkbenchError('es9_bad_base64', params);
  if (path.length > 0 && valueAt(json, path) === undefined)
    throw new WorkbenchError('es9_missing_field', params);
  throw new WorkbenchError('es9_bad_field', params);
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let at = json;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}
