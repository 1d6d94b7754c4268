/** Which projection follows which type of stream. */
import { company } from "../../core/domain/company.ts";
import { deal } from "../../core/domain/deal.ts";
import { draft } from "../../core/domain/draft.ts";
import { list } from "../../core/domain/list.ts";
import { loggedInteraction } from "../../core/domain/logged-interaction.ts";
import { optOut } from "../../core/domain/opt-out.ts";
import { person } from "../../core/domain/person.ts";
import { pipeline } from "../../core/domain/pipeline.ts";
import { preferences } from "../../core/domain/preferences.ts";
import type { Aggregate } from "../../core/domain/record.ts";
import { relationship } from "../../core/domain/relationship.ts";
import { share } from "../../core/domain/share.ts";
import { suggestion } from "../../core/domain/suggestion.ts";
import { task } from "../../core/domain/task.ts";
import type { Tx } from "../client.ts";
import { projectCompanies } from "./company.ts";
import { projectDeals } from "./deal.ts";
import { projectDrafts } from "./draft.ts";
import { projectLists } from "./list.ts";
import { projectLoggedInteractions } from "./logged-interaction.ts";
import { projectOptOuts } from "./opt-out.ts";
import { projectPeople } from "./person.ts";
import { projectPipelines } from "./pipeline.ts";
import { projectPreferences } from "./preferences.ts";
import { projectRelationships } from "./relationship.ts";
import type { Projected } from "./rows.ts";
import { projectShares } from "./share.ts";
import { projectSuggestions } from "./suggestion.ts";
import { projectTasks } from "./task.ts";

/** An aggregate and its projection, tied together so that neither is used without the other. */
export interface Records<State, Command> {
  aggregate: Aggregate<State, Command>;
  /** `at`: when the writes are recorded. */
  project: (tx: Tx, records: Projected<State>[], at: Date) => Promise<void>;
}

export const companyRecords = { aggregate: company, project: projectCompanies };
export const dealRecords = { aggregate: deal, project: projectDeals };
export const interactionRecords = {
  aggregate: loggedInteraction,
  project: projectLoggedInteractions,
};
export const listRecords = { aggregate: list, project: projectLists };
export const pipelineRecords = { aggregate: pipeline, project: projectPipelines };
export const preferencesRecords = { aggregate: preferences, project: projectPreferences };
export const relationshipRecords = { aggregate: relationship, project: projectRelationships };
export const draftRecords = { aggregate: draft, project: projectDrafts };
export const optOutRecords = { aggregate: optOut, project: projectOptOuts };
export const shareRecords = { aggregate: share, project: projectShares };
export const personRecords = { aggregate: person, project: projectPeople };
export const suggestionRecords = { aggregate: suggestion, project: projectSuggestions };
export const taskRecords = { aggregate: task, project: projectTasks };
