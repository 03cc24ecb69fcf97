/** What PC/SC's return values mean to the workbench. */

import type { PcscError } from '@euicc-workbench/pcsclite';
import { type ErrorCode, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { ProviderStatus } from './port.ts';

export function isPcscError(thrown: unknown): thrown is PcscError {
  return thrown instanceof Error && 'code' in thrown && 'value' in thrown && 'function' in thrown;
}

export function pcscCode(thrown: unknown): string | undefined {
  return isPcscError(thrown) ? thrown.code : undefined;
}

/** Before a card is connected, and while one is: the same value may mean that it never was there, or that it has gone. */
export type PcscPhase = 'connect' | 'connected';

const both = (code: ErrorCode) => ({ connect: code, connected: code });

const meanings: Readonly<Record<string, Readonly<Record<PcscPhase, ErrorCode>>>> = {
  PCSC_ADDON_UNAVAILABLE: both('pcsc_unavailable'),
  PCSC_LIBRARY_UNAVAILABLE: both('pcsc_unavailable'),
  // pcscd asks polkit whether this user may; nothing changes that but the administrator.
  SCARD_W_SECURITY_VIOLATION: both('pcsc_unavailable'),
  SCARD_E_NO_ACCESS: both('pcsc_unavailable'),
  SCARD_E_NO_SERVICE: both('pcsc_service_stopped'),
  SCARD_E_SERVICE_STOPPED: both('pcsc_service_stopped'),
  SCARD_E_SYSTEM_CANCELLED: both('pcsc_service_stopped'),
  SCARD_P_SHUTDOWN: both('pcsc_service_stopped'),
  // Our handles are valid for as long as the service is the one that gave them.
  SCARD_E_INVALID_HANDLE: both('pcsc_service_stopped'),
  ERROR_INVALID_HANDLE: both('pcsc_service_stopped'),
  ERROR_BROKEN_PIPE: both('pcsc_service_stopped'),
  // A connection that was given up while the card was at a command.
  SCARD_E_CANCELLED: both('cancelled'),
  SCARD_E_UNKNOWN_READER: { connect: 'reader_not_found', connected: 'reader_unplugged' },
  SCARD_E_READER_UNAVAILABLE: { connect: 'reader_not_found', connected: 'reader_unplugged' },
  SCARD_E_NO_READERS_AVAILABLE: { connect: 'reader_not_found', connected: 'reader_unplugged' },
  ERROR_DEVICE_NOT_CONNECTED: { connect: 'reader_not_found', connected: 'reader_unplugged' },
  SCARD_E_NO_SMARTCARD: { connect: 'card_absent', connected: 'card_removed' },
  SCARD_W_REMOVED_CARD: { connect: 'card_absent', connected: 'card_removed' },
  SCARD_W_UNRESPONSIVE_CARD: both('card_unresponsive'),
  // pcscd takes the power away from a card that nobody holds, so this comes only where somebody else did it to us.
  SCARD_W_UNPOWERED_CARD: { connect: 'card_unpowered', connected: 'card_reset' },
  SCARD_W_RESET_CARD: both('card_reset'),
  SCARD_E_SHARING_VIOLATION: both('reader_busy'),
  SCARD_E_PROTO_MISMATCH: both('protocol_mismatch'),
};

/** After these a connection is dead (see CardConnection.transmit). */
const fatal: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'reader_unplugged',
  'card_removed',
  'card_reset',
  'pcsc_service_stopped',
  'pcsc_unavailable',
]);

export function isFatal(error: WorkbenchError): boolean {
  return fatal.has(error.code);
}

/**
 * The workbench's error for one that the PC/SC binding threw. What has no meaning of its own becomes reader_failed
 * with PC/SC's literal as its reason; what is no PC/SC error becomes `internal`.
 */
export function fromPcsc(thrown: unknown, readerName: string, phase: PcscPhase): WorkbenchError {
  if (thrown instanceof WorkbenchError) return thrown;
  if (!isPcscError(thrown)) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return new WorkbenchError('internal', { reason }, { cause: thrown });
  }
  const code = meanings[thrown.code]?.[phase] ?? 'reader_failed';
  const params =
    code === 'pcsc_unavailable' || code === 'pcsc_service_stopped'
      ? { reason: thrown.message }
      : code === 'reader_failed'
        ? { reader: readerName, reason: thrown.message }
        : { reader: readerName };
  return new WorkbenchError(code, params, { cause: thrown });
}

/** Why there are no readers to be had, from whatever a call on a context threw. */
export function unavailable(thrown: unknown): ProviderStatus {
  const error = fromPcsc(thrown, '', 'connect');
  if (error.code === 'pcsc_unavailable' || error.code === 'pcsc_service_stopped')
    return { available: false, error: error.toData() };
  // A service that dies during a call shows itself in many ways (pcsc-lite: SCARD_F_COMM_ERROR).
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { available: false, error: { code: 'pcsc_service_stopped', params: { reason } } };
}
