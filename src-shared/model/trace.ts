import { z } from 'zod';
import { errorData, timestamp } from './common.ts';

/** A node of a decoded payload. Secrets are shown as placeholders of equal length. */
export interface TraceNode {
  /** The specification's name, as `euiccInfo2`; or the tag where it is unknown. */
  label: string;
  tag?: string | undefined;
  /** The value in words. */
  value?: string | undefined;
  /** The value's bytes, upper-case hexadecimal. */
  hex?: string | undefined;
  secret?: boolean | undefined;
  children?: TraceNode[] | undefined;
}
export const traceNode: z.ZodType<TraceNode> = z.lazy(() =>
  z.object({
    label: z.string(),
    tag: z.string().optional(),
    value: z.string().optional(),
    hex: z.string().optional(),
    secret: z.boolean().optional(),
    children: z.array(traceNode).optional(),
  }),
);

const base = {
  seq: z.number().int(),
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
    status: z.number().int().optional(),
    requestBytes: z.number().int(),
    responseBytes: z.number().int().optional(),
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
