/** The settings of a simulated card as fields of a form, and back. What the form does not know stays as it was given. */

import type { SimulatedCard } from '../../src-shared/model/index.ts';

type Settings = SimulatedCard['settings'];

export const quirks = {
  getResponse: { responseStyle: 'getResponse' },
  noRefresh: { supportsNoRefresh: false },
  oneChannel: { maxChannels: 0 },
  noResult: { noNotificationFound: 'noResultAvailable' },
  toolkitMenu: { toolkitMenu: true },
  oldCertificates: { checkValidity: false },
} as const satisfies Readonly<Record<string, Settings>>;
export type Quirk = keyof typeof quirks;
export const quirkNames = Object.keys(quirks) as Quirk[];

export const protocols = { both: 'T=0,T=1', t0: 'T=0', t1: 'T=1' } as const;
export type ProtocolChoice = keyof typeof protocols;

/** Time of an APDU and of each of its bytes; `contact` is the wire of a card in a contact reader. */
export const timings = {
  instant: undefined,
  contact: { fixedMs: 1.07, perByteMs: 0.0623 },
  slow: { fixedMs: 50, perByteMs: 0 },
} as const;
export type TimingChoice = keyof typeof timings;

export interface CardFields {
  readonly name: string;
  readonly memory: string;
  readonly maxProfiles: string;
  readonly svn: string;
  readonly protocol: ProtocolChoice;
  readonly timing: TimingChoice;
  readonly quirks: ReadonlySet<Quirk>;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const keyOf = <K extends string>(table: Readonly<Record<K, unknown>>, value: unknown, otherwise: K): K =>
  (Object.keys(table) as K[]).find((key) => same(table[key], value)) ?? otherwise;

export function fieldsOf(card: SimulatedCard | undefined): CardFields {
  const settings: Settings = card?.settings ?? {};
  return {
    name: card?.name ?? '',
    memory: String(settings['nonVolatileMemory'] ?? ''),
    maxProfiles: String(settings['maxProfiles'] ?? ''),
    svn: String(settings['svn'] ?? ''),
    protocol: keyOf(protocols, settings['atr'] ?? protocols.both, 'both'),
    timing: keyOf(timings, settings['apduDelay'], 'instant'),
    quirks: new Set(
      quirkNames.filter((name) =>
        Object.entries(quirks[name]).every(([key, value]) => same(settings[key], value)),
      ),
    ),
  };
}

/** @param before what the card was given; what has no field is kept */
export function settingsOf(fields: CardFields, before: Settings = {}): Settings {
  const known = ['nonVolatileMemory', 'maxProfiles', 'svn', 'atr', 'apduDelay'];
  const ofQuirks = quirkNames.flatMap((name) => Object.keys(quirks[name]));
  const was = fieldsOf({ settings: before, name: '' } as SimulatedCard);
  const kept = Object.fromEntries(
    Object.entries(before).filter(([key, value]) => {
      if (ofQuirks.includes(key))
        // A value that is none of the form's, as another number of channels.
        return !quirkNames.some(
          (name) => key in quirks[name] && same((quirks[name] as Settings)[key], value),
        );
      if (key === 'atr') return was.protocol === fields.protocol && !same(value, protocols[fields.protocol]);
      if (key === 'apduDelay') return was.timing === fields.timing;
      return !known.includes(key);
    }),
  );
  const number = (text: string) => (text.trim() === '' ? undefined : Number(text));
  const memory = number(fields.memory);
  const maxProfiles = number(fields.maxProfiles);
  const delay = timings[fields.timing];
  return {
    ...kept,
    ...Object.assign({}, ...[...fields.quirks].map((name) => quirks[name])),
    ...(memory === undefined ? {} : { nonVolatileMemory: memory }),
    ...(maxProfiles === undefined ? {} : { maxProfiles }),
    ...(fields.svn.trim() === '' ? {} : { svn: fields.svn.trim() }),
    ...(fields.protocol === 'both' ? {} : { atr: protocols[fields.protocol] }),
    ...(delay === undefined ? {} : { apduDelay: delay }),
  };
}
