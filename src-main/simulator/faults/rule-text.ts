/**
 * Fault rules as one types them: `WHERE WHAT [WHEN…]`, words with blanks between them, `name=value` where there is a value.
 *
 *     ES10b.PrepareDownload error=invalidSignature times=1
 *     apdu 12 removal=after back=2s
 *     bpp loadProfileElements 3 badMac
 *     ES9+.AuthenticateClient status=8.2.6/3.8
 *     tls certificate=expired
 *
 * WHERE comes first; the order of the other words does not matter. A value with blanks stands in double quotes.
 */

import { toHex } from '../../../src-shared/bytes.ts';
import { cardFunctionNames, named, serverFunctions } from './names.ts';
import type { FaultRule, Layer } from './rule-schema.ts';
import { type Refusal, unknownName } from './rule-values.ts';

/** A value as it is typed. `read` gives what the schema then checks: a text that is no number stays one. */
interface Form {
  readonly read: (text: string) => unknown;
  readonly write: (value: unknown) => string;
}

const plain: Form = { read: (text) => text, write: String };
const number: Form = {
  read: (text) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : text),
  write: String,
};
const duration: Form = {
  read(text) {
    const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(text) ?? [];
    return amount === undefined ? text : Math.round(Number(amount) * (unit === 's' ? 1000 : 1));
  },
  write: (value) => {
    const ms = Number(value);
    return ms > 0 && ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
  },
};
const hexBytes: Form = {
  read: plain.read,
  write: (value) => (value instanceof Uint8Array ? toHex(value) : String(value)),
};
const hexWord: Form = { read: plain.read, write: (value) => Number(value).toString(16).toUpperCase() };
/** JSON, or a text that is none. */
const json: Form = {
  read(text) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  },
  write: (value) => (typeof value === 'string' && json.read(value) === value ? value : JSON.stringify(value)),
};
const header: Form = {
  read(text) {
    const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(text) ?? [];
    return name === undefined || value === undefined ? text : { [name]: value };
  },
  write: (value) => {
    const [name, content] = Object.entries(value as Record<string, string>)[0] ?? ['', ''];
    return `${name}: ${content}`;
  },
};

interface Field {
  readonly field: string;
  readonly form: Form;
}
const field = (name: string, form = plain): Field => ({ field: name, form });

/** One kind of fault: the word for it, what its `=value` is, and words for the rest. */
interface Kind {
  readonly kind: string;
  readonly word: string;
  readonly main?: Field;
  /** What `main` is where no value is given. */
  readonly otherwise?: unknown;
  readonly details?: Readonly<Record<string, Field>>;
}
const simple = (...kinds: readonly string[]): Kind[] => kinds.map((kind) => ({ kind, word: kind }));

const powerLoss = (name: string): Kind => ({
  kind: 'powerLoss',
  word: 'powerLoss',
  main: field(name),
  otherwise: 'before',
});
const statusWord: Kind = { kind: 'statusWord', word: 'sw', main: field('sw', hexWord) };

