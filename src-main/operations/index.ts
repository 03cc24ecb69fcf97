export { benchDeviceInfo, defaultDeviceInfo } from './device-info.ts';
export { benchSmdsAddresses } from './discover.ts';
export { beginMachine, operationMachines } from './machines.ts';
export { recordingNotes } from './notes.ts';
export { nextDue } from './notification-schedule.ts';
export type { Es9Port, OperationPorts, OperationReader } from './ports.ts';
export { markInterrupted, needsReconciliation, reconcile } from './reconcile.ts';
export { connectionLostCodes, OperationRun } from './run.ts';
export { runOperation } from './runner.ts';
