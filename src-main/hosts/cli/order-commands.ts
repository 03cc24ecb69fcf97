/** The commands about shops and orders with their arguments and options. */

import type { Command } from 'commander';
import { group, leaf, type Wrap, type Yes } from './command.ts';
import { parseCount, yesOption } from './options.ts';

export function shopCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/shop.ts');
  const shop = group(program, 'shop', 'the accounts at shops from which activation codes are ordered');
  const tokenFile = [
    '--token-file <file>',
    'file that holds the token (default: the first line of stdin)',
  ] as const;
  const loginOption = [
    '--login',
    'it is an API key and its secret, KEY:SECRET, with which the account gets tokens by itself (Octopus Cards)',
  ] as const;
  const which = 'its number, its label or the beginning of that';
  leaf(shop, 'list', 'list the accounts').action(
    wrap(async (context, _options: object) => (await commands()).listShops(context)),
  );
  leaf(shop, 'add', 'add an account; its token comes on stdin or in a file')
    .argument('<api>', 'truphone (1GLOBAL Connect v2) or octopus (Octopus Cards)')
    .argument('<address>', 'of the API, as https://services.truphone.com/connect-api')
    .option('--label <label>', 'what it is called here (default: the name of the API)')
    .option(...tokenFile)
    .option(...loginOption)
    .action(
      wrap(
        async (
          context,
          api: string,
          address: string,
          options: { readonly label?: string; readonly tokenFile?: string; readonly login?: boolean },
        ) => (await commands()).addShop(context, api, address, options),
      ),
    );
  leaf(shop, 'token', 'give an account another token')
    .argument('<shop>', which)
    .option(...tokenFile)
    .option(...loginOption)
    .action(
      wrap(
        async (context, name: string, options: { readonly tokenFile?: string; readonly login?: boolean }) =>
          (await commands()).replaceToken(context, name, options),
      ),
    );
  leaf(shop, 'remove', 'remove an account and its token; its orders stay')
    .argument('<shop>', which)
    .option(...yesOption)
    .action(
      wrap(async (context, name: string, options: Yes) =>
        (await commands()).removeShop(context, name, options),
      ),
    );
  leaf(shop, 'products', 'list what a shop offers')
    .argument('<shop>', which)
    .option('--country <code>', 'those of a country, as JP or JPN, where the shop tells them apart')
    .action(
      wrap(async (context, name: string, options: { readonly country?: string }) =>
        (await commands()).listProducts(context, name, options),
      ),
    );
  leaf(shop, 'quote', 'say what a product costs now')
    .argument('<shop>', which)
    .argument('<product>', 'as shop products lists it')
    .action(
      wrap(async (context, name: string, product: string, _options: object) =>
        (await commands()).quoteProduct(context, name, product),
      ),
    );
}

export function orderCommands(program: Command, wrap: Wrap): void {
  const commands = () => import('./commands/order.ts');
  const order = group(program, 'order', 'activation codes that are ordered from shops');
  const waitOption = [
    '--wait',
    'stay until it is delivered or has failed; Ctrl-C leaves it to go on',
  ] as const;
  leaf(order, 'place', 'order a code, which goes into the vault when it is delivered')
    .argument('<shop>', 'number or label of the account')
    .argument('<product>', 'as shop products lists it')
    .option('--price <price>', 'the price that was agreed, as 4.28USD; at another one nothing is ordered')
    .option(
      '--key <key>',
      'a name of your own for this order, as a UUID: the command given again with it orders once',
    )
    .option('--label <label>', 'of the code in the vault')
    .option('--batch <name>', 'the batch that it belongs to')
    .option('--top-up <iccid>', 'top up the profile that is installed, in place of a new one (Connect)')
    .option('--eid <eid>', 'card to which it is pushed (Connect)')
    .option('--country <code>', 'country of the order, as GB (Connect)')
    .option('--email <address>', 'of the subscriber (Connect)')
    .option('--first-name <name>', 'of the subscriber (Connect)')
    .option('--last-name <name>', 'of the subscriber (Connect)')
    .option('--residence <code>', 'country of residence of the subscriber, as US (Connect)')
    .option('--notify <email>', 'who is told of the delivery by the shop (Octopus Cards)')
    .option(...waitOption)
    .option(...yesOption)
    .action(
      wrap(
        async (context, shop: string, product: string, options: import('./commands/order.ts').PlaceOptions) =>
          (await commands()).placeOrder(context, shop, product, options),
      ),
    );
  leaf(order, 'list', 'list the orders, the newest first')
    .option('--limit <number>', 'how many', parseCount, 50)
    .option('--status <status>', 'those with one status')
    .option('--shop <shop>', 'those of one account')
    .action(
      wrap(
        async (
          context,
          options: { readonly limit: number; readonly status?: string; readonly shop?: string },
        ) => (await commands()).listOrders(context, options),
      ),
    );
  leaf(order, 'show', 'show an order as it was last known')
    .argument('<id>', 'its number', parseCount)
    .action(wrap(async (context, id: number, _options: object) => (await commands()).showOrder(context, id)));
  leaf(order, 'refresh', 'ask the shop about an order now; one that was broken off is placed or looked up')
    .argument('<id>', 'its number', parseCount)
    .option(...waitOption)
    .action(
      wrap(async (context, id: number, options: { readonly wait?: boolean }) =>
        (await commands()).refreshOrder(context, id, options),
      ),
    );
  leaf(order, 'resolve', 'say what became of an order of unknown outcome')
    .argument('<id>', 'its number', parseCount)
    .option('--remote-id <id>', 'it is this one at the shop')
    .option('--not-taken', 'the shop never took it')
    .option(...yesOption)
    .action(
      wrap(
        async (
          context,
          id: number,
          options: Yes & { readonly remoteId?: string; readonly notTaken?: boolean },
        ) => (await commands()).resolveOrder(context, id, options),
      ),
    );
  leaf(order, 'notify', 'have the shop tell somebody of the delivery by e-mail (Octopus Cards)')
    .argument('<id>', 'its number', parseCount)
    .argument('<email>', 'who is told')
    .action(
      wrap(async (context, id: number, email: string, _options: object) =>
        (await commands()).notifyOrder(context, id, email),
      ),
    );
}
