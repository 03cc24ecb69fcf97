/** Fault rules from outside: typed, or as JSON; one, or a file of them. */

import type { z } from 'zod';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { inputInvalid } from '../../../src-shared/invalid-input.ts';
import { type FaultRule, faultKinds, layers, refusalOf, ruleSchemas } from './rule-schema.ts';
import { readRuleText } from './rule-text.ts';
import { type Refusal, unknownName } from './rule-values.ts';

/** Rules that are in force at a time, and that a file may have. */
export const maxRules = 256;
const maxTextLength = 70_000;
const formNext = 'docs/faults.md shows every fault with its rule.';

function invalid(rule: string, { reason, next }: Refusal): WorkbenchError {
  return new WorkbenchError('fault_rule_invalid', { rule: rule.slice(0, 120), reason, next });
}

function refusalFrom(error: z.ZodError): Refusal {
  const [issue] = error.issues;
  const told = issue?.code === 'custom' ? (issue.params as Refusal | undefined) : undefined;
  const { path, reason } = inputInvalid('', error).params;
  // The last part of the path is the word that one types, and the key of the JSON form.
  const field = String(path).split('.').at(-1);
  return { reason: `${field}: ${told?.reason ?? String(reason)}`, next: told?.next ?? formNext };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A rule, as one types it or as an object. `label` names it in errors. Throws `fault_rule_invalid`, which says what is
 * wrong, what is known instead and what to do next.
 */
export function parseFaultRule(
  input: unknown,
  label = typeof input === 'string' ? input : 'given',
): FaultRule {
  if (typeof input === 'string') {
    if (input.length > maxTextLength)
      throw invalid(label, { reason: `it is longer than ${maxTextLength} characters`, next: formNext });
    const { raw, refusal } = readRuleText(input) as { raw?: unknown; refusal?: Refusal };
    if (refusal !== undefined) throw invalid(label, refusal);
    return parseFaultRule(raw, label);
  }
  if (!isRecord(input))
    throw invalid(label, { reason: 'it is neither a text nor an object', next: formNext });
  const { layer: layerName, fault } = input;
  const layer = layers.find((one) => one === layerName);
  if (layer === undefined) throw invalid(label, unknownName('layer', String(layerName ?? ''), layers));
  const kind = isRecord(fault) ? String(fault['kind'] ?? '') : '';
  const kinds = faultKinds(layer);
  if (!kinds.includes(kind)) throw invalid(label, unknownName(`fault of layer ${layer}`, kind, kinds));
  const parsed = ruleSchemas[layer].safeParse(input);
  if (!parsed.success) throw invalid(label, refusalFrom(parsed.error));
  const refusal = refusalOf(parsed.data);
  if (refusal !== undefined) throw invalid(label, refusal);
  return parsed.data;
}

/**
 * The rules of a file: a JSON list whose entries are objects or texts as one types them. `file` is for errors. Throws
 * `fault_rule_invalid`.
 */
export function parseFaultFile(text: string, file: string): FaultRule[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw invalid(file, {
      reason: 'it is no JSON',
      next: 'Give a JSON list of rules, as ["apdu 12 removal"].',
    });
  }
  if (!Array.isArray(list))
    throw invalid(file, {
      reason: 'it is no list',
      next: 'Give a JSON list of rules, as ["apdu 12 removal"].',
    });
  if (list.length > maxRules)
    throw invalid(file, { reason: `it has more than ${maxRules} rules`, next: 'Leave some of them out.' });
  return list.map((one: unknown, index) => parseFaultRule(one, `${file}, rule ${index + 1}`));
}
