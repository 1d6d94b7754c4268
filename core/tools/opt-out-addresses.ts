/** Which addresses an opt-out is about: all those of a person, or one that was said. */
import { z } from "zod";
import { findIdentity, findPerson } from "../../db/queries/people.ts";
import { normalizeEmail } from "../domain/email-address.ts";
import { AppError } from "../domain/errors.ts";
import type { Ref } from "../ref.ts";
import type { ToolContext } from "../tool.ts";

export const whoIsMeant = {
  person: z.string().trim().min(1).max(200).optional(),
  address: z.string().trim().min(3).max(320).optional(),
};

export interface Meant {
  name: string;
  addresses: string[];
  person: Ref | undefined;
}

export async function addressesMeant(
  { tx }: ToolContext,
  { person, address }: { person?: Ref | undefined; address?: string | undefined },
): Promise<Meant> {
  if (address !== undefined) {
    const said = normalizeEmail(address);
    if (!said) throw new AppError("bad_input", `“${address}” is no e-mail address.`);
    return { name: said, addresses: [said], person: undefined };
  }
  if (!person) throw new AppError("bad_input", "Whom is it about? Say a name or an address.");
  const found = person.type === "person" ? await findPerson(tx, person.id) : undefined;
  const identity = person.type === "identity" ? await findIdentity(tx, person.id) : undefined;
  const known = [...(found?.emails ?? []), ...(identity?.email ? [identity.email] : [])];
  if (known.length === 0)
    throw new AppError("bad_input", `${person.name} has no e-mail address on record.`);
  const addresses = [...new Set(known.map((one) => one.toLowerCase()))];
  return { name: person.name, addresses, person };
}
