/** Which stream a record's history is in. */
import {
  companyRecords,
  dealRecords,
  personRecords,
  type Records,
} from "../../db/projections/registry.ts";
import { AppError } from "../domain/errors.ts";
import type { Ref } from "../ref.ts";

export function recordsFor({ type }: Ref): Records<unknown, never> {
  switch (type) {
    case "person":
      return personRecords as unknown as Records<unknown, never>;
    case "company":
      return companyRecords as unknown as Records<unknown, never>;
    case "deal":
      return dealRecords as unknown as Records<unknown, never>;
    default:
      throw new AppError("bad_input", "Only people, companies and deals have a history to show.");
  }
}
