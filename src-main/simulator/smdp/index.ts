export type {
  FunctionCaller,
  RspLogEntry as SmdpLogEntry,
  RspRequest as SmdpHttpRequest,
  RspResponse as SmdpHttpResponse,
} from '../rsp-server/index.ts';
export {
  encodeInitiateAuthenticationOk,
  loadOrMakePkis,
  makeInitiateAuthenticationOk,
} from '../rsp-server/index.ts';
export { type BindingInput, bindProfile } from './bind.ts';
export { folderSource, loadOffers, makeOffer, type ProfileFile, type SkippedProfile } from './catalogue.ts';
export { hashConfirmationCode } from './download.ts';
export { encodeAuthenticateClientOk, makeAuthenticateClientOk } from './messages.ts';
export { orderKey } from './orders.ts';
export { notificationPoints } from './progress.ts';
export { type RunningSmdp, type RunSmdpOptions, runSmdp } from './run.ts';
export { type SmdpServer, type SmdpServerOptions, startSmdpServer } from './server.ts';
export { createSmdp, type OrderView, type Smdp, type SmdpByHand, type SmdpOptions } from './smdp.ts';
export type { Order, ProfileState, SmdpState } from './state.ts';
export { smdpFunctionStatus, statusCodes } from './status.ts';
export { fileStore, memoryStore, type SmdpStore } from './store.ts';
