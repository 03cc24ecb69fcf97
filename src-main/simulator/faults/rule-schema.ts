/** What a fault rule is, as data: where, what, when. Parsed by `parse.ts`, obeyed by `rules.ts`. */

import { z } from 'zod';
import { eidText } from '../../../src-shared/model/index.ts';
import {
  bppCommands,
  bppReasons,
  cardFunction,
  cardFunctionNames,
  rspFunctions,
  serverFunctions,
} from './names.ts';
import {
  answerBytes,
  checked,
  commandPattern,
  errorValue,
  maxCount,
  milliseconds,
  nameOf,
  oneOf,
  type Refusal,
  statusCode,
  statusWord,
  text,
  unknownName,
  whole,
} from './rule-values.ts';

const often = {
  /** Of the occasions that are meant, so many are let pass first. */
  after: whole(0, maxCount).exactOptional(),
  /** Of those after that, every so-manieth. */
  every: whole(1, maxCount).exactOptional(),
  /** At most so often. */
  times: whole(1, maxCount).exactOptional(),
  /** Of those that are left, with this probability. */
  probability: checked('a number above 0, at most 1', (value) =>
    typeof value === 'number' && value > 0 && value <= 1 ? value : undefined,
  ).exactOptional(),
  /** What the chances of this rule follow from, so that they are the same each time. */
  seed: text(64).exactOptional(),
};

const ofCard = {
  card: checked('an EID, 32 digits', (value) =>
    eidText.safeParse(value).success ? String(value) : undefined,
  ).exactOptional(),
  /** A reader's id, as `sim:0`. */
  reader: text(300).exactOptional(),
};

const at = oneOf('before', 'within', 'after');
const when = oneOf('before', 'after');
const kind = <const K extends string, S extends z.core.$ZodShape>(name: K, shape: S) =>
  z.strictObject({ kind: z.literal(name), ...shape });
const powerLoss = kind('powerLoss', { at });
const withStatusWord = kind('statusWord', { sw: statusWord });

export const cardFault = z.discriminatedUnion('kind', [
  kind('error', { value: errorValue }),
  kind('catBusy', {}),
  kind('wrongSignature', {}),
  kind('wrongTransactionId', {}),
  powerLoss,
  withStatusWord,
]);
export const bppFault = z.discriminatedUnion('kind', [
  kind('bppError', { reason: errorValue }),
  kind('badMac', {}),
  powerLoss,
  withStatusWord,
]);
export const apduFault = z.discriminatedUnion('kind', [
  withStatusWord,
  kind('delay', { ms: milliseconds }),
  kind('garbage', { answer: answerBytes.exactOptional() }),
  kind('truncate', { bytes: whole(1, 258) }),
  kind('removal', { when, backAfterMs: milliseconds.exactOptional() }),
  kind('powerLoss', { when }),
  kind('mute', {}),
]);
export const serverFault = z.discriminatedUnion('kind', [
  kind('status', { subjectCode: statusCode, reasonCode: statusCode, message: text(500).exactOptional() }),
  kind('http', {
    status: whole(200, 599),
    when: when.exactOptional(),
    body: text(64 * 1024).exactOptional(),
    contentType: text(200).exactOptional(),
    headers: checked('an object of at most 16 header names and values', (value) => {
      const parsed = z.record(z.string().regex(/^[\w-]{1,64}$/), z.string().max(1000)).safeParse(value);
      return parsed.success && Object.keys(parsed.data).length <= 16 ? parsed.data : undefined;
    }).exactOptional(),
  }),
  kind('reset', { when, afterBytes: whole(0, maxCount).exactOptional() }),
  kind('slow', {
    delayMs: milliseconds.exactOptional(),
    bytesPerSecond: whole(1, 100_000_000).exactOptional(),
  }),
  kind('hang', { when: when.exactOptional() }),
  kind('truncate', { bytes: whole(0, maxCount) }),
  kind('garbage', {}),
  kind('field', { name: text(64), value: z.json().exactOptional() }),
  kind('wrongSignature', {}),
  kind('wrongTransactionId', {}),
  kind('wrongChallenge', {}),
  kind('certificate', { how: oneOf('expired', 'notYetValid', 'foreign', 'wrongRole') }),
  kind('badMac', { segment: whole(0, 65535) }),
  kind('otherMetadata', {}),
  kind('twice', {}),
  kind('price', {
    factor: checked('a number from 0 to 1000', (value) =>
      typeof value === 'number' && value >= 0 && value <= 1000 ? value : undefined,
    ),
  }),
  kind('order', { becomes: oneOf('failed', 'cancelled') }),
  kind('shows', {
    status: oneOf('ACCEPTED', 'FULFILLING', 'COMPLETED', 'PENDING', 'DELIVERED', 'FAILED', 'CANCELLED'),
  }),
  kind('listsLate', { afterMs: whole(0, 86_400_000) }),
  kind('noCode', {}),
  kind('delivery', { afterMs: milliseconds.exactOptional(), polls: whole(1, 1000).exactOptional() }),
]);
export const tlsFault = z.discriminatedUnion('kind', [
  kind('certificate', { how: oneOf('expired', 'foreign', 'wrongName') }),
]);

