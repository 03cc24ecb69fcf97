export {
  type Certificate,
  type CertificateRole,
  type DistinguishedName,
  parseCertificate,
  rolePolicies,
} from './certificate.ts';
export {
  type ChainProblem,
  type ChainResult,
  findCi,
  permitsName,
  verifyEuiccChain,
  verifyServerChain,
} from './chain.ts';
export { loadPki, loadPkis, saveIdentity, savePki } from './folder.ts';
export {
  type GeneratePkiOptions,
  generatePki,
  type IssueServerOptions,
  issueEuicc,
  issueServer,
} from './generate.ts';
export { type FullPki, type Identity, type Issuer, identityOf, type Pki } from './pki.ts';
