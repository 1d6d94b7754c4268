/** Every tool there is, in the order help shows them. */
import { z } from "zod";
import { toHelp } from "../surfaces/to-help.ts";
import { defineTool, type Tool } from "../tool.ts";
import { acceptSuggestion } from "./accept-suggestion.ts";
import { acceptSuggestions } from "./accept-suggestions.ts";
import { addCompany } from "./add-company.ts";
import { addDeal } from "./add-deal.ts";
import { addDealPerson } from "./add-deal-person.ts";
import { addPerson } from "./add-person.ts";
import { addRelationship } from "./add-relationship.ts";
import { addStage } from "./add-stage.ts";
import { addTask } from "./add-task.ts";
import { addToList } from "./add-to-list.ts";
import { answerQuestion } from "./answer-question.ts";
import { attachFile } from "./attach-file.ts";
import { archivePeople } from "./archive-people.ts";
import { archiveRecord } from "./archive-record.ts";
import { cancelImport } from "./cancel-import.ts";
import { claimAddress } from "./claim-address.ts";
import { closeDeadDeals } from "./close-dead-deals.ts";
import { closeDeal } from "./close-deal.ts";
import { clearOptOut } from "./clear-opt-out.ts";
import { completeTask } from "./complete-task.ts";
import { confirmImport } from "./confirm-import.ts";
import { decideRow } from "./decide-row.ts";
import { createList } from "./create-list.ts";
import { createPipeline } from "./create-pipeline.ts";
import { dismissSuggestion } from "./dismiss-suggestion.ts";
import { detachFile } from "./detach-file.ts";
import { discardDraft } from "./discard-draft.ts";
import { draftMessage } from "./draft-message.ts";
import { editDraft } from "./edit-draft.ts";
import { endRelationship } from "./end-relationship.ts";
import { findRecord } from "./find-record.ts";
import { lastContact } from "./last-contact.ts";
import { linkInteraction } from "./link-interaction.ts";
import { listCompanies } from "./list-companies.ts";
import { listDeals } from "./list-deals.ts";
import { listPeople } from "./list-people.ts";
import { listPipelines } from "./list-pipelines.ts";
import { listRelationships } from "./list-relationships.ts";
import { listShares } from "./list-shares.ts";
import { listSuggestions } from "./list-suggestions.ts";
import { listTasks } from "./list-tasks.ts";
import { logInteraction } from "./log-interaction.ts";
import { myDay } from "./my-day.ts";
import { pipelineChanges } from "./pipeline-changes.ts";
import { pipelineOverview } from "./pipeline-overview.ts";
import { removeDealPerson } from "./remove-deal-person.ts";
import { removeFromList } from "./remove-from-list.ts";
import { removeStage } from "./remove-stage.ts";
import { releaseAddress } from "./release-address.ts";
import { removeTask } from "./remove-task.ts";
import { reopenTask } from "./reopen-task.ts";
import { saveList } from "./save-list.ts";
import { scheduleDraft } from "./schedule-draft.ts";
import { searchMessages } from "./search-messages.ts";
import { setKeyDate } from "./set-key-date.ts";
import { addContactPoint } from "./add-contact-point.ts";
import { endContactPoint } from "./end-contact-point.ts";
import { jobHistory } from "./job-history.ts";
import { readMessage } from "./read-message.ts";
import { recordAsOf } from "./record-as-of.ts";
import { recordHistory } from "./record-history.ts";
import { addListField } from "./add-list-field.ts";
import { setListField } from "./set-list-field.ts";
import { deleteList } from "./delete-list.ts";
import { exportPeople } from "./export-people.ts";
import { anything, type Anything } from "./shapes.ts";
import { setOptOut } from "./set-opt-out.ts";
import { shareDraft } from "./share-draft.ts";
import { shareMessages } from "./share-messages.ts";
import { showDrafts } from "./show-drafts.ts";
import { showEvidence } from "./show-evidence.ts";
import { showList } from "./show-list.ts";
import { showLists } from "./show-lists.ts";
import { showMessage } from "./show-message.ts";
import { showRecord } from "./show-record.ts";
import { showTimeline } from "./show-timeline.ts";
import { summarizeRecord } from "./summarize-record.ts";
import { tagRecord } from "./tag-record.ts";
import { undoImport } from "./undo-import.ts";
import { undo } from "./undo.ts";
import { unshareMessages } from "./unshare-messages.ts";
import { updateCompany } from "./update-company.ts";
import { updateDeal } from "./update-deal.ts";
import { updateDeals } from "./update-deals.ts";
import { updatePeople } from "./update-people.ts";
import { updatePerson } from "./update-person.ts";
import { updatePipeline } from "./update-pipeline.ts";
import { connectSlack } from "./connect-slack.ts";
import { updatePreferences } from "./update-preferences.ts";
import { updateStage } from "./update-stage.ts";
import { updateTask } from "./update-task.ts";
import { whatChanged } from "./what-changed.ts";
import { briefMeeting } from "./brief-meeting.ts";

