/** Whatever a name means, as a reply: a person, a company, a deal, or somebody known from mail only. */
import type { Button, Reply } from "../reply.ts";
import type { Ref } from "../ref.ts";
import type { ToolContext } from "../tool.ts";
import { showCompany } from "./company-view.ts";
import { showDeal } from "./deal-view.ts";
import { showIdentity, showPerson } from "./person-view.ts";

export function showRef(context: ToolContext, { type, id }: Ref): Promise<Reply<Button>> {
  switch (type) {
    case "company":
      return showCompany(context, id);
    case "deal":
      return showDeal(context, id);
    case "identity":
      return showIdentity(context, id);
    default:
      return showPerson(context, id);
  }
}
