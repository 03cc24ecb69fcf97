/** Operations as the fixture plays them: the right statuses in the right order, on a clock, with questions and failures. */

import type { ErrorCode } from '../../src-shared/errors/index.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Answer, Operation, OperationRequest, Profile, Question } from '../../src-shared/model/index.ts';
import type { FixtureWorkbench } from './fixture-api.ts';
import { profile } from './fixture-data.ts';
import { downloadSteps } from './fixture-operations.ts';

export interface Stage {
  cancel(): void;
  answer(answer: Answer): void;
}

const BPP_BYTES = 11_812;
const SEGMENTS = 18;

class Cancelled extends Error {}

type DownloadRequest = Extract<OperationRequest, { kind: 'activate' | 'download' }>;

/** Waits on a clock, and ends at once when it is cancelled. */
function makeStage(pace: number) {
  let stop: (() => void) | undefined;
  let reply: ((answer: Answer) => void) | undefined;
  let cancelled = false;
  const wait = (steps = 1) =>
    new Promise<void>((resolve, reject) => {
      if (cancelled) reject(new Cancelled());
      const timer = setTimeout(resolve, pace * steps);
      timer.unref();
      stop = () => {
        clearTimeout(timer);
        reject(new Cancelled());
      };
    });
  const asked = () =>
    new Promise<Answer>((resolve, reject) => {
      reply = resolve;
      stop = () => reject(new Cancelled());
    });
  const stage: Stage = {
    cancel: () => {
      cancelled = true;
      stop?.();
    },
    answer: (answer) => {
      reply?.(answer);
      reply = undefined;
    },
  };
  return { stage, wait, asked };
}

function end(bench: FixtureWorkbench, id: number, part: Partial<Operation>): void {
  const operation = bench.operations.get(id);
  bench.addStep(id, { status: part.status ?? 'failed', apdus: 0 });
  if (operation !== undefined) bench.hold(operation.readerId, undefined);
  bench.updateOperation(id, {
    ...part,
    endedAt: bench.now(),
    progress: undefined,
    question: undefined,
  } as Partial<Operation>);
}

function fail(
  bench: FixtureWorkbench,
  id: number,
  code: ErrorCode,
  params: Operation['error'] extends infer E ? (E extends { params: infer P } ? P : never) : never,
  part: Partial<Operation> = {},
): void {
  end(bench, id, { status: 'failed', error: { code, params }, ...part });
}

export function playDownload(bench: FixtureWorkbench, id: number, request: DownloadRequest): Stage {
  const { stage, wait, asked } = makeStage(bench.pace);
  const code = request.activationCode ?? '';
  const [, smdpAddress = 'smdp.bench.localhost'] = code.split('$');
  const matchingId = code.split('$')[2] ?? '';
  const confirm = code.endsWith('$1');
  const offered: Profile = profile(500 + id, {
    profileName: matchingId === 'BENCH-PPR' ? 'Bench Bound' : 'Bench Data 5G',
    serviceProviderName: 'Bench Mobile',
    ...(matchingId === 'BENCH-PPR' ? { policyRules: ['ppr1', 'ppr2'] } : {}),
  });
  const { state: _, isdpAid: __, ...metadata } = offered;

  const ask = async (question: Question): Promise<Answer> => {
    bench.updateOperation(id, { question });
    const answer = await asked();
    bench.updateOperation(id, { question: undefined } as unknown as Partial<Operation>);
    return answer;
  };
  const decide = async (): Promise<boolean> => {
    let answer = await ask({
      kind: 'install',
      profile: metadata,
      confirmationCodeRequired: confirm,
      ...(metadata.policyRules === undefined ? {} : { consentRules: metadata.policyRules }),
    });
    if (answer.kind === 'install' && answer.decision !== 'accept') return false;
    for (let refused = 1; confirm && answer.confirmationCode !== '2468'; refused++) {
      const serverMessage = 'the server says: "2 attempts left"';
      answer = await ask({ kind: 'confirmation_code', retry: true, refused, serverMessage });
    }
    return true;
  };
  const load = async () => {
    for (let segment = 0; segment <= SEGMENTS; segment++) {
      const bytesDone = Math.round((BPP_BYTES * segment) / SEGMENTS);
      bench.updateOperation(id, {
        progress: { step: 'ES10b.LoadBoundProfilePackage', bytesDone, bytesTotal: BPP_BYTES },
      });
      if (matchingId === 'BENCH-FAILS' && segment === 9)
        throw new WorkbenchError('status_word', {
          function: 'ES10b.LoadBoundProfilePackage',
          sw: '6A84',
          meaning: 'not enough memory',
        });
      // Half-way, for as long as anybody wants to look at it.
      if (matchingId === 'BENCH-STAYS' && segment === 9) await asked();
      await wait(0.6);
    }
  };
  const play = async () => {
    let status: Operation['status'] = 'starting';
    bench.addStep(id, { status, apdus: 0 });
    bench.updateOperation(id, { smdpAddress });
    for (const [inStatus, step, apdus, ms] of downloadSteps) {
      if (inStatus.startsWith('enable') && request.kind === 'download') continue;
      if (inStatus !== status) {
        status = inStatus;
        bench.addStep(id, { status, apdus: 0 });
      }
      bench.updateOperation(id, { status, progress: { step } });
      if (step === 'ES10b.LoadBoundProfilePackage') await load();
      else await wait();
      bench.addStep(id, { status, step, apdus, durationMs: ms });
      if (step === 'ES9+.AuthenticateClient') {
        if (matchingId === 'BENCH-USED')
          throw new WorkbenchError('es9_refused', {
            function: 'ES9+.AuthenticateClient',
            subject: '8.2.6',
            reason: '3.8',
            host: smdpAddress,
          });
        bench.updateOperation(id, { profile: metadata, iccid: offered.iccid });
        if (!request.acceptProfile && !(await decide())) {
          fail(bench, id, 'cancelled', {});
          return;
        }
      }
      if (step === 'ES10b.LoadBoundProfilePackage') {
        bench.updateOperation(id, { activationCodeUse: 'used' });
        const eid = bench.operations.get(id)?.eid ?? '';
        bench.updateCard(eid, (card) => ({ ...card, profiles: [...card.profiles, offered] }));
      }
      if (step === 'ES10c.EnableProfile') setEnabled(bench, id, offered.iccid, true);
    }
    end(bench, id, { status: 'successful' });
  };
  play().catch((thrown: unknown) => {
    if (thrown instanceof Cancelled) fail(bench, id, 'cancelled', {});
    else if (thrown instanceof WorkbenchError)
      fail(bench, id, thrown.code, thrown.params, {
        activationCodeUse: matchingId === 'BENCH-USED' ? 'used' : 'unused',
      });
  });
  return stage;
}

