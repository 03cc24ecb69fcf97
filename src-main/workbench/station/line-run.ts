/** One line of a batch on one card: which operations, in which order, and where it goes on that was broken off. */

import type { Caller, CallRequest } from '../../../src-shared/api.ts';
import { toWorkbenchError, WorkbenchError } from '../../../src-shared/errors/index.ts';
import type {
  Batch,
  BatchLine,
  BatchStep,
  Card,
  Code,
  ErrorDataJson,
  Operation,
  Profile,
} from '../../../src-shared/model/index.ts';
import type { LineChange } from '../../store/batch-port.ts';
import type { OperationDesk } from '../operation-desk.ts';
import { checkCard, hasTestProfiles, nicknameOf, profileThere } from './checks.ts';
import { isBadCode, type Verdict, verdictOf } from './verdict.ts';

export interface LinePorts {
  readonly startLine: OperationDesk['startLine'];
  readonly getOperation: (id: number) => Operation | undefined;
  readonly getCode: (id: number) => Code | undefined;
  readonly getCard: (eid: string) => Card | undefined;
  readonly roots: () => readonly { readonly keyId: string; readonly enabled: boolean }[];
  /** Whether the engine ends. */
  readonly closing: () => boolean;
  /** An operation has begun for the line. */
  readonly onStep: (line: BatchLine['line'], step: BatchStep, operation: Operation) => void;
}

/**
 * What became of a line with a card. `change`: of the line. `untouched`: nothing was begun, and the line is for another card.
 * `busy`: somebody else has the reader.
 */
export type LineEnd =
  | { readonly kind: 'change'; readonly change: LineChange; readonly badCode?: boolean }
  | {
      readonly kind: 'untouched';
      readonly outcome: 'unreadable' | 'unsuitable' | 'profile_there';
      readonly error: ErrorDataJson;
    }
  | { readonly kind: 'busy'; readonly error: ErrorDataJson };

type StartRequest = CallRequest<'operations.start'>;

const errorOf = (thrown: unknown): ErrorDataJson => {
  const { code, params } = toWorkbenchError(thrown);
  return { code, params: { ...params } };
};

/** Why an operation did not begin that is neither the card's nor the code's fault: the line is as it was. */
const notNow = new Set([
  'reader_busy',
  'reader_not_found',
  'engine_gone',
  'batch_state',
  'batch_line_taken',
  'card_changed',
]);

class NotBegun extends Error {
  readonly error: ErrorDataJson;
  constructor(error: ErrorDataJson) {
    super(error.code);
    this.error = error;
  }
}

/** What of a verdict that is not `reached` becomes of the line. */
function changeOf(verdict: Exclude<Verdict, { kind: 'reached' }>, eid: string): LineEnd {
  const { kind, error, iccid } = verdict;
  const known = { cardEid: eid, error, ...(iccid === undefined ? {} : { iccid }) };
  if (kind === 'failed')
    return {
      kind: 'change',
      badCode: verdict.badCode,
      change: { state: 'failed', wantedEid: undefined, ...known },
    };
  return { kind: 'change', change: { state: 'waiting', wantedEid: eid, ...known } };
}

export class LineRun {
  readonly #ports: LinePorts;
  readonly #batch: Batch;
  readonly #line: BatchLine;
  readonly #readerId: string;
  readonly #eid: string;
  readonly #remarks: BatchLine['remarks'];

  constructor(
    ports: LinePorts,
    batch: Batch,
    line: BatchLine,
    place: { readonly readerId: string; readonly eid: string },
  ) {
    this.#ports = ports;
    this.#batch = batch;
    this.#line = line;
    this.#readerId = place.readerId;
    this.#eid = place.eid;
    this.#remarks = [...line.remarks];
  }

