import { consoleWaits } from '../model/operation.ts';
import { humanise } from './format.ts';

/** What a function or phase does, for a person who does not know SGP.22 by heart. */
const steps = {
  'TERMINAL CAPABILITY': 'The card is told what the terminal can do',
  'MANAGE CHANNEL': 'A logical channel is opened or closed',
  'SELECT ISD-R': 'The ISD-R of the eUICC is selected',
  SELECT: 'An application is selected',
  'ES10a.GetEuiccConfiguredAddresses': 'The configured server addresses are read',
  'ES10a.SetDefaultDpAddress': 'The default SM-DP+ address is set',
  'ES10b.GetEUICCInfo': 'What the eUICC can do is read',
  'ES10b.GetEUICCInfo1': 'The keys of the eUICC are read',
  'ES10b.GetEUICCInfo2': 'What the eUICC can do is read',
  'ES10b.GetEUICCChallenge': 'The card gives its challenge',
  'ES10b.AuthenticateServer': 'The card checks the server and proves itself',
  'ES10b.PrepareDownload': 'The card checks the profile and makes its session key',
  'ES10b.LoadBoundProfilePackage': 'The profile is written to the card',
  'ES10b.ListNotification': 'The notifications on the card are listed',
  'ES10b.RetrieveNotificationsList': 'The notifications are read from the card',
  'ES10b.RemoveNotificationFromList': 'A delivered notification is removed from the card',
  'ES10b.LoadCRL': 'The revocation list is loaded',
  'ES10b.CancelSession': 'The card is told that the session is cancelled',
  'ES10b.GetRAT': 'The rules authorisation table is read',
  'ES10c.GetProfilesInfo': 'The profiles on the card are read',
  'ES10c.EnableProfile': 'The profile is enabled',
  'ES10c.DisableProfile': 'The profile is disabled',
  'ES10c.DeleteProfile': 'The profile is deleted',
  'ES10c.eUICCMemoryReset': 'The memory of the eUICC is reset',
  'ES10c.GetEID': 'The EID is read',
  'ES10c.SetNickname': 'The nickname is set',
  'ES9+.InitiateAuthentication': 'The server is greeted and gives its challenge',
  'ES9+.AuthenticateClient': 'The server checks the card and offers the profile',
  'ES9+.GetBoundProfilePackage': 'The server binds the profile to this card',
  'ES9+.HandleNotification': 'A notification is delivered to its server',
  'ES9+.CancelSession': 'The server is told that the session is cancelled',
  'ES11.InitiateAuthentication': 'The SM-DS is greeted and gives its challenge',
  'ES11.AuthenticateClient': 'The SM-DS is asked for events',
  FETCH: 'The card says what it wants from the terminal',
  'TERMINAL RESPONSE': 'The card is told how that went',
  connect: 'The reader is taken and the card is opened',
  reset: 'The card is reset',
  'power cycle': 'The card is switched off and on',
  'SELECT USIM': 'The USIM is selected',
  [consoleWaits]: 'The console waits for an input',
} as const;

/** What a step does in words, or undefined where the catalogue has none. */
export function stepText(step: string): string | undefined {
  return Object.hasOwn(steps, step) ? steps[step as keyof typeof steps] : undefined;
}

/** The step in words, or its name made readable. */
export function stepSentence(step: string): string {
  return stepText(step) ?? (/[.+ ]/.test(step) ? step : humanise(step));
}

/** By the status word, where a dot stands for any digit. */
const statusWords = {
  '9000': 'Done',
  '91..': 'Done; the card has a command for the terminal',
  '61..': 'Done; more data waits',
  '6C..': 'Wrong length asked for; the right one is named',
  '6200': 'Warning, no information',
  '6283': 'The application is locked',
  '63C.': 'Verification failed; tries are left',
  '6310': 'More data is available',
  '6400': 'Execution error',
  '6581': 'Memory failure',
  '6601': 'Block refused',
  '6700': 'Wrong length',
  '6881': 'Logical channel not supported',
  '6882': 'Secure messaging not supported',
  '6982': 'Security status not satisfied',
  '6983': 'Authentication blocked',
  '6985': 'Conditions of use not satisfied',
  '6999': 'Selection refused',
  '6A80': 'Incorrect data',
  '6A81': 'Function not supported',
  '6A82': 'Application or file not found',
  '6A84': 'Not enough memory',
  '6A86': 'Incorrect P1 or P2',
  '6A88': 'Referenced data not found',
  '6B00': 'Wrong P1 or P2',
  '6D00': 'Instruction not supported',
  '6E00': 'Class not supported',
  '6F00': 'Technical problem',
  '93..': 'The card is busy',
} as const;