const rule = <const L extends string, W extends z.core.$ZodShape, F extends z.ZodType>(
  layer: L,
  conditions: W,
  fault: F,
) =>
  z.strictObject({
    layer: z.literal(layer),
    /** For reports. */
    name: text(100).exactOptional(),
    when: z.strictObject({ ...conditions, ...often }).prefault({} as never),
    fault,
  });

const apduRule = rule(
  'apdu',
  {
    ...ofCard,
    /** The so-manieth of the APDUs that are meant, from 1, counted for each card since the rule is in force. */
    number: whole(1, maxCount).exactOptional(),
    function: nameOf('function', cardFunctionNames).exactOptional(),
    command: commandPattern.exactOptional(),
  },
  apduFault,
);
const cardRule = rule(
  'card',
  { ...ofCard, function: nameOf('function', cardFunctionNames).exactOptional() },
  cardFault,
);
const bppRule = rule(
  'bpp',
  {
    ...ofCard,
    command: nameOf('command of a bound profile package', bppCommands).exactOptional(),
    /** The so-manieth segment of its command, from 1. */
    segment: whole(1, 65536).exactOptional(),
  },
  bppFault,
);
const serverRule = rule(
  'server',
  {
    interface: nameOf('interface', Object.keys(serverFunctions)).exactOptional(),
    function: nameOf('function', [...new Set(Object.values(serverFunctions).flat())]).exactOptional(),
  },
  serverFault,
);
const tlsRule = rule('tls', {}, tlsFault);

export const ruleSchemas = {
  apdu: apduRule,
  card: cardRule,
  bpp: bppRule,
  server: serverRule,
  tls: tlsRule,
} as const;
export type Layer = keyof typeof ruleSchemas;
export const layers = Object.keys(ruleSchemas) as Layer[];
export type FaultRule = { [L in Layer]: z.output<(typeof ruleSchemas)[L]> }[Layer];
export type RuleOf<L extends Layer> = Extract<FaultRule, { layer: L }>;

/** Kinds of fault that a layer has. */
export function faultKinds(layer: Layer): string[] {
  return ruleSchemas[layer].shape.fault.options.map((one) => one.shape.kind.value);
}