  /** Brings the line as far as it comes with this card. Rejects where the store fails. */
  async run(): Promise<LineEnd> {
    try {
      return await this.#run();
    } catch (thrown) {
      if (!(thrown instanceof NotBegun)) throw thrown;
      const { error } = thrown;
      if (notNow.has(error.code)) return { kind: 'busy', error };
      return changeOf({ kind: 'failed', error, badCode: isBadCode(error) }, this.#eid);
    }
  }

  async #run(): Promise<LineEnd> {
    const { recipe } = this.#batch;
    let iccid = this.#line.iccid;
    const earlier = this.#earlier();
    if (earlier?.kind === 'failed' || earlier?.kind === 'open') return changeOf(earlier, this.#eid);
    iccid ??= this.#installed();
    if (iccid === undefined) {
      const refused = this.#check();
      if (refused !== undefined) return refused;
      const there = this.#there();
      if (there !== undefined) return await this.#withProfileThere(there);
      const installed = await this.#install();
      if (installed.kind !== 'reached') return changeOf(installed, this.#eid);
      iccid = installed.iccid;
    } else if (recipe.enable) {
      const enabled = await this.#enable(iccid);
      if (enabled.kind !== 'reached') return changeOf({ ...enabled, iccid }, this.#eid);
    }
    return await this.#finish(iccid);
  }

  /** How its last operation ended that was broken off, and is known only since its card was read again. */
  #earlier(): Verdict | undefined {
    const { operations, error, step } = this.#line;
    const id = operations.at(-1);
    // A line that somebody lets begin anew has no error.
    const operation = id === undefined || error === undefined ? undefined : this.#ports.getOperation(id);
    if (operation === undefined) return undefined;
    // The line was kept for this card then, also where the engine ended and cancelled it.
    const verdict = verdictOf(operation, true);
    return step === 'download' || verdict.kind === 'open' ? verdict : undefined;
  }

  /** ICCID of what an operation of the line has put onto this card: a later one may have been broken off, too. */
  #installed(): string | undefined {
    for (const id of this.#line.operations.toReversed()) {
      const operation = this.#ports.getOperation(id);
      const iccid = operation?.eid === this.#eid ? verdictOf(operation).iccid : undefined;
      if (iccid !== undefined) return iccid;
    }
    return undefined;
  }

  /** A card that cannot be used fails the line that the list has for it; any other waits for the next card. */
  #check(): LineEnd | undefined {
    const { getCard, roots } = this.#ports;
    try {
      checkCard(getCard(this.#eid), this.#batch.recipe, roots());
      return undefined;
    } catch (thrown) {
      const error = errorOf(thrown);
      if (this.#line.eid !== undefined) return changeOf({ kind: 'failed', error, badCode: false }, this.#eid);
      const outcome = error.code === 'batch_card_unreadable' ? 'unreadable' : 'unsuitable';
      return { kind: 'untouched', outcome, error };
    }
  }

  /** ICCID of the profile that is on the card already, where that makes a difference. */
  #there(): string | undefined {
    const { recipe } = this.#batch;
    const card = this.#ports.getCard(this.#eid);
    if (card === undefined || recipe.profileThere === 'install') return undefined;
    return profileThere(card, recipe, this.#ports.getCode(this.#line.codeId))?.iccid;
  }

  async #withProfileThere(iccid: string): Promise<LineEnd> {
    const { profileThere: what } = this.#batch.recipe;
    const error = errorOf(new WorkbenchError('batch_profile_there', { iccid }));
    if (what === 'fail') return changeOf({ kind: 'failed', error, badCode: false }, this.#eid);
    const remarks = [...this.#remarks, { code: 'profile_there', params: { iccid } }];
    if (what === 'enable') {
      const enabled = await this.#enable(iccid);
      if (enabled.kind !== 'reached') return changeOf(enabled, this.#eid);
      return {
        kind: 'change',
        change: { state: 'done', cardEid: this.#eid, iccid, error: undefined, remarks },
      };
    }
    if (this.#line.eid === undefined) return { kind: 'untouched', outcome: 'profile_there', error };
    return {
      kind: 'change',
      change: { state: 'skipped', cardEid: this.#eid, wantedEid: undefined, error, remarks },
    };
  }

  #profile(iccid: string): Profile | undefined {
    return this.#ports.getCard(this.#eid)?.profiles.find((one) => one.iccid === iccid);
  }

  async #enable(iccid: string): Promise<Verdict> {
    // A card refuses to enable what is enabled.
    if (this.#profile(iccid)?.state === 'enabled') return { kind: 'reached' };
    return await this.#operate('enable', { kind: 'enable', profile: { iccid }, refresh: true });
  }

  async #install(): Promise<Verdict> {
    const { recipe } = this.#batch;
    const card = this.#ports.getCard(this.#eid);
    if (recipe.deleteTestProfiles && card !== undefined && hasTestProfiles(card)) {
      const emptied = await this.#operate('test_profiles', {
        kind: 'reset_memory',
        options: ['deleteFieldLoadedTestProfiles'],
      });
      if (emptied.kind !== 'reached') return emptied;
    }
    const { codeId } = this.#line;
    const code = this.#ports.getCode(codeId);
    const { carrier, iccid } = recipe.expect;
    return await this.#operate('download', {
      kind: recipe.enable ? 'activate' : 'download',
      codeId,
      acceptProfile: recipe.confirmationCode === 'vault',
      ...(recipe.acceptPolicyRules ? { acceptPolicyRules: true } : {}),
      ...(carrier === undefined ? {} : { carrier }),
      expect: {
        eid: this.#eid,
        ...(carrier === undefined ? {} : { carrier }),
        ...(iccid && code?.iccid !== undefined ? { iccid: code.iccid } : {}),
      },
    });
  }

  /** The profile is there: a nickname that cannot be set takes nothing from that. */
  async #finish(iccid: string | undefined): Promise<LineEnd> {
    const { nickname: pattern } = this.#batch.recipe;
    const remarks = [...this.#remarks];
    if (pattern !== undefined && iccid !== undefined) {
      const error = await this.#nickname(iccid, pattern);
      if (error !== undefined) remarks.push({ code: 'nickname_not_set', params: { reason: error.code } });
    }
    return {
      kind: 'change',
      change: {
        state: 'done',
        cardEid: this.#eid,
        wantedEid: undefined,
        error: undefined,
        remarks,
        ...(iccid === undefined ? {} : { iccid }),
      },
    };
  }

  async #nickname(iccid: string, pattern: string): Promise<ErrorDataJson | undefined> {
    const code = this.#ports.getCode(this.#line.codeId);
    const profile = this.#profile(iccid);
    const nickname = nicknameOf(pattern, {
      line: String(this.#line.line),
      iccid,
      eid: this.#eid,
      carrier: profile?.serviceProviderName,
      profile: profile?.profileName,
      label: code?.label,
    });
    try {
      const named = await this.#operate('nickname', { kind: 'nickname', iccid, nickname });
      return named.kind === 'reached' ? undefined : named.error;
    } catch (thrown) {
      if (thrown instanceof NotBegun) return thrown.error;
      throw thrown;
    }
  }

  /** Runs an operation for the line to its end. Throws NotBegun. */
  async #operate(step: BatchStep, what: DistributiveOmit<StartRequest, 'readerId'>): Promise<Verdict> {
    const { id, name, createdBy } = this.#batch;
    const { line } = this.#line;
    const caller: Caller = { createdBy, source: 'station' };
    const request = {
      ...what,
      readerId: this.#readerId,
      cause: 'automation',
      causeId: `batch ${id} line ${line}`,
      batch: name,
    } as StartRequest;
    const claim = { batchId: id, line, step, eid: this.#eid };
    let started: Awaited<ReturnType<LinePorts['startLine']>>;
    try {
      started = await this.#ports.startLine(request, caller, claim);
    } catch (thrown) {
      if (toWorkbenchError(thrown).family === 'store') throw thrown;
      throw new NotBegun(errorOf(thrown));
    }
    this.#ports.onStep(line, step, started.operation);
    return verdictOf(await started.ended, this.#ports.closing());
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
