/** A tenant with an owner Ana and a member Tom, at whose desk a test calls tools and presses buttons. */
import type { CallRequest, CallResult } from "../../core/call-result.ts";
import { callTool } from "../../core/call-tool.ts";
import type { Focus } from "../../core/agent/intent.ts";
import { newCompany } from "../../core/domain/company.ts";
import { newId } from "../../core/domain/ids.ts";
import { newPerson } from "../../core/domain/person.ts";
import { allActions } from "../../core/reply.ts";
import { tools } from "../../core/tools/registry.ts";
import { companyRecords, personRecords } from "../../db/projections/registry.ts";
import { createTenant, saveUser, type User } from "../../db/queries/tenants.ts";
import { write } from "../../db/write.ts";
import type { Database } from "../../db/client.ts";
import { contextFor, depsOver, testNow } from "./two-tenants.ts";

export interface Desk {
  tenantId: string;
  ana: User;
  tom: User;
  /** Calls a tool as Ana; `who`, the day and the audience may be others. */
  call(tool: string, args?: Record<string, unknown>, as?: As): Promise<CallResult>;
  /** Presses the button of that label. */
  press(shown: CallResult, label: string | RegExp, as?: As): Promise<CallResult>;
  /** Takes a call back. */
  undo(done: CallResult): Promise<CallResult>;
}

interface As {
  who?: User;
  now?: Date;
  audience?: string;
  focus?: Focus;
}

export async function openDesk(db: Database): Promise<Desk> {
  const { id: tenantId } = await createTenant(db, { slug: newId(), name: "Desk", at: testNow });
  const nobody = { tenantId, actorId: null, viewerId: null };
  const user = (name: string, role: User["role"]) =>
    db.transaction(nobody, (tx) => {
      const email = `${name.toLowerCase()}@desk.example`;
      return saveUser(tx, { email, name, role, timeZone: "UTC", locale: "en", at: testNow });
    });
  const [ana, tom] = [await user("Ana", "owner"), await user("Tom", "member")];
  await addCompanies(db, ana, [
    ["Acme", "Lena Kovac"],
    ["Borealis", "John Okafor"],
  ]);
  const request = (request: CallRequest, { who = ana, focus = {}, ...changes }: As) =>
    callTool(depsOver(db), { ...contextFor(who, changes), focus }, tools, request);
  const call: Desk["call"] = (tool, args = {}, as = {}) => request({ tool, args }, as);
  return {
    tenantId,
    ana,
    tom,
    call,
    press: (shown, label, as = {}) => {
      const button = allActions(shown.reply).find((one) => one.label.match(label));
      if (button?.press.kind !== "call" && button?.press.kind !== "confirm")
        throw new Error(`no button ${String(label)} in ${JSON.stringify(shown.reply)}`);
      const { tool, args } = button.press;
      const confirmed = button.press.kind === "confirm" ? { confirmed: button.press.preview } : {};
      return request({ tool, args, ...confirmed }, as);
    },
    undo: (done) => call("undo", { receipts: done.undoable }),
  };
}

async function addCompanies(
  db: Database,
  owner: User,
  companies: [string, string][],
): Promise<void> {
  const scope = { tenantId: owner.tenantId, actorId: owner.id, viewerId: owner.id };
  const cause = { runId: null, groupId: newId(), recordedAt: testNow };
  await db.transaction(scope, async (tx) => {
    for (const [name, contact] of companies) {
      const companyId = newId();
      const company = newCompany(name, "said", testNow, { ownerId: owner.id });
      await write(
        tx,
        companyRecords,
        [{ id: companyId, command: { kind: "create", company } }],
        cause,
      );
      const person = newPerson(contact, "said", testNow, { companyId, ownerId: owner.id });
      await write(tx, personRecords, [{ id: newId(), command: { kind: "create", person } }], cause);
    }
  });
}
