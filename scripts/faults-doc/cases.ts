/** Every fault that docs/faults.md shows: the rules, and the operation that meets them. */

import { bppErrors, es10Functions } from '../../src-main/simulator/euicc/index.ts';
import { smdpFunctionStatus } from '../../src-main/simulator/smdp/status.ts';
import { smdsFunctionStatus } from '../../src-main/simulator/smds/status.ts';

/** Operations that the faults are met in. */
export type Scenario =
  /** A download, enabled at its end, of a profile without or with a confirmation code. */
  | 'activate'
  | 'download'
  | 'download with code'
  /** A download that the user rejects, so that the session is cancelled. */
  | 'rejected download'
  | 'read'
  | 'enable'
  | 'disable'
  | 'delete'
  | 'nickname'
  | 'reset memory'
  | 'default SM-DP+'
  | 'send notifications'
  /** What the SM-DS has for the card: one event. */
  | 'discover'
  | 'remove notification';

export interface Case {
  readonly rules: readonly string[];
  readonly scenario: Scenario;
}

export interface Section {
  readonly title: string;
  readonly text?: string;
  readonly cases: readonly Case[];
}

const cases = (scenario: Scenario, ...rules: readonly string[]): Case[] =>
  rules.map((rule) => ({ scenario, rules: [rule] }));

/** In which operation the workbench calls a function of the card. */
const scenarioOf: Readonly<Record<string, Scenario>> = {
  'ES10a.GetEuiccConfiguredAddresses': 'read',
  'ES10a.SetDefaultDpAddress': 'default SM-DP+',
  'ES10b.ListNotification': 'read',
  'ES10b.RetrieveNotificationsList': 'send notifications',
  'ES10b.RemoveNotificationFromList': 'remove notification',
  'ES10b.CancelSession': 'rejected download',
  'ES10b.GetRAT': 'read',
  'ES10c.GetProfilesInfo': 'read',
  'ES10c.EnableProfile': 'enable',
  'ES10c.DisableProfile': 'disable',
  'ES10c.DeleteProfile': 'delete',
  'ES10c.eUICCMemoryReset': 'reset memory',
  'ES10c.GetEID': 'read',
  'ES10c.SetNickname': 'nickname',
};

/** The workbench loads no CRLs, so nothing can be seen of these. */
const notCalled = 'ES10b.LoadCRL';
const functions = es10Functions.filter(({ name }) => name !== notCalled);
const loadBpp = 'ES10b.LoadBoundProfilePackage';

function cardErrors(): Section[] {
  return functions
    .filter(({ name, errors }) => name !== loadBpp && Object.keys(errors).length > 0)
    .map(({ name, section, errors }) => ({
      title: `Errors of ${name} (§${section})`,
      cases: Object.keys(errors).flatMap((error) =>
        cases(
          scenarioOf[name] ?? 'download',
          error === 'catBusy' ? `${name} catBusy` : `${name} error=${error}`,
        ),
      ),
    }));
}

