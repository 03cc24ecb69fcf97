import type { ErrorCode, ErrorFamily } from '../../../src-shared/errors/index.ts';
import { errorCatalogue } from '../../../src-shared/errors/index.ts';

/** What the command line ends with. Part of its contract: scripts rely on it (docs/cli.md). */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  card: 3,
  server: 4,
  refused: 5,
  engine: 6,
  interrupted: 130,
} as const;

export const exitCodeTexts: readonly (readonly [code: number, meaning: string])[] = [
  [exitCodes.ok, 'done'],
  [
    exitCodes.failed,
    'the operation failed (the card refused it, it was cancelled or postponed, it took too long)',
  ],
  [exitCodes.usage, 'wrong usage or bad input'],
  [exitCodes.card, 'the reader or the card cannot be used'],
  [exitCodes.server, 'the server refused, cannot be reached or is not trusted'],
  [
    exitCodes.refused,
    'not confirmed: answered no before anything was begun, rejected, or no terminal to ask at and no --yes',
  ],
  [exitCodes.engine, 'the engine or its data folder cannot be used'],
  [exitCodes.interrupted, 'interrupted (Ctrl-C)'],
];

const byFamily: Readonly<Record<ErrorFamily, number>> = {
  reader: exitCodes.card,
  apdu: exitCodes.card,
  decode: exitCodes.card,
  es10: exitCodes.failed,
  es9: exitCodes.server,
  trust: exitCodes.server,
  input: exitCodes.usage,
  store: exitCodes.engine,
  operation: exitCodes.failed,
  simulator: exitCodes.failed,
  shop: exitCodes.server,
  cancelled: exitCodes.failed,
  timeout: exitCodes.failed,
  internal: exitCodes.engine,
};

const byCode: Readonly<Partial<Record<ErrorCode, number>>> = {
  not_confirmed: exitCodes.refused,
  declined: exitCodes.refused,
  profile_rejected: exitCodes.refused,
  policy_consent_missing: exitCodes.refused,
  confirmation_code_missing: exitCodes.usage,
  event_not_found: exitCodes.usage,
  operation_not_found: exitCodes.usage,
  operation_not_running: exitCodes.usage,
  no_question: exitCodes.usage,
  cannot_reconcile: exitCodes.usage,
  trace_entry_not_found: exitCodes.usage,
  card_not_known: exitCodes.usage,
  shop_not_found: exitCodes.usage,
  shop_label_taken: exitCodes.usage,
  shop_address_invalid: exitCodes.usage,
  shop_token_malformed: exitCodes.usage,
  shop_login_unsupported: exitCodes.usage,
  shop_simulated_kept: exitCodes.usage,
  shop_product_unknown: exitCodes.usage,
  order_not_found: exitCodes.usage,
  order_key_used: exitCodes.usage,
  order_topup_unsupported: exitCodes.usage,
  order_field_unsupported: exitCodes.usage,
  order_iccid_missing: exitCodes.usage,
  order_not_unknown: exitCodes.usage,
  order_remote_taken: exitCodes.usage,
  order_account_gone: exitCodes.usage,
  order_notify_unsupported: exitCodes.usage,
  // Of a file that was given as a root; a server's own certificates are told of as tls_*.
  certificate_malformed: exitCodes.usage,
  certificate_too_large: exitCodes.usage,
  certificate_not_single: exitCodes.usage,
  certificate_not_ca: exitCodes.usage,
  certificate_expired: exitCodes.usage,
  certificate_unusable: exitCodes.usage,
  root_key_conflict: exitCodes.usage,
  root_not_found: exitCodes.usage,
  root_ambiguous: exitCodes.usage,
  root_built_in: exitCodes.usage,
  // Of simulators that run by themselves: what they were given is wrong, or where they are to be.
  simulator_options_invalid: exitCodes.usage,
  simulator_config_invalid: exitCodes.usage,
  pki_folder_unreadable: exitCodes.usage,
  pki_incomplete: exitCodes.usage,
  private_key_malformed: exitCodes.usage,
  smdp_profiles_unreadable: exitCodes.usage,
  smdp_state_unreadable: exitCodes.usage,
  smds_state_unreadable: exitCodes.usage,
  shop_state_unreadable: exitCodes.usage,
  simulator_state_sealed: exitCodes.usage,
  simulator_state_unwritable: exitCodes.usage,
  vpcd_unreachable: exitCodes.card,
  vpcd_silent: exitCodes.card,
  // Asking for an operation that is not there is bad input, not a broken store.
  store_row_missing: exitCodes.usage,
};

/** What the command line ends with for this error. */
export function exitCodeOf(code: string): number {
  if (!Object.hasOwn(errorCatalogue, code)) return exitCodes.failed;
  const known = code as ErrorCode;
  return byCode[known] ?? byFamily[errorCatalogue[known].family];
}