function setEnabled(bench: FixtureWorkbench, id: number, iccid: string, enabled: boolean): void {
  bench.updateCard(bench.operations.get(id)?.eid ?? '', (card) => ({
    ...card,
    profiles: card.profiles.map((one) => ({
      ...one,
      state:
        one.iccid === iccid
          ? enabled
            ? 'enabled'
            : 'disabled'
          : enabled
            ? 'disabled'
            : (one.state ?? 'disabled'),
    })),
  }));
}

/** Everything but downloads: one or two steps, then its effect on the card. */
export function playSimple(bench: FixtureWorkbench, id: number, request: OperationRequest): Stage {
  const { stage, wait } = makeStage(bench.pace);
  const eid = bench.operations.get(id)?.eid ?? '';
  const iccid = 'profile' in request && 'iccid' in request.profile ? request.profile.iccid : undefined;
  const effect = () => {
    switch (request.kind) {
      case 'enable':
      case 'disable':
        if (iccid !== undefined) setEnabled(bench, id, iccid, request.kind === 'enable');
        break;
      case 'delete':
        bench.updateCard(eid, (card) => ({
          ...card,
          profiles: card.profiles.filter((one) => one.iccid !== iccid),
        }));
        break;
      case 'nickname':
        bench.updateCard(eid, (card) => ({
          ...card,
          profiles: card.profiles.map((one) =>
            one.iccid === request.iccid ? { ...one, nickname: request.nickname } : one,
          ),
        }));
        break;
      case 'send_notifications':
      case 'remove_notification':
        bench.updateCard(eid, (card) => ({
          ...card,
          notifications: card.notifications.filter(
            (one) => request.sequenceNumber !== undefined && one.sequenceNumber !== request.sequenceNumber,
          ),
        }));
        break;
      case 'reset_memory':
        bench.updateCard(eid, (card) => ({ ...card, profiles: [] }));
        break;
      case 'default_smdp':
        bench.updateCard(eid, (card) =>
          card.info === undefined
            ? card
            : { ...card, info: { ...card.info, defaultSmdpAddress: request.address } },
        );
        break;
      case 'discover':
        bench.updateOperation(id, {
          events: [
            { source: 'smds', smdsAddress: 'smds.bench.localhost', smdpAddress: 'smdp.bench.localhost' },
          ],
        });
        break;
      default:
        bench.updateCard(eid, (card) => card);
    }
  };
  const play = async () => {
    bench.addStep(id, { status: 'starting', apdus: 0 });
    bench.updateOperation(id, {
      progress: { step: 'SELECT ISD-R' },
      ...(iccid === undefined ? {} : { iccid }),
    });
    await wait(2);
    bench.addStep(id, { status: 'starting', step: 'SELECT ISD-R', apdus: 3, durationMs: 31 });
    effect();
    end(bench, id, { status: 'successful' });
  };
  play().catch(() => fail(bench, id, 'cancelled', {}));
  return stage;
}