const contacts: Section[] = [
  {
    title: 'Status words at the contacts',
    cases: [
      ...cases(
        'download',
        'apdu 1 sw=6F00',
        'apdu 2 sw=6881',
        'apdu 3 sw=6A82',
        'apdu command=xxA4 sw=6A82',
        'apdu ES10b.GetEUICCChallenge sw=6985',
        'apdu ES10b.AuthenticateServer sw=6A80',
        'apdu ES10b.AuthenticateServer 2 sw=6581',
        'apdu ES10b.PrepareDownload sw=6985',
        'apdu ES10b.LoadBoundProfilePackage 1 sw=6985',
        'apdu ES10b.LoadBoundProfilePackage 8 sw=6A80',
        'apdu ES10b.LoadBoundProfilePackage sw=6700 times=1',
        'apdu sw=6F00 probability=0.1 seed=2',
      ),
      ...cases('enable', 'apdu ES10c.EnableProfile sw=6F00', 'apdu ES10c.GetProfilesInfo sw=6A88'),
    ],
  },
  {
    title: 'Delays and silence',
    text: 'The simulated reader gives up a card that does not answer, here after 1 s, else after 180 s as with PC/SC.',
    cases: [
      ...cases(
        'download',
        'apdu delay=2ms',
        'apdu ES10b.PrepareDownload delay=200ms times=1',
        'apdu 1 mute',
        'apdu ES10b.AuthenticateServer mute',
        'apdu ES10b.PrepareDownload mute',
        'apdu ES10b.LoadBoundProfilePackage 8 mute',
      ),
      ...cases('enable', 'apdu ES10c.EnableProfile mute'),
      ...cases('delete', 'apdu ES10c.DeleteProfile mute'),
    ],
  },
  {
    title: 'Garbage and answers cut short',
    cases: [
      ...cases(
        'download',
        'apdu 3 garbage',
        'apdu ES10b.GetEUICCChallenge garbage=BF2E00FFFF9000',
        'apdu ES10b.AuthenticateServer garbage=9000 after=7',
        'apdu ES10b.AuthenticateServer garbage',
        'apdu ES10b.PrepareDownload garbage',
        'apdu ES10b.LoadBoundProfilePackage 8 garbage',
        'apdu ES10b.LoadBoundProfilePackage 8 garbage=BF37009000',
        'apdu ES10b.GetEUICCChallenge truncate=1',
        'apdu ES10b.GetEUICCChallenge truncate=2',
        'apdu ES10b.LoadBoundProfilePackage 8 truncate=2',
      ),
      ...cases(
        'enable',
        'apdu ES10c.EnableProfile garbage',
        'apdu ES10c.EnableProfile garbage=BF31038001059000',
      ),
    ],
  },
  {
    title: 'Removal of the card',
    text: 'Without `back` the card stays out; with it the card comes back, and the workbench finds out what is on it.',
    cases: [
      ...cases(
        'download',
        'apdu 1 removal',
        'apdu 12 removal',
        'apdu ES10b.AuthenticateServer removal',
        'apdu ES10b.AuthenticateServer removal back=20ms',
        'apdu ES10b.PrepareDownload removal=after',
        'apdu ES10b.LoadBoundProfilePackage 1 removal',
        'apdu ES10b.LoadBoundProfilePackage 8 removal',
        'apdu ES10b.LoadBoundProfilePackage 8 removal back=20ms',
      ),
      ...cases(
        'enable',
        'apdu ES10c.EnableProfile removal',
        'apdu ES10c.EnableProfile removal back=20ms times=1',
        'apdu ES10c.EnableProfile removal=after back=20ms times=1',
      ),
      ...cases(
        'disable',
        'apdu ES10c.DisableProfile removal back=20ms times=1',
        'apdu ES10c.DisableProfile removal=after back=20ms times=1',
      ),
      ...cases(
        'delete',
        'apdu ES10c.DeleteProfile removal back=20ms times=1',
        'apdu ES10c.DeleteProfile removal=after back=20ms times=1',
      ),
    ],
  },
  {
    title: 'Loss of power',
    text: 'At the contacts, and within a function of the card: before it, before what it changes is kept, after that.',
    cases: [
      ...cases(
        'download',
        'apdu 1 powerLoss',
        'apdu 12 powerLoss',
        'apdu ES10b.AuthenticateServer powerLoss=after times=1',
        'apdu ES10b.LoadBoundProfilePackage 8 powerLoss',
        ...['ES10b.AuthenticateServer', 'ES10b.PrepareDownload', loadBpp].flatMap((name) =>
          ['before', 'within', 'after'].map((at) => `${name} powerLoss=${at} times=1`),
        ),
        ...['before', 'within', 'after'].map((at) => `bpp storeMetadata powerLoss=${at}`),
        ...['before', 'within', 'after'].map((at) => `bpp loadProfileElements 1 powerLoss=${at}`),
      ),
      ...(['enable', 'disable', 'delete'] as const).flatMap((scenario) =>
        ['before', 'within', 'after'].flatMap((at) =>
          cases(
            scenario,
            `ES10c.${scenario[0]?.toUpperCase()}${scenario.slice(1)}Profile powerLoss=${at} times=1`,
          ),
        ),
      ),
      ...cases('reset memory', 'ES10c.eUICCMemoryReset powerLoss=after times=1'),
      ...cases('remove notification', 'ES10b.RemoveNotificationFromList powerLoss=after times=1'),
    ],
  },
];

