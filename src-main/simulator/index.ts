/**
 * `euicc-workbench/simulator`: what other people's tests import. docs/simulator.md is its page; what is not exported here
 * is nobody's business but ours and may change at any time.
 */

export { WorkbenchError } from '../../src-shared/errors/index.ts';
export type { SimulatedCode } from '../../src-shared/model/index.ts';
export type { Clock, Entropy } from '../../src-shared/ports.ts';
export type { CurveName } from './crypto/index.ts';
export { type Durations, durationsOfRecording, type EuiccConfigInput } from './euicc/index.ts';
export type { FaultRule, FaultRuleState } from './faults/index.ts';
export type { BenchCard, CardNotification, CardProfile } from './kit/bench-card.ts';
export type { BenchSmds } from './kit/bench-smds.ts';
export { type Bench, type BenchShop, type BenchSmdp, createBench } from './kit/create-bench.ts';
export type { BenchCardOptions, BenchOptions, OfferedProfile } from './kit/options.ts';
export type { BenchCi } from './kit/pkis.ts';
export type { BenchServer } from './kit/servers.ts';
export { loadPkis, type Pki } from './pki/index.ts';
export type { ShopConnector, ShopOrder } from './shops/index.ts';
export type { OrderView, SmdpLogEntry } from './smdp/index.ts';
export type { VpcdBridge } from './vpcd-bridge.ts';
