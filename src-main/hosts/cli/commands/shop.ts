import { isCountry } from '../../../../src-shared/countries.ts';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import {
  type ConnectorName,
  connectorName,
  type OrderAccount,
  type OrderProduct,
  type ShopCredentials,
  type ShopLogin,
  shopLogin,
} from '../../../../src-shared/model/index.ts';
import { systemClock } from '../../../../src-shared/system-ports.ts';
import { connectorText, formatPrice, tokenText } from '../../../../src-shared/texts.ts';
import type { OpenedEngine } from '../../engine/open.ts';
import { type Context, mustConfirm, readText } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';
import { firstLine, prompt } from '../prompt.ts';

const largestToken = 8192;

/** Where what an account is reached with comes from. */
interface Given {
  readonly tokenFile?: string;
  /** An API key and its secret in place of a token. */
  readonly login?: boolean;
}

function usage(reason: string): WorkbenchError {
  return new WorkbenchError('usage', { reason });
}

/** The account of that number, of that label, or of the one label that begins so. Rejects with usage. */
export async function findShop(engine: OpenedEngine, text: string): Promise<OrderAccount> {
  const accounts = await engine.call('shops.list', {});
  const exact = accounts.find(({ id, label }) => String(id) === text || label === text);
  if (exact !== undefined) return exact;
  const wanted = text.toLowerCase();
  const [first, second] = accounts.filter(
    ({ label, connector }) => label.toLowerCase().startsWith(wanted) || connector === wanted,
  );
  if (first === undefined || second !== undefined)
    throw usage(
      `${second ? 'More than one account has' : 'No account has'} a label that begins with ${text.slice(0, 64)}; see shop list`,
    );
  return first;
}

/** A token is never an argument: what stands on a command line can be read by others, and stays in the shell's history. */
async function givenToken(context: Context, file: string | undefined): Promise<string> {
  const { streams, output, interrupted } = context;
  const token =
    file !== undefined
      ? (await readText(file)).trim()
      : output.interactive
        ? (
            (await prompt(streams, 'Token of the account: ', { hidden: true, signal: interrupted })) ?? ''
          ).trim()
        : await firstLine(streams.stdin, 'token', largestToken);
  if (token === '') throw usage('The token is empty');
  return token;
}

/** The same of an API key and its secret: one line, with a colon between them. */
async function givenLogin(context: Context, file: string | undefined): Promise<ShopLogin> {
  const { streams, output, interrupted } = context;
  const ask = async (text: string) =>
    ((await prompt(streams, text, { hidden: true, signal: interrupted })) ?? '').trim();
  const line =
    file !== undefined
      ? (await readText(file)).trim()
      : output.interactive
        ? `${await ask('API key: ')}:${await ask('API secret: ')}`
        : await firstLine(streams.stdin, 'API key and secret', largestToken);
  const at = line.indexOf(':');
  const login = shopLogin.safeParse({
    username: line.slice(0, Math.max(0, at)),
    password: line.slice(at + 1),
  });
  if (at < 0 || !login.success) throw usage('The API key and its secret are one line, as KEY:SECRET');
  return login.data;
}

async function given(context: Context, { login, tokenFile }: Given): Promise<ShopCredentials> {
  return login === true
    ? { login: await givenLogin(context, tokenFile) }
    : { token: await givenToken(context, tokenFile) };
}

export async function listShops(context: Context): Promise<number> {
  const accounts = await (await context.engine()).call('shops.list', {});
  const rows = accounts.map(({ id, label, connector, simulated, baseUrl, ...account }) => [
    String(id),
    label,
    connectorText[connector],
    tokenText(account, systemClock.now()),
    simulated ? 'simulated' : '',
    baseUrl,
  ]);
  context.output.result(accounts, () =>
    rows.length === 0 ? 'No accounts.' : table(rows, ['ID', 'LABEL', 'API', 'TOKEN', '', 'ADDRESS']),
  );
  return exitCodes.ok;
}

function connectorOf(text: string): ConnectorName {
  const connector = connectorName.safeParse(text);
  if (!connector.success) throw usage(`The API must be one of ${connectorName.options.join(', ')}`);
  return connector.data;
}

export async function addShop(
  context: Context,
  api: string,
  baseUrl: string,
  options: Given & { readonly label?: string },
): Promise<number> {
  const connector = connectorOf(api);
  const label = options.label ?? connectorText[connector];
  const credentials = await given(context, options);
  const engine = await context.engine();
  const account = await engine.call('shops.add', { connector, label, baseUrl, ...credentials });
  context.output.result(account, () => `Added ${account.label} (account ${account.id}).`);
  return exitCodes.ok;
}

export async function replaceToken(context: Context, shop: string, options: Given): Promise<number> {
  const engine = await context.engine();
  const { id } = await findShop(engine, shop);
  const account = await engine.call('shops.update', { id, ...(await given(context, options)) });
  context.output.result(account, () => `${account.label} has another ${options.login ? 'login' : 'token'}.`);
  return exitCodes.ok;
}

export async function removeShop(
  context: Context,
  shop: string,
  options: { readonly yes?: boolean },
): Promise<number> {
  const engine = await context.engine();
  const { id, label } = await findShop(engine, shop);
  const question = `Remove ${label} with its token? Its orders stay, and are asked about no more.`;
  await mustConfirm(context, question, options.yes);
  const result = await engine.call('shops.remove', { id });
  context.output.result({ id, ...result }, () => `Removed ${label}.`);
  return exitCodes.ok;
}

function productRow(product: OrderProduct): string[] {
  return [
    product.id,
    product.price === undefined ? '' : formatPrice(product.price),
    product.data ?? '',
    product.validityDays === undefined ? '' : `${product.validityDays} days`,
    product.countries.join(', '),
    product.name,
  ];
}

/** The code of a country as it was given, in capital letters. Throws usage where there is no such country. */
export function countryOf(option: string, code: string | undefined): string | undefined {
  const country = code?.toUpperCase();
  if (country !== undefined && !isCountry(country))
    throw usage(
      `${option} is the ISO 3166-1 code of a country, as JP or JPN; there is no ${country.slice(0, 40)}`,
    );
  return country;
}

export async function listProducts(
  context: Context,
  shop: string,
  options: { readonly country?: string },
): Promise<number> {
  const engine = await context.engine();
  const { id } = await findShop(engine, shop);
  const country = countryOf('--country', options.country);
  const products = await engine.call('shops.products', { accountId: id, country });
  context.output.result(products, () =>
    products.length === 0
      ? 'No products.'
      : table(products.map(productRow), ['PRODUCT', 'PRICE', 'DATA', 'VALID', 'WHERE', 'NAME']),
  );
  return exitCodes.ok;
}

export async function quoteProduct(context: Context, shop: string, productId: string): Promise<number> {
  const engine = await context.engine();
  const { id } = await findShop(engine, shop);
  const quote = await engine.call('shops.quote', { accountId: id, productId });
  const { productName, price, discount, details } = quote;
  context.output.result(quote, () =>
    table([
      ['Product', productName],
      ['Price', formatPrice(price)],
      ...(discount === undefined ? [] : [['Discount', formatPrice(discount)]]),
      ...details.map(({ name, value }) => [name, value]),
    ]),
  );
  return exitCodes.ok;
}
