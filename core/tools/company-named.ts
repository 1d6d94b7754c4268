/** The company somebody names: one we have, or a new one. */
import { companyRecords } from "../../db/projections/registry.ts";
import { findByIds, findByName, type NameHit } from "../../db/queries/names.ts";
import { newCompany } from "../domain/company.ts";
import { isId, newId } from "../domain/ids.ts";
import { companyKey } from "../domain/names.ts";
import { Question } from "../question.ts";
import { literal } from "../reply.ts";
import type { ToolContext } from "../tool.ts";

export interface NamedCompany {
  id: string;
  name: string;
}

/** Asks where several fit; the call to go on with is the tool's own. */
export async function companyNamed(
  context: ToolContext,
  said: string,
  asking: { tool: string; args: Record<string, unknown> },
): Promise<NamedCompany> {
  const fresh = /^new company (.+)$/i.exec(said)?.[1];
  if (fresh) return makeCompany(context, fresh);
  if (isId(said)) {
    const [known] = await findByIds(context.tx, ["company"], [said]);
    if (known) return known;
  }
  const name = said.replace(/^the (?:company|firm) /i, "");
  const hits = await findByName(context.tx, ["company"], companyKey(name), name);
  const [only, ...others] = fitting(hits, companyKey(name));
  if (!only) return makeCompany(context, name);
  if (others.length === 0) return only;
  const offered = [only, ...others]
    .slice(0, 4)
    .map((hit) => ({ label: hit.name, company: hit.id }));
  throw new Question({
    text: `Which “${literal(name)}” do you mean?`,
    actions: [...offered, { label: `A new company, ${name}`, company: `new company ${name}` }].map(
      ({ label, company }) => ({
        label,
        press: { kind: "call", tool: asking.tool, args: { ...asking.args, company } },
      }),
    ),
  });
}

/** The very name, else those it begins: "Acme" is Acme Robotics where there is no other. */
function fitting(hits: readonly NameHit[], key: string): NameHit[] {
  const same = hits.filter((hit) => hit.nameKey === key);
  return same.length > 0
    ? same.slice(0, 1)
    : hits.filter((hit) => hit.nameKey.startsWith(`${key} `));
}

async function makeCompany(context: ToolContext, name: string): Promise<NamedCompany> {
  const id = newId();
  const company = newCompany(name, "said", context.now, { ownerId: context.actor.userId });
  await context.write(companyRecords, [{ id, command: { kind: "create", company } }]);
  return { id, name };
}
