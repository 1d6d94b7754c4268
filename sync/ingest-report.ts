/** What an ingest did, as people and programs are told. */
import type { OwnAddress } from "./own-addresses.ts";

export interface Problem {
  /** Where in the file, for people. */
  position: string;
  reason: string;
}

export interface IngestReport {
  messages: { read: number; stored: number; skipped: Record<string, number>; failed: number };
  people: { created: number; suggested: number };
  companies: { created: number };
  interactions: { created: number };
  /** Addresses taken for the user's own from here on. */
  claimedOwn?: OwnAddress[];
  /** Addresses that may be the user's own as well: they are asked. */
  likelyOwn?: OwnAddress[];
  /** Calendar files. */
  events?: { read: number; stored: number; skipped: Record<string, number>; failed: number };
  /** Address books and spreadsheets. */
  rows?: RowCounts;
  deals?: { created: number; updated: number };
  /** The first ones; `problemCount` counts them all. */
  problems: Problem[];
  problemCount: number;
}

export interface RowCounts {
  read: number;
  new: number;
  updated: number;
  unchanged: number;
  /** Left out: they may or may not be somebody who is there already. */
  doubtful: number;
  skipped: Record<string, number>;
  failed: number;
}

const MAX_PROBLEMS = 100;

export const emptyReport = (): IngestReport => ({
  messages: { read: 0, stored: 0, skipped: {}, failed: 0 },
  people: { created: 0, suggested: 0 },
  companies: { created: 0 },
  interactions: { created: 0 },
  problems: [],
  problemCount: 0,
});

export function addProblem(report: IngestReport, position: string, reason: string): void {
  report.problemCount += 1;
  if (report.problems.length < MAX_PROBLEMS) report.problems.push({ position, reason });
}

export function countSkipped(skipped: Record<string, number>, reason: string): void {
  skipped[reason] = (skipped[reason] ?? 0) + 1;
}
