/** Addresses, numbers and profiles in a tool's arguments, read and checked. */
import { findByEmail } from "../../db/queries/names.ts";
import { countryCode } from "../domain/country.ts";
import { normalizeEmail } from "../domain/email-address.ts";
import { AppError } from "../domain/errors.ts";
import type { PointKind } from "../domain/person.ts";
import { normalizePhone } from "../domain/phone.ts";
import type { ToolContext } from "../tool.ts";

const LINKEDIN = /linkedin\.com\/(?:in|pub)\/([^/?#\s]+)/i;
const LINK = /^(?:https?:\/\/)?(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?:[/?#]\S*)?$/u;

export interface Point {
  of: PointKind;
  value: string;
}

export function readEmail(text: string): string {
  const email = normalizeEmail(text);
  if (!email) throw new AppError("bad_input", `“${text}” is not an e-mail address.`);
  return email;
}

/** A national number is read with the country of whoever has it, else with the workspace's. */
export function readPhone(context: ToolContext, text: string, country?: string | null): string {
  const own = country ? countryCode(country) : undefined;
  const phone =
    (own ? normalizePhone(text, own) : undefined) ?? normalizePhone(text, context.tenant.country);
  if (!phone)
    throw new AppError(
      "bad_input",
      `“${text}” is not a phone number I can read; say it with its country code, like +34 600 123 456.`,
    );
  return phone;
}

/** "linkedin.com/in/Ana-Ruiz/?x" → "https://www.linkedin.com/in/ana-ruiz"; any other page as a website. */
export function readProfile(text: string): Point {
  const link = text.trim();
  const slug = LINKEDIN.exec(link)?.[1];
  if (slug) return { of: "linkedin", value: `https://www.linkedin.com/in/${slug.toLowerCase()}` };
  if (!LINK.test(link))
    throw new AppError("bad_input", `“${text}” is not the address of a page or profile.`);
  return { of: "websites", value: /^https?:/i.test(link) ? link : `https://${link}` };
}

/** An address is one person's: whose it is already is said, never changed silently. */
export async function refuseKnown(
  context: ToolContext,
  email: string,
  personId?: string,
): Promise<void> {
  const hits = await findByEmail(context.tx, email);
  const known = hits.find((hit) => hit.type === "person" && hit.id !== personId);
  if (known) throw new AppError("conflict", `${email} already belongs to ${known.name}.`);
}

/** Every address, number and profile said, ready to be written. */
export const pointsIn = (
  context: ToolContext,
  said: { email?: string | undefined; phone?: string | undefined; profile?: string | undefined },
  country?: string | null,
): Point[] => [
  ...(said.email ? [{ of: "emails" as const, value: readEmail(said.email) }] : []),
  ...(said.phone
    ? [{ of: "phones" as const, value: readPhone(context, said.phone, country) }]
    : []),
  ...(said.profile ? [readProfile(said.profile)] : []),
];
