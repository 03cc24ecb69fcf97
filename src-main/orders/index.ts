/** Connectors to shops that sell activation codes. */

import type { ConnectorName } from '../../src-shared/model/index.ts';
import type { ShopAccess } from './http.ts';
import { createOctopusConnector } from './octopus.ts';
import type { ShopConnector } from './port.ts';
import { createTruphoneConnector } from './truphone.ts';

export type { ShopAccess } from './http.ts';
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
