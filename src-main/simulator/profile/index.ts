export { type BuildProfileOptions, buildProfilePackage, milenageTestKey, testAlgorithmKey } from './build.ts';
export { withLuhn } from './digits.ts';
export { drawIcon, encodePng, type IconMotif } from './icon.ts';
export type { ProfileOffer } from './offer.ts';
export {
  defaultProfilePackageLimits,
  type ProfileElement,
  type ProfilePackage,
  type ProfilePackageHeader,
  type ProfilePackageLimits,
  parseProfilePackage,
  readProfileElement,
} from './package.ts';
export {
  eventSampleName,
  eventSampleType,
  type LibraryPackage,
  libraryPackages,
  removeSampleCodes,
  type SampleCode,
  sampleCode,
  sampleProfiles,
  writeSampleProfiles,
} from './samples.ts';
export { serviceCapabilities } from './services.ts';
