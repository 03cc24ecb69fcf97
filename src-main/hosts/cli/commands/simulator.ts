import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { FaultRuleState } from '../../../../src-shared/model/index.ts';
import { systemEntropy } from '../../../../src-shared/system-ports.ts';
import { simulatorText } from '../../../../src-shared/texts.ts';
import type { FaultRules } from '../../../simulator/faults/index.ts';
import type { ShopConnector } from '../../../simulator/shops/index.ts';
import type { ConnectTo } from '../../engine/open.ts';
import { type Context, readText } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { addRule, type FaultOptions, givenRules, toldRule } from '../fault-rules.ts';
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

export async function listLibrary(context: Context, words: readonly string[]): Promise<number> {
  const engine = await context.engine();
  const faults = await engine.call('simulator.faults.library', { text: words.join(' ') });
  context.output.result(faults, () =>
    table(
      faults.map((one) => [
        one.rules.join(' and '),
        one.scenario,
        one.error?.code ?? one.status,
        simulatorText.faults.fates[one.activationCodeUse],
        one.order ?? '',
      ]),
      ['RULE', 'OPERATION', 'REPORTED', 'CODE AFTER IT', 'ORDER'],
    ),
  );
  return exitCodes.ok;
}

function showRules(context: Context, rules: readonly FaultRuleState[]): number {
  context.output.result(rules, () =>
    table(
      rules.map(({ id, rule, seen, done }) => [String(id), rule, String(seen), String(done)]),
      ['ID', 'RULE', 'SEEN', 'DONE'],
    ),
  );
  for (const { id, idle } of rules)
    if (idle !== undefined) context.output.note(`Beware of rule ${id}: ${simulatorText.faults.idle[idle]}`);
  return exitCodes.ok;
}

export async function listFaults(context: Context): Promise<number> {
  const engine = await context.engine();
  return showRules(context, await engine.call('simulator.faults.list', {}));
}

/** Only to an engine that stays: a rule in this command's own would end with it. */
export async function addFault(context: Context, words: readonly string[]): Promise<number> {
  const [rule] = await givenRules({ fault: [words.join(' ')] });
  const engine = await context.engine();
  if (engine.own) throw new WorkbenchError('fault_rules_end');
  return showRules(context, rule === undefined ? [] : [await addRule(engine, rule)]);
}

export async function clearFaults(context: Context, id: number | undefined): Promise<number> {
  const engine = await context.engine();
  const gone = await engine.call('simulator.faults.clear', id === undefined ? {} : { id });
  return showRules(context, gone);
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

/** The settings of a file, with the durations of a recording. Rejects with file_unreadable and simulator_config_invalid. */
async function cardConfig(files: { readonly settings?: string; readonly recording?: string }) {
  const { settings, recording } = files;
  const { durationsOfRecording, parseEuiccConfigText } = await import('../../../simulator/euicc/index.ts');
  const config = parseEuiccConfigText(settings === undefined ? '{}' : await readText(settings, 1024 * 1024));
  if (recording === undefined) return config;
  return { ...config, durations: durationsOfRecording(await readText(recording, 64 * 1024 * 1024)) };
}

export interface SimulatedCardOptions extends FaultOptions {
  readonly vpcd: string;
  readonly pki: string;
  readonly state: string;
  readonly delay?: number;
  readonly eid?: string;
  readonly settings?: string;
  readonly recording?: string;
}

/** Keeps the card in the reader until Ctrl-C, which takes it out. */
export async function runSimulatedCard(context: Context, options: SimulatedCardOptions): Promise<number> {
  const vpcd = hostAndPort(options.vpcd);
  const rules = await givenRules(options, { name: 'A card', layers: ['apdu', 'card', 'bpp'] });
  const { runCard } = await import('../../../simulator/run-card.ts');
  const { delay, eid } = options;
  const config = await cardConfig(options);
  const run = await runCard({
    vpcd,
    rules,
    pkiDir: options.pki,
    stateFile: options.state,
    config: delay === undefined ? config : { ...config, apduDelay: { fixedMs: delay, perByteMs: 0 } },
    ...(eid === undefined ? {} : { eid }),
    signal: context.interrupted,
    log: (line) => context.output.note(line),
  });
  for (const rule of run.rules) context.output.note(toldRule(rule));
  return run.end === 'removed' ? exitCodes.ok : exitCodes.card;
}

/** A file of the data folder for the state of a server that was given none: PKI and profiles may be read-only. */
function defaultState(dataFolder: string, kind: 'smdp' | 'smds', ...parts: readonly string[]): string {
  const name = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16);
  return join(dataFolder, 'simulator', `${kind}-${name}.json`);
}

interface SimulatedServerOptions extends FaultOptions {
  readonly port: number;
  readonly address: string;
  readonly pki: string;
  readonly state?: string;
  readonly clientCa?: string;
  readonly connectTo?: readonly ConnectTo[];
}

export interface SimulatedSmdpOptions extends SimulatedServerOptions {
  readonly profiles: string;
  readonly ordered?: boolean;
  readonly progress?: string;
}

export interface SimulatedSmdsOptions extends SimulatedServerOptions {
  readonly root?: string;
}

/** The rules that a server is to meet, in force from its start. */
async function serverRules(options: FaultOptions): Promise<FaultRules> {
  const { FaultRules } = await import('../../../simulator/faults/index.ts');
  const rules = await givenRules(options, { name: 'A server', layers: ['server', 'tls'] });
  return new FaultRules({ entropy: systemEntropy, rules });
}

