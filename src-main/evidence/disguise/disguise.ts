/**
 * The records of one operation without secrets and without what is personal. What LPA, card and server made of the values
 * is made of their replacements in the same way, so that a recording in disguise runs again as the one it was made of.
 */

import { createHash } from 'node:crypto';
import { concatBytes, fromHex } from '../../../src-shared/bytes.ts';
import type { ErrorData } from '../../../src-shared/errors/index.ts';
import type { HiddenCount, HiddenKind } from '../../../src-shared/model/index.ts';
import type { ApduExchange, HttpExchange, TraceNote } from '../../../src-shared/trace.ts';
import type { StoredTraceEntry } from '../../store/port.ts';
import { secretInHeader, secretsInUrl } from '../../store/secret-places.ts';
import type { Secret } from '../../store/secrets.ts';
import { apduViews, metadataViews } from './apdu-views.ts';
import { BodyDisguise } from './body.ts';
import { type Needle, needlesOf } from './needles.ts';
import {
  collectFromPayload,
  collectFromText,
  collectNamed,
  collectTac,
  hideShortSecrets,
  isPackagePart,
  profileData,
} from './places.ts';
import { HiddenValues } from './values.ts';
import { Haystack, replaceInText, type Target, type View } from './views.ts';

/** Half-open range of bytes, and what was there. */
export type HiddenRange = readonly [from: number, to: number, kind: HiddenKind];

/** An entry of a trace in disguise. */
export interface DisguisedEntry extends StoredTraceEntry {
  readonly hidden: {
    readonly command?: readonly HiddenRange[];
    readonly response?: readonly HiddenRange[];
    readonly requestBody?: readonly HiddenRange[];
    readonly responseBody?: readonly HiddenRange[];
  };
}

export interface DisguiseInput<T> {
  readonly trace: readonly StoredTraceEntry[];
  /** What else is told of the operation: JSON, whose strings are rewritten. */
  readonly record: T;
  readonly secrets: readonly Secret[];
  /** Hexadecimal: a confirmation code travels as a hash together with the transaction id. */
  readonly transactionIds: readonly string[];
  readonly nicknames: readonly string[];
  readonly readerNames: readonly string[];
  /** Names of hosts that are the lab's own, besides those that show it. */
  readonly hosts: readonly string[];
  /** 32 unpredictable bytes for this file alone. */
  readonly key: Uint8Array;
  readonly keepIds: boolean;
}

export interface Disguised<T> {
  readonly trace: DisguisedEntry[];
  readonly record: T;
  readonly hidden: HiddenCount[];
  /** What was replaced, with the values as they were. */
  readonly values: readonly { readonly kind: HiddenKind; readonly value: string; readonly places: number }[];
}

/** What readers have in their names for one device among many: a serial number in brackets, or a long one by itself. */
export function readerSerials(name: string): string[] {
  const found = [...name.matchAll(/[([]([0-9A-Za-z-]{5,})[)\]]/g)].flatMap(([, inner = '']) => inner);
  const alone = name.match(/\b[0-9A-F]{8,}\b/g) ?? [];
  return [...found, ...alone].filter((text) => (text.match(/\d/g) ?? []).length >= 3);
}

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());

/** SHA256(SHA256(confirmation code) | transaction id), SGP.22 v2.5 §5.7.5: that of a code becomes that of its replacement. */
function collectHashes(code: string, newCode: string, ids: readonly string[], values: HiddenValues): void {
  const [inner, newInner] = [sha256(Buffer.from(code)), sha256(Buffer.from(newCode))];
  values.bytes('confirmation_code_hash', inner, newInner);
  for (const id of ids) {
    if (!/^([0-9a-fA-F]{2})+$/.test(id)) continue;
    const transaction = fromHex(id);
    values.bytes(
      'confirmation_code_hash',
      sha256(concatBytes(inner, transaction)),
      sha256(concatBytes(newInner, transaction)),
    );
  }
}

function collectSecrets(input: DisguiseInput<unknown>, values: HiddenValues): void {
  for (const { kind, value } of input.secrets) {
    if (kind === 'activation_code') values.text('matching_id', matchingIdOf(value));
    else if (kind === 'confirmation_code') {
      const code = values.text('confirmation_code', value);
      collectHashes(value, code, input.transactionIds, values);
    } else values.text(kind, value);
  }
  for (const host of input.hosts) values.text('host', host);
  for (const nickname of input.nicknames) values.text('nickname', nickname);
  for (const name of input.readerNames)
    for (const serial of readerSerials(name)) values.text('reader_serial', serial);
}