/** Made once: a long list asks for each of its rows. */
const statusWordPatterns = (Object.keys(statusWords) as (keyof typeof statusWords)[]).map((pattern) => ({
  pattern,
  whole: new RegExp(`^${pattern}$`),
}));

/** What a status word means (ISO 7816-4 §5.6, ETSI TS 102 221 §10.2), or undefined. */
export function statusWordText(statusWord: string): string | undefined {
  const found = statusWordPatterns.find(({ whole }) => whole.test(statusWord));
  return found === undefined ? undefined : statusWords[found.pattern];
}

/** `good`: done. `more`: goes on (61xx, 6Cxx, 91xx). `bad`: refused. */
export function statusWordClass(statusWord: string): 'good' | 'more' | 'bad' {
  if (statusWord === '9000') return 'good';
  return /^(61|6C|91|92|9F)/.test(statusWord) ? 'more' : 'bad';
}

const instructions: Readonly<Record<string, string>> = {
  A4: 'SELECT',
  B0: 'READ BINARY',
  B2: 'READ RECORD',
  C0: 'GET RESPONSE',
  CA: 'GET DATA',
  E2: 'STORE DATA',
  '70': 'MANAGE CHANNEL',
  AA: 'TERMINAL CAPABILITY',
  '10': 'TERMINAL PROFILE',
  '12': 'FETCH',
  '14': 'TERMINAL RESPONSE',
  C2: 'ENVELOPE',
  F2: 'STATUS',
};

/** The instruction of a command APDU (hex) by name, or its INS byte. */
export function instructionName(command: string): string {
  const ins = command.slice(2, 4).toUpperCase();
  return instructions[ins] ?? `INS ${ins}`;
}

/** Names of EUICCInfo2's bits (SGP.22 v2.5 §4.2, `UICCCapability`, `rspCapability`) in words. */
const capabilities = {
  contactlessSupport: 'Contactless (SWP, HCI)',
  usimSupport: 'USIM',
  isimSupport: 'ISIM',
  csimSupport: 'CSIM',
  akaMilenage: 'AKA Milenage',
  akaCave: 'AKA CAVE',
  akaTuak128: 'AKA TUAK 128',
  akaTuak256: 'AKA TUAK 256',
  usimTestAlgorithm: 'USIM test algorithm',
  gbaAuthenUsim: 'GBA, USIM',
  gbaAuthenISim: 'GBA, ISIM',
  mbmsAuthenUsim: 'MBMS',
  eapClient: 'EAP client',
  javacard: 'Java Card',
  multos: 'MULTOS',
  multipleUsimSupport: 'Multiple USIM',
  multipleIsimSupport: 'Multiple ISIM',
  multipleCsimSupport: 'Multiple CSIM',
  berTlvFileSupport: 'BER-TLV files',
  dfLinkSupport: 'DF links',
  catTp: 'CAT_TP',
  getIdentity: 'GET IDENTITY',
  'profile-a-x25519': 'SUCI profile A (X25519)',
  'profile-b-p256': 'SUCI profile B (P-256)',
  suciCalculatorApi: 'SUCI calculator',
  'dns-resolution': 'DNS resolution',
  scp11ac: 'SCP11a and c',
  'scp11c-authorization-mechanism': 'SCP11c authorisation',
  s16mode: 'S16 mode',
  eaka: 'EAKA',
  iotminimal: 'IoT minimal',
  additionalProfile: 'Additional profile',
  crlSupport: 'CRL',
  rpmSupport: 'Remote profile management',
  testProfileSupport: 'Test profiles',
  deviceInfoExtensibilitySupport: 'Extensible device info',
  serviceSpecificDataSupport: 'Service specific data',
} as const;

/** Undefined for a name that is none of a capability. */
export function capabilityWord(name: string): string | undefined {
  return Object.hasOwn(capabilities, name) ? capabilities[name as keyof typeof capabilities] : undefined;
}

export function capabilityText(name: string): string {
  return capabilityWord(name) ?? name;
}

/** What a language translates. */
export const stepTexts = { steps, statusWords, capabilities };
