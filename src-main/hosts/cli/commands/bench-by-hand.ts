/** The simulated bench of an engine, edited at the command line. */

import { readFile } from 'node:fs/promises';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import {
  type SimulatedCard,
  type SimulatedOrder,
  simulatorLimits,
} from '../../../../src-shared/model/index.ts';
import { type Disagreement, disagreementsOf } from '../../../../src-shared/simulator-picture.ts';
import { fillText, simulatorText } from '../../../../src-shared/texts.ts';
import { type Context, readText } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';

function cardLines(cards: readonly SimulatedCard[]) {
  return table(
    cards.map((one) => [
      String(one.card),
      one.name,
      one.eid,
      one.readerId ?? '',
      String(one.profiles.length),
      String(one.notifications.length),
      String(one.memory.free),
    ]),
    ['CARD', 'NAME', 'EID', 'READER', 'PROFILES', 'NOTIFICATIONS', 'FREE'],
  );
}

function orderLines(orders: readonly SimulatedOrder[]) {
  return table(
    orders.map((one) => [
      one.order,
      one.profileName,
      one.iccid,
      one.state,
      String(one.downloads),
      String(one.installations),
      one.boundTo ?? one.eid ?? '',
    ]),
    ['ORDER', 'PROFILE', 'ICCID', 'STATE', 'HANDED OUT', 'INSTALLED', 'EID'],
  );
}

const sentence = ({ kind, what, iccid }: Disagreement) =>
  fillText(simulatorText.disagreements[kind], { what: what ?? iccid ?? '' });

export async function show(context: Context): Promise<number> {
  const engine = await context.engine();
  const picture = await engine.call('simulator.picture', {});
  const known = await engine.call('cards.list', {});
  const disagreements = picture.cards.flatMap((card) =>
    disagreementsOf(
      picture,
      card,
      known.find((one) => one.eid === card.eid),
    ).map((one) => ({ card: card.card, ...one })),
  );
  context.output.result({ ...picture, disagreements }, () =>
    [
      cardLines(picture.cards),
      orderLines(picture.smdp.orders),
      table(
        (picture.smds?.events ?? []).map((one) => [one.event, one.eid, one.server, one.order ?? '']),
        ['EVENT', 'EID', 'SERVER', 'ORDER'],
      ),
      ...disagreements.map((one) => `${one.card}: ${sentence(one)}`),
    ].join('\n\n'),
  );
  return exitCodes.ok;
}

export async function exchanges(context: Context): Promise<number> {
  const engine = await context.engine();
  const list = await engine.call('simulator.exchanges', { limit: simulatorLimits.exchanges });
  context.output.result(list, () =>
    table(
      list.map((one) => [
        new Date(one.at).toISOString(),
        `${one.side}${one.card === undefined ? '' : ` ${one.card}`}`,
        one.function,
        one.outcome,
        one.sw ?? (one.subjectCode === undefined ? '' : `${one.subjectCode}/${one.reasonCode ?? ''}`),
        one.message ?? '',
      ]),
      ['TIME', 'SIDE', 'FUNCTION', 'OUTCOME', 'CODE', 'MESSAGE'],
    ),
  );
  return exitCodes.ok;
}

async function settingsOf(file: string | undefined) {
  if (file === undefined) return {};
  try {
    return { settings: JSON.parse(await readText(file, 200_000)) as SimulatedCard['settings'] };
  } catch (cause) {
    if (cause instanceof WorkbenchError) throw cause;
    throw new WorkbenchError('simulator_config_invalid', { reason: 'settings: no JSON' }, { cause });
  }
}

const named = (name: string | undefined) => (name === undefined ? {} : { name });

function showCard(context: Context, card: SimulatedCard): number {
  context.output.result(card, () => cardLines([card]));
  return exitCodes.ok;
}

interface MakeCardOptions {
  readonly name?: string;
  readonly eid?: string;
  readonly settings?: string;
  readonly foreignCi?: boolean;
  readonly into?: string;
}

export async function makeCard(context: Context, options: MakeCardOptions): Promise<number> {
  const { name, eid, settings, foreignCi, into } = options;
  const engine = await context.engine();
  return showCard(
    context,
    await engine.call('simulator.cards.make', {
      ...named(name),
      ...(eid === undefined ? {} : { eid }),
      ...(await settingsOf(settings)),
      ...(foreignCi === true ? { cis: 'foreign' as const } : {}),
      ...(into === undefined ? {} : { readerId: into }),
    }),
  );
}

export async function changeCard(
  context: Context,
  card: number,
  options: { readonly name?: string; readonly settings?: string },
): Promise<number> {
  const engine = await context.engine();
  const change = { card, ...named(options.name), ...(await settingsOf(options.settings)) };
  return showCard(context, await engine.call('simulator.cards.change', change));
}

export async function copyCard(context: Context, card: number): Promise<number> {
  return showCard(context, await (await context.engine()).call('simulator.cards.copy', { card }));
}

export async function resetCard(context: Context, card: number): Promise<number> {
  return showCard(context, await (await context.engine()).call('simulator.cards.reset', { card }));
}

