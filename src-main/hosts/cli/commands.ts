/** Every command with its arguments and options. What it does is loaded from `commands/` when it is run. */

import { Argument, type Command, Option } from 'commander';
import { codeCommands } from './code-commands.ts';
import { group, leaf, type ReaderChoice, type Wrap, type Yes } from './command.ts';
import type { FaultOptions } from './fault-rules.ts';
import {
  engineOptions,
  faultOptions,
  parseConnectTo,
  parseCount,
  parseDelay,
  parsePort,
  parseServer,
  readerOption,
  yesOption,
} from './options.ts';
import { orderCommands, shopCommands } from './order-commands.ts';
import { recordCommands } from './record-commands.ts';
import { tokenCommands } from './token-commands.ts';
import { traceCommands } from './trace-commands.ts';

function readerCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/reader.ts');
  const reader = group(program, 'reader', 'the readers and what is in them');
  leaf(reader, 'list', 'list the readers').action(
    wrap(async (context, _options: object) => (await commands()).listReaders(context)),
  );
  leaf(reader, 'watch', 'list the readers again whenever something changes, until Ctrl-C').action(
    wrap(async (context, _options: object) => (await commands()).watchReaders(context)),
  );
}

function cardCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/card.ts');
  const card = group(program, 'card', 'the card in a reader');
  leaf(card, 'info', 'read the card: EID, memory, capabilities')
    .option(...readerOption)
    .action(wrap(async (context, options: ReaderChoice) => (await commands()).cardInfo(context, options)));
  leaf(card, 'reset-memory', 'delete what is on the card (SGP.22 §5.7.19 eUICCMemoryReset)')
    .option(...readerOption)
    .option('--operational-profiles', 'delete the operational profiles')
    .option('--test-profiles', 'delete the test profiles that were loaded in the field')
    .option('--default-smdp-address', 'reset the default SM-DP+ address')
    .option(...yesOption)
    .action(
      wrap(
        async (
          context,
          options: ReaderChoice &
            Yes & {
              readonly operationalProfiles?: boolean;
              readonly testProfiles?: boolean;
              readonly defaultSmdpAddress?: boolean;
            },
        ) => (await commands()).resetMemory(context, options),
      ),
    );
  leaf(card, 'default-smdp', 'show or set the default SM-DP+ address of the card')
    .argument('[address]', 'the new address; without one, the present one is shown')
    .option('--clear', 'leave the card without a default SM-DP+')
    .option(...readerOption)
    .action(
      wrap(
        async (context, address: string | undefined, options: ReaderChoice & { readonly clear?: boolean }) =>
          (await commands()).defaultSmdp(context, address, options),
      ),
    );
}

function profileCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/profile.ts');
  const profile = group(program, 'profile', 'the profiles on a card');
  leaf(profile, 'list', 'list the profiles')
    .option(...readerOption)
    .action(
      wrap(async (context, options: ReaderChoice) => (await commands()).listProfiles(context, options)),
    );

  const which = 'ICCID as printed, or AID of the ISD-P';
  for (const kind of ['enable', 'disable'] as const)
    leaf(profile, kind, `${kind} a profile`)
      .argument('<profile>', which)
      .option(...readerOption)
      .option('--no-refresh', 'do not ask the card for a REFRESH')
      .action(
        wrap(async (context, target: string, options: ReaderChoice & { readonly refresh: boolean }) =>
          (await commands()).switchProfile(context, kind, target, options),
        ),
      );
  leaf(profile, 'delete', 'delete a profile from the card')
    .argument('<profile>', which)
    .option(...readerOption)
    .option(...yesOption)
    .action(
      wrap(async (context, target: string, options: ReaderChoice & Yes) =>
        (await commands()).deleteProfile(context, target, options),
      ),
    );
  leaf(profile, 'nickname', 'give a profile a nickname')
    .argument('<iccid>', 'ICCID as printed')
    .argument('<nickname>', 'the nickname; empty to remove it')
    .option(...readerOption)
    .action(
      wrap(async (context, iccid: string, nickname: string, options: ReaderChoice) =>
        (await commands()).setNickname(context, iccid, nickname, options),
      ),
    );
  leaf(profile, 'download', 'download a profile onto the card')
    .argument('[code]', 'activation code, or - to read it from stdin')
    .option('--code <id>', 'take a code of the vault, by its number', parseCount)
    .option('--carrier <name>', 'the carrier that is meant; another one in the profile is pointed out')
    .option('--batch <name>', 'a name under which operations are reported together')
    .option('--qr <file>', 'take the code from a picture (PNG or JPEG) of its QR code')
    .option('--default-server', "without a code: ask the card's default SM-DP+")
    .option('--enable', 'enable the profile when it is on the card')
    .option('--confirmation-code-file <file>', 'file that holds the confirmation code')
    .option('--accept-ppr', 'agree beforehand to policy rules that forbid to disable or delete the profile')
    .option('--imei <imei>', 'IMEI of the device, 15 or 16 digits')
    .option(
      '--tac <tac>',
      'type allocation code of the device, 8 digits (default: the beginning of the IMEI)',
    )
    .option(...readerOption)
    .option(...yesOption)
    .action(
      wrap(
        async (
          context,
          code: string | undefined,
          options: import('./commands/download.ts').DownloadOptions,
        ) => (await import('./commands/download.ts')).downloadProfile(context, code, options),
      ),
    );
  leaf(profile, 'discover', 'ask the SM-DSs what waits for the card')
    .option(
      '--smds <address>',
      'an SM-DS beside the one that the card names (may be repeated; default: those of the settings)',
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .option('--download', 'download each of what is found')
    .option('--enable', 'with --download: enable what is downloaded')
    .option('--confirmation-code-file <file>', 'with --download: file that holds the confirmation code')
    .option('--accept-ppr', 'with --download: agree beforehand to policy rules that bind the card')
    .option(...readerOption)
    .option(...yesOption)
    .action(
      wrap(async (context, options: import('./commands/discover.ts').DiscoverOptions) =>
        (await import('./commands/discover.ts')).discoverProfiles(context, options),
      ),
    );
}

function notificationCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/notification.ts');
  const notification = group(program, 'notification', 'the notifications that wait on a card');
  leaf(notification, 'list', 'list them')
    .option(...readerOption)
    .action(
      wrap(async (context, options: ReaderChoice) => (await commands()).listNotifications(context, options)),
    );
  leaf(notification, 'send', 'send all, or one; each is removed from the card when its server has taken it')
    .argument('[number]', 'sequence number', parseCount)
    .option(...readerOption)
    .action(
      wrap(async (context, number: number | undefined, options: ReaderChoice) =>
        (await commands()).sendNotifications(context, number, options),
      ),
    );
  leaf(notification, 'remove', 'remove one from the card without sending it')
    .argument('<number>', 'sequence number', parseCount)
    .option(...readerOption)
    .option(...yesOption)
    .action(
      wrap(async (context, number: number, options: ReaderChoice & Yes) =>
        (await commands()).removeNotification(context, number, options),
      ),
    );
}

function operationCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/operation.ts');
  const operation = group(program, 'operation', 'what was done, and how it went');
  leaf(operation, 'list', 'list the operations, the newest first')
    .option('--limit <number>', 'how many', parseCount, 50)
    .option('--eid <eid>', 'those of one card')
    .option('--status <status>', 'those with one status')
    .action(
      wrap(
        async (
          context,
          options: { readonly limit: number; readonly eid?: string; readonly status?: string },
        ) => (await commands()).listOperations(context, options),
      ),
    );
  leaf(operation, 'show', 'show an operation with its statuses in order')
    .argument('<id>', 'its number', parseCount)
    .option('--trace', 'with its APDUs and HTTP exchanges')
    .action(
      wrap(async (context, id: number, options: { readonly trace?: boolean }) =>
        (await commands()).showOperation(context, id, options),
      ),
    );
  leaf(operation, 'reconcile', 'read the card again to find out how an operation ended that broke off')
    .argument('<id>', 'its number', parseCount)
    .option(...readerOption)
    .action(
      wrap(async (context, id: number, options: ReaderChoice) =>
        (await commands()).reconcileOperation(context, id, options),
      ),
    );
  leaf(operation, 'cancel', 'cancel an operation as soon as that is safe')
    .argument('<id>', 'its number', parseCount)
    .action(
      wrap(async (context, id: number, _options: object) => (await commands()).cancelOperation(context, id)),
    );
}