/** Goes through the strings of a JSON value. */
export function mapStrings<T>(value: T, change: (text: string, name: string | undefined) => string): T {
  const inside = (one: unknown, name: string | undefined): unknown => {
    if (typeof one === 'string') return change(one, name);
    if (Array.isArray(one)) return one.map((item) => inside(item, name));
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, item]) => [key, inside(item, key)]));
  };
  return inside(value, undefined) as T;
}

/** Members whose texts are words of this program or of a specification, and nobody's data. */
const fixedNames = new Set([
  'kind',
  'status',
  'code',
  'step',
  'state',
  'outcome',
  'activationCodeUse',
  'source',
  'events',
  'profileClass',
  'type',
  'policyRules',
  'consentRules',
  'options',
  'quirks',
  'function',
  'error',
  'during',
  'question',
  'decision',
  'protocol',
  'result',
  'command',
  'sw',
  'meaning',
  'smdpOid',
  'isdpAid',
  'keyId',
  'keyIds',
  'atr',
  // A picture.
  'data',
]);

export function disguise<T>(input: DisguiseInput<T>): Disguised<T> {
  const values = new HiddenValues(input.key, input.keepIds);
  const apdus = input.trace.flatMap(({ entry }) => (entry.kind === 'apdu' ? [entry] : []));
  const { exchanges, commands, responses, pins } = apduViews(apdus);
  const bodies = new Map<HttpExchange, { request: BodyDisguise; response: BodyDisguise | undefined }>();
  const views: View[] = [...commands, ...responses, ...metadataViews(commands)];

  // What there is to hide, by where it stands. What is known beforehand comes first, so that its kind counts.
  collectSecrets(input, values);
  for (const view of commands) collectFromPayload(view.whole, false, values);
  for (const view of responses) collectFromPayload(view.whole, true, values);
  for (const { entry } of input.trace) {
    if (entry.kind !== 'http') continue;
    const request = new BodyDisguise(entry.requestBody, entry.requestHeaders, true, values);
    const response =
      entry.responseBody && new BodyDisguise(entry.responseBody, entry.responseHeaders ?? [], false, values);
    bodies.set(entry, { request, response });
    views.push(...request.views, ...(response?.views ?? []));
    collectFromHttp(entry, values);
  }
  for (const { entry } of input.trace) {
    if (entry.kind === 'note') collectFromRecord(entry.params, values);
    else if (entry.error !== undefined) collectFromRecord(entry.error.params, values);
  }
  collectFromRecord(input.record, values);

  const needles = needlesOf(values.list());
  const places = new Map<string, { kind: HiddenKind; places: number }>();
  const count = (needle: Needle) => {
    const name = `${needle.kind} ${needle.owner}`;
    const known = places.get(name) ?? { kind: needle.kind, places: 0 };
    known.places++;
    places.set(name, known);
  };
  for (const view of views) hideShortSecrets(view, values);
  new Haystack(views).replace(needles, count);
  let packages = 0;
  for (const view of views) {
    if (!isPackagePart(view.whole)) continue;
    for (const [from, to] of profileData(view.whole)) {
      view.write(from, new Uint8Array(to - from), 'profile_data');
      packages++;
    }
  }

  const rewrite = (text: string) => replaceInText(text, needles, count);
  const byEntry = new Map(apdus.map((entry, index) => [entry, exchanges[index]]));
  const trace = input.trace.map(({ seq, entry }): DisguisedEntry => {
    if (entry.kind === 'note') return { seq, entry: noteOf(entry, rewrite), hidden: {} };
    if (entry.kind === 'apdu') {
      const targets = byEntry.get(entry);
      return apduOf(seq, entry, targets?.command, targets?.response, rewrite);
    }
    const body = bodies.get(entry);
    const request = body?.request.finish(needles, count);
    const response = body?.response?.finish(needles, count);
    return {
      seq,
      entry: {
        ...entry,
        url: urlOf(entry.url, values, rewrite),
        requestHeaders: headersOf(entry.requestHeaders, values, rewrite),
        requestBody: request?.bytes ?? entry.requestBody,
        ...(entry.responseHeaders && { responseHeaders: headersOf(entry.responseHeaders, values, rewrite) }),
        ...(response && { responseBody: response.bytes }),
        ...errorOf(entry.error, rewrite),
      },
      hidden: {
        ...(request && request.hidden.length > 0 && { requestBody: request.hidden }),
        ...(response && response.hidden.length > 0 && { responseBody: response.hidden }),
      },
    };
  });
  const record = mapStrings(input.record, (text, name) =>
    name !== undefined && fixedNames.has(name) ? text : (shortOf(text, name, values) ?? rewrite(text)),
  );

  const all = values.list();
  const hidden = new Map<HiddenKind, { values: number; places: number }>();
  for (const value of all) {
    const known = hidden.get(value.kind) ?? { values: 0, places: 0 };
    known.values++;
    hidden.set(value.kind, known);
  }
  for (const { kind, places: found } of places.values()) {
    const known = hidden.get(kind);
    if (known !== undefined) known.places += found;
  }
  if (pins > 0) {
    const known = hidden.get('other_secret') ?? { values: 0, places: 0 };
    hidden.set('other_secret', { values: known.values + pins, places: known.places + pins });
  }
  if (packages > 0) hidden.set('profile_data', { values: packages, places: packages });
  return {
    trace,
    record,
    hidden: [...hidden].map(([kind, counts]) => ({ kind, ...counts })),
    values: all.flatMap(({ kind, text }) =>
      text === undefined ? [] : { kind, value: text, places: places.get(`${kind} ${text}`)?.places ?? 0 },
    ),
  };
}

