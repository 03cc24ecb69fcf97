/**
 * What pcsc-lite's spy tells of SCardTransmit, in both of its forms: the lines that libpcscspy writes (`THREAD@>|s|µs|SCardTransmit`, the
 * arguments, `THREAD@<|s|µs|SCardTransmit|rv`), and what the program pcsc-spy prints of them (names, hexadecimal in rows of 16).
 */

import type { ErrorData } from '../../../src-shared/errors/index.ts';
import { Purposes } from './purposes.ts';
import {
  Exchanges,
  hexBytes,
  type Line,
  linesOf,
  malformed,
  type ReadOptions,
  type Recording,
} from './recording.ts';

const rawLine = /^([0-9A-Fa-f]{1,16})@(.*)$/;
const entered = /^>\|(\d{1,12})\|(\d{1,6})\|(\w{1,40})$/;
/** Until version 1.9 with the result in words before its number. */
const left = /^<\|(\d{1,12})\|(\d{1,6})\|(\w{1,40})\|(?:[^|]{0,200}\|)?0x([0-9A-Fa-f]{8,16})$/;

export function isSpyLog(head: string): boolean {
  return (
    /^[0-9A-Fa-f]{1,16}@>\|\d+\|\d+\|SCard/m.test(head) || /^\s*(\(t\d+\) )?SCardTransmit\s*$/m.test(head)
  );
}

/** The threads of a program have few calls each at a time; who has more is no program. */
const mostThreads = 1024;
const mostArguments = 4096;

interface Call {
  readonly name: string;
  readonly at: number;
  readonly line: Line;
  readonly values: string[];
}

/** A reader's name as the spy writes it, with its blanks. */
const named = (text: string) => text.trim().slice(0, 200);

class Transmits {
  readonly out: Exchanges;
  readonly #file: string;
  readonly #purposes = new Purposes();
  /** Of handles, in hexadecimal. */
  readonly #readers = new Map<string, string>();
  reader: string | undefined;

  constructor(file: string) {
    this.#file = file;
    this.out = new Exchanges(file);
  }

  connected(handle: string, reader: string): void {
    if (this.#readers.size < mostThreads) this.#readers.set(handle, named(reader));
  }

  add(
    handle: string,
    command: Uint8Array,
    response: Uint8Array | undefined,
    times: { readonly startedAt: number; readonly durationMs: number },
    rv: string,
  ): void {
    const reader = this.#readers.get(handle);
    this.reader ??= reader;
    const failed = !/^0+$/.test(rv);
    const error: ErrorData = { code: 'reader_failed', params: { reader: reader ?? '', reason: `0x${rv}` } };
    this.out.add({
      kind: 'apdu',
      ...times,
      purpose: this.#purposes.of(command),
      command,
      ...(failed || response === undefined ? {} : { response }),
      ...(failed ? { error } : {}),
    });
  }

  fail(line: Line, reason: string): never {
    throw malformed(
      this.#file,
      `line ${line.number}`,
      line.whole ? reason : `${reason}; the file ends there`,
    );
  }
}

/** `NULL` is none. The length that stands before has to fit. */
function bufferOf(transmits: Transmits, call: Call, length: string, hex: string): Uint8Array | undefined {
  if (hex === 'NULL') return undefined;
  const bytes = hexBytes(hex);
  if (bytes === undefined || bytes.length !== Number.parseInt(length, 16))
    transmits.fail(call.line, 'a buffer of SCardTransmit has not the length that it announces');
  return bytes;
}

function readRaw(bytes: Uint8Array, { fileName }: ReadOptions): Recording {
  const transmits: Transmits = new Transmits(fileName);
  const calls = new Map<string, Call>();
  let others = 0;
  for (const line of linesOf(bytes, fileName)) {
    if (line.text === '') continue;
    const [, thread, rest] = rawLine.exec(line.text) ?? [];
    if (thread === undefined || rest === undefined) transmits.fail(line, 'it has no number of a thread');
    const [, second, micro, name] = entered.exec(rest) ?? [];
    if (name !== undefined) {
      if (calls.size >= mostThreads) transmits.fail(line, `more than ${mostThreads} threads`);
      calls.set(thread, { name, at: Number(second) * 1000 + Number(micro) / 1000, line, values: [] });
      continue;
    }
    const call = calls.get(thread);
    if (call === undefined) transmits.fail(line, 'it belongs to no call');
    const [, endSecond, endMicro, ended, rv = ''] = left.exec(rest) ?? [];
    if (ended === undefined) {
      if (call.values.push(rest.trim()) > mostArguments)
        transmits.fail(line, 'a call with too many arguments');
      continue;
    }
    if (ended !== call.name) transmits.fail(line, `the end of ${ended} within ${call.name}`);
    calls.delete(thread);
    const end = Number(endSecond) * 1000 + Number(endMicro) / 1000;
    if (!takeCall(transmits, call, end, rv)) others += 1;
  }
  for (const { name, line } of calls.values())
    if (name === 'SCardTransmit') transmits.fail({ ...line, whole: false }, 'a call that does not end');
  return {
    format: 'pcsc_spy',
    entries: transmits.out.list,
    timed: true,
    left: others,
    ...(transmits.reader === undefined ? {} : { readerName: transmits.reader }),
  };
}

/** False for what is no exchange. Arguments are in the order of libpcscspy.c. */
function takeCall(transmits: Transmits, call: Call, end: number, rv: string): boolean {
  const { name, at, values, line } = call;
  if (name === 'SCardConnect' && /^0+$/.test(rv)) {
    const handle = values[6];
    if (handle !== undefined) transmits.connected(handle, values[1] ?? '');
  }
  if (name !== 'SCardTransmit') return false;
  const [handle = '', , , sendLength = '', sent = 'NULL', , , receivedLength = '', received = 'NULL'] =
    values;
  const command = bufferOf(transmits, call, sendLength, sent);
  if (command === undefined) transmits.fail(line, 'SCardTransmit without a command');
  const response = bufferOf(transmits, call, receivedLength, received);
  transmits.add(handle, command, response, { startedAt: at, durationMs: Math.max(0, end - at) }, rv);
  return true;
}

// --- as pcsc-spy prints it --------------------------------------------------------------------------------------------

const title = /^(\(t\d+\) )?(SCard?\w{1,40})$/;
const row = /^([io]) {2}([0-9A-F]{4,6}) (.*)$/;
const field = /^([io]) (\w[\w.]*):? ?(.*)$/;
const result = /^=> .*\[0x([0-9A-Fa-f]{8,16})\]\)? +\[(?:(\d{1,9}\.\d{6})|\?\?\.\?\?)\]$/;

