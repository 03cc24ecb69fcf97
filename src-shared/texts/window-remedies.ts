/**
 * What to do next, for whoever sits before the window. An error has one next step for all (`src-shared/errors`), and where that is a
 * command of the command line, the window leads to where it does the same. `{name}` is replaced as it is there.
 */

import { describeError, type ErrorData } from '../errors/index.ts';
import type { DoctorFinding } from '../model/doctor.ts';
import { type DoctorCode, spokenFinding } from './doctor.ts';
import { fillText } from './format.ts';
import { visibleText } from './visible.ts';

const errors = {
  apis_not_here:
    'They are switched on in the settings of the desktop application, where that has started the engine.',
  token_not_found: 'Look at Tokens in the settings: it may have been revoked meanwhile.',
  batch_ci_not_trusted:
    'Add or switch on the root that the card needs at Trust in the settings, or leave the check out of the recipe.',
  batch_not_found: 'Look for it in the list of the station: it may have been removed meanwhile.',
  batch_line_not_found: 'Look at the lines of the batch in the station.',
  batch_line_open:
    'Put that card into any reader. If it is lost, release its code on the page of codes, then try again.',
  confirmation_code_needed: 'Start again, and give it where it is asked for.',
  console_not_confirmed: 'Confirm it when you are asked.',
  evidence_foreign: 'Choose a file that was exported as evidence, as it was written.',
  evidence_not_found: 'Look for it in the list of evidence: it may have been removed meanwhile.',
  fault_rules_full: 'Clear those that are not needed any more, at Faults in the simulator.',
  fault_rule_unknown: 'Look at Faults in the simulator: it may have been cleared meanwhile.',
  policy_consent_missing:
    'If what they forbid is acceptable, start again and agree to it when you are asked.',
  event_not_found: 'Let the servers be asked again for what waits for the card.',
  operation_not_found: 'Look for it in the history: retention may have removed it.',
  trace_entry_not_found: 'Choose one that is in the list of the trace.',
  card_reading_not_known:
    'Choose one of the earlier readings of the card: the oldest go when there are many.',
  reader_not_found: 'Plug it in, or choose another one on the bench.',
  shop_not_found: 'Look at Shop accounts in the settings: it may have been removed meanwhile.',
  shop_token_wrong:
    'The token may have run out: give the account a new one at Shop accounts in the settings. Its orders wait, and go on with that.',
  shop_login_refused:
    'Look both up at the shop and give them anew at Shop accounts in the settings. Its orders wait, and go on with that.',
  shop_product_unknown: 'Choose one of those that the shop lists now.',
  shop_country_needed: 'Choose a country.',
  order_not_found: 'Look for it in the list of orders.',
  order_outcome_unknown:
    'Look for the order at the shop, then say on the page of orders what became of it. It is not ordered again.',
  simulator_card_unknown: 'Look at the cards of the simulator: it may have been deleted meanwhile.',
  simulator_not_running:
    'Start the workbench without --no-simulator. Where the bench cannot be started, the page of the simulator says why.',
  store_key_unprotected: 'Protect it with the passphrase: Keys in the settings says how.',
  store_key_ring_full:
    'Seal everything with the newest one, as Keys in the settings says, and try again. Nothing was changed.',
  ci_unknown:
    'If the server is to be trusted, get the root certificate of that issuer and add it at Trust in the settings.',
  ci_disabled: 'If the server is to be trusted, switch the issuer on at Trust in the settings.',
  tls_self_signed:
    'An SM-DP+ has a certificate of a certificate issuer. For a server of a lab, add the root that signs its certificate at Trust in the settings.',
  root_not_found: 'Look at Trust in the settings: it may have been removed meanwhile.',
  root_built_in: 'Switch it off at Trust in the settings.',
};

const advice = {
  space_low: 'Free some space, or let old traces go: Retention on the page Upkeep.',
  key_mode:
    'Take their rights away (chmod 600 store.key), and change the keys where somebody may have read it: Keys in the settings says how.',
  key_plain:
    'Put it into the system keychain, or protect it with a passphrase: Keys in the settings says how.',
  key_older: 'An engine that stays seals it anew in the background; nothing is to be done.',
  shop_token_over:
    'Give it a new one at Shop accounts in the settings. An account of Octopus Cards gets its tokens by itself with API key and secret.',
  trust_none: 'Switch some on at Trust in the settings.',
  root_expired: 'Switch it off at Trust in the settings, and add the one that follows it.',
};

/** What a language translates. */
export const remedyTexts = {
  errors,
  advice,
  databasePartly:
    'The tables of the database are whole; traces, which are many, were not checked: “Check every page of the database” does that.',
};

/** The next step after an error, as the window has it. */
export function remedyInWindow(error: ErrorData): string {
  const own: Readonly<Record<string, string>> = remedyTexts.errors;
  const text = Object.hasOwn(own, error.code) ? own[error.code] : undefined;
  return text === undefined ? describeError(error).remedy : fillText(text, error.params);
}

/** A finding of `doctor` in words of the language that is spoken, with what is to be done about it in the window. */
export function findingInWindow(finding: DoctorFinding): DoctorFinding {
  const spoken = spokenFinding(finding);
  const { code = '', error, params = {} } = finding;
  const own: Readonly<Record<string, string>> = remedyTexts.advice;
  const text = Object.hasOwn(own, code) ? own[code] : undefined;
  if (text !== undefined) return { ...spoken, advice: fillText(text, params) };
  if (code === ('database_partly' satisfies DoctorCode))
    return { ...spoken, text: remedyTexts.databasePartly };
  // What is an error has the next step of that.
  if (error === undefined || spoken.advice !== visibleText(describeError(error as ErrorData).remedy, 500))
    return spoken;
  return { ...spoken, advice: visibleText(remedyInWindow(error as ErrorData), 500) };
}
