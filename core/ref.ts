/** A record as a call names it, once it is known which one is meant. */
import type { RecordType } from "./reply.ts";

/** What a mention may turn out to be. An identity is somebody seen in mail who is no record yet. */
export type MentionType = RecordType | "identity" | "suggestion" | "user";

/** A mention resolved: one record the asker may see. */
export interface Ref {
  type: MentionType;
  id: string;
  name: string;
}
