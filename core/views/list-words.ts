/** The lists somebody is on, in a few words each: "VIP (table 4, vegetarian)". */
import type { Tx } from "../../db/client.ts";
import { entriesFor } from "../../db/queries/lists.ts";
import { fieldText } from "../domain/list-value.ts";

export async function listWords(tx: Tx, recordId: string): Promise<string[]> {
  const entries = await entriesFor(tx, recordId);
  return entries.map(({ list, fields, values }) => {
    const said = fields.flatMap((field) => {
      const text = fieldText(field, values[field.id]);
      return text === "" ? [] : [`${field.name} ${text}`];
    });
    return said.length > 0 ? `${list} (${said.join(", ")})` : list;
  });
}