const help: Tool = defineTool({
  name: "help",
  summary: "What I can do",
  effect: "read",
  needs: "records:read",
  tainted: "allowed",
  bringsOutside: false,
  examples: [
    "help",
    "what can you do",
    "how does this work",
    "commands",
    "what can I ask",
    "what can I ask you",
    "how can you help me",
    "show me what you can do",
    "how do I use this",
    "what are you able to do",
    "which commands are there",
    "what are my options",
    "instructions",
    "give me some examples",
    "where do I begin",
    "how do you work",
    "how does this thing work",
    "what else can you do",
    "how do I start",
    "what can I say",
    "what can I do here",
    "what do you understand",
    "help all{all:true}",
    "show me all you can do{all:true}",
    "list all commands{all:true}",
    "everything you can do{all:true}",
  ],
  input: z.object({
    all: z.boolean().optional().describe("All there is, not only what to try first"),
  }),
  output: anything as Anything<{ all?: boolean | undefined }>,
  mentions: {},
  run: (_context, { all }) => Promise.resolve({ all }),
  reply: (given, context) => toHelp(tools, context, given),
});

export const tools: readonly Tool[] = [
  showRecord,
  findRecord,
  lastContact,
  jobHistory,
  recordHistory,
  recordAsOf,
  showTimeline,
  showMessage,
  summarizeRecord,
  whatChanged,
  briefMeeting,
  answerQuestion,
  showEvidence,
  listPeople,
  listCompanies,
  listDeals,
  addDeal,
  updateDeal,
  closeDeal,
  updateDeals,
  closeDeadDeals,
  pipelineOverview,
  pipelineChanges,
  addDealPerson,
  removeDealPerson,
  linkInteraction,
  listPipelines,
  createPipeline,
  updatePipeline,
  addStage,
  updateStage,
  removeStage,
  searchMessages,
  readMessage,
  myDay,
  listTasks,
  addTask,
  completeTask,
  reopenTask,
  updateTask,
  removeTask,
  logInteraction,
  draftMessage,
  showDrafts,
  editDraft,
  scheduleDraft,
  shareDraft,
  attachFile,
  detachFile,
  discardDraft,
  setOptOut,
  clearOptOut,
  addRelationship,
  endRelationship,
  listRelationships,
  shareMessages,
  unshareMessages,
  listShares,
  addPerson,
  updatePerson,
  addContactPoint,
  endContactPoint,
  setKeyDate,
  addCompany,
  updateCompany,
  tagRecord,
  updatePeople,
  archiveRecord,
  archivePeople,
  showLists,
  showList,
  createList,
  saveList,
  addToList,
  removeFromList,
  addListField,
  setListField,
  deleteList,
  exportPeople,
  listSuggestions,
  acceptSuggestion,
  acceptSuggestions,
  dismissSuggestion,
  claimAddress,
  releaseAddress,
  confirmImport,
  decideRow,
  cancelImport,
  updatePreferences,
  undo,
  connectSlack,
  undoImport,
  help,
];
