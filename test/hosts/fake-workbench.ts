import {
  api,
  type Caller,
  type CallInput,
  type CallName,
  type CallOutput,
  type CallRequest,
  type WorkbenchApi,
  type WorkbenchEvent,
} from '../../src-shared/api.ts';
import { type ErrorCode, type ErrorData, WorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  BenchSettings,
  Card,
  FaultRuleState,
  Operation,
  OperationDetail,
  OperationRequest,
  OperationStatus,
  OperationStep,
  Reader,
} from '../../src-shared/model/index.ts';
import { statusPath } from '../../src-shared/texts.ts';

/** The tokens that it knows. */
export const knownToken = 'euicc_known-token-of-the-fake-workbench';
export const readingToken = 'euicc_reading-token-of-the-fake-workbench';

export const eid = '89049032000000000000000000000017';
export const goodCode = 'LPA:1$smdp.example.com$GOOD';
export const confirmedCode = 'LPA:1$smdp.example.com$CONFIRM$$1';
export const usedCode = 'LPA:1$smdp.example.com$USED';
/** Of a profile that may not be deleted. */
export const boundCode = 'LPA:1$smdp.example.com$BOUND';

const now = 1_700_000_000_000;
const profile = {
  iccid: '8949000000000000001',
  profileName: 'Sample',
  serviceProviderName: 'Example',
  state: 'disabled' as const,
};

/**
 * A workbench without cards: what it is asked it answers, an operation runs through its statuses on timers. It shows
 * the hosts in tests what the real one shows them, and nothing else.
 */
