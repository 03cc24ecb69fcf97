export type { FaultRuleState } from '../../../src-shared/model/index.ts';
export { type ApduFaultOptions, withApduFaults } from './apdu-faults.ts';
export { maxRules, parseFaultFile, parseFaultRule } from './parse.ts';
export type { ApduFaults, BppFault, CardFault, CardFaults, ServerFault, ServerFaults } from './ports.ts';
export type { FaultRule } from './rule-schema.ts';
export { writeRuleText } from './rule-text.ts';
export { type CardName, FaultRules, seededEntropy } from './rules.ts';
