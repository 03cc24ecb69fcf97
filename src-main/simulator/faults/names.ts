/** What fault rules may name: functions, commands, error values. From SGP.22 v2.5 §5.3 to §5.9. */

import { bppErrors, type Es10FunctionData, es10Functions } from '../euicc/functions.ts';

/** Names of the functions of ES10 (SGP.22 v2.5 §5.7), as `ES10b.AuthenticateServer`. */
export const cardFunctionNames: readonly string[] = es10Functions.map((one) => one.name);

/** Commands of a bound profile package as occasions name them. `storeMetadata2` is a place in a result, not a command. */
export const bppCommands: readonly string[] = Object.keys(bppErrors.commands).filter(
  (one) => one !== 'storeMetadata2',
);
export const bppReasons: Readonly<Record<string, number>> = bppErrors.reasons;

/** Functions of the RSP servers, by interface. */
export const rspFunctions: Readonly<Record<string, readonly string[]>> = {
  'ES9+': [
    'InitiateAuthentication',
    'AuthenticateClient',
    'GetBoundProfilePackage',
    'HandleNotification',
    'CancelSession',
  ],
  ES11: ['InitiateAuthentication', 'AuthenticateClient'],
  ES12: ['RegisterEvent', 'DeleteEvent'],
  ES15: ['RegisterEvent', 'DeleteEvent'],
  'ES2+': ['DownloadOrder', 'ConfirmOrder', 'CancelOrder', 'ReleaseProfile'],
};

/** Requests of the shops' APIs, by the API: 1GLOBAL Connect v2, and the eSIM API of Octopus Cards. */
export const shopFunctions: Readonly<Record<string, readonly string[]>> = {
  Connect: [
    'ListProducts',
    'GetProduct',
    'CreateOrder',
    'GetOrder',
    'GetSim',
    'GetSubscription',
    'GetQrCode',
  ],
  Octopus: [
    'ListProducts',
    'GetProduct',
    'ListVariants',
    'GetVariant',
    'Charges',
    'CreateOrder',
    'ListOrders',
    'GetOrder',
    'SetNotificationEmail',
    'Login',
    'RefreshToken',
  ],
};

/** What the servers are asked, by interface. */
export const serverFunctions: Readonly<Record<string, readonly string[]>> = {
  ...rspFunctions,
  ...shopFunctions,
};

/** One of `known` by its name in whatever case. */
export function named(known: readonly string[], text: string): string | undefined {
  return known.find((one) => one === text) ?? known.find((one) => one.toLowerCase() === text.toLowerCase());
}

export function cardFunction(name: string): Es10FunctionData | undefined {
  return es10Functions.find((one) => one.name.toLowerCase() === name.toLowerCase());
}