export const kindsByLayer: Readonly<Record<Layer, readonly Kind[]>> = {
  apdu: [
    statusWord,
    { kind: 'delay', word: 'delay', main: field('ms', duration) },
    { kind: 'garbage', word: 'garbage', main: field('answer', hexBytes) },
    { kind: 'truncate', word: 'truncate', main: field('bytes', number) },
    {
      kind: 'removal',
      word: 'removal',
      main: field('when'),
      otherwise: 'before',
      details: { back: field('backAfterMs', duration) },
    },
    powerLoss('when'),
    ...simple('mute'),
  ],
  card: [
    { kind: 'error', word: 'error', main: field('value', number) },
    ...simple('catBusy', 'wrongSignature', 'wrongTransactionId'),
    powerLoss('at'),
    statusWord,
  ],
  bpp: [
    { kind: 'bppError', word: 'error', main: field('reason', number) },
    ...simple('badMac'),
    powerLoss('at'),
    statusWord,
  ],
  server: [
    // The value is both codes, SUBJECT/REASON.
    { kind: 'status', word: 'status', main: field('codes'), details: { message: field('message') } },
    {
      kind: 'http',
      word: 'http',
      main: field('status', number),
      details: {
        when: field('when'),
        body: field('body'),
        type: field('contentType'),
        header: field('headers', header),
      },
    },
    {
      kind: 'reset',
      word: 'reset',
      main: field('when'),
      otherwise: 'before',
      details: { bytes: field('afterBytes', number) },
    },
    {
      kind: 'slow',
      word: 'slow',
      main: field('delayMs', duration),
      details: { rate: field('bytesPerSecond', number) },
    },
    { kind: 'hang', word: 'hang', main: field('when') },
    { kind: 'truncate', word: 'truncate', main: field('bytes', number) },
    ...simple('garbage'),
    { kind: 'field', word: 'field', main: field('name'), details: { value: field('value', json) } },
    ...simple('wrongSignature', 'wrongTransactionId', 'wrongChallenge'),
    { kind: 'certificate', word: 'certificate', main: field('how') },
    { kind: 'badMac', word: 'badMac', main: field('segment', number) },
    ...simple('otherMetadata', 'twice'),
    { kind: 'price', word: 'price', main: field('factor', number) },
    { kind: 'order', word: 'order', main: field('becomes') },
    { kind: 'shows', word: 'shows', main: field('status') },
    { kind: 'listsLate', word: 'listsLate', main: field('afterMs', duration) },
    ...simple('noCode'),
    {
      kind: 'delivery',
      word: 'delivery',
      main: field('afterMs', duration),
      details: { polls: field('polls', number) },
    },
  ],
  tls: [{ kind: 'certificate', word: 'certificate', main: field('how') }],
};

const often = {
  after: number,
  every: number,
  times: number,
  probability: number,
  seed: plain,
} satisfies Record<string, Form>;
const ofCard = { card: plain, reader: plain };
const conditionsByLayer: Readonly<Record<Layer, Readonly<Record<string, Form>>>> = {
  apdu: { ...ofCard, command: plain, ...often },
  card: { ...ofCard, ...often },
  bpp: { ...ofCard, ...often },
  server: often,
  tls: often,
};

export type TextReading =
  | { readonly raw: Record<string, unknown>; readonly refusal?: never }
  | { readonly refusal: Refusal };

interface Word {
  readonly name: string;
  readonly value: string | undefined;
}

