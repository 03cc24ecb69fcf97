/** The commands about roots and settings with their arguments and options. */

import type { Command } from 'commander';
import { group, leaf, type Wrap, type Yes } from './command.ts';
import { yesOption } from './options.ts';

export function trustCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/trust.ts');
  const trust = group(program, 'trust', 'the roots (CIs) that servers are checked against');
  leaf(trust, 'list', 'list them').action(
    wrap(async (context, _options: object) => (await commands()).listTrust(context)),
  );
  leaf(trust, 'add', 'add a root certificate')
    .argument('<file>', 'certificate, PEM or DER')
    .action(
      wrap(async (context, file: string, _options: object) => (await commands()).addTrust(context, file)),
    );
  leaf(trust, 'remove', 'remove a root that was added')
    .argument('<key-id>', 'its key identifier, or the beginning of it')
    .option(...yesOption)
    .action(
      wrap(async (context, keyId: string, options: Yes) =>
        (await commands()).removeTrust(context, keyId, options),
      ),
    );
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const)
    leaf(trust, name, `switch a root ${enabled ? 'on' : 'off'}`)
      .argument('<key-id>', 'its key identifier, or the beginning of it')
      .action(
        wrap(async (context, keyId: string, _options: object) =>
          (await commands()).setTrust(context, keyId, enabled),
        ),
      );
}

export function settingsCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/settings.ts');
  const settings = group(program, 'settings', 'what is set for the whole bench');
  leaf(settings, 'show', 'show what servers are told about the device, and which SM-DSs are asked').action(
    wrap(async (context, _options: object) => (await commands()).showSettings(context)),
  );
  leaf(settings, 'smds', 'set the SM-DSs that are asked beside the one that a card names')
    .argument('[address...]', 'their names; none with --clear')
    .option('--clear', 'ask none but the one that the card names')
    .action(
      wrap(async (context, addresses: readonly string[], options: { readonly clear?: boolean }) =>
        (await commands()).setSmds(context, addresses, options),
      ),
    );
  leaf(settings, 'device-info', 'set what servers are told about the device; what is not named stays')
    .option('--tac <tac>', 'type allocation code, 8 digits (default: the beginning of the IMEI)')
    .option('--imei <imei>', 'IMEI, 15 or 16 digits; empty to remove it')
    .option(
      '--capability <name=version>',
      'as eutranEpcSupportedRelease=15.0.0, empty to remove it (may be repeated)',
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .action(
      wrap(async (context, options: import('./commands/settings.ts').DeviceInfoOptions) =>
        (await commands()).setDeviceInfo(context, options),
      ),
    );
}
