/** The moments at which the as-of part asks: early, in the middle, late, and now. */
export const MOMENTS = ['1 %', '50 %', '99 %', 'now'] as const;
export type MomentName = (typeof MOMENTS)[number];

const SHARE: Record<Exclude<MomentName, 'now'>, number> = { '1 %': 0.01, '50 %': 0.5, '99 %': 0.99 };

/** The position that a moment means in a history; null is now. `turn` moves it a little, so that no page is hit twice. */
export function positionAt(moment: MomentName, base: number, events: number, turn: number): number | null {
  if (moment === 'now') return null;
  const jitter = turn % Math.max(1, Math.floor((events - base) / 200));
  return Math.min(events, base + Math.floor(SHARE[moment] * (events - base)) + jitter);
}
