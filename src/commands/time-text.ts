/** `2026-01-31 12:00:00` in UTC, with a fraction only where there is one. @param timestamp seconds since the epoch */
export function timeText(timestamp: number): string {
  const date = new Date(Math.round(timestamp * 1000));
  if (Number.isNaN(date.getTime())) return String(timestamp);
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.000Z$|Z$/, '');
}
