/** What fault rules may name: functions, commands, error values. From SGP.22 v2.5 §5.3 to §5.9. */

import { bppErrors, type Es10FunctionData, es10Functions } from '../euicc/functions.ts';

/** Names of the functions of ES10 (SGP.22 v2.5 §5.7), as `ES10b.AuthenticateServer`. */
export const cardFunctionNames: readonly string[] = es10Functions.map((one) => one.name);

/** Commands of a bound profile package as occasions name them. `storeMetadata2` is a place in a result, not a command. */
export const bppCommands: readonly string[] = Object.keys(bppErrors.commands).filter(
  (one) => one !== 'storeMetadata2',
);
export const bppReasons: Readonly<Record<string, number>> = bppErrors.reasons;

/** Functions that the servers have, by interface. */
export const serverFunctions: Readonly<Record<string, readonly string[]>> = {
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

/** One of `known` by its name in whatever case. */
export function named(known: readonly string[], text: string): string | undefined {
  return known.find((one) => one === text) ?? known.find((one) => one.toLowerCase() === text.toLowerCase());
}

export function cardFunction(name: string): Es10FunctionData | undefined {
  return es10Functions.find((one) => one.name.toLowerCase() === name.toLowerCase());
}