interface Printed {
  readonly name: string;
  readonly line: Line;
  readonly fields: Map<string, string>;
  /** The buffer whose rows come now. */
  buffer: 'sent' | 'received' | undefined;
  readonly sent: number[];
  readonly received: number[];
}

function readPrinted(bytes: Uint8Array, { fileName, begin }: ReadOptions): Recording {
  const transmits: Transmits = new Transmits(fileName);
  let call: Printed | undefined;
  let others = 0;
  let at = begin;
  for (const line of linesOf(bytes, fileName)) {
    const text = line.text.trim();
    const [, , name] = title.exec(text) ?? [];
    if (name !== undefined) {
      if (call?.name === 'SCardTransmit') transmits.fail(call.line, 'a call that does not end');
      call = { name, line, fields: new Map(), buffer: undefined, sent: [], received: [] };
      continue;
    }
    if (call === undefined) continue;
    const [, rv, seconds = '0'] = result.exec(text) ?? [];
    if (rv !== undefined) {
      const durationMs = Number(seconds) * 1000;
      if (!takePrinted(transmits, call, { startedAt: at, durationMs }, rv)) others += 1;
      at += Math.max(durationMs, 0.001);
      call = undefined;
      continue;
    }
    if (call.name === 'SCardTransmit' || call.name === 'SCardConnect') takeLine(transmits, call, line, text);
  }
  if (call?.name === 'SCardTransmit')
    transmits.fail({ ...call.line, whole: false }, 'a call that does not end');
  return {
    format: 'pcsc_spy',
    entries: transmits.out.list,
    timed: false,
    left: others,
    ...(transmits.reader === undefined ? {} : { readerName: transmits.reader }),
  };
}

/** Longer than an extended APDU. */
const longestBuffer = 66_000;

function takeLine(transmits: Transmits, call: Printed, line: Line, text: string): void {
  const [, , offset, rest] = row.exec(text) ?? [];
  if (offset !== undefined && rest !== undefined && call.buffer !== undefined) {
    const bytes = call[call.buffer];
    const announced = call.fields.get(call.buffer === 'sent' ? 'bSendLength' : 'bRecvLength') ?? '';
    const length = Number.parseInt(announced, 16);
    if (!(length >= 0 && length <= longestBuffer) || Number.parseInt(offset, 16) !== bytes.length)
      transmits.fail(line, 'a row of bytes out of its order');
    // What stands behind them is the same as text, and may look like bytes.
    const count = Math.min(16, length - bytes.length);
    const part = hexBytes(rest.slice(0, 3 * count));
    if (part?.length !== count) transmits.fail(line, 'a row that has not as many bytes as its buffer');
    bytes.push(...part);
    return;
  }
  const [, , name = '', value = ''] = field.exec(text) ?? [];
  call.buffer = name === 'bSendBuffer' ? 'sent' : name === 'bRecvBuffer' ? 'received' : undefined;
  if (name !== '' && call.fields.size < mostArguments) call.fields.set(name, value.split(' (')[0] ?? '');
  if (name === 'szReader') call.fields.set('szReader', value);
}

function takePrinted(
  transmits: Transmits,
  call: Printed,
  times: { readonly startedAt: number; readonly durationMs: number },
  rv: string,
): boolean {
  const { name, fields, sent, received, line } = call;
  if (name === 'SCardConnect' && /^0+$/.test(rv))
    transmits.connected(fields.get('phCard') ?? '', fields.get('szReader') ?? '');
  if (name !== 'SCardTransmit') return false;
  if (sent.length === 0) transmits.fail(line, 'SCardTransmit without a command');
  const missing = sent.length !== Number.parseInt(fields.get('bSendLength') ?? '', 16);
  if (missing) transmits.fail(line, 'SCardTransmit with a part of its command');
  const announced = Number.parseInt(fields.get('bRecvLength') ?? '0', 16);
  if (received.length > 0 && received.length !== announced)
    transmits.fail(line, 'SCardTransmit with a part of its answer');
  const response = received.length === 0 ? undefined : Uint8Array.from(received);
  transmits.add(fields.get('hCard') ?? '', Uint8Array.from(sent), response, times, rv);
  return true;
}

/** Throws import_malformed, import_too_many. */
export function readSpyLog(bytes: Uint8Array, options: ReadOptions): Recording {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  return /^[0-9A-Fa-f]{1,16}@[<>]/m.test(head) ? readRaw(bytes, options) : readPrinted(bytes, options);
}
