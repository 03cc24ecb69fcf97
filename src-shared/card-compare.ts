/** What two cards, or one card at two times, have in common and in what they differ. */

import { csvCell } from './csv.ts';
import {
  type Card,
  type CardContent,
  type CardInfo,
  type ComparisonRow,
  type ComparisonSection,
  comparisonSection,
  type Profile,
} from './model/index.ts';

/** What of a card is compared, and kept of a reading. */
export function contentOf({
  info,
  profiles,
  notifications,
  quirks,
}: Omit<Card, 'eid' | 'lastSeenAt' | 'simulated'>): CardContent {
  return {
    ...(info === undefined ? {} : { info }),
    profiles: profiles.map(({ icon: _, ...profile }) => profile),
    notifications: notifications.map(({ sequenceNumber, event, address, iccid }) => ({
      sequenceNumber,
      event,
      address,
      ...(iccid === undefined ? {} : { iccid }),
    })),
    quirks,
  };
}

type Value = NonNullable<ComparisonRow['a']>;
type Entry = readonly [section: ComparisonSection, field: string, item: string | undefined, value: Value];

const versions = [
  'svn',
  'highestSvn',
  'profileVersion',
  'firmwareVersion',
  'ppVersion',
  'globalplatformVersion',
  'ts102241Version',
  'category',
  'sasAccreditationNumber',
  'lpaMode',
] as const satisfies readonly (keyof CardInfo)[];
const memory = ['freeNonVolatileMemory', 'freeVolatileMemory', 'installedApplications'] as const;
const addresses = ['defaultSmdpAddress', 'rootSmdsAddress'] as const;
/** Lists of which each item is compared by itself. */
const lists = [
  ['trust', 'ciKeyIdsForVerification'],
  ['trust', 'ciKeyIdsForSigning'],
  ['capabilities', 'uiccCapabilities'],
  ['capabilities', 'rspCapabilities'],
  ['rules', 'forbiddenProfilePolicyRules'],
  ['versions', 'furtherFields'],
] as const;

type Operator = NonNullable<Profile['owner']>;

const operator = ({ mcc, mnc, gid1, gid2 }: Operator) =>
  [`${mcc}-${mnc}`, ...(gid1 ? [`GID1 ${gid1}`] : []), ...(gid2 ? [`GID2 ${gid2}`] : [])].join(' ');

function* infoEntries(info: CardInfo): Generator<Entry> {
  for (const field of versions)
    if (info[field] !== undefined) yield ['versions', field, undefined, info[field]];
  const { certificationDataObject: certified } = info;
  if (certified !== undefined) {
    yield ['versions', 'platformLabel', undefined, certified.platformLabel];
    yield ['versions', 'discoveryBaseUrl', undefined, certified.discoveryBaseUrl];
  }
  for (const field of memory) if (info[field] !== undefined) yield ['memory', field, undefined, info[field]];
  for (const field of addresses) if (info[field]) yield ['addresses', field, undefined, info[field]];
  for (const [section, field] of lists)
    for (const item of new Set(info[field] ?? [])) yield [section, field, item, true];
  const table = new Set(
    info.rulesAuthorisationTable?.map(({ policyRules, allowedOperators, consentRequired }) =>
      [
        policyRules.join(' '),
        allowedOperators.map(operator).join(', '),
        ...(consentRequired ? ['consentRequired'] : []),
      ].join(': '),
    ),
  );
  for (const rule of table) yield ['rules', 'rulesAuthorisationTable', rule, true];
}

/** What is compared of a profile that both sides have. */
function* profileEntries(profile: CardContent['profiles'][number], item: string): Generator<Entry> {
  const texts = [
    ['state', profile.state],
    ['nickname', profile.nickname || undefined],
    ['serviceProviderName', profile.serviceProviderName],
    ['profileName', profile.profileName],
    ['profileClass', profile.profileClass],
    ['owner', profile.owner && operator(profile.owner)],
    ['policyRules', profile.policyRules?.join(' ') || undefined],
    [
      'notificationConfiguration',
      profile.notificationConfiguration
        ?.map(({ events, address }) => `${address}: ${events.join(' ')}`)
        .join(', ') || undefined,
    ],
    ['isdpAid', profile.isdpAid],
    ['smdpOid', profile.smdpOid],
  ] as const;
  for (const [field, value] of texts) if (value !== undefined) yield ['profiles', field, item, value];
}

const titleOf = ({ nickname, profileName, serviceProviderName }: Profile) =>
  nickname || profileName || serviceProviderName || '';

/** Profiles by ICCID; a card may list one twice, and then the second is another. */
function profilesOf(content: CardContent): ReadonlyMap<string, CardContent['profiles'][number]> {
  const found = new Map<string, CardContent['profiles'][number]>();
  for (const profile of content.profiles) {
    let name = profile.iccid;
    for (let count = 2; found.has(name); count++) name = `${profile.iccid} (${count})`;
    found.set(name, profile);
  }
  return found;
}

function entriesOf(eid: string, content: CardContent, other: CardContent): Map<string, Entry> {
  const entries: Entry[] = [['identity', 'eid', undefined, eid]];
  if (content.info !== undefined) entries.push(...infoEntries(content.info));
  const others = profilesOf(other);
  for (const [item, profile] of profilesOf(content)) {
    // Of one that the other side lacks, that says it all.
    entries.push(['profiles', 'profile', item, titleOf(profile)]);
    if (others.has(item)) entries.push(...profileEntries(profile, item));
  }
  for (const { sequenceNumber, event, address, iccid } of content.notifications)
    entries.push([
      'notifications',
      'notification',
      String(sequenceNumber),
      [event, address, ...(iccid === undefined ? [] : [iccid])].join(' '),
    ]);
  for (const quirk of new Set(content.quirks)) entries.push(['habits', 'quirk', quirk, true]);
  return new Map(entries.map((entry) => [JSON.stringify(entry.slice(0, 3)), entry]));
}

const order: readonly ComparisonSection[] = comparisonSection.options;

/** All that either side has, a row each: what differs first, each part in the order of the sections. */
export function compareCards(
  a: { readonly eid: string; readonly content: CardContent },
  b: { readonly eid: string; readonly content: CardContent },
): ComparisonRow[] {
  const left = entriesOf(a.eid, a.content, b.content);
  const right = entriesOf(b.eid, b.content, a.content);
  const rows = [...new Map([...left, ...right])].map(([key, [section, field, item]]): ComparisonRow => {
    const one = left.get(key)?.[3];
    const other = right.get(key)?.[3];
    return {
      section,
      field,
      ...(item === undefined ? {} : { item }),
      ...(one === undefined ? {} : { a: one }),
      ...(other === undefined ? {} : { b: other }),
      equal: one === other,
    };
  });
  const rank = ({ equal, section }: ComparisonRow) => (equal ? order.length : 0) + order.indexOf(section);
  return rows
    .map((row, at) => ({ row, at }))
    .sort((one, other) => rank(one.row) - rank(other.row) || one.at - other.at)
    .map(({ row }) => row);
}

const csvColumns = ['section', 'field', 'item', 'a', 'b', 'equal'] as const;

/** A comparison as CSV (RFC 4180) with a line of headings: the names and values of the models, for programs. */
export function comparisonCsv(rows: readonly ComparisonRow[]): string {
  const cell = (value: Value | undefined) => csvCell(typeof value === 'boolean' ? String(value) : value);
  const lines = rows.map((row) => csvColumns.map((name) => cell(row[name])).join(','));
  return `${[csvColumns.join(','), ...lines].join('\r\n')}\r\n`;
}