const namesOf = (table: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(table).flatMap(([which, functions]) => functions.map((one) => `${which}.${one}`));

/** A notification is answered without a body (§6.3), a picture is no JSON. */
const withBody = namesOf(serverFunctions).filter((one) => one !== 'ES9+.HandleNotification');
const creations = ['Connect.CreateOrder', 'Octopus.CreateOrder'];
const lookups = [...creations, 'Connect.GetOrder', 'Octopus.GetOrder'];

/** Faults that make sense for some functions of the servers only: what they spoil, the others do not have. */
export const serverFaultPlaces: Readonly<Record<string, readonly string[]>> = {
  truncate: withBody,
  garbage: withBody,
  field: withBody.filter((one) => one !== 'Connect.GetQrCode'),
  status: namesOf(rspFunctions),
  wrongSignature: [
    'ES9+.InitiateAuthentication',
    'ES11.InitiateAuthentication',
    'ES9+.AuthenticateClient',
    'ES9+.GetBoundProfilePackage',
  ],
  wrongTransactionId: [
    'ES9+.InitiateAuthentication',
    'ES11.InitiateAuthentication',
    'ES9+.AuthenticateClient',
    'ES11.AuthenticateClient',
    'ES9+.GetBoundProfilePackage',
  ],
  wrongChallenge: ['ES9+.InitiateAuthentication', 'ES11.InitiateAuthentication'],
  certificate: ['ES9+.InitiateAuthentication', 'ES11.InitiateAuthentication', 'ES9+.AuthenticateClient'],
  badMac: ['ES9+.GetBoundProfilePackage'],
  otherMetadata: ['ES9+.GetBoundProfilePackage'],
  twice: creations,
  price: [
    ...creations,
    'Connect.ListProducts',
    'Connect.GetProduct',
    'Octopus.GetProduct',
    'Octopus.ListVariants',
    'Octopus.GetVariant',
    'Octopus.Charges',
  ],
  order: lookups,
  shows: [...lookups, 'Octopus.ListOrders'],
  listsLate: ['Octopus.ListOrders'],
  noCode: lookups,
  delivery: creations,
};

/** Whether a function of the card has what a fault spoils. */
export function cardFaultFits(fault: RuleOf<'card'>['fault'], functionName: string): boolean {
  const declared = cardFunction(functionName);
  if (fault.kind === 'catBusy') return declared?.errors['catBusy'] !== undefined;
  if (fault.kind === 'error') return declared !== undefined && Object.keys(declared.errors).length > 0;
  if (fault.kind === 'wrongSignature') return declared?.signed === true;
  if (fault.kind === 'wrongTransactionId') return declared?.answersTransactionId === true;
  return true;
}

function refusalOfCardRule({ when: place, fault }: RuleOf<'card'>): Refusal | undefined {
  const { function: name } = place;
  if (name === undefined)
    return fault.kind === 'error'
      ? { reason: 'an error belongs to a function', next: 'Name the function, as ES10c.EnableProfile.' }
      : undefined;
  if (!cardFaultFits(fault, name)) {
    const fitting = cardFunctionNames.filter((one) => cardFaultFits(fault, one));
    return {
      reason: `${name} has nothing for the fault ${fault.kind}`,
      next: `Functions that have it: ${fitting.join(', ')}.`,
    };
  }
  const errors = Object.keys(cardFunction(name)?.errors ?? {});
  if (fault.kind !== 'error' || typeof fault.value === 'number' || errors.includes(fault.value))
    return undefined;
  return unknownName(`error value of ${name}`, fault.value, errors);
}

function refusalOfServerRule({ when: place, fault }: RuleOf<'server'>): Refusal | undefined {
  const { interface: which, function: name } = place;
  if (name !== undefined && which === undefined)
    return { reason: `${name} is a function of several interfaces`, next: 'Name the interface too.' };
  if (which !== undefined && name !== undefined && !serverFunctions[which]?.includes(name))
    return unknownName(
      'function',
      `${which}.${name}`,
      (serverFunctions[which] ?? []).map((one) => `${which}.${one}`),
    );
  if (fault.kind === 'delivery' && fault.afterMs === undefined && fault.polls === undefined)
    return {
      reason: 'it names neither a time nor a number of polls',
      next: 'Write delivery=10s, or delivery polls=3.',
    };
  const places = serverFaultPlaces[fault.kind];
  if (places === undefined || which === undefined) return undefined;
  // A rule for a whole interface is for those of its functions that have what the fault spoils.
  const fits =
    name === undefined
      ? (one: string) => one.startsWith(`${which}.`)
      : (one: string) => one === `${which}.${name}`;
  if (places.some(fits)) return undefined;
  return {
    reason: `${name === undefined ? which : `${which}.${name}`} has nothing for the fault ${fault.kind}`,
    next: `Functions that have it: ${places.join(', ')}.`,
  };
}

/** What is wrong with a rule whose fields are right one by one. */
export function refusalOf(whole: FaultRule): Refusal | undefined {
  if (whole.when.seed !== undefined && whole.when.probability === undefined)
    return { reason: 'a seed is for a probability', next: 'Give a probability too, or leave the seed out.' };
  if (whole.layer === 'apdu') {
    const { number, after, every } = whole.when;
    return number !== undefined && (after ?? every) !== undefined
      ? {
          reason: 'a number goes without after and every',
          next: 'Give the number alone, or after and every.',
        }
      : undefined;
  }
  if (whole.layer === 'card') return refusalOfCardRule(whole);
  if (whole.layer === 'server') return refusalOfServerRule(whole);
  if (whole.layer === 'bpp' && whole.fault.kind === 'bppError') {
    const { reason } = whole.fault;
    if (typeof reason === 'string' && bppReasons[reason] === undefined)
      return unknownName('error reason', reason, Object.keys(bppReasons));
  }
  return undefined;
}
