/** Every tool there is, in the order help shows them. */
import { z } from "zod";
import { toHelp } from "../surfaces/to-help.ts";
import { defineTool, type Tool } from "../tool.ts";
import { acceptSuggestion } from "./accept-suggestion.ts";
import { acceptSuggestions } from "./accept-suggestions.ts";
import { addPerson } from "./add-person.ts";
import { addTask } from "./add-task.ts";
import { cancelImport } from "./cancel-import.ts";
import { claimAddress } from "./claim-address.ts";
import { completeTask } from "./complete-task.ts";
import { confirmImport } from "./confirm-import.ts";
import { dismissSuggestion } from "./dismiss-suggestion.ts";
import { findRecord } from "./find-record.ts";
import { lastContact } from "./last-contact.ts";
import { listDeals } from "./list-deals.ts";
import { listPeople } from "./list-people.ts";
import { listSuggestions } from "./list-suggestions.ts";
import { listTasks } from "./list-tasks.ts";
import { logInteraction } from "./log-interaction.ts";
import { searchMessages } from "./search-messages.ts";
import { anything, type Anything } from "./shapes.ts";
import { showRecord } from "./show-record.ts";
import { tagRecord } from "./tag-record.ts";
import { undo } from "./undo.ts";

const help: Tool = defineTool({
  name: "help",
  summary: "What I can do",
  effect: "read",
  needs: "records:read",
  examples: ["help", "what can you do", "how does this work", "commands"],
  input: z.object({}),
  output: anything as Anything<object>,
  mentions: {},
  run: () => Promise.resolve({}),
  reply: (_output, { actor }) => toHelp(tools, actor.role),
});

export const tools: readonly Tool[] = [
  showRecord,
  findRecord,
  lastContact,
  listPeople,
  listDeals,
  searchMessages,
  listTasks,
  addTask,
  completeTask,
  logInteraction,
  addPerson,
  tagRecord,
  listSuggestions,
  acceptSuggestion,
  acceptSuggestions,
  dismissSuggestion,
  claimAddress,
  confirmImport,
  cancelImport,
  undo,
  help,
];
