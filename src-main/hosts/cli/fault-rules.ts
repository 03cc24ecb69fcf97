/** `--fault` and `--faults`: what is to go wrong on the simulated bench while a command runs. */

import type { WorkbenchApi } from '../../../src-shared/api.ts';
import type { FaultRuleState } from '../../../src-shared/model/index.ts';
import type { FaultRule } from '../../simulator/faults/index.ts';
import { readText } from './context.ts';

export interface FaultOptions {
  readonly fault?: readonly string[];
  readonly faults?: string;
}

/** The rules that are named, those of the file first. Rejects with file_unreadable and fault_rule_invalid. */
export async function givenRules(options: FaultOptions): Promise<FaultRule[]> {
  const { fault = [], faults: file } = options;
  if (fault.length === 0 && file === undefined) return [];
  const { parseFaultFile, parseFaultRule } = await import('../../simulator/faults/index.ts');
  const ofFile = file === undefined ? [] : parseFaultFile(await readText(file, 1024 * 1024), file);
  return [...ofFile, ...fault.map((one) => parseFaultRule(one))];
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
