/** Calls about traces and their bytes, beside `trace.list` and `trace.get`. */

import { z } from 'zod';
import { decodedInput } from '../model/decode.ts';
import { traceOutline, traceOutlineRequest } from '../model/trace-outline.ts';
import {
  operationTime,
  traceComparison,
  traceComparisonRequest,
  traceCopy,
  traceCopyRequest,
  tracedId,
  tracePage,
  traceSearch,
} from '../model/trace-tools.ts';
import { row } from './row.ts';

/** Three characters a byte for the 1 MiB that can be decoded: hexadecimal with blanks. */
const decodeText = z.string().max(3 * 1024 * 1024);

export const traceRows = {
  'decode.bytes': row(
    'Finds out what bytes are (hexadecimal, base64, PEM, JSON, activation code, EID, ICCID) and decodes them',
    z.object({ text: decodeText }),
    decodedInput,
  ),
  'trace.outline': row(
    'A whole trace in columns, without payloads, some thousand exchanges at a time',
    traceOutlineRequest,
    traceOutline,
  ),
  'trace.search': row(
    'Looks for status words, tags, functions, hosts, bytes and text in one trace or in all, page by page',
    traceSearch,
    tracePage,
  ),
  'trace.compare': row(
    'Compares two traces, aligned by their functions',
    traceComparisonRequest,
    traceComparison,
  ),
  'trace.copy': row('Exchanges as text for other tools, from the redacted view', traceCopyRequest, traceCopy),
  'operations.time': row(
    'Where the time of an operation went: card, wire, server, connections, person, workbench',
    z.object({ id: tracedId }),
    operationTime,
  ),
} as const;
