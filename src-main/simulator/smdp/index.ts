export { type BindingInput, bindProfile } from './bind.ts';
export { folderSource, loadOffers, makeOffer, type ProfileFile, type SkippedProfile } from './catalogue.ts';
export type { SmdpLogEntry } from './context.ts';
export { hashConfirmationCode } from './download.ts';
export {
  encodeAuthenticateClientOk,
  encodeInitiateAuthenticationOk,
  makeAuthenticateClientOk,
  makeInitiateAuthenticationOk,
} from './messages.ts';
export { loadOrMakePkis, type RunningSmdp, type RunSmdpOptions, runSmdp } from './run.ts';
export { type SmdpServer, type SmdpServerOptions, startSmdpServer } from './server.ts';
export {
  activationCodeOf,
  createSmdp,
  type OrderView,
  type Smdp,
  type SmdpHttpRequest,
  type SmdpHttpResponse,
  type SmdpOptions,
} from './smdp.ts';
export { fileStore, memoryStore, type ProfileState, type SmdpState, type SmdpStore } from './state.ts';
export { statusCodes } from './status.ts';