const card: Section[] = [
  ...cardErrors(),
  {
    title: 'A busy toolkit session (catBusy)',
    text: 'For a time, and in the middle of an activation.',
    cases: [
      ...cases('enable', 'ES10c.EnableProfile catBusy times=1', 'card catBusy'),
      ...cases('disable', 'ES10c.DisableProfile catBusy times=1'),
      ...cases('activate', 'ES10c.EnableProfile catBusy times=1', 'ES10c.EnableProfile catBusy'),
    ],
  },
  {
    title: 'Wrong signatures and transaction ids of the card',
    cases: functions.flatMap(({ name, signed, answersTransactionId }) => {
      const scenario = scenarioOf[name] ?? 'download';
      return [
        ...(signed ? cases(scenario, `${name} wrongSignature`) : []),
        ...(answersTransactionId ? cases(scenario, `${name} wrongTransactionId`) : []),
      ];
    }),
  },
  {
    title: 'Status words of functions',
    cases: [
      ...cases(
        'read',
        ...functions.filter(({ name }) => scenarioOf[name] === 'read').map(({ name }) => `${name} sw=6A88`),
      ),
      ...cases(
        'download',
        'ES10b.AuthenticateServer sw=6A84',
        'ES10b.PrepareDownload sw=6581',
        `${loadBpp} sw=6985`,
      ),
    ],
  },
];

const bpp: Section[] = [
  {
    title: 'Reasons of a failed installation (§2.5.6)',
    cases: Object.keys(bppErrors.reasons).flatMap((reason) =>
      cases('download', `bpp loadProfileElements 1 error=${reason}`),
    ),
  },
  {
    title: 'Commands of a bound profile package (§2.5.5)',
    cases: [
      ...cases(
        'download',
        ...['initialiseSecureChannel', 'configureISDP', 'storeMetadata', 'loadProfileElements'].flatMap(
          (command) => [`bpp ${command} error=incorrectInputValues`, `bpp ${command} badMac`],
        ),
        'bpp loadProfileElements 2 badMac',
        'bpp loadProfileElements error=99',
        'bpp storeMetadata sw=6A80',
        'bpp loadProfileElements 2 sw=6F00',
      ),
      ...cases(
        'download with code',
        'bpp replaceSessionKeys error=incorrectInputValues',
        'bpp replaceSessionKeys badMac',
      ),
      ...cases('activate', 'bpp loadProfileElements error=installFailedDueToInsufficientMemoryForProfile'),
    ],
  },
];

const serverScenario: Readonly<Record<string, Scenario>> = {
  'ES9+.HandleNotification': 'send notifications',
  'ES9+.CancelSession': 'rejected download',
};

const es9Functions = Object.keys(smdpFunctionStatus).filter((name) => name.startsWith('ES9+.'));
const es11Functions = Object.keys(smdsFunctionStatus).filter((name) => name.startsWith('ES11.'));
const onServer = (name: string, ...faults: readonly string[]) =>
  cases(
    serverScenario[name] ?? (name.startsWith('ES11') ? 'discover' : 'download'),
    ...faults.map((fault) => `${name} ${fault}`),
  );

