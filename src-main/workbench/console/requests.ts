/** Requests of ES10 functions as JSON: made into bytes, and described for whoever has to write them. */

import { fromHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { ConsoleField } from '../../../src-shared/model/index.ts';
import { listed, type Said, say, spokenValue } from '../../decode/index.ts';
import type { Es10Function } from '../../es10/index.ts';
import { type Definition, encode } from '../../tlv/index.ts';

export type AnyFunction = Es10Function<never, never>;

/** What is asked for where a function is called without a request: all that `{}` leaves open has one answer that is wanted. */
const usual: Readonly<Record<string, object>> = { 'ES10c.GetEID': { tagList: '5A' } };

/**
 * The bytes of a request that was written as JSON. Bytes are hexadecimal texts; everything else is named as in the specification.
 * @throws WorkbenchError console_json_malformed, console_request_invalid
 */
export function encodeJson(fn: AnyFunction, text: string): Uint8Array {
  const fail = (path: string, reason: string) =>
    new WorkbenchError('console_request_invalid', { function: fn.name, path, reason });
  let json: unknown = usual[fn.name] ?? {};
  try {
    if (text !== '') json = JSON.parse(text);
  } catch {
    const reason = 'it ends too early, or a quotation mark, comma or bracket is missing';
    throw new WorkbenchError('console_json_malformed', { function: fn.name, reason });
  }
  const { definition } = fn.request;
  const value = memberValue(definition, json, [], fail);
  try {
    return encode({ definition }, value);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw fail('request', thrown.message);
  }
}

type Fail = (path: string, reason: string) => WorkbenchError;

/** Deeper than any request of ES10. */
const maxDepth = 16;

/** The value that `encode` takes. What it checks itself (sizes, names) is left to it. */
function memberValue(definition: Definition, json: unknown, path: readonly string[], fail: Fail): unknown {
  const at = path.join('.') || 'request';
  if (path.length > maxDepth) throw fail(at, 'is nested too deeply');
  switch (definition.kind) {
    case 'octets':
    case 'raw':
      if (typeof json !== 'string' || !/^(\s*[0-9a-fA-F]{2})*\s*$/.test(json))
        throw fail(at, 'has to be bytes in hexadecimal, as a text');
      return fromHex(json);
    case 'utf8':
    case 'oid':
    case 'version':
    case 'iccid':
    case 'digits':
      if (typeof json !== 'string') throw fail(at, 'has to be a text');
      if (definition.kind === 'iccid' && !/^\d{1,20}F?$/i.test(json)) throw fail(at, 'has to be digits');
      return json;
    case 'integer':
      if (Number.isSafeInteger(json)) return json;
      if (typeof json === 'string' && definition.names?.[json] !== undefined) return json;
      throw fail(
        at,
        definition.names === undefined
          ? 'has to be a whole number'
          : `has to be one of ${Object.keys(definition.names).join(', ')}`,
      );
    case 'boolean':
      if (typeof json !== 'boolean') throw fail(at, 'has to be true or false');
      return json;
    case 'bits':
      if (
        !Array.isArray(json) ||
        !json.every((one) => definition.names.includes(one) || /^bit\d{1,2}$/.test(one))
      )
        throw fail(at, `has to be a list of ${definition.names.join(', ')}`);
      return json;
    case 'captured':
      return { value: memberValue(definition.inner, json, path, fail) };
    case 'explicit':
      return memberValue(definition.inner, json, path, fail);
    case 'sequenceOf':
      if (!Array.isArray(json)) throw fail(at, 'has to be a list');
      if (json.length > definition.max) throw fail(at, `has at most ${definition.max} items`);
      return json.map((item, i) => memberValue(definition.item, item, [...path, String(i)], fail));
    case 'choice':
    case 'sequence':
      return membersOf(definition, json, path, fail);
  }
}

function membersOf(
  definition: Extract<Definition, { kind: 'choice' | 'sequence' }>,
  json: unknown,
  path: readonly string[],
  fail: Fail,
): Record<string, unknown> {
  const at = path.join('.') || 'request';
  const fields = definition.kind === 'choice' ? definition.alternatives : definition.fields;
  const names = fields.map(({ name }) => name);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw fail(at, `has to be an object with ${names.join(', ') || 'nothing in it'}`);
  const given = Object.entries(json);
  const unknown = given.find(([name]) => !names.includes(name));
  if (unknown !== undefined)
    throw fail(at, `has no ${unknown[0].slice(0, 40)}, but ${names.join(', ') || 'nothing'}`);
  if (definition.kind === 'choice' && given.length !== 1)
    throw fail(at, `has to have one of ${names.join(', ')}`);
  return Object.fromEntries(
    fields.flatMap(({ name, optional, definition: inner }) => {
      const found = given.find(([own]) => own === name);
      if (found !== undefined) return [[name, memberValue(inner, found[1], [...path, name], fail)]];
      if (definition.kind === 'sequence' && !optional) throw fail([...path, name].join('.'), 'is missing');
      return [];
    }),
  );
}

// --- help -------------------------------------------------------------------------------------------------------------

function inside(definition: Definition): Definition {
  return definition.kind === 'explicit' || definition.kind === 'captured'
    ? inside(definition.inner)
    : definition;
}

function bytesText({ min, max }: { readonly min: number; readonly max: number }): Said {
  if (min === max) return say('{count} bytes in hexadecimal', { count: min });
  if (max === Number.MAX_SAFE_INTEGER) return say('bytes in hexadecimal');
  return say('{min} to {max} bytes in hexadecimal', { min, max });
}

function typeOf(outer: Definition): Said {
  const definition = inside(outer);
  switch (definition.kind) {
    case 'octets':
      return bytesText(definition);
    case 'raw':
      return say('a whole TLV in hexadecimal');
    case 'utf8':
      return say('text of up to {count} characters', { count: definition.max });
    case 'integer':
      return definition.names === undefined ? say('whole number') : oneOf(Object.keys(definition.names));
    case 'boolean':
      return say('true or false');
    case 'bits':
      return say('list of {names}', { names: definition.names.join(', ') });
    case 'oid':
      return say('object identifier, as 2.999.10');
    case 'version':
      return say('version, as 2.5.0');
    case 'iccid':
      return say('digits of an ICCID');
    case 'digits':
      return say('{count} digits', { count: 2 * definition.length });
    case 'sequenceOf':
      return listed([say('list'), typeOf(definition.item)], ': ');
    case 'choice':
      return oneOf(definition.alternatives.map(({ name }) => name));
    default:
      return say('object');
  }
}

const oneOf = (names: readonly string[]) => say('one of {names}', { names: names.join(', ') });

function typeText(definition: Definition): Pick<ConsoleField, 'type' | 'typeWords'> {
  const { value = '', words } = spokenValue(typeOf(definition));
  return { type: value, ...(words === undefined ? {} : { typeWords: words }) };
}

/** Fields that help shows: more deeply nested ones are seldom typed. */
const shownDepth = 5;
const mostFields = 80;

export function fieldsOf({ request }: AnyFunction): ConsoleField[] {
  const out: ConsoleField[] = [];
  const walk = (outer: Definition, path: readonly string[]) => {
    const definition = inside(outer);
    if (definition.kind === 'sequenceOf') return walk(definition.item, [...path, '0']);
    if (definition.kind !== 'sequence' && definition.kind !== 'choice') return;
    const fields = definition.kind === 'choice' ? definition.alternatives : definition.fields;
    for (const { name, definition: inner, optional } of fields) {
      if (out.length >= mostFields) return;
      const own = [...path, name];
      out.push({
        path: own.join('.'),
        ...typeText(inner),
        optional: optional || definition.kind === 'choice',
      });
      if (own.length < shownDepth) walk(inner, own);
    }
  };
  walk(request.definition, []);
  return out;
}

/** A request with what is mandatory, to be filled in. Of a choice: by ICCID where that is one. */
export function skeletonOf(fn: AnyFunction): string {
  const { name, request } = fn;
  const value = usual[name] ?? exampleOf(request.definition, 0);
  const text = JSON.stringify(value);
  return text === '{}' ? name : `${name} ${text}`;
}

function exampleOf(outer: Definition, depth: number): unknown {
  const definition = inside(outer);
  switch (definition.kind) {
    case 'integer':
      return definition.names === undefined ? 0 : Object.keys(definition.names)[0];
    case 'boolean':
      return true;
    case 'bits':
      return definition.names.slice(0, 1);
    case 'sequenceOf':
      return [];
    case 'choice': {
      const { alternatives } = definition;
      const chosen = alternatives.find(({ name }) => name === 'iccid') ?? alternatives[0];
      return chosen === undefined ? {} : { [chosen.name]: exampleOf(chosen.definition, depth + 1) };
    }
    case 'sequence':
      return Object.fromEntries(
        definition.fields
          .filter(({ optional }) => !optional && depth < maxDepth)
          .map(({ name, definition: inner }) => [name, exampleOf(inner, depth + 1)]),
      );
    default:
      return '';
  }
}