export async function deleteCard(context: Context, card: number): Promise<number> {
  return showCard(context, await (await context.engine()).call('simulator.cards.delete', { card }));
}

export async function restoreCard(context: Context, card: number): Promise<number> {
  return showCard(context, await (await context.engine()).call('simulator.cards.restore', { card }));
}

export async function insertCard(context: Context, card: number, readerId: string): Promise<number> {
  return showCard(context, await (await context.engine()).call('simulator.cards.insert', { card, readerId }));
}

export async function removeCard(
  context: Context,
  card: number,
  { back }: { readonly back?: number },
): Promise<number> {
  const engine = await context.engine();
  const request = { card, ...(back === undefined ? {} : { backAfterMs: back }) };
  return showCard(context, await engine.call('simulator.cards.remove', request));
}

function showReader(context: Context, reader: { readonly readerId: string }): number {
  context.output.result(reader, () => reader.readerId);
  return exitCodes.ok;
}

export async function addReader(context: Context): Promise<number> {
  return showReader(context, await (await context.engine()).call('simulator.readers.add', {}));
}

export async function removeReader(context: Context, readerId: string): Promise<number> {
  return showReader(context, await (await context.engine()).call('simulator.readers.remove', { readerId }));
}

interface MakeOrderOptions {
  readonly profile: string;
  readonly package?: string;
  readonly name?: string;
  readonly matchingId?: string;
  readonly code?: string;
  readonly eid?: string;
  readonly installations?: number;
  readonly downloads?: number;
  readonly expires?: number;
  readonly smds?: boolean;
  readonly release: boolean;
}

async function packageOf(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new WorkbenchError('file_unreadable', { file, reason }, { cause });
  }
  const limit = simulatorLimits.packageBytes;
  if (bytes.length > limit) throw new WorkbenchError('profile_too_large', { length: bytes.length, limit });
  return bytes.toString('base64');
}

function showOrder(context: Context, order: SimulatedOrder): number {
  context.output.result(order, () => orderLines([order]));
  return exitCodes.ok;
}

export async function makeOrder(context: Context, options: MakeOrderOptions): Promise<number> {
  const { profile, package: file, name, matchingId, code, eid, installations, downloads, expires } = options;
  const engine = await context.engine();
  return showOrder(
    context,
    await engine.call('simulator.orders.make', {
      from:
        file === undefined ? { kind: 'library', profile } : { kind: 'file', package: await packageOf(file) },
      ...(name === undefined ? {} : { profileName: name }),
      ...(matchingId === undefined ? {} : { matchingId }),
      ...(code === undefined ? {} : { confirmationCode: code }),
      ...(eid === undefined ? {} : { eid }),
      ...(installations === undefined ? {} : { maxInstallations: installations }),
      ...(downloads === undefined ? {} : { maxDownloads: downloads }),
      ...(expires === undefined ? {} : { expiresAt: expires }),
      smds: options.smds === true,
      release: options.release,
    }),
  );
}

export async function orderCode(context: Context, order: string): Promise<number> {
  const code = await (await context.engine()).call('simulator.orders.code', { order });
  context.output.result(code, () => code.activationCode);
  return exitCodes.ok;
}

type Becomes =
  | 'release'
  | 'cancel'
  | 'available'
  | 'reset'
  | 'released'
  | 'downloaded'
  | 'installed'
  | 'error';

export async function actOnOrder(
  context: Context,
  order: string,
  { to }: { readonly to: Becomes },
): Promise<number> {
  const engine = await context.engine();
  const action =
    to === 'release' || to === 'reset'
      ? { kind: to }
      : to === 'cancel' || to === 'available'
        ? { kind: 'cancel' as const, available: to === 'available' }
        : { kind: 'state' as const, state: to };
  return showOrder(context, await engine.call('simulator.orders.act', { order, action }));
}

/** `expiresAt`: milliseconds since 1970; undefined: it has no end. */
export async function expireOrder(
  context: Context,
  order: string,
  expiresAt: number | undefined,
): Promise<number> {
  const action = { kind: 'expiry' as const, ...(expiresAt === undefined ? {} : { expiresAt }) };
  return showOrder(context, await (await context.engine()).call('simulator.orders.act', { order, action }));
}

export async function removeOrder(context: Context, order: string): Promise<number> {
  return showOrder(context, await (await context.engine()).call('simulator.orders.remove', { order }));
}

export async function restoreOrder(context: Context, order: string): Promise<number> {
  return showOrder(context, await (await context.engine()).call('simulator.orders.restore', { order }));
}

export async function makeEvent(
  context: Context,
  eid: string,
  { order }: { readonly order?: string },
): Promise<number> {
  const engine = await context.engine();
  const event = await engine.call('simulator.events.make', {
    eid,
    ...(order === undefined ? {} : { order }),
  });
  context.output.result(event, () => event.event);
  return exitCodes.ok;
}

export async function deleteEvent(context: Context, event: string): Promise<number> {
  const gone = await (await context.engine()).call('simulator.events.delete', { event });
  context.output.result(gone, () => gone.event);
  return exitCodes.ok;
}
