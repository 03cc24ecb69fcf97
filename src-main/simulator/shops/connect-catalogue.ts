/** What the simulated Connect account can order. Prices and plans are made up. */

import { createHash } from 'node:crypto';

export interface ConnectProduct {
  readonly id: string;
  readonly name: string;
  readonly sim_type: readonly ('ESIM' | 'PSIM')[];
  readonly duration: number;
  readonly duration_unit: 'DAYS' | 'MONTHS';
  readonly data: number;
  readonly data_unit: 'MB' | 'GB';
  readonly price: number;
  readonly price_currency: string;
  readonly footprint_code: string;
}

/** 32 bytes in base64url, as the ids of Connect look. */
const idOf = (name: string) => `${createHash('sha256').update(name).digest('base64url')}=`;

type Row = readonly [
  name: string,
  simTypes: ConnectProduct['sim_type'],
  days: number,
  megabytes: number,
  price: number,
  footprint: string,
];
const rows: readonly Row[] = [
  ['World 500 MB 30 days', ['ESIM'], 30, 500, 9, 'GLOBAL'],
  ['World 3 GB 30 days', ['ESIM', 'PSIM'], 30, 3000, 29, 'GLOBAL'],
  ['Europe 1 GB 15 days', ['ESIM'], 15, 1000, 6.5, 'EUROPE'],
  ['Europe 10 GB 90 days', ['ESIM'], 90, 10_000, 34, 'EUROPE'],
  ['Lab SIM 50 MB 365 days', ['PSIM'], 365, 50, 12, 'GLOBAL'],
];

export const connectProducts: readonly ConnectProduct[] = rows.map(
  ([name, sim_type, duration, data, price, footprint_code]) => ({
    id: idOf(name),
    name,
    sim_type,
    duration,
    duration_unit: 'DAYS',
    data,
    data_unit: 'MB',
    price,
    price_currency: 'EUR',
    footprint_code,
  }),
);

export const connectProduct = (id: string) => connectProducts.find((one) => one.id === id);
