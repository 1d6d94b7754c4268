/** The press that shows a record by itself. */
import type { Press, RecordRef } from "../reply.ts";

/** Undefined where nothing shows such a record alone. */
export function opening({ type, id }: RecordRef): Press | undefined {
  if (type === "interaction") return { kind: "call", tool: "show_message", args: { message: id } };
  if (type === "person" || type === "company" || type === "deal")
    return { kind: "call", tool: "show_record", args: { record: id } };
  return undefined;
}
