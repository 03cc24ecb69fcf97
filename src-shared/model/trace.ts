import { z } from 'zod';
import { errorData, timestamp } from './common.ts';

/**
 * Where a node lies: a part of one exchange of the operation. Half open, [from, to).
 * Of APDUs: bytes of `command` or `response` (status word included). Of HTTP: characters of `requestText` or `responseText`.
 * A payload in several STORE DATA blocks or GET RESPONSE chunks has a place in each of them. Of `decode.bytes`: `seq` 0,
 * `request`, bytes of the `hex` that the answer holds.
 */
export interface TracePlace {
  seq: number;
  part: 'request' | 'response';
  from: number;
  to: number;
}

/** What is wrong at a node; `decodeRemarkText` of src-shared/texts makes a sentence of it. */
export const decodeRemarkCode = z.enum([
  /** The length has more bytes than it needs (X.690 §10.1). `bytes`: as many as there are. */
  'length_not_minimal',
  /** `count` bytes follow what is complete. */
  'trailing_bytes',
  /** A tag that the declaration does not know. */
  'tag_unknown',
  /** `field` is missing although it is mandatory. */
  'field_missing',
  'field_repeated',
  'field_out_of_order',
  /** The bytes are no value of the declared type. */
  'value_invalid',
  /** A constructed value that holds no whole TLVs; or it ends too early. */
  'not_tlv',
  /** Not as long as announced: `announced` and `found`, in bytes. */
  'length_wrong',
  /** Deeper or more than is shown. */
  'not_opened',
  'check_digits_wrong',
]);
export type DecodeRemarkCode = z.infer<typeof decodeRemarkCode>;
export interface DecodeRemark {
  code: DecodeRemarkCode;
  params: Record<string, string | number | boolean>;
}

/**
 * A part of what is said in words: a text as it is; a phrase of `texts/decode-words.ts`, by its English; a named value by the
 * specification's name and number; or a status code of a server. `wordsText` puts the parts together.
 */
export const decodeWord = z.union([
  z.string(),
  z.object({ phrase: z.string(), params: errorData.shape.params.optional() }),
  z.object({ name: z.string(), number: z.int().optional() }),
  z.object({ subjectCode: z.string(), reasonCode: z.string() }),
]);
export type DecodeWord = z.infer<typeof decodeWord>;

/** A node of a decoded payload. Secrets are shown as placeholders of equal length. */
export interface TraceNode {
  /** The specification's name, as `euiccInfo2`; or the tag where it is unknown. */
  label: string;
  /** The label is a word of this workbench (`data`, `trailing`) and no name of a specification. */
  ownLabel?: boolean | undefined;
  tag?: string | undefined;
  /** What defines it: `SGP.22 v2.5 §4.3`, `ETSI TS 102 221 §11.1.1`. Absent where nothing that is known here does. */
  section?: string | undefined;
  /** The value in words, in English. */
  value?: string | undefined;
  /** What `value` is put together from, where any of it is words of ours: for windows of other languages. */
  words?: DecodeWord[] | undefined;
  /** The value's bytes, upper-case hexadecimal. */
  hex?: string | undefined;
  secret?: boolean | undefined;
  /** The bytes of the node, tag and length included, in their order. */
  places?: TracePlace[] | undefined;
  remarks?: DecodeRemark[] | undefined;
  children?: TraceNode[] | undefined;
}
export const tracePlace = z.object({
  seq: z.int(),
  part: z.enum(['request', 'response']),
  from: z.int(),
  to: z.int(),
});
export const traceNode: z.ZodType<TraceNode> = z.lazy(() =>
  z.object({
    label: z.string(),
    ownLabel: z.boolean().optional(),
    tag: z.string().optional(),
    section: z.string().optional(),
    value: z.string().optional(),
    words: z.array(decodeWord).optional(),
    hex: z.string().optional(),
    secret: z.boolean().optional(),
    places: z.array(tracePlace).optional(),
    remarks: z.array(z.object({ code: decodeRemarkCode, params: errorData.shape.params })).optional(),
    children: z.array(traceNode).optional(),
  }),
);

const base = {
  seq: z.int(),
  startedAt: timestamp,
};

/** One line of a trace. Payloads are redacted. */
export const traceLine = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('apdu'),
    durationMs: z.number(),
    purpose: z.string(),
    command: z.string(),
    response: z.string().optional(),
    statusWord: z.string().optional(),
    error: errorData.optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('http'),
    durationMs: z.number(),
    purpose: z.string(),
    method: z.string(),
    url: z.string(),
    /** Of its duration, what the connection took; absent where one was there already. */
    connectMs: z.number().optional(),
    status: z.int().optional(),
    requestBytes: z.int(),
    responseBytes: z.int().optional(),
    error: errorData.optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('note'),
    code: z.string(),
    params: errorData.shape.params,
  }),
]);
export type TraceLine = z.infer<typeof traceLine>;

/** One line opened: what went out and what came back, as trees. HTTP bodies also as (redacted) text. */
export const traceDetail = z.object({
  line: traceLine,
  request: z.array(traceNode),
  response: z.array(traceNode),
  requestText: z.string().optional(),
  responseText: z.string().optional(),
});
export type TraceDetail = z.infer<typeof traceDetail>;
