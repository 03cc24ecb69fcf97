import type { Operation, StartOperation } from '../../src-shared/model/index.ts';

/** How an operation is done once more: by itself, in the dialog of downloads, or not at all. */
export type Again =
  | { readonly by: 'start'; readonly request: StartOperation }
  | { readonly by: 'dialog'; readonly readerId: string; readonly codeId?: number | undefined };

/**
 * What is asked for to do the same again on a reader. Undefined where that is not known: a code, a nickname or an address are kept
 * sealed with the operation that had them; and where it makes no sense, as to delete what is deleted.
 */
export function againOf(operation: Operation, readerId: string): Again | undefined {
  const { kind, iccid, codeId, carrier } = operation;
  const profile = iccid === undefined ? undefined : { iccid };
  switch (kind) {
    case 'read_card':
    case 'send_notifications':
    case 'discover':
      return { by: 'start', request: { kind, readerId } };
    case 'enable':
      return profile && { by: 'start', request: { kind, readerId, profile, ...(carrier && { carrier }) } };
    case 'disable':
      return profile && { by: 'start', request: { kind, readerId, profile } };
    case 'delete':
      return operation.status === 'successful' || profile === undefined
        ? undefined
        : { by: 'start', request: { kind, readerId, profile } };
    case 'activate':
    case 'download':
      // A code of the vault that is used up cannot be had again; another one may be typed.
      return { by: 'dialog', readerId, ...(operation.activationCodeUse === 'used' ? {} : { codeId }) };
    case 'nickname':
    case 'remove_notification':
    case 'reset_memory':
    case 'default_smdp':
      return undefined;
  }
}
