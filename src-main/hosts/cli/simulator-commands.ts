/** The commands about simulators with their arguments and options. */

import { Argument, type Command, Option } from 'commander';
import { benchCommands } from './bench-commands.ts';
import { group, leaf, type Wrap } from './command.ts';
import { faultOptions, parseConnectTo, parseCount, parseDelay, parsePort, parseServer } from './options.ts';

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

export function simulatorCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/simulator.ts');
  const simulator = group(program, 'simulator', 'the simulated bench, and simulators to run by themselves');
  leaf(simulator, 'codes', 'list the activation codes that the simulated SM-DP+ honours').action(
    wrap(async (context, _options: object) => (await commands()).listCodes(context)),
  );
  benchCommands(simulator, wrap);
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
  leaf(faults, 'library', 'list the faults of docs/faults.md, and what the workbench reports for them')
    .argument('[text...]', 'only those that have these words: a function, a status code, a text')
    .action(
      wrap(async (context, words: readonly string[], _options: object) =>
        (await commands()).listLibrary(context, words),
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
      wrap(async (context, options: import('./commands/simulator.ts').SimulatedCardOptions) =>
        (await commands()).runSimulatedCard(context, options),
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
