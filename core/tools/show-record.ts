/** Shows whatever a name means: a person, a company, a deal, or somebody known from mail only. */
import { z } from "zod";
import type { Button, Reply } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { showCompany } from "../views/company-view.ts";
import { showDeal } from "../views/deal-view.ts";
import { showIdentity, showPerson } from "../views/person-view.ts";
import { anything, type Anything } from "./shapes.ts";

export const showRecord = defineTool({
  name: "show_record",
  summary: "Show a person, a company or a deal, with what happened",
  effect: "read",
  needs: "records:read",
  examples: [
    "what's happening with {record:Acme}",
    "who is {record:Sofia Reyes}",
    "show {record:Acme}",
    "show me {record:Sofia}",
    "tell me about {record:John from Acme}",
    "tell me more about {record:Borealis}",
    "what do we know about {record:Dana}",
    "what is going on at {record:Borealis Energy}",
    "how are things with {record:Acme}",
    "status of {record:Acme}",
    "update on {record:Acme}",
    "any news from {record:Acme Robotics}",
    "what's new with {record:Sofia}",
    "what about {record:the Acme pilot}",
    "show company {record:Northwind}",
    "tell me about the company {record:Zeta Analytics}",
    "{record:Sofia}'s details",
    "what is {record:Sofia}'s email",
    "what's {record:John}'s phone number",
    "history with {record:Sofia Reyes}",
    "what did I last discuss with {record:John}",
    "open {record:Lena Kovac}",
    "open {record:that deal}",
    "{record:Acme}?",
    "show {record:the second one}",
    "what's cooking at {record:Acme}",
    "what's the story with {record:Acme}",
    "where are we with {record:Acme}",
    "where do we stand with {record:Borealis}",
    "give me the rundown on {record:Acme}",
    "brief me on {record:Acme}",
    "fill me in on {record:Borealis}",
    "catch me up on {record:Acme}",
    "remind me who {record:Sofia Reyes} is",
    "pull up {record:Acme}",
    "info on {record:Dana}",
    "details of {record:Northwind}",
    "{record:Dana} info",
    "how do I reach {record:Sofia}",
    "contact details of {record:Sofia}",
    "what's the latest on {record:the Acme pilot}",
    "what's the latest from {record:Borealis}",
    "how is {record:the Acme pilot} going",
    "what stage is {record:the Acme pilot} in",
    "what is {record:the Acme pilot} worth",
    "how much is {record:the Acme pilot} worth",
    "when does {record:the Acme pilot} close",
    "what does {record:Sofia} do",
    "{record:Acme} status",
    "profile of {record:Dana}",
    "prep me for {record:Sofia}",
    "I am meeting {record:Sofia}, what should I know",
    "what do I need to know about {record:Borealis}",
    "refresh my memory on {record:Dana}",
    "anything new at {record:Acme}",
    "background on {record:Zeta Analytics}",
    "what have we got on {record:Dana}",
    "how far are we with {record:Borealis}",
    "phone number of {record:Dana}",
    "email of {record:Sofia}",
    "which number has {record:Dana}",
    "give me {record:Sofia}'s email",
    "where does {record:Sofia} work",
    "how are we doing with {record:Acme}",
    "what's {record:Dana}'s story",
    "anything I should know about {record:Acme}",
    "sup with {record:Borealis}",
    "what's up with {record:Borealis}",
    "what's up at {record:Borealis}",
    "everything on {record:Erik from Fjord}",
    "gimme everything on {record:Dana}",
    "everything we have on {record:Dana}",
    "all we know about {record:Dana}",
    "what do we have on {record:Acme}",
    "how's {record:Acme} doing",
    "how is it going with {record:Acme}",
    "news on {record:Acme}",
    "show me {record:Sofia}'s card",
    "what's {record:Sofia}'s job",
    "what is the state of {record:the Acme pilot}",
    "what does {record:Acme} do",
    "where is {record:Acme} based",
    "where does {record:Sofia} live",
    "who is in charge of {record:the Acme pilot}",
    "number of {record:Dana}",
    "can I have {record:Dana}'s number",
    "who is the owner of {record:the Acme pilot}",
    "what is {record:Acme} up to",
    "when is {record:Sofia}'s birthday",
  ],
  input: z.object({ record: z.string().trim().min(1).max(200) }),
  output: anything as Anything<{ shown: Reply<Button> }>,
  mentions: { record: ["company", "person", "deal", "identity"] },
  run: async (context, { record }) => ({ shown: await show(context, record) }),
  reply: ({ shown }) => shown,
});

function show(context: ToolContext, { type, id }: Ref): Promise<Reply<Button>> {
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
