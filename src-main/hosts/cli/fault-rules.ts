/** `--fault` and `--faults`: what is to go wrong on the simulated bench while a command runs. */

import type { WorkbenchApi } from '../../../src-shared/api.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { FaultRuleState } from '../../../src-shared/model/index.ts';
import type { FaultRule } from '../../simulator/faults/index.ts';
import { readText } from './context.ts';

export interface FaultOptions {
  readonly fault?: readonly string[];
  readonly faults?: string;
}

/** A simulator that runs by itself, and the layers in which it can fail. */
export interface FaultyPart {
  readonly name: string;
  readonly layers: readonly FaultRule['layer'][];
}

/**
 * The rules that are named, those of the file first. Rejects with file_unreadable and fault_rule_invalid, also for a rule
 * that can never be in force in the part.
 */
export async function givenRules(options: FaultOptions, part?: FaultyPart): Promise<FaultRule[]> {
  const { fault = [], faults: file } = options;
  if (fault.length === 0 && file === undefined) return [];
  const { parseFaultFile, parseFaultRule, writeRuleText } = await import('../../simulator/faults/index.ts');
  const ofFile = file === undefined ? [] : parseFaultFile(await readText(file, 1024 * 1024), file);
  const rules = [...ofFile, ...fault.map((one) => parseFaultRule(one))];
  if (part === undefined) return rules;
  const never = rules.find(({ layer }) => !part.layers.includes(layer));
  if (never !== undefined)
    throw new WorkbenchError('fault_rule_invalid', {
      rule: writeRuleText(never),
      reason: `${part.name} has no faults of layer ${never.layer}`,
      next: `Its layers are: ${part.layers.join(', ')}.`,
    });
  return rules;
}

/** Puts a rule in force on the bench of an engine. */
export async function addRule(engine: WorkbenchApi, rule: FaultRule): Promise<FaultRuleState> {
  const { writeRuleText } = await import('../../simulator/faults/index.ts');
  return await engine.call('simulator.faults.add', { rule: writeRuleText(rule) });
}

/** What a rule did, for people. */
export function toldRule({ rule, seen, done }: FaultRuleState): string {
  const occasions = seen === 1 ? '1 occasion' : `${seen} occasions`;
  return `Fault rule ${rule}: ${done} of ${occasions}`;
}
