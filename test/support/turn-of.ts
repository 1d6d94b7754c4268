/** What a parser is given: a sentence said on Thursday, 19 November 2026, at 10:00 in Madrid. */
import type { Turn } from "../../core/agent/intent.ts";

export const turnOf = (text: string, more: Partial<Turn> = {}): Turn => ({
  text,
  now: new Date("2026-11-19T09:00:00Z"),
  timeZone: "Europe/Madrid",
  locale: "en",
  country: "ES",
  currency: "EUR",
  focus: {},
  ...more,
});
