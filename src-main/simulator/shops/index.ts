export { type BenchShops, type BenchShopsOptions, startBenchShops } from './bench-shops.ts';
export type { Installation, OrderedProfile, ProfileRequest, ProfileSupply } from './ports.ts';
export { type RunningShop, type RunShopOptions, runShop } from './run.ts';
export {
  type OctopusShopOptions,
  type Shop,
  type ShopConnector,
  type ShopOptions,
  type ShopPlace,
  startOctopusShop,
  startTruphoneShop,
} from './shop.ts';
export { fileShopStore, memoryShopStore, type ShopOrder, type ShopStore } from './state.ts';
export { createSupply, SoldProfiles } from './supply.ts';
