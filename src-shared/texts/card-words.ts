/** A comparison of cards in words, for the window, the command line and what is copied or saved from either. */

import type { CardComparison, ComparisonRow } from '../model/index.ts';
import { cardText } from './card.ts';
import { policyRuleText, profileClassText, profileStateText, remarkText } from './domain.ts';
import { formatBytes, groupDigits } from './format.ts';
import { capabilityText } from './steps.ts';
import { visibleText } from './visible.ts';

const text = cardText.compare;

/** The text of a table for a key that may not be in it. */
function textIn(table: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(table, key) ? (table[key] ?? key) : key;
}

const ruleNames = (rules: string) =>
  rules
    .split(' ')
    .map((rule) =>
      Object.hasOwn(policyRuleText, rule) ? policyRuleText[rule as keyof typeof policyRuleText].name : rule,
    )
    .join(', ');

/** Of which of several: in words where there are any. */
export function comparisonItem({ field, item }: ComparisonRow): string | undefined {
  if (item === undefined) return undefined;
  if (field === 'uiccCapabilities' || field === 'rspCapabilities') return capabilityText(item);
  if (field === 'forbiddenProfilePolicyRules') return ruleNames(item);
  return field === 'quirk' ? remarkText(item) : item;
}

export function comparisonField({ field }: ComparisonRow): string {
  return textIn(text.fields, field);
}

/** What one side has; a dash where it has nothing. */
export function comparisonValue({ field }: ComparisonRow, value: ComparisonRow['a']): string {
  if (value === undefined || value === '') return text.none;
  if (typeof value === 'boolean') return value ? text.yes : text.none;
  if (typeof value === 'number')
    return field === 'installedApplications' ? String(value) : formatBytes(value);
  switch (field) {
    case 'state':
      return textIn(profileStateText, value);
    case 'profileClass':
      return textIn(profileClassText, value);
    case 'policyRules':
      return ruleNames(value);
    case 'category':
      return textIn(cardText.versions.categories, value);
    case 'lpaMode':
      return textIn(cardText.versions.lpaModes, value);
    case 'eid':
      return groupDigits(value);
    default:
      return value;
  }
}

/** A line for each row, columns divided by tabs: what a mail and a spreadsheet take. Harmless, whatever the cards say. */
export function comparisonText(comparison: CardComparison, rows: readonly ComparisonRow[]): string {
  const line = (cells: readonly string[]) => cells.map((cell) => visibleText(cell, 500)).join('\t');
  const head = line(['', text.field, text.sideA, text.sideB]);
  const lines = rows.map((row) =>
    line([
      text.sections[row.section],
      [comparisonField(row), comparisonItem(row) ?? ''].filter((part) => part !== '').join(': '),
      comparisonValue(row, row.a),
      comparisonValue(row, row.b),
    ]),
  );
  const side = ({ eid, seenAt }: CardComparison['a']) => `${eid} (${new Date(seenAt).toISOString()})`;
  return [
    `${text.sideA}: ${side(comparison.a)}`,
    `${text.sideB}: ${side(comparison.b)}`,
    head,
    ...lines,
    '',
  ].join('\n');
}