function trustCommands(program: Command, wrap: Wrap): void {
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

function settingsCommands(program: Command, wrap: Wrap): void {
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

function simulatorCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/simulator.ts');
  const simulator = group(program, 'simulator', 'the simulated bench, and simulators to run by themselves');
  leaf(simulator, 'codes', 'list the activation codes that the simulated SM-DP+ honours').action(
    wrap(async (context, _options: object) => (await commands()).listCodes(context)),
  );
  const faults = group(simulator, 'faults', 'what goes wrong on the simulated bench (docs/faults.md)');
  leaf(faults, 'list', 'list the fault rules and what they did').action(
    wrap(async (context, _options: object) => (await commands()).listFaults(context)),
  );
  leaf(faults, 'add', 'add a rule to the engine that runs; in force until cleared or the engine ends')
    .argument('<rule...>', "the rule, best in quotes, as 'ES10c.EnableProfile catBusy times=1'")
    .action(
      wrap(async (context, words: readonly string[], _options: object) =>
        (await commands()).addFault(context, words),
      ),
    );
  leaf(faults, 'clear', 'take one rule away, or all')
    .argument('[id]', 'its number in the list', parseCount)
    .action(
      wrap(async (context, id: number | undefined, _options: object) =>
        (await commands()).clearFaults(context, id),
      ),
    );
  faultOptions(simulator.command('card'))
    .description('run a simulated eUICC in a virtual reader (vpcd)')
    .requiredOption('--vpcd <host:port>', 'where vpcd listens, as 127.0.0.1:35963')
    .requiredOption('--pki <folder>', 'certificates and keys (made where there are none)')
    .requiredOption('--state <file>', 'file that the card keeps its state in')
    .option('--delay <ms>', 'milliseconds that the card takes for each APDU', parseDelay)
    .option('--eid <digits>', 'its EID; default: that of the certificates')
    .option('--settings <file>', 'JSON: memory, versions, capabilities, timing and what else a card can be')
    .option('--recording <file>', 'APDUs of a card with their durations, for this one to take as long')
    .action(
      wrap(
        async (
          context,
          options: {
            readonly vpcd: string;
            readonly pki: string;
            readonly state: string;
            readonly delay?: number;
            readonly eid?: string;
            readonly settings?: string;
            readonly recording?: string;
          } & FaultOptions,
        ) => (await commands()).runSimulatedCard(context, options),
      ),
    );
  const smdp = simulator
    .command('smdp')
    .description('run a simulated SM-DP+ on loopback')
    .requiredOption('--port <number>', 'port to listen on; 0 for any', parsePort)
    .requiredOption('--address <name>', 'its SM-DP+ address, as in the activation codes', parseServer)
    .requiredOption('--pki <folder>', 'certificates and keys (made where there are none)')
    .requiredOption('--profiles <folder>', 'profile packages; NAME.der is honoured as matching id NAME')
    .option('--ordered', 'profiles can be downloaded only once they were ordered on ES2+')
    .option(
      '--progress <name>',
      "the operator's server that is told of downloads (HandleDownloadProgressInfo)",
      parseServer,
    );
  serverOptions(smdp, 'ES9+.AuthenticateClient status=8.2.6/3.8').action(
    wrap(async (context, options: import('./commands/simulator.ts').SimulatedSmdpOptions) =>
      (await commands()).runSimulatedSmdp(context, options),
    ),
  );
  const smds = simulator
    .command('smds')
    .description('run a simulated SM-DS on loopback')
    .requiredOption('--port <number>', 'port to listen on; 0 for any', parsePort)
    .requiredOption('--address <name>', 'its address, as cards and SM-DP+ know it', parseServer)
    .requiredOption('--pki <folder>', 'certificates and keys (made where there are none)')
    .option(
      '--root <name>',
      'the root SM-DS that events are forwarded to (default: it is the root itself)',
      parseServer,
    );
  serverOptions(smds, 'ES11.AuthenticateClient http=503 times=1').action(
    wrap(async (context, options: import('./commands/simulator.ts').SimulatedSmdsOptions) =>
      (await commands()).runSimulatedSmds(context, options),
    ),
  );
  faultOptions(simulator.command('shop'), 'Octopus.CreateOrder http=500 when=after times=1')
    .description('run a simulated shop for activation codes, with the SM-DP+ that honours them, on loopback')
    .addArgument(new Argument('<connector>', 'the API that it speaks').choices(['truphone', 'octopus']))
    .requiredOption('--port <number>', 'port of the shop, plain HTTP; 0 for any', parsePort)
    .requiredOption('--address <name>', 'SM-DP+ address in the codes that it sells', parseServer)
    .requiredOption('--pki <folder>', 'certificates and keys (made where there are none)')
    .option('--smdp-port <number>', 'port of the SM-DP+; 0 for any', parsePort, 0)
    .option('--state <folder>', 'folder that keeps the orders, readable (default: forgotten at the end)')
    .option('--delivery <ms>', 'milliseconds from an order to its delivery', parseDelay)
    .option('--json', 'errors as JSON, too')
    .action(
      wrap(
        async (
          context,
          connector: import('../../simulator/shops/index.ts').ShopConnector,
          options: import('./commands/simulator.ts').SimulatedShopOptions,
        ) => (await commands()).runSimulatedShop(context, connector, options),
      ),
    );
  faultOptions(simulator.command('bench'))
    .description(
      'run cards, SM-DP+ and SM-DS together until Ctrl-C; prints how to reach them as one JSON document',
    )
    .option('--cards <number>', 'how many cards', parseCount, 1)
    .option('--vpcd <host:port>', 'put the cards into the readers of vpcd, from this port on')
    .option('--port <number>', 'port of the SM-DP+; 0 for any', parsePort, 0)
    .addOption(
      new Option('--smds <which>', 'the SM-DS: a root, a root with one below it, or none')
        .choices(['root', 'cascade', 'none'])
        .default('root'),
    )
    .option('--smds-port <number>', 'port of the root SM-DS; 0 for any', parsePort, 0)
    .addOption(
      new Option('--shops <which>', 'shops that sell its activation codes')
        .choices(['none', 'truphone', 'octopus', 'both'])
        .default('none'),
    )
    .option(
      '--address <name>',
      'SM-DP+ address in the activation codes (default: localhost and the port)',
      parseServer,
    )
    .option('--pki <folder>', 'certificates and keys (made where there are none)')
    .option(
      '--profiles <folder>',
      'profile packages; NAME.der is honoured as matching id NAME (default: samples)',
    )
    .option('--state <folder>', 'folder that keeps cards, orders and a PKI (default: forgotten at the end)')
    .option('--json', 'errors as JSON, too')
    .action(
      wrap(async (context, options: import('./commands/simulator.ts').SimulatedBenchOptions) =>
        (await commands()).runSimulatedBench(context, options),
      ),
    );
}

/** What the simulated servers have in common. */
function serverOptions(command: Command, example: string): Command {
  return faultOptions(command, example)
    .option('--state <file>', 'file for its state (default: in the data folder)')
    .option('--client-ca <file>', 'CAs of other servers: ES2+, ES12 and ES15 are for their clients alone')
    .option(
      '--connect-to <name:host:port>',
      'reach the server NAME at HOST:PORT; may be repeated',
      parseConnectTo,
    )
    .option(
      '--data <folder>',
      'data folder (default: EUICC_WORKBENCH_DATA, or the usual place of the system)',
    )
    .option('--json', 'print one JSON document on stdout when it runs');
}

function serveCommand(program: Command, wrap: Wrap): void {
  engineOptions(
    program
      .command('serve')
      .description('serve the workbench to browsers and scripts, and hold the engine')
      .option('--port <number>', 'port; 0 for any', parsePort, 0)
      .option('--listen <address>', 'IP address to listen at (default: 127.0.0.1)')
      .option('--tls-cert <file>', 'certificate of the server with its chain (PEM)')
      .option('--tls-key <file>', 'its key (PEM)')
      .option('--allow-remote', 'let other machines in, with --listen and TLS')
      .option(
        '--host-name <name>',
        'a name by which other machines ask it (may be repeated)',
        (text: string, before: readonly string[] = []) => [...before, text],
      ),
  ).action(
    wrap(async (context, options: import('./commands/serve.ts').ServeOptions) =>
      (await import('./commands/serve.ts')).serve(context, options),
    ),
  );
}

export function addCommands(program: Command, wrap: Wrap): void {
  readerCommands(program, wrap);
  cardCommands(program, wrap);
  profileCommands(program, wrap);
  notificationCommands(program, wrap);
  operationCommands(program, wrap);
  codeCommands(program, wrap);
  shopCommands(program, wrap);
  orderCommands(program, wrap);
  trustCommands(program, wrap);
  settingsCommands(program, wrap);
  tokenCommands(program, wrap);
  recordCommands(program, wrap);
  traceCommands(program, wrap);
  simulatorCommands(program, wrap);
  serveCommand(program, wrap);
}
