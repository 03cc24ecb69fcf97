import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';

export async function listCodes(context: Context): Promise<number> {
  const engine = await context.engine();
  const codes = await engine.call('simulator.codes', {});
  context.output.result(codes, () =>
    table(
      codes.map((code) => [code.activationCode, code.profileName, code.confirmationCode ?? '', code.state]),
      ['ACTIVATION CODE', 'PROFILE', 'CONFIRMATION CODE', 'STATE'],
    ),
  );
  return exitCodes.ok;
}

function once(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** `HOST:PORT`, a host in brackets for IPv6. Throws usage. */
function hostAndPort(text: string): { readonly host: string; readonly port: number } {
  const match = /^(\[[0-9A-Fa-f:.]+\]|[^:\s]+):(\d{1,5})$/.exec(text);
  const [, host, port] = match ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65535)
    throw new WorkbenchError('usage', { reason: 'The reader of vpcd must be given as HOST:PORT' });
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** Keeps the card in the reader until Ctrl-C, which takes it out. */
export async function runSimulatedCard(
  context: Context,
  options: { readonly vpcd: string; readonly pki: string; readonly state: string; readonly delay: number },
): Promise<number> {
  const vpcd = hostAndPort(options.vpcd);
  const { runCard } = await import('../../../simulator/run-card.ts');
  const ended = await runCard({
    vpcd,
    pkiDir: options.pki,
    stateFile: options.state,
    apduDelayMs: options.delay,
    signal: context.interrupted,
    log: (line) => context.output.note(line),
  });
  return ended === 'removed' ? exitCodes.ok : exitCodes.card;
}

/** A file of the data folder for the orders of an SM-DP+ that was given none: PKI and profiles may be read-only. */
function defaultState(dataFolder: string, address: string, profiles: string): string {
  const name = createHash('sha256')
    .update(`${address}\0${resolve(profiles)}`)
    .digest('hex')
    .slice(0, 16);
  return join(dataFolder, 'simulator', `smdp-${name}.json`);
}

/** Serves until Ctrl-C. Says on stdout how it is reached, when it is. */
export async function runSimulatedSmdp(
  context: Context,
  options: {
    readonly port: number;
    readonly address: string;
    readonly pki: string;
    readonly profiles: string;
    readonly state?: string;
  },
): Promise<number> {
  const { output, dataFolder } = context;
  const { runSmdp } = await import('../../../simulator/smdp/run.ts');
  const { address } = options;
  const stateFile = options.state ?? defaultState(dataFolder, address, options.profiles);
  const running = await runSmdp({
    port: options.port,
    address,
    pkiDir: options.pki,
    profilesDir: options.profiles,
    stateFile,
    log: (line) => output.note(line),
  });
  const reached = { address, host: '127.0.0.1', port: running.port, stateFile };
  output.result(reached, () => `SM-DP+ ${address} is at 127.0.0.1:${running.port}`);
  await once(context.interrupted);
  await running.close();
  return exitCodes.ok;
}

/** Runs a whole bench until Ctrl-C. How it is reached is one JSON document on stdout, with `--json` or without. */
export async function runSimulatedBench(
  context: Context,
  options: {
    readonly cards: number;
    readonly vpcd?: string;
    readonly pki?: string;
    readonly profiles?: string;
    readonly state?: string;
    readonly address?: string;
    readonly port: number;
    readonly fault?: readonly string[];
  },
): Promise<number> {
  const { output, interrupted } = context;
  const { vpcd, pki, profiles, state, address, fault } = options;
  const place = vpcd === undefined ? {} : { vpcd: hostAndPort(vpcd) };
  const { runBench } = await import('../../../simulator/run-bench.ts');
  await runBench(
    {
      cards: options.cards,
      port: options.port,
      ...place,
      ...(pki === undefined ? {} : { pkiDir: pki }),
      ...(profiles === undefined ? {} : { profilesDir: profiles }),
      ...(state === undefined ? {} : { stateDir: state }),
      ...(address === undefined ? {} : { address }),
      ...(fault === undefined ? {} : { faults: fault }),
      signal: interrupted,
      log: (line) => output.note(line),
    },
    (description) => output.result(description, () => JSON.stringify(description, null, 2)),
  );
  return exitCodes.ok;
}
