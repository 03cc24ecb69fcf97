/** Connectors to shops that sell activation codes. */

import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { ConnectorName } from '../../src-shared/model/index.ts';
import { type ShopAccess, shopAddress } from './http.ts';
import { createOctopusConnector } from './octopus.ts';
import { renewOctopusTokens } from './octopus-login.ts';
import type { RenewTokens, ShopConnector } from './port.ts';
import { createTruphoneConnector } from './truphone.ts';

export { type ShopAccess, tokenExpiry } from './http.ts';
export type { OrderRequest, Placement, RemoteOrder, ShopConnector } from './port.ts';
export { createShopTransport, type ShopExchange, type ShopRequest, type ShopTransport } from './transport.ts';

const connectors: Readonly<Record<ConnectorName, (access: ShopAccess) => ShopConnector>> = {
  truphone: createTruphoneConnector,
  octopus: createOctopusConnector,
};

/** Throws shop_address_invalid, shop_token_malformed. */
export function createConnector(name: ConnectorName, access: ShopAccess): ShopConnector {
  return connectors[name](access);
}

const renewals: Readonly<Partial<Record<ConnectorName, RenewTokens>>> = { octopus: renewOctopusTokens };

/** How the accounts of a connector get other tokens. Throws shop_login_unsupported where its shop has no login. */
export function renewalOf(name: ConnectorName, baseUrl: string): RenewTokens {
  const renewal = renewals[name];
  if (renewal === undefined)
    throw new WorkbenchError('shop_login_unsupported', { shop: shopAddress(baseUrl).host });
  return renewal;
}
