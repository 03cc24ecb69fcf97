import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { type DeviceInfo, deviceCapability, deviceInfo } from '../../../../src-shared/model/index.ts';
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

export async function showSettings(context: Context): Promise<number> {
  const engine = await context.engine();
  const settings = await engine.call('settings.get', {});
  context.output.result(settings, () => deviceText(settings.deviceInfo));
  return exitCodes.ok;
}

export async function setDeviceInfo(context: Context, options: DeviceInfoOptions): Promise<number> {
  if (options.tac === undefined && options.imei === undefined && options.capability === undefined)
    throw usage('Say what to set: --tac, --imei or --capability');
  // What is wrong by itself is told before an engine is started.
  changedDeviceInfo({ tac: '00000000' }, options);
  const engine = await context.engine();
  const { deviceInfo: before } = await engine.call('settings.get', {});
  const settings = await engine.call('settings.set', { deviceInfo: changedDeviceInfo(before, options) });
  context.output.result(settings, () => deviceText(settings.deviceInfo));
  return exitCodes.ok;
}