/** The words, with their quotes taken off; undefined where a quote is not closed. */
function wordsOf(text: string): Word[] | undefined {
  const words: Word[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const [whole, name = '', given] = /^([^\s="]+)(?:=("(?:[^"\\]|\\.)*"|[^\s"]*))?(?=\s|$)/.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    rest = rest.slice(whole.length).trimStart();
    if (given?.startsWith('"')) {
      const quoted = json.read(given);
      if (typeof quoted !== 'string') return undefined;
      words.push({ name, value: quoted });
    } else words.push({ name, value: given });
  }
  return words;
}

const places = [
  'apdu [NUMBER | ES10 function]',
  'ES10a/b/c function',
  'bpp [COMMAND [SEGMENT]]',
  'interface or function of a server (ES9+, ES9+.AuthenticateClient)',
  'card',
  'server',
  'tls',
];

/** Layer and conditions that the first words stand for; takes these words away. */
function takePlace(words: Word[]): { layer: Layer; when: Record<string, unknown> } | Refusal {
  const first = words.shift()?.name ?? '';
  const bare = (pattern: RegExp) => {
    const [next] = words;
    if (next === undefined || next.value !== undefined || !pattern.test(next.name)) return undefined;
    words.shift();
    return next.name;
  };
  const lower = first.toLowerCase();
  if (lower === 'tls' || lower === 'card' || lower === 'server') return { layer: lower, when: {} };
  if (lower === 'apdu') {
    const functionName = bare(/^ES10/i);
    const count = bare(/^\d+$/);
    return {
      layer: 'apdu',
      when: {
        ...(functionName === undefined ? {} : { function: functionName }),
        ...(count === undefined ? {} : { number: Number(count) }),
      },
    };
  }
  if (lower === 'bpp') {
    const isKind = (word: string) => kindsByLayer.bpp.some((one) => one.word === word);
    const command = isKind(words[0]?.name ?? '') ? undefined : bare(/^[A-Za-z]\w*$/);
    const segment = bare(/^\d+$/);
    return {
      layer: 'bpp',
      when: {
        ...(command === undefined ? {} : { command }),
        ...(segment === undefined ? {} : { segment: Number(segment) }),
      },
    };
  }
  if (/^ES10/i.test(first)) return { layer: 'card', when: { function: first } };
  const dot = first.indexOf('.');
  const which = named(Object.keys(serverFunctions), dot < 0 ? first : first.slice(0, dot));
  if (which !== undefined) {
    if (dot < 0) return { layer: 'server', when: { interface: which } };
    const known = serverFunctions[which] ?? [];
    const name = named(known, first.slice(dot + 1));
    if (name !== undefined) return { layer: 'server', when: { interface: which, function: name } };
    return unknownName(
      'function',
      first,
      known.map((one) => `${which}.${one}`),
    );
  }
  return unknownName('place', first, first.includes('.') ? cardFunctionNames : places);
}

function insert(fault: Record<string, unknown>, { field: name, form }: Field, value: string): void {
  const read = form.read(value);
  const before = fault[name];
  // Headers may come one by one.
  const both = typeof before === 'object' && typeof read === 'object';
  fault[name] = both ? { ...before, ...read } : read;
}

/** Reads a rule as it is typed into the object that the JSON form is. What the values are is checked afterwards. */
export function readRuleText(text: string): TextReading {
  const words = wordsOf(text);
  if (words === undefined)
    return {
      refusal: {
        reason: 'a word is not closed or not formed as name=value',
        next: 'Put a value with blanks into double quotes, as message="not today".',
      },
    };
  const place = takePlace(words);
  if (!('layer' in place)) return { refusal: place };
  const { layer } = place;
  const when: Record<string, unknown> = { ...place.when };
  const kinds = kindsByLayer[layer];
  const at = words.findIndex((word) =>
    kinds.some((one) => one.word.toLowerCase() === word.name.toLowerCase()),
  );
  const [faultWord] = at < 0 ? [] : words.splice(at, 1);
  const kind = kinds.find((one) => one.word.toLowerCase() === faultWord?.name.toLowerCase());
  if (faultWord === undefined || kind === undefined) {
    const known = kinds.map((one) => one.word);
    const stranger = words.find((word) => !(word.name in conditionsByLayer[layer]));
    return {
      refusal:
        stranger === undefined
          ? { reason: 'it names no fault', next: `Known for this place are: ${known.join(', ')}.` }
          : unknownName('fault', stranger.name, known),
    };
  }
  const fault: Record<string, unknown> = { kind: kind.kind };
  if (kind.main === undefined && faultWord.value !== undefined)
    return { refusal: { reason: `${kind.word} takes no value`, next: `Write ${kind.word} alone.` } };
  if (kind.main !== undefined && faultWord.value !== undefined) insert(fault, kind.main, faultWord.value);
  else if (kind.main !== undefined && kind.otherwise !== undefined) fault[kind.main.field] = kind.otherwise;
  const { name, refusal } = readRest(words, layer, kind, when, fault);
  if (refusal !== undefined) return { refusal };
  return {
    raw: { layer, ...(name === undefined ? {} : { name }), when, fault: splitCodes(fault) },
  };
}

/** What follows the place and the fault: conditions, details of the fault, the rule's name. */
function readRest(
  words: readonly Word[],
  layer: Layer,
  kind: Kind,
  when: Record<string, unknown>,
  fault: Record<string, unknown>,
): { name?: string; refusal?: Refusal } {
  const conditions = conditionsByLayer[layer];
  const details = kind.details ?? {};
  const known = [...Object.keys(details), ...Object.keys(conditions), 'name'];
  const seen = new Set<string>();
  let ruleName: string | undefined;
  for (const { name, value } of words) {
    const found = named(known, name);
    if (found === undefined) return { refusal: unknownName(`word for ${kind.word}`, name, known) };
    if (value === undefined)
      return { refusal: { reason: `${found} needs a value`, next: `Write ${found}=VALUE.` } };
    if (seen.has(found) && found !== 'header')
      return { refusal: { reason: `${found} comes twice`, next: `Give ${found} once.` } };
    seen.add(found);
    const detail = details[found];
    const condition = conditions[found];
    if (detail !== undefined) insert(fault, detail, value);
    else if (condition !== undefined) when[found] = condition.read(value);
    else ruleName = value;
  }
  return ruleName === undefined ? {} : { name: ruleName };
}

function splitCodes(fault: Record<string, unknown>): Record<string, unknown> {
  if (fault['kind'] !== 'status') return fault;
  const { codes, ...rest } = fault;
  const [subjectCode, reasonCode] = String(codes ?? '').split('/');
  return { ...rest, subjectCode, reasonCode };
}

function wordText(name: string, value: string): string {
  return `${name}=${/^[^\s"]+$/.test(value) ? value : JSON.stringify(value)}`;
}

function placeText(rule: FaultRule): string[] {
  const { layer } = rule;
  if (layer === 'apdu') {
    const { function: name, number: count } = rule.when;
    return ['apdu', ...(name === undefined ? [] : [name]), ...(count === undefined ? [] : [String(count)])];
  }
  if (layer === 'bpp') {
    const { command, segment } = rule.when;
    return [
      'bpp',
      ...(command === undefined ? [] : [command]),
      ...(segment === undefined ? [] : [String(segment)]),
    ];
  }
  if (layer === 'card') return [rule.when.function ?? 'card'];
  if (layer === 'tls') return ['tls'];
  const { interface: which, function: name } = rule.when;
  return [which === undefined ? 'server' : name === undefined ? which : `${which}.${name}`];
}

/** A rule as it would be typed; `readRuleText` reads it back. */
export function writeRuleText(rule: FaultRule): string {
  const { layer } = rule;
  const fault: Record<string, unknown> = { ...rule.fault };
  if (rule.fault.kind === 'status') fault['codes'] = `${rule.fault.subjectCode}/${rule.fault.reasonCode}`;
  const when: Record<string, unknown> = { ...rule.when };
  const words = placeText(rule);
  const kind = kindsByLayer[layer].find((one) => one.kind === rule.fault.kind);
  if (kind === undefined) throw new TypeError(`no word for the fault ${rule.fault.kind}`);
  const { main, word } = kind;
  const value = main === undefined ? undefined : fault[main.field];
  const bare = main === undefined || value === undefined || value === kind.otherwise;
  words.push(bare ? word : wordText(word, main.form.write(value)));
  for (const [name, { field: from, form }] of Object.entries(kind.details ?? {})) {
    const detail = fault[from];
    if (detail === undefined) continue;
    const parts =
      form === header ? Object.entries(detail ?? {}).map(([key, one]) => ({ [key]: one })) : [detail];
    for (const part of parts) words.push(wordText(name, form.write(part)));
  }
  for (const [name, form] of Object.entries(conditionsByLayer[layer])) {
    const condition = when[name];
    if (condition !== undefined) words.push(wordText(name, form.write(condition)));
  }
  if (rule.name !== undefined) words.push(wordText('name', rule.name));
  return words.join(' ');
}
