/** What the simulated Octopus Cards sells. Prices, products and operators are made up. */

/** A data plan of a product. */
export interface Variant {
  readonly id: number;
  readonly esim_product_id: number;
  readonly name: string;
  readonly description: string;
  readonly currency_code: string;
  /** Wholesale price in `currency_code`; selects the variant when it is ordered. */
  readonly amount: number;
  readonly data_amount_gb: number;
  readonly validity_days: number;
  /** Per cent. */
  readonly client_discount: number;
}

export interface Product {
  readonly id: number;
  readonly name: string;
  /** ISO 3166-1 alpha-3, or GLO. */
  readonly country_code: string;
  readonly currency_code: string;
  readonly image_url: string;
}

const currency_code = 'USD';

export const products: readonly Product[] = [
  { id: 712, name: 'Japan eSIM', country_code: 'JPN', currency_code, image_url: '' },
  { id: 731, name: 'Germany eSIM', country_code: 'DEU', currency_code, image_url: '' },
  { id: 744, name: 'United States eSIM', country_code: 'USA', currency_code, image_url: '' },
  { id: 904, name: 'Global Roaming', country_code: 'GLO', currency_code, image_url: '' },
];

type Plan = readonly [gigabytes: number, days: number, amount: number];
const plans: Readonly<Record<number, readonly Plan[]>> = {
  712: [
    [1, 7, 4.5],
    [5, 30, 14],
  ],
  731: [
    [1, 7, 3.8],
    [10, 30, 19.5],
  ],
  744: [
    [3, 15, 9.9],
    [20, 30, 32],
  ],
  904: [
    [1, 7, 8.25],
    [5, 30, 36.4],
  ],
};

export const variants: readonly Variant[] = products.flatMap((product) =>
  (plans[product.id] ?? []).map(([gigabytes, days, amount], index) => ({
    id: product.id * 10 + index + 1,
    esim_product_id: product.id,
    name: `${product.name.replace(' eSIM', '')} ${gigabytes} GB / ${days} days`,
    description: 'Data only, on a network that does not exist',
    currency_code,
    amount,
    data_amount_gb: gigabytes,
    validity_days: days,
    client_discount: 5,
  })),
);

/** The account's wallets; the first is the default one. */
export const wallets: readonly {
  readonly id: number;
  readonly currency: string;
  readonly perDollar: number;
}[] = [
  { id: 1, currency: 'USD', perDollar: 1 },
  { id: 2, currency: 'EUR', perDollar: 0.92 },
];

export const productOf = (id: number) => products.find((one) => one.id === id);
export const variantOf = (id: number) => variants.find((one) => one.id === id);
export const variantsOf = (productId: number) => variants.filter((one) => one.esim_product_id === productId);
