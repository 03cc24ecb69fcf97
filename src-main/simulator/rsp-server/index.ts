export {
  type FunctionAddress,
  type FunctionCaller,
  type HttpsCallerOptions,
  httpsCaller,
  wasExecuted,
} from './client.ts';
export {
  createDispatcher,
  type FunctionCall,
  type FunctionRow,
  functionRow,
  type RspLogEntry,
} from './dispatch.ts';
export { answerInstead, damageBytes, damageJson, damageResponse } from './faults.ts';
export {
  asn1Field,
  base64,
  base64Field,
  base64Input,
  functionHeaderInput,
  transactionIdInput,
} from './fields.ts';
export { maxRequestBytes, type RspHandler, type RspRequest, type RspResponse } from './http.ts';
export { type ListenOptions, listen, pem, type RspListener } from './listen.ts';
export { encodeInitiateAuthenticationOk, makeInitiateAuthenticationOk, signatureTlv } from './messages.ts';
export {
  type AuthenticatedEuicc,
  type AuthenticationServer,
  authenticateClient,
  authenticateClientInput,
  authenticateEuicc,
  checkSameTransaction,
  initiateAuthentication,
  initiateAuthenticationInput,
  sessionOf,
  signingIdentity,
} from './mutual-authentication.ts';
export { Outbox, type OutboxOptions } from './outbox.ts';
export {
  connectionOptions,
  describeEntry,
  loadOrMakePkis,
  makeStateFolder,
  type RunningServer,
  type RunServerOptions,
  readCas,
} from './run.ts';
export { type ServerOptions, startRspServer } from './server.ts';
export { type RspSession, SessionTable, type SessionTableOptions } from './sessions.ts';
export {
  commonCodes,
  commonFailure,
  FunctionFailure,
  type FunctionStatus,
  HttpFailure,
  type StatusCode,
} from './status.ts';
