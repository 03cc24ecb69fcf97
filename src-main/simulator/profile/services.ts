import type { EUICCInfo2 } from '../../rsp/index.ts';

/** Services that a package may insist on, with the capability bit that promises each. */
export const serviceCapabilities: Readonly<Record<string, EUICCInfo2['uiccCapability'][number]>> = {
  contactless: 'contactlessSupport',
  usim: 'usimSupport',
  isim: 'isimSupport',
  csim: 'csimSupport',
  milenage: 'akaMilenage',
  tuak128: 'akaTuak128',
  cave: 'akaCave',
  'gba-usim': 'gbaAuthenUsim',
  'gba-isim': 'gbaAuthenISim',
  mbms: 'mbmsAuthenUsim',
  eap: 'eapClient',
  javacard: 'javacard',
  multos: 'multos',
  'multiple-usim': 'multipleUsimSupport',
  'multiple-isim': 'multipleIsimSupport',
  'multiple-csim': 'multipleCsimSupport',
  tuak256: 'akaTuak256',
  'ber-tlv': 'berTlvFileSupport',
  dfLink: 'dfLinkSupport',
  'cat-tp': 'catTp',
  'get-identity': 'getIdentity',
  'profile-a-x25519': 'profile-a-x25519',
  'profile-b-p256': 'profile-b-p256',
  suciCalculatorApi: 'suciCalculatorApi',
};
