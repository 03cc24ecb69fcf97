export { type BenchShops, startBenchShops } from './bench-shops.ts';
export type { ProfileSupply } from './ports.ts';
export { runShop } from './run.ts';
export {
  type OctopusShopOptions,
  placeOfShop,
  type Shop,
  type ShopConnector,
  type ShopOptions,
  type ShopPlace,
  startOctopusShop,
  startTruphoneShop,
} from './shop.ts';
export { fileShopStore, memoryShopStore, type ShopOrder, type ShopStore } from './state.ts';
export { createSupply, SoldProfiles } from './supply.ts';