/** As `LPA:1$address$matchingId$…` (SGP.22 v2.5 §4.1), also where the rest of it is no activation code. */
function matchingIdOf(activationCode: string): string {
  return (activationCode.split('$')[2] ?? '').trim();
}

/** A string that a record holds under a name that says what it is: hidden also where it is too short to be looked for. */
function shortOf(text: string, name: string | undefined, values: HiddenValues): string | undefined {
  if (name === 'activationCode' && matchingIdOf(text).length < 4) {
    const parts = text.split('$');
    const matchingId = matchingIdOf(text);
    return parts
      .map((part, at) => (at === 2 ? part.replace(matchingId, values.text('matching_id', matchingId)) : part))
      .join('$');
  }
  if (text.length >= 4) return undefined;
  if (name === 'confirmationCode' || name === 'confirmationCodes')
    return values.text('confirmation_code', text);
  if (name === 'matchingId' || name === 'eventId') return values.text('matching_id', text);
  return name === 'nickname' ? values.text('nickname', text) : undefined;
}

function collectFromHttp(entry: HttpExchange, values: HiddenValues): void {
  collectFromText(entry.url, values);
  for (const [from, to] of secretsInUrl(entry.url)) values.text('other_secret', entry.url.slice(from, to));
  for (const [name, value] of [...entry.requestHeaders, ...(entry.responseHeaders ?? [])]) {
    collectFromText(value, values);
    const secret = secretInHeader(name, value);
    if (secret !== undefined) values.text('token', value.slice(...secret));
  }
}

function collectFromRecord(record: unknown, values: HiddenValues): void {
  mapStrings(record, (text, name) => {
    collectFromText(text, values);
    if (name === 'tac') collectTac(text, values);
    else if (name !== undefined && name !== 'confirmationCode' && name !== 'activationCode')
      collectNamed(name, text, values);
    return text;
  });
}

function urlOf(url: string, values: HiddenValues, rewrite: (text: string) => string): string {
  let out = url;
  for (const [from, to] of secretsInUrl(url))
    out = out.slice(0, from) + values.text('other_secret', url.slice(from, to)) + out.slice(to);
  return rewrite(out);
}

function headersOf(
  headers: HttpExchange['requestHeaders'],
  values: HiddenValues,
  rewrite: (text: string) => string,
): [string, string][] {
  return headers.map(([name, value]) => {
    const secret = secretInHeader(name, value);
    if (secret === undefined) return [name, rewrite(value)];
    return [name, value.slice(0, secret[0]) + values.text('token', value.slice(...secret))];
  });
}

function paramsOf<P extends Readonly<Record<string, string | number | boolean>>>(
  params: P,
  rewrite: (text: string) => string,
): P {
  return mapStrings(params, (text, name) => (fixedNames.has(name ?? '') ? text : rewrite(text)));
}

function errorOf(error: ErrorData | undefined, rewrite: (text: string) => string): { error?: ErrorData } {
  return error === undefined ? {} : { error: { code: error.code, params: paramsOf(error.params, rewrite) } };
}

function noteOf(entry: TraceNote, rewrite: (text: string) => string): TraceNote {
  return { ...entry, params: paramsOf(entry.params, rewrite) };
}

function apduOf(
  seq: number,
  entry: ApduExchange,
  command: Target | undefined,
  response: Target | undefined,
  rewrite: (text: string) => string,
): DisguisedEntry {
  return {
    seq,
    entry: {
      ...entry,
      command: command?.bytes ?? entry.command,
      ...(response && { response: response.bytes }),
      ...errorOf(entry.error, rewrite),
    },
    hidden: {
      ...(command && command.hidden.length > 0 && { command: command.hidden }),
      ...(response && response.hidden.length > 0 && { response: response.hidden }),
    },
  };
}
