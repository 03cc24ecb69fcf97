import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import {
  type BenchSettings,
  type DeviceInfo,
  deviceCapability,
  deviceInfo,
  smdsAddresses,
} from '../../../../src-shared/model/index.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';

export interface DeviceInfoOptions {
  readonly tac?: string;
  readonly imei?: string;
  /** `NAME=VERSION`, or `NAME=` to remove it. */
  readonly capability?: readonly string[];
}

function usage(reason: string): WorkbenchError {
  return new WorkbenchError('usage', { reason });
}

function deviceText(device: DeviceInfo): string {
  return table([
    ['TAC', device.tac],
    ...(device.imei === undefined ? [] : [['IMEI', device.imei]]),
    ...Object.entries(device.capabilities ?? {}).map(([name, version]) => [name, version ?? '']),
  ]);
}

/** TAC and IMEI as typed. Throws usage where one is none. */
export function deviceNumbers(options: { readonly tac?: string; readonly imei?: string }): {
  readonly tac?: string;
  readonly imei?: string;
} {
  const { imei } = options;
  if (imei !== undefined && !/^\d{15,16}$/.test(imei)) throw usage('The IMEI must have 15 or 16 digits');
  // The first eight digits of an IMEI are its TAC (3GPP TS 23.003 §6.2.1).
  const tac = options.tac ?? imei?.slice(0, 8);
  if (tac !== undefined && !/^\d{8}$/.test(tac)) throw usage('The TAC must have 8 digits');
  return { ...(tac === undefined ? {} : { tac }), ...(imei === undefined ? {} : { imei }) };
}

function capabilitiesWith(
  before: DeviceInfo['capabilities'],
  given: readonly string[],
): NonNullable<DeviceInfo['capabilities']> {
  const capabilities = { ...before };
  for (const text of given) {
    const [, name, version] = /^(\w{1,64})=(.*)$/s.exec(text) ?? [];
    const known = deviceCapability.safeParse(name);
    if (!known.success)
      throw usage(`A capability is NAME=VERSION, with NAME one of ${deviceCapability.options.join(', ')}`);
    if (version === '') delete capabilities[known.data];
    else if (version !== undefined && /^\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(version))
      capabilities[known.data] = version;
    else throw usage(`The version of ${known.data} must be like 15.0.0`);
  }
  return capabilities;
}

/** What the bench is set to after `options`: what is not named stays. Throws usage. */
export function changedDeviceInfo(before: DeviceInfo, options: DeviceInfoOptions): DeviceInfo {
  const withoutImei = options.imei === '';
  const { tac = before.tac, imei = before.imei } = deviceNumbers({
    ...(options.tac === undefined ? {} : { tac: options.tac }),
    ...(options.imei === undefined || withoutImei ? {} : { imei: options.imei }),
  });
  const capabilities = capabilitiesWith(before.capabilities, options.capability ?? []);
  // An IMEI that was set before goes with its own TAC only.
  const keepsImei =
    imei !== undefined && !withoutImei && (options.imei !== undefined || imei.startsWith(tac));
  return deviceInfo.parse({
    tac,
    ...(keepsImei ? { imei } : {}),
    ...(Object.keys(capabilities).length === 0 ? {} : { capabilities }),
  });
}

function showAll(context: Context, settings: BenchSettings): number {
  const smds = (settings.smdsAddresses ?? []).map((address) => ['SM-DS', address]);
  context.output.result(settings, () =>
    [deviceText(settings.deviceInfo), ...(smds.length === 0 ? [] : [table(smds)])].join('\n'),
  );
  return exitCodes.ok;
}

export async function showSettings(context: Context): Promise<number> {
  const engine = await context.engine();
  return showAll(context, await engine.call('settings.get', {}));
}

/** Replaces the SM-DSs that a discovery asks beside the card's own. */
export async function setSmds(
  context: Context,
  addresses: readonly string[],
  options: { readonly clear?: boolean },
): Promise<number> {
  if ((addresses.length === 0) !== (options.clear === true))
    throw usage('Give the names of the SM-DSs, or --clear');
  const parsed = smdsAddresses.safeParse(addresses);
  if (!parsed.success) throw usage('An SM-DS is a name of a server, and there may be 8 of them');
  const engine = await context.engine();
  const { deviceInfo: device } = await engine.call('settings.get', {});
  const change = { deviceInfo: device, smdsAddresses: parsed.data };
  return showAll(context, await engine.call('settings.set', change));
}

export async function setDeviceInfo(context: Context, options: DeviceInfoOptions): Promise<number> {
  if (options.tac === undefined && options.imei === undefined && options.capability === undefined)
    throw usage('Say what to set: --tac, --imei or --capability');
  // What is wrong by itself is told before an engine is started.
  changedDeviceInfo({ tac: '00000000' }, options);
  const engine = await context.engine();
  const { deviceInfo: before } = await engine.call('settings.get', {});
  const settings = await engine.call('settings.set', { deviceInfo: changedDeviceInfo(before, options) });
  return showAll(context, settings);
}