const servers: Section[] = [
  ...es9Functions.map((name) => ({
    title: `Status codes of ${name}`,
    cases: (smdpFunctionStatus[name] ?? []).flatMap(([subject, reason]) =>
      subject === '8.2.7' && reason === '3.8'
        ? cases('download with code', `${name} status=8.2.7/3.8 times=1`, `${name} status=8.2.7/3.8`)
        : onServer(name, `status=${subject}/${reason}`),
    ),
  })),
  ...es11Functions.map((name) => ({
    title: `Status codes of ${name}`,
    cases: (smdsFunctionStatus[name] ?? []).flatMap(([subject, reason]) =>
      onServer(name, `status=${subject}/${reason}`),
    ),
  })),
  {
    title: 'Codes that SGP.22 does not have',
    cases: onServer('ES9+.AuthenticateClient', 'status=8.99/9.9 message="out of order"'),
  },
  {
    title: 'HTTP errors',
    cases: [
      ...es9Functions.flatMap((name) => onServer(name, 'http=500')),
      ...onServer(
        'ES9+.InitiateAuthentication',
        'http=302 header="Location: https://elsewhere.example/"',
        'http=400',
        'http=403',
        'http=404',
        'http=429 header="Retry-After: 5"',
        'http=503',
        'http=200 body="<html>Log in</html>" type=text/html',
        'http=204',
      ),
      ...onServer('ES9+.HandleNotification', 'http=200'),
      ...cases('download', 'ES9+ http=503 times=1', 'ES9+ http=503 after=2'),
      ...cases('discover', 'ES11 http=500', 'ES11.AuthenticateClient http=503'),
    ],
  },
  {
    title: 'Connections reset, answers cut short',
    cases: es9Functions
      .flatMap((name) =>
        name === 'ES9+.HandleNotification'
          ? onServer(name, 'reset', 'reset=after')
          : onServer(name, 'reset', 'reset=after', 'reset=after bytes=20', 'truncate=20'),
      )
      .concat(cases('discover', 'ES11 reset', 'ES11.AuthenticateClient truncate=20')),
  },
  {
    title: 'Slow answers and none',
    text: 'The client waits 1.5 s here, else 60 s.',
    cases: [
      ...cases('download', 'ES9+ slow=50ms'),
      ...onServer('ES9+.GetBoundProfilePackage', 'slow rate=100000', 'slow rate=500', 'slow=5s'),
      ...es9Functions.flatMap((name) => onServer(name, 'hang')),
      ...cases('discover', 'ES11 hang'),
    ],
  },
  {
    title: 'Answers that are none',
    cases: [
      ...es9Functions
        .filter((name) => name !== 'ES9+.HandleNotification')
        .flatMap((name) => onServer(name, 'garbage')),
      ...onServer(
        'ES9+.InitiateAuthentication',
        'field=transactionId',
        'field=serverSigned1 value=MAA=',
        'field=header',
      ),
      ...onServer('ES9+.AuthenticateClient', 'field=profileMetadata', 'field=smdpSigned2 value="no base64"'),
      ...onServer(
        'ES9+.GetBoundProfilePackage',
        'field=boundProfilePackage',
        'field=boundProfilePackage value=vzYA',
      ),
    ],
  },
  {
    title: 'Wrong signatures, transactions and challenges of the server',
    cases: [
      ...onServer('ES9+.InitiateAuthentication', 'wrongSignature', 'wrongTransactionId', 'wrongChallenge'),
      ...onServer('ES9+.AuthenticateClient', 'wrongSignature', 'wrongTransactionId'),
      ...onServer('ES9+.GetBoundProfilePackage', 'wrongSignature', 'wrongTransactionId'),
      ...onServer('ES11.InitiateAuthentication', 'wrongSignature', 'wrongTransactionId', 'wrongChallenge'),
      ...onServer('ES11.AuthenticateClient', 'wrongTransactionId'),
    ],
  },
  {
    title: 'Certificates of the server',
    cases: ['ES9+.InitiateAuthentication', 'ES9+.AuthenticateClient', 'ES11.InitiateAuthentication'].flatMap(
      (name) =>
        onServer(
          name,
          ...['expired', 'notYetValid', 'foreign', 'wrongRole'].map((how) => `certificate=${how}`),
        ),
    ),
  },
  {
    title: 'Bound profile packages',
    cases: onServer(
      'ES9+.GetBoundProfilePackage',
      'badMac=0',
      'badMac=1',
      'badMac=2',
      'badMac=3',
      'otherMetadata',
    ),
  },
  {
    title: 'A session that cannot be cancelled either',
    cases: [
      {
        scenario: 'download',
        rules: ['ES9+.GetBoundProfilePackage otherMetadata', 'ES9+.CancelSession http=503'],
      },
      {
        scenario: 'download',
        rules: ['ES9+.GetBoundProfilePackage otherMetadata', 'ES10b.CancelSession error=undefinedError'],
      },
    ],
  },
  {
    title: 'TLS',
    cases: cases(
      'download',
      'tls certificate=expired',
      'tls certificate=foreign',
      'tls certificate=wrongName',
    ),
  },
];

export const chapters: readonly { readonly title: string; readonly sections: readonly Section[] }[] = [
  { title: 'At the contacts of the card', sections: contacts },
  { title: 'In the card', sections: card },
  { title: 'In the bound profile package', sections: bpp },
  { title: 'In the servers', sections: servers },
];