export class FakeWorkbench implements WorkbenchApi {
  readonly readers: Reader[] = [
    { id: 'pcsc:Lab Reader 00 00', kind: 'pcsc', index: 0, name: 'Lab Reader 00 00', presence: 'empty' },
    { id: 'sim:0', kind: 'simulator', index: 1, name: 'Simulated reader 0', presence: 'present', eid },
    { id: 'sim:1', kind: 'simulator', index: 2, name: 'Simulated reader 1', presence: 'present' },
  ];
  settings: BenchSettings = {
    deviceInfo: { tac: '35290611', capabilities: { gsmSupportedRelease: '15.0.0' } },
  };
  simulator = true;
  faultRules: FaultRuleState[] = [];
  /** What is wrong with the root that is added, if anything. */
  badRoot?: ErrorCode;
  /** Whether there is a PC/SC service. */
  pcsc = true;
  readonly operations: OperationDetail[] = [];
  readonly requests: OperationRequest[] = [];
  /** What was called, in order. */
  readonly calls: CallName[] = [];
  /** Who called, in the same order. */
  readonly callers: (Caller | undefined)[] = [];
  /** Keeps operations in `download` until they are cancelled. */
  hold = false;
  /** Keeps operations where their profile is being loaded, and cannot be cancelled any more, until it is false. */
  holdLoading = false;
  /** Until then, recovery is not done. */
  recovery: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<(event: WorkbenchEvent) => void>();
  readonly #answers = new Map<number, (answer: CallRequest<'operations.answer'>['answer']) => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  async ready(): Promise<void> {
    await this.recovery;
  }

  subscribe(listener: (event: WorkbenchEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  emit(event: WorkbenchEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  async call<N extends CallName>(name: N, input: CallInput<N>, caller?: Caller): Promise<CallOutput<N>> {
    this.calls.push(name);
    this.callers.push(caller);
    const request = api[name].input.parse(input);
    return api[name].output.parse(await this.#handle(name, request)) as CallOutput<N>;
  }

  async #handle(name: CallName, input: unknown): Promise<unknown> {
    switch (name) {
      case 'system.info':
        return {
          version: '0.1.0',
          dataFolder: '/data',
          pcsc: { available: this.pcsc },
          simulator: this.simulator ? { running: true, smdpAddress: 'smdp.example.com' } : { running: false },
          startedAt: now,
        };
      case 'fleet.page':
        return { json: '{"count":0,"size":1000,"list":[]}', count: 0 };
      case 'tokens.check': {
        const { secret } = api['tokens.check'].input.parse(input);
        if (secret !== knownToken && secret !== readingToken) return {};
        const readOnly = secret === readingToken;
        return {
          token: {
            id: 1,
            name: readOnly ? 'watcher' : 'script',
            readOnly,
            createdBy: 'test',
            createdAt: now,
          },
        };
      }
      case 'readers.list':
        return this.readers;
      case 'cards.list':
        return [this.#card()];
      case 'cards.get':
        return this.#card();
      case 'operations.start':
        return this.#start(api['operations.start'].input.parse(input));
      case 'operations.list':
        return [...this.operations].reverse();
      case 'operations.get':
      case 'operations.reconcile':
        return this.#operation(api['operations.get'].input.parse(input).id);
      case 'operations.cancel': {
        const operation = this.#operation(api['operations.cancel'].input.parse(input).id);
        if (operation.progress?.bytesDone === undefined)
          this.#end(operation, { code: 'cancelled', params: {} });
        return operation;
      }
      case 'operations.answer': {
        const { id, answer } = api['operations.answer'].input.parse(input);
        this.#answers.get(id)?.(answer);
        return this.#operation(id);
      }
      case 'trace.list':
        return [
          {
            seq: 1,
            startedAt: now,
            kind: 'apdu',
            durationMs: 2,
            purpose: 'MANAGE CHANNEL',
            command: '0070000001',
            response: '019000',
            statusWord: '9000',
          },
          {
            seq: 2,
            startedAt: now + 5,
            kind: 'http',
            durationMs: 12,
            purpose: 'ES9+.InitiateAuthentication',
            method: 'POST',
            url: 'https://smdp.example.com/gsma/rsp2/es9plus/initiateAuthentication',
            status: 200,
            requestBytes: 300,
            responseBytes: 900,
          },
          {
            seq: 3,
            startedAt: now + 9,
            kind: 'note',
            code: 'protocol_fallback',
            params: { protocol: 'T=0' },
          },
        ];
      case 'codes.fromImage':
        return {
          smdpAddress: 'smdp.example.com',
          matchingId: 'GOOD',
          confirmationCodeRequired: false,
          remarks: [],
          activationCode: goodCode,
        };
      case 'codes.parse':
        return {
          smdpAddress: 'smdp.example.com',
          matchingId: 'GOOD',
          confirmationCodeRequired: false,
          remarks: api['codes.parse'].input.parse(input).text.startsWith('LPA:') ? [] : ['prefix_missing'],
        };
      case 'trust.list':
        return [
          { keyId: 'AABB', subject: 'CN=Lab CI', origin: 'lab', enabled: true },
          { keyId: 'CCDD', subject: 'CN=Field CI', origin: 'field', enabled: true },
        ];
      case 'trust.add':
        if (this.badRoot) throw new WorkbenchError(this.badRoot);
        return { keyId: 'EEFF', subject: 'CN=New CI', origin: 'lab', enabled: true };
      case 'trust.remove':
        return { removed: api['trust.remove'].input.parse(input).keyId === 'AABB' };
      case 'trust.set': {
        const { keyId, enabled } = api['trust.set'].input.parse(input);
        return { keyId, subject: 'CN=Lab CI', origin: 'lab', enabled };
      }
      case 'settings.get':
        return this.settings;
      case 'settings.set':
        this.settings = api['settings.set'].input.parse(input);
        return this.settings;
      case 'simulator.codes':
        return [
          { activationCode: goodCode, profileName: 'Sample', state: 'released' },
          {
            activationCode: confirmedCode,
            profileName: 'Confirmed',
            confirmationCode: '1234',
            state: 'released',
          },
        ];
      case 'simulator.faults.list':
        return this.faultRules;
      case 'simulator.faults.add': {
        const { rule } = api['simulator.faults.add'].input.parse(input);
        const added = { id: this.faultRules.length + 1, rule: String(rule), seen: 3, done: 1 };
        this.faultRules.push(added);
        return added;
      }
      case 'simulator.faults.clear': {
        const { id } = api['simulator.faults.clear'].input.parse(input);
        const gone = this.faultRules.filter((one) => id === undefined || one.id === id);
        this.faultRules = this.faultRules.filter((one) => !gone.includes(one));
        return gone;
      }
      default:
        throw new WorkbenchError('internal', { reason: `not faked: ${name}` });
    }
  }

  #card(): Card {
    return {
      eid,
      lastSeenAt: now,
      readerId: 'sim:0',
      simulated: true,
      info: {
        svn: '2.5.0',
        uiccCapabilities: ['usimSupport'],
        rspCapabilities: [],
        ciKeyIdsForVerification: ['AABB'],
        ciKeyIdsForSigning: ['AABB'],
        freeNonVolatileMemory: 291_666,
      },
      profiles: [
        { ...profile, state: 'enabled', nickname: 'First\u001b[31m' },
        { iccid: '8949000000000000002', state: 'disabled' },
      ],
      notifications: [{ sequenceNumber: 7, event: 'install', address: 'smdp.example.com', attempts: 1 }],
      quirks: ['channel_fallback'],
    };
  }

  #operation(id: number): OperationDetail {
    const found = this.operations.find((operation) => operation.id === id);
    if (!found) throw new WorkbenchError('store_row_missing', { what: 'operation', id });
    return found;
  }

  #start(request: OperationRequest): Operation {
    const reader = this.readers.find((candidate) => candidate.id === request.readerId);
    if (!reader) throw new WorkbenchError('reader_not_found', { reader: request.readerId });
    if (reader.presence === 'empty') throw new WorkbenchError('card_absent', { reader: reader.name });
    this.requests.push(request);
    const operation: OperationDetail = {
      id: this.operations.length + 1,
      kind: request.kind,
      status: 'starting',
      readerId: reader.id,
      readerName: reader.name,
      simulated: true,
      createdAt: now,
      updatedAt: now,
      reconciliation: { state: 'none' },
      activationCodeUse: 'none',
      remarks: [],
      steps: [],
    };
    this.operations.push(operation);
    this.#enter(operation, 'starting');
    void this.#run(operation, request);
    return { ...operation };
  }

  #enter(operation: OperationDetail, status: OperationStatus): void {
    operation.status = status;
    const step: OperationStep = { seq: operation.steps.length + 1, at: now, status, apdus: 0 };
    operation.steps.push(step);
    this.emit({ type: 'operation', operation: { ...operation } });
  }

  #end(operation: OperationDetail, error?: ErrorData): void {
    if (operation.endedAt !== undefined) return;
    operation.endedAt = now;
    delete operation.question;
    if (error) operation.error = error;
    this.#enter(operation, error ? 'failed' : 'successful');
  }

  async #ask(
    operation: OperationDetail,
    question: NonNullable<Operation['question']>,
  ): Promise<CallRequest<'operations.answer'>['answer']> {
    const answer = new Promise<CallRequest<'operations.answer'>['answer']>((resolve) =>
      this.#answers.set(operation.id, resolve),
    );
    operation.question = question;
    this.emit({ type: 'operation', operation: { ...operation } });
    const given = await answer;
    delete operation.question;
    return given;
  }

  async #run(operation: OperationDetail, request: OperationRequest): Promise<void> {
    const tick = () => new Promise((resolve) => setTimeout(resolve, 5));
    for (const status of statusPath[request.kind].slice(1)) {
      await tick();
      if (operation.endedAt !== undefined) return;
      this.#enter(operation, status);
      if (status !== 'download' || (request.kind !== 'download' && request.kind !== 'activate')) continue;
      if (request.activationCode === usedCode) {
        this.#end(operation, { code: 'timed_out', params: { what: 'The fake server', seconds: 1 } });
        return;
      }
      // The default SM-DP+ has nothing for the card.
      if (request.event?.index === 1) {
        this.#end(operation, { code: 'es9_status', params: { subjectCode: '8.2.6', reasonCode: '3.8' } });
        return;
      }
      operation.profile = profile;
      const needsCode = request.activationCode === confirmedCode && request.confirmationCode === undefined;
      if (!request.acceptProfile) {
        const answer = await this.#ask(operation, {
          kind: 'install',
          profile,
          confirmationCodeRequired: needsCode,
          ...(request.activationCode === boundCode ? { consentRules: ['ppr2'] } : {}),
        });
        if (answer.kind === 'install' && answer.decision !== 'accept') {
          const code = answer.decision === 'reject' ? 'profile_rejected' : 'profile_postponed';
          this.#end(operation, { code, params: {} });
          return;
        }
      } else if (needsCode) await this.#ask(operation, { kind: 'confirmation_code', retry: false });
      operation.progress = { step: 'ES9+.GetBoundProfilePackage' };
      this.emit({ type: 'operation', operation: { ...operation } });
      while (this.hold && operation.endedAt === undefined) await tick();
      operation.progress = { step: 'ES10b.LoadBoundProfilePackage', bytesDone: 500, bytesTotal: 1000 };
      this.emit({ type: 'operation', operation: { ...operation } });
      while (this.holdLoading) await tick();
      operation.iccid = profile.iccid;
    }
    await tick();
    if (request.kind === 'discover')
      operation.events = [
        { source: 'smds', smdsAddress: 'smds.example.com', smdpAddress: 'smdp.example.com' },
        { source: 'default_smdp', smdpAddress: 'default.example.com' },
      ];
    this.#end(operation);
  }
}