function runOptions(context: Context, options: SimulatedServerOptions, stateFile: string, rules: FaultRules) {
  const { port, address, pki, clientCa, connectTo } = options;
  return {
    faults: rules.forServers(),
    port,
    address,
    pkiDir: pki,
    stateFile,
    ...(clientCa === undefined ? {} : { clientCaFile: clientCa }),
    ...(connectTo === undefined ? {} : { connectTo }),
    log: (line: string) => context.output.note(line),
  };
}

/** Serves until Ctrl-C. Says on stdout how it is reached, when it is. */
async function serveUntilStopped(
  { output, interrupted }: Context,
  name: string,
  address: string,
  stateFile: string,
  running: { readonly port: number; close(): Promise<void> },
  rules: FaultRules,
): Promise<number> {
  const { port } = running;
  const reached = { address, host: '127.0.0.1', port, stateFile };
  output.result(reached, () => `${name} ${address} is at 127.0.0.1:${port}`);
  await once(interrupted);
  for (const rule of rules.list()) output.note(toldRule(rule));
  await running.close();
  return exitCodes.ok;
}

export async function runSimulatedSmdp(context: Context, options: SimulatedSmdpOptions): Promise<number> {
  const { runSmdp } = await import('../../../simulator/smdp/index.ts');
  const { address, profiles, progress, ordered } = options;
  const stateFile = options.state ?? defaultState(context.dataFolder, 'smdp', address, resolve(profiles));
  const rules = await serverRules(options);
  const running = await runSmdp({
    ...runOptions(context, options, stateFile, rules),
    profilesDir: profiles,
    ...(ordered === undefined ? {} : { ordered }),
    ...(progress === undefined ? {} : { progressAddress: progress }),
  });
  return await serveUntilStopped(context, 'SM-DP+', address, stateFile, running, rules);
}

export async function runSimulatedSmds(context: Context, options: SimulatedSmdsOptions): Promise<number> {
  const { runSmds } = await import('../../../simulator/smds/index.ts');
  const { address, root } = options;
  const stateFile = options.state ?? defaultState(context.dataFolder, 'smds', address);
  const rules = await serverRules(options);
  const running = await runSmds({
    ...runOptions(context, options, stateFile, rules),
    ...(root === undefined ? {} : { rootAddress: root }),
  });
  return await serveUntilStopped(context, 'SM-DS', address, stateFile, running, rules);
}

export interface SimulatedShopOptions extends FaultOptions {
  readonly port: number;
  readonly smdpPort: number;
  readonly address: string;
  readonly pki: string;
  readonly state?: string;
  readonly delivery?: number;
}

/** Sells until Ctrl-C. How shop and SM-DP+ are reached is one JSON document on stdout, with the token of the account. */
export async function runSimulatedShop(
  context: Context,
  connector: ShopConnector,
  options: SimulatedShopOptions,
): Promise<number> {
  const { runShop } = await import('../../../simulator/shops/index.ts');
  const { port, smdpPort, address, pki, state, delivery } = options;
  const rules = await serverRules(options);
  const running = await runShop({
    connector,
    port,
    smdpPort,
    address,
    pkiDir: pki,
    ...(state === undefined ? {} : { stateDir: resolve(state) }),
    ...(delivery === undefined ? {} : { deliveryMs: delivery }),
    faults: rules.forServers(),
    log: (line) => context.output.note(line),
  });
  const { shop, smdp } = running;
  const reached = { ...shop, smdp, connectTo: `${address.replace(/:\d+$/, '')}:${smdp.host}:${smdp.port}` };
  context.output.result(reached, () => JSON.stringify(reached, null, 2));
  await once(context.interrupted);
  for (const rule of rules.list()) context.output.note(toldRule(rule));
  await running.close();
  return exitCodes.ok;
}

export interface SimulatedBenchOptions extends FaultOptions {
  readonly cards: number;
  readonly vpcd?: string;
  readonly pki?: string;
  readonly profiles?: string;
  readonly state?: string;
  readonly address?: string;
  readonly port: number;
  readonly smds: 'none' | 'root' | 'cascade';
  readonly smdsPort: number;
  readonly shops: ShopConnector | 'none' | 'both';
}

/** Runs a whole bench until Ctrl-C. How it is reached is one JSON document on stdout, with `--json` or without. */
export async function runSimulatedBench(context: Context, options: SimulatedBenchOptions): Promise<number> {
  const { output, interrupted } = context;
  const { cards, port, smds, smdsPort, shops, vpcd, pki, profiles, state, address } = options;
  const place = vpcd === undefined ? {} : { vpcd: hostAndPort(vpcd) };
  const faults = await givenRules(options);
  const { runBench } = await import('../../../simulator/run-bench.ts');
  await runBench(
    {
      cards,
      port,
      smds: { which: smds, port: smdsPort },
      shops: { which: shops === 'both' ? ['truphone', 'octopus'] : shops === 'none' ? [] : [shops] },
      faults,
      ...place,
      ...(pki === undefined ? {} : { pkiDir: pki }),
      ...(profiles === undefined ? {} : { profilesDir: profiles }),
      ...(state === undefined ? {} : { stateDir: state }),
      ...(address === undefined ? {} : { address }),
      signal: interrupted,
      log: (line) => output.note(line),
    },
    (description) => output.result(description, () => JSON.stringify(description, null, 2)),
  );
  return exitCodes.ok;
}
