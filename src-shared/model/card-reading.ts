import { z } from 'zod';
import { card, cardInfo, notification, profile } from './card.ts';
import { eidText, timestamp } from './common.ts';

const readingId = z.int().positive();

/** What a card held at one time. Icons are left out. */
export const cardContent = z.object({
  info: cardInfo.optional(),
  profiles: z.array(profile.omit({ icon: true })),
  notifications: z.array(
    notification.pick({ sequenceNumber: true, event: true, address: true, iccid: true }),
  ),
  quirks: card.shape.quirks,
});
export type CardContent = z.infer<typeof cardContent>;

/** A state in which a card was found, from one reading of it to the next that found another. */
export const cardReading = z.object({
  id: readingId,
  eid: eidText,
  /** When it was found so first and last. */
  firstSeenAt: timestamp,
  lastSeenAt: timestamp,
  /** When its EUICCInfo2, and with it its free memory, was read; absent where that was not kept. */
  infoAt: timestamp.optional(),
  /** The operation that found it so first. */
  operationId: z.int(),
  freeNonVolatileMemory: z.int().optional(),
  freeVolatileMemory: z.int().optional(),
  profiles: z.int().nonnegative(),
  notifications: z.int().nonnegative(),
});
export type CardReading = z.infer<typeof cardReading>;

/** A card as it was last seen, or as a reading found it. */
export const cardMoment = z.object({ eid: eidText, reading: readingId.optional() });
export type CardMoment = z.infer<typeof cardMoment>;

export const comparisonSection = z.enum([
  'identity',
  'versions',
  'memory',
  'addresses',
  'trust',
  'capabilities',
  'rules',
  'profiles',
  'notifications',
  'habits',
]);
export type ComparisonSection = z.infer<typeof comparisonSection>;

const compared = z.union([z.string(), z.number(), z.boolean()]);

/** One thing that two cards, or one card at two times, have in common or not. */
export const comparisonRow = z.object({
  section: comparisonSection,
  /** Its name in the models, as `freeNonVolatileMemory`. */
  field: z.string(),
  /** Of which of several: the ICCID of a profile, the number of a notification, the name of a capability. */
  item: z.string().optional(),
  /** Absent where that side does not have it. */
  a: compared.optional(),
  b: compared.optional(),
  equal: z.boolean(),
});
export type ComparisonRow = z.infer<typeof comparisonRow>;

const side = cardMoment.extend({ simulated: z.boolean(), seenAt: timestamp });

export const cardComparison = z.object({
  a: side,
  b: side,
  /** Those that differ first, each of both parts in the order of the sections. */
  rows: z.array(comparisonRow),
  differences: z.int().nonnegative(),
});
export type CardComparison = z.infer<typeof cardComparison>;
