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
