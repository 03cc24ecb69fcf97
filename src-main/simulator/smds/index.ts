export { type EventRecord, type EventStore, fileEventStore, memoryEventStore } from './events.ts';
export { type RunningSmds, type RunSmdsOptions, runSmds } from './run.ts';
export { startSmdsServer } from './server.ts';
export { createSmds, type Smds, type SmdsOptions } from './smds.ts';
export { smdsFunctionStatus, smdsStatusCodes } from './status.ts';
